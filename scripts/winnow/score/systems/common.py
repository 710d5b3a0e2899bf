"""What the adapters of other libraries share: errors of models, and spans in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from winnow.model.problem import shortened
from winnow.model.spans import trimmed
from winnow.score.spans import LabelledSpan

System = Callable[..., Any]
"""Called with one or two texts, as the ``Interface`` of its task describes."""


class UnusableError(Exception):
    """A system that cannot be used, or not on this text; the message has cause and remedy."""


class PartialFileError(Exception):
    """A partial file that cannot be continued or written; the message has the cause."""


def unloadable(library: str, name: str, error: Exception) -> UnusableError:
    """The error to raise if a library fails to load the model ``name``."""
    cause = shortened(str(error) or type(error).__name__, 200)
    return UnusableError(
        f"{library} cannot load {name!r}: {cause}; install the model or name its folder"
    )


def without_overlaps(spans: Iterable[LabelledSpan], text: str) -> list[LabelledSpan]:
    """Sorted spans without white space at their edges; empty ones are left out.

    Of overlapping spans the one that begins first is kept; if they begin together, the longest.
    """
    kept: list[LabelledSpan] = []
    tight = ((*trimmed(text, start, end), label) for start, end, label in spans)
    for start, end, label in sorted(tight, key=lambda span: (span[0], -span[1])):
        if start < end and (not kept or kept[-1][1] <= start):
            kept.append((start, end, label))
    return kept


def highest(scores: dict[str, float]) -> str:
    """The label with the highest score in lower case; of equals the first in the alphabet."""
    return min(scores, key=lambda label: (-scores[label], label)).lower()
