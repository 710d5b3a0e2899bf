"""Figures about a corpus: counts, agreement and audits, their tables and charts."""
