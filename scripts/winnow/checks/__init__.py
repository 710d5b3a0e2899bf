"""From the model to problems: within a page, then across pages."""
