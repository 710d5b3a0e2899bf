"""Versions: what changed, what may be released, archives, the form without texts and back."""
