"""Load, check and write pages with gold annotations.

Offsets count code points of the untouched text of a page; spans are half-open, ``[start, end)``.
The names listed here and in ``winnow.score`` are public; others can change in any version.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from winnow.checks.load import check
    from winnow.dataset.folder import Dataset, load
    from winnow.model.layers import Article, Mention, Quotation, Segment, Sentence, Span, Stance
    from winnow.model.page import Page
    from winnow.model.problem import Problem
    from winnow.model.registry import Entry
    from winnow.model.spans import tokens
    from winnow.read.annotations import describe, format_page
    from winnow.reports.audit import audit_lines

    __version__: str

__all__ = [
    "Article",
    "Dataset",
    "Entry",
    "Mention",
    "Page",
    "Problem",
    "Quotation",
    "Segment",
    "Sentence",
    "Span",
    "Stance",
    "audit_lines",
    "check",
    "describe",
    "format_page",
    "load",
    "tokens",
]

_MODULES = {
    **dict.fromkeys(
        ("Article", "Mention", "Quotation", "Segment", "Sentence", "Span", "Stance"),
        "winnow.model.layers",
    ),
    **dict.fromkeys(("Dataset", "load"), "winnow.dataset.folder"),
    **dict.fromkeys(("describe", "format_page"), "winnow.read.annotations"),
    "Entry": "winnow.model.registry",
    "Page": "winnow.model.page",
    "Problem": "winnow.model.problem",
    "audit_lines": "winnow.reports.audit",
    "check": "winnow.checks.load",
    "tokens": "winnow.model.spans",
}

if not TYPE_CHECKING:  # type checkers know the names above, and report any other
    # Names are imported when they are first used: Parquet and schemas take time to import.

    def __getattr__(name):
        if name == "__version__":
            from importlib.metadata import version

            return version("winnow")
        if name not in _MODULES:
            raise AttributeError(f"module 'winnow' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_MODULES[name]), name)

    def __dir__():
        return sorted([*__all__, "__version__"])
