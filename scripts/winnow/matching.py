"""Matching: which annotation of one reading stands for which of another."""

from __future__ import annotations

from collections.abc import Mapping

from winnow.annotations import Part


def match(
    left: Mapping[str, Part], right: Mapping[str, Part], given: Mapping[str, str]
) -> dict[str, str]:
    """Pairs of ids, each taken once: first those ``given``, then equal spans, then overlaps.

    Spans are compared in code points. Of overlaps the largest come first; among equals the order
    of ``left``, then of ``right``, decides. What overlaps nothing that is left has no pair.
    """
    pairs = {one: given[one] for one in left if given.get(one) in right}
    taken = set(pairs.values())
    candidates = sorted(
        (-overlap, one_number, other_number, one, other)
        for one_number, (one, a) in enumerate(left.items())
        for other_number, (other, b) in enumerate(right.items())
        if (overlap := _overlap(a, b)) > 0
    )
    for equal in (True, False):
        for _, _, _, one, other in candidates:
            a, b = left[one], right[other]
            if one in pairs or other in taken or (equal and (a.start, a.end) != (b.start, b.end)):
                continue
            pairs[one] = other
            taken.add(other)
    return pairs


def _overlap(a: Part, b: Part) -> int:
    """Code points that two spans share."""
    return min(a.end, b.end) - max(a.start, b.start)
