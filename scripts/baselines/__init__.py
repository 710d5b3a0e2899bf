"""Baselines for each task; not part of the installed package."""
