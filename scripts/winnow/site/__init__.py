"""Generated pages of the docs, and the browser of pages, entities and rows."""
