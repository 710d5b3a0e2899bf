"""Quotations: what stands in quotation marks, with the nearest name as the speaker."""

from __future__ import annotations

from collections.abc import Iterator

from baselines.common import lines, others
from baselines.taggers import by_form, matches
from winnow.model.json import Json
from winnow.score.gold import Gold

DOUBLE, SINGLE, ANGLE = "double", "single", "angle"
OPENING = {"“": DOUBLE, "„": DOUBLE, "‘": SINGLE, "«": ANGLE}
CLOSING = {"”": DOUBLE, "’": SINGLE, "»": ANGLE}
STRAIGHT = {'"': DOUBLE, "'": SINGLE}
BEFORE_OPENING = "([{-–—" + "".join((*OPENING, *STRAIGHT))
"""What a straight mark that opens may follow, besides white space and the start of the line."""

ENDING = ".,;:!?)]}"
"""What no straight mark that opens is followed by, besides white space and the end of the line."""


def marks(gold: Gold) -> list[Json]:
    """Each stretch in quotation marks; as speaker the person whose name stands nearest to it.

    Names are those of persons on the other pages.
    """
    records = []
    for page in gold.pages.values():
        people = by_form(
            others(gold, page.id), lambda each: each.entity if each.type == "PERSON" else None
        )
        quotations = [
            (line.start + start, line.start + end)
            for line in lines(page.text)
            for start, end in quoted(line.text)
        ]
        names = _outside(list(matches(page.text, people)), quotations)
        found = [
            {"start": start, "end": end, "speaker": nearest(names, start, end)}
            for start, end in quotations
        ]
        records.append({"page_id": page.id, "quotations": found})
    return records


def _outside(
    names: list[tuple[int, int, str]], quotations: list[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """The names that are not themselves quoted: whoever is spoken of does not speak."""
    return [
        name
        for name in names
        if not any(start < name[1] and name[0] < end for start, end in quotations)
    ]


def nearest(names: list[tuple[int, int, str]], start: int, end: int) -> str | None:
    """Whose name is the fewest code points from a stretch, of two as near the one before it."""

    def distance(name: tuple[int, int, str]) -> tuple[int, int]:
        return max(start - name[1], name[0] - end), name[0]

    return min(names, key=distance)[2] if names else None


def quoted(line: str) -> list[tuple[int, int]]:
    """The stretches of a line in quotation marks, marks included.

    A stretch ends at the next closing mark of its kind (double, single or angle, whether curly or
    straight). Where another one opens first, as every paragraph of a long quotation does, it ends
    before that; where neither follows, it ends with the line. What is quoted within a quotation
    is a part of it.
    """
    found: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for at, kind, opens in _marks(line):
        if opened is None:
            opened = (at, kind) if opens else None
        elif kind == opened[1]:
            end = at if opens else at + 1
            found.append((opened[0], len(line[:end].rstrip())))
            opened = (at, kind) if opens else None
    if opened is not None:
        found.append((opened[0], len(line.rstrip())))
    return found


def _marks(line: str) -> Iterator[tuple[int, str, bool]]:
    """Each quotation mark of a line: where it stands, its kind, and whether it opens."""
    for at, character in enumerate(line):
        before, after = line[at - 1 : at] if at else "", line[at + 1 : at + 2]
        if character in OPENING:
            yield at, OPENING[character], True
        elif character in "’'" and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        elif character in CLOSING:
            yield at, CLOSING[character], False
        elif character in STRAIGHT:
            follows = not before or before.isspace() or before in BEFORE_OPENING
            leads = bool(after.strip()) and after not in ENDING
            yield at, STRAIGHT[character], follows and leads
