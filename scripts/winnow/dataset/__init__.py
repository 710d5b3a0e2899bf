"""Build, write, read, verify and compare a dataset folder."""
