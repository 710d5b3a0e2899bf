"""The lines of a page as stretches of its text: what several systems work on, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from winnow.documents import Json


@dataclass(frozen=True)
class Line:
    """A line without the white space around it, ``[start, end)`` in code points of the page."""

    start: int
    end: int
    text: str


def lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order.

    They end wherever ``str.splitlines`` ends one, which is at every newline, so that no library
    that splits lines in its own way can find two lines in one of these.
    """
    found = []
    at = 0
    for whole in text.splitlines(keepends=True):
        if stripped := whole.strip():
            start = at + whole.index(stripped)
            found.append(Line(start, start + len(stripped), stripped))
        at += len(whole)
    return found


def squeezed(text: str) -> str:
    """A text without its white space, which libraries collapse or trim, each in its own way."""
    return "".join(text.split())


def stretches(kept: Iterable[Line]) -> list[Json]:
    """Lines as predictions have stretches of a page."""
    return [{"start": line.start, "end": line.end} for line in kept]
