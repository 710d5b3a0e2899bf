"""Simple systems that run without a network, each with real libraries, as a foil for others."""
