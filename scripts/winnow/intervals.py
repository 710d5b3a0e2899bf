"""Spans in order, so that those which touch a stretch are found without looking at all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, Protocol, TypeVar


class Stretch(Protocol):
    """Whatever has ``start`` and ``end``, half-open, in code points."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Item = TypeVar("Item", bound=Stretch)


class Intervals(Generic[Item]):
    """Items by where they begin; they may nest and overlap."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = sorted(items, key=lambda item: (item.start, -item.end))
        self._starts = [item.start for item in self._items]
        self._reach = list(accumulate((item.end for item in self._items), max))

    def overlapping(self, start: int, end: int) -> list[Item]:
        """The items that share a character with ``[start, end)``, in order."""
        found = []
        for index in range(bisect_left(self._starts, end) - 1, -1, -1):
            if self._reach[index] <= start:
                break
            if self._items[index].end > start:
                found.append(self._items[index])
        return found[::-1]

    def beginning(self, start: int, end: int) -> list[Item]:
        """The items that begin in ``[start, end)``, in order."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space at its edges; its end is its start if nothing is left."""
    inside = text[start:end]
    left = start + len(inside) - len(inside.lstrip())
    return left, max(left, start + len(inside.rstrip()))


def visible(text: str, stretches: Iterable[tuple[int, int]]) -> set[int]:
    """The code points of a text in some stretches that are not white space."""
    return {
        place
        for start, end in stretches
        for place in range(start, min(end, len(text)))
        if not text[place].isspace()
    }
