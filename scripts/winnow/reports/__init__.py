"""Figures as plain data, and as the tables that commands, card and docs show."""
