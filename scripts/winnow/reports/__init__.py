"""Figures about a corpus: counts, agreement, audits; tables and charts of them."""
