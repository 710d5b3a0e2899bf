"""From files to the model: bytes, text, JSON, schemas, and everything authored under a root."""
