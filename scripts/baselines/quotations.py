"""Quotations: text in quotation marks, with the nearest name as the speaker."""

from __future__ import annotations

from collections.abc import Iterator

from baselines.common import Json, lines, other_pages
from baselines.taggers import labels_by_form, matches
from winnow.score import Gold

DOUBLE, SINGLE, ANGLE = "double", "single", "angle"
OPENING = {"“": DOUBLE, "„": DOUBLE, "‘": SINGLE, "«": ANGLE}
CLOSING = {"”": DOUBLE, "’": SINGLE, "»": ANGLE}
STRAIGHT = {'"': DOUBLE, "'": SINGLE}
BEFORE_OPENING = "([{-–—" + "".join((*OPENING, *STRAIGHT))
"""What may precede a straight opening mark, besides white space and the start of the line."""

ENDING = ".,;:!?)]}"
"""What cannot follow a straight opening mark, besides white space and the end of the line."""


def marks(gold: Gold) -> list[Json]:
    """Each text in quotation marks, with the nearest name of a person on the other pages."""
    records = []
    for page in gold.pages.values():
        people = labels_by_form(
            other_pages(gold, page.id),
            lambda mention: mention.entity if mention.type == "PERSON" else None,
        )
        quotations = [
            (line.start + start, line.start + end)
            for line in lines(page.text)
            for start, end in quoted(line.text)
        ]
        names = _outside(list(matches(page.text, people)), quotations)
        predictions = [
            {"start": start, "end": end, "speaker": nearest(names, start, end)}
            for start, end in quotations
        ]
        records.append({"page_id": page.id, "quotations": predictions})
    return records


def _outside(
    names: list[tuple[int, int, str]], quotations: list[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """The names outside quotations: a person who is named in a quotation is not its speaker."""
    return [
        name
        for name in names
        if not any(start < name[1] and name[0] < end for start, end in quotations)
    ]


def nearest(names: list[tuple[int, int, str]], start: int, end: int) -> str | None:
    """The person whose name is nearest to a span in code points; of two, the one before it."""

    def distance(name: tuple[int, int, str]) -> tuple[int, int]:
        return max(start - name[1], name[0] - end), name[0]

    return min(names, key=distance)[2] if names else None


def quoted(line: str) -> list[tuple[int, int]]:
    """The spans of a line in quotation marks, marks included.

    A span ends at the next closing mark of its kind (double, single or angle, whether curly or
    straight). If another opening mark comes first, as in long quotations of several paragraphs, it
    ends before that; if neither follows, it ends with the line. A quotation within a quotation is
    part of it.
    """
    spans: list[tuple[int, int]] = []
    opening: tuple[int, str] | None = None
    for offset, kind, opens in _marks(line):
        if opening is None:
            opening = (offset, kind) if opens else None
        elif kind == opening[1]:
            end = offset if opens else offset + 1
            spans.append((opening[0], len(line[:end].rstrip())))
            opening = (offset, kind) if opens else None
    if opening is not None:
        spans.append((opening[0], len(line.rstrip())))
    return spans


def _marks(line: str) -> Iterator[tuple[int, str, bool]]:
    """The quotation marks of a line: offset, kind, and whether it opens."""
    for offset, character in enumerate(line):
        before, after = line[max(offset - 1, 0) : offset], line[offset + 1 : offset + 2]
        if character in OPENING:
            yield offset, OPENING[character], True
        elif character in "’'" and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        elif character in CLOSING:
            yield offset, CLOSING[character], False
        elif character in STRAIGHT:
            may_open = not before or before.isspace() or before in BEFORE_OPENING
            has_text = bool(after.strip()) and after not in ENDING
            yield offset, STRAIGHT[character], may_open and has_text
