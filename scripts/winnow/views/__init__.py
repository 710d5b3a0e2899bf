"""Views: the rows of each config, made from the corpus page by page."""
