"""Winnow: scraped news pages with gold annotations, and the build that makes a dataset of them."""

from importlib.metadata import version

__version__ = version("winnow")
