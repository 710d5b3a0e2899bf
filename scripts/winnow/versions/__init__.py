"""Versions: what one state of the dataset has, what changed since another, and by which step."""
