"""Releases: snapshots and their changes, archives, the standoff form and rehydration."""
