"""Formats of the metadata, each generated from dataset/metadata.json."""
