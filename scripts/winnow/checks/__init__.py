"""Checks: small generators that yield problems. Each takes data that was read, none reads files."""
