"""A dataset folder: built from rows, written, read back, verified, compared."""
