"""What a check finds, and how a short excerpt of data is shown in its message."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

EXCERPT_LENGTH = 40
"""Longest excerpt of data that a message shows, in code points."""


@dataclass(frozen=True)
class Problem:
    """A violation of a rule at one place; ``message`` says what is wrong, ``remedy`` what to do.

    ``rule`` is the permanent id of the rule, ``level`` its level from 1 to 7. ``file`` is relative
    to the root, with forward slashes; ``place`` is a JSON path or ``line:column`` (both from 1),
    and empty where the whole file is meant. ``line`` (from 1) is where the place is, where that is
    known. The fields are in the order of the keys in JSON.
    """

    rule: str
    level: int
    file: str
    line: int | None
    place: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Rule:
    """A rule that data must keep: its permanent id, its level (1 to 7), what it requires."""

    id: str
    level: int
    requirement: str
    remedy: str

    def at(self, file: str, place: str, message: str, remedy: str | None = None) -> Problem:
        """A problem under this rule; the rule's own remedy stands where none is given."""
        file, place, message = printable(file), printable(place), printable(message)
        return Problem(self.id, self.level, file, None, place, message, remedy or self.remedy)


def excerpt(value: object, length: int = EXCERPT_LENGTH) -> str:
    """``value`` as it would be typed in Python, cut to ``length`` code points.

    What Python does not call printable (controls, lone surrogates, format marks) comes out
    escaped, so that a message can always be printed.
    """
    if isinstance(value, str):
        shown = value if len(value) <= length else value[: length - 1] + "…"
    else:
        text = repr(value)
        return text if len(text) <= length else text[: length - 1] + "…"
    return repr(shown)


def where_they_differ(found: str, quote: str) -> tuple[str, str]:
    """Excerpts of both, which begin shortly before the first character that differs."""
    common = 0
    while common < min(len(found), len(quote)) and found[common] == quote[common]:
        common += 1
    if common < 25:
        return excerpt(found), excerpt(quote)
    start = common - 15
    return f"…{excerpt(found[start:])}", f"…{excerpt(quote[start:])}"


def hint(word: str, known: Iterable[str]) -> str:
    """A question after the known word that is nearest, where one is near."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def shortened(text: str, length: int) -> str:
    """A text in one line, cut to ``length`` code points, and printable."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= length else line[: length - 1] + "…"


def printable(text: str) -> str:
    """``text`` with what cannot be printed (controls, lone surrogates, format marks) escaped."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def line_and_column(text: str, offset: int) -> str:
    """``line:column`` of a code point, both from 1; lines end at a newline."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"{line}:{column}"


def json_path(parts: Iterable[str | int]) -> str:
    """Keys and indices (from 0) as one path, such as ``segments[3].start``."""
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems sorted by file and level, otherwise as they were found; repetitions dropped."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.file, each.level)))
