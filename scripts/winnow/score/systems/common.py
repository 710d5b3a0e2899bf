"""What adapters of other libraries share: how a model fails, and how what it gives is tidied."""

from __future__ import annotations

from collections.abc import Iterable

from winnow.model.problem import shortened
from winnow.model.spans import trimmed

Span = tuple[int, int, str]
"""Start, end (the first position outside), both in code points, and label."""


class UnusableError(Exception):
    """A model that cannot be used, or not on this text; says why and what to do about it."""


def unloadable(library: str, name: str, error: Exception) -> UnusableError:
    """What to raise where a library fails to load the model ``name``, in one line."""
    cause = shortened(str(error) or type(error).__name__, 200)
    return UnusableError(
        f"{library} cannot load {name!r}: {cause}; install the model or name its folder"
    )


def apart(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans in order, without white space at their edges, of which none overlap or are empty.

    Of spans that overlap the one that begins first is kept; the longer one, if they begin together.
    """
    found: list[Span] = []
    inside = ((*trimmed(text, start, end), label) for start, end, label in spans)
    for start, end, label in sorted(inside, key=lambda span: (span[0], -span[1])):
        if start < end and (not found or found[-1][1] <= start):
            found.append((start, end, label))
    return found


def highest(scores: dict[str, float]) -> str:
    """The label with the highest score, the first by name of several; in lower case."""
    return min(scores, key=lambda label: (-scores[label], label)).lower()
