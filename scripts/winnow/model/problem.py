"""Problems that checks report, and excerpts of data for their messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

EXCERPT_LENGTH = 40
"""Longest excerpt of data that a message shows, in code points."""


@dataclass(frozen=True)
class Problem:
    """A violation of a rule at one place, with what is wrong and how to fix it.

    ``rule`` is the permanent id of the rule, ``level`` its level from 1 to 7. ``file`` is relative
    to the root, with forward slashes; ``place`` is a JSON path or ``line:column`` (both from 1),
    and empty for the whole file. ``line`` (from 1) is the line of the place, if known. The fields
    are in the order of the keys in JSON.
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
        """A problem under this rule, with the remedy of the rule unless another is given."""
        file, place, message = printable(file), printable(place), printable(message)
        return Problem(self.id, self.level, file, None, place, message, remedy or self.remedy)


def excerpt(value: object, length: int = EXCERPT_LENGTH) -> str:
    """The ``repr`` of a value, cut to ``length`` code points.

    Characters that Python does not consider printable (controls, lone surrogates, format marks)
    are escaped, so that every terminal can print the message.
    """
    if isinstance(value, str):
        return repr(value if len(value) <= length else value[: length - 1] + "…")
    text = repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def where_they_differ(text: str, quote: str) -> tuple[str, str]:
    """Excerpts of both that start shortly before the first difference."""
    common = 0
    while common < min(len(text), len(quote)) and text[common] == quote[common]:
        common += 1
    if common < 25:
        return excerpt(text), excerpt(quote)
    start = common - 15
    return f"…{excerpt(text[start:])}", f"…{excerpt(quote[start:])}"


def hint(word: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the most similar known word, or an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def shortened(text: str, length: int) -> str:
    """A text in one printable line, cut to ``length`` code points."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= length else line[: length - 1] + "…"


def printable(text: str) -> str:
    """A text with unprintable characters (controls, lone surrogates, format marks) escaped."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
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
    """Problems without repetitions, sorted by file and level, otherwise in their order."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.level)))
