"""Matching: which annotation of one reading stands for which of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from winnow.annotations import Part
from winnow.intervals import Intervals


def match(
    left: Mapping[str, Part], right: Mapping[str, Part], given: Mapping[str, str]
) -> dict[str, str]:
    """Pairs of ids, each taken once: first those ``given``, then equal spans, then overlaps.

    Spans are compared in code points. Of overlaps the largest come first; among equals the order
    of ``left``, then of ``right``, decides. What overlaps nothing that is left has no pair.
    """
    pairs = {one: given[one] for one in left if given.get(one) in right}
    taken = set(pairs.values())
    others = Intervals(
        _Numbered(number, other, b.start, b.end) for number, (other, b) in enumerate(right.items())
    )
    candidates = sorted(
        (-_overlap(a, b), number, b.number, one, b.id)
        for number, (one, a) in enumerate(left.items())
        for b in others.overlapping(a.start, a.end)
    )
    for equal in (True, False):
        for _, _, _, one, other in candidates:
            a, b = left[one], right[other]
            if one in pairs or other in taken or (equal and (a.start, a.end) != (b.start, b.end)):
                continue
            pairs[one] = other
            taken.add(other)
    return pairs


@dataclass(frozen=True)
class _Numbered:
    """A span with its id and its place in the order that it was given in."""

    number: int
    id: str
    start: int
    end: int


def _overlap(a: Part, b: _Numbered) -> int:
    """Code points that two spans share."""
    return min(a.end, b.end) - max(a.start, b.start)
