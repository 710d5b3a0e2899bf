"""The command line; only this package prints, exits and knows the current folder."""
