"""Offsets: spans in order, tokens and their IOB2 tags, trimming."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from winnow.model.json import Json
from winnow.model.layers import Mention


class Stretch(Protocol):
    """An object with ``start`` and ``end``, half-open, in code points."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Item = TypeVar("Item", bound=Stretch)


class Intervals(Generic[Item]):
    """Items sorted by start; they may nest and overlap."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = sorted(items, key=lambda item: (item.start, -item.end))
        self._starts = [item.start for item in self._items]
        self._reach = list(accumulate((item.end for item in self._items), max))

    def overlapping(self, start: int, end: int) -> list[Item]:
        """The items that share a character with ``[start, end)``, in order."""
        items = []
        for index in range(bisect_left(self._starts, end) - 1, -1, -1):
            if self._reach[index] <= start:
                break
            if self._items[index].end > start:
                items.append(self._items[index])
        return items[::-1]

    def beginning(self, start: int, end: int) -> list[Item]:
        """The items that begin in ``[start, end)``, in order."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without white space at its edges; empty if nothing remains."""
    inside = text[start:end]
    left = start + len(inside) - len(inside.lstrip())
    return left, max(left, start + len(inside.rstrip()))


def visible(text: str, stretches: Iterable[tuple[int, int]]) -> set[int]:
    """The offsets inside stretches of a text that are not white space."""
    return {
        offset
        for start, end in stretches
        for offset in range(start, min(end, len(text)))
        if not text[offset].isspace()
    }


TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\S")
"""A number with its points and commas, a run of letters, or any other single character."""


def tokens(text: str) -> list[tuple[int, int]]:
    """Extents ``[start, end)`` of the tokens of a text, in code points.

    A token is a number with its points and commas, a run of letters, or any other character that is
    not white space. The config ``entities`` uses these tokens. Unlike in the Penn Treebank, an
    apostrophe or a hyphen is a token.
    """
    return [match.span() for match in TOKEN.finditer(text)]


OUTSIDE = "O"


def tags(
    extents: Sequence[tuple[int, int]], mentions: Iterable[Mention], origin: int = 0
) -> list[str]:
    """IOB2 tags of tokens, given as extents in a text that begins at ``origin`` in the page.

    A mention is ``B-`` at its first token and ``I-`` at each further one (Tjong Kim Sang and
    Veenstra 1999, "Representing Text Chunks").
    """
    intervals = Intervals(mentions)
    tags = []
    for start, end in extents:
        overlapping = intervals.overlapping(origin + start, origin + end)
        prefix = "B" if overlapping and overlapping[0].start == origin + start else "I"
        tags.append(f"{prefix}-{overlapping[0].type}" if overlapping else OUTSIDE)
    return tags


def iob2_options(labels: Iterable[Json]) -> list[Json]:
    """The IOB2 tags over some labels, as the options of a label list."""
    tags = [("O", "The token lies in no mention.")]
    for label in (option["const"] for option in labels):
        tags.append((f"B-{label}", f"The first token of a {label} mention."))
        tags.append((f"I-{label}", f"A further token of a {label} mention."))
    return [{"const": tag, "description": description} for tag, description in tags]
