"""Tokens: what the tags of the config ``entities`` stand for, and what mentions keep to."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\S")
"""A number with its points and commas, a run of letters, or any other single character."""


def tokens(text: str) -> list[tuple[int, int]]:
    """Extents ``[start, end)`` of the tokens of a text, in code points.

    This is not the tokenisation of the Penn Treebank: an apostrophe or a hyphen is a token.
    """
    return [match.span() for match in TOKEN.finditer(text)]
