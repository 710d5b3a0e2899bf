"""Winnow: gold annotations on scraped news pages, and the build that makes a dataset of them.

The names listed here and those of ``winnow.score`` are public; others can change in any version.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from winnow.checks.load import check
    from winnow.dataset.folder import Dataset, load
    from winnow.model.page import (
        Article,
        Mention,
        Page,
        Part,
        Quotation,
        Segment,
        Sentence,
        Stance,
    )
    from winnow.model.problem import Problem
    from winnow.model.registry import Entry
    from winnow.model.spans import tokens
    from winnow.read.annotations import format_page

__version__ = version("winnow")

__all__ = [
    "Article",
    "Dataset",
    "Entry",
    "Mention",
    "Page",
    "Part",
    "Problem",
    "Quotation",
    "Segment",
    "Sentence",
    "Stance",
    "check",
    "format_page",
    "load",
    "tokens",
]

_HOMES = {
    **dict.fromkeys(
        ("Article", "Mention", "Page", "Part", "Quotation", "Segment", "Sentence", "Stance"),
        "winnow.model.page",
    ),
    **dict.fromkeys(("Dataset", "load"), "winnow.dataset.folder"),
    "Entry": "winnow.model.registry",
    "Problem": "winnow.model.problem",
    "check": "winnow.checks.load",
    "format_page": "winnow.read.annotations",
    "tokens": "winnow.model.spans",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: reading Parquet and schemas takes time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'winnow' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
