"""Segments partition the page, and sentences the segments (level 3).

A span whose offsets are wrong but whose quote tells where it stands is taken to stand there, so
that one slip is reported once and not again as a gap and an overlap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from winnow.checks.spans import Extent, located
from winnow.model.layers import Segment, Sentence
from winnow.model.page import PageAnnotations
from winnow.model.problem import Problem, Rule, excerpt, line_and_column
from winnow.model.rules import RULES

Piece = TypeVar("Piece", Segment, Sentence)
Placed = tuple[Extent, Piece]
"""An annotation with where it really stands."""


def segments(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """Segments lie within lines, do not overlap, leave nothing out, and split only with cause."""
    placed = _placed(page.segments, text)
    for (start, end), segment in placed:
        if "\n" in text[start:end]:
            message = f"{segment.id} runs over a line break"
            yield RULES["segment-crosses-line"].at(page.file, f"segments[{segment.index}]", message)
    yield from _overlaps(placed, RULES["segment-overlap"], "segments", page.file)
    yield from _needless_splits(placed, text, page.file)
    if "segments" not in page.incomplete and len(placed) == len(page.segments):
        covered = [extent for extent, _ in placed]
        for start, end in _uncovered(covered, 0, len(text), text):
            yield _gap(RULES["segment-gap"], text, page, start, end, "lies in no segment")


def sentences(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """Sentences lie within one segment each, do not overlap, and leave nothing of it out."""
    outer = [extent for extent, _ in _placed(page.segments, text)]
    segments_known = "segments" not in page.incomplete and len(outer) == len(page.segments)
    placed = _placed(page.sentences, text)
    yield from _overlaps(placed, RULES["sentence-overlap"], "sentences", page.file)
    if segments_known:
        for (start, end), sentence in placed:
            if not any(a <= start and end <= b for a, b in _near(outer, start, end)):
                message = f"{sentence.id} ({excerpt(sentence.quote)}) does not lie in one segment"
                place = f"sentences[{sentence.index}]"
                yield RULES["sentence-outside-segment"].at(page.file, place, message)
    if "sentences" not in page.incomplete and len(placed) == len(page.sentences):
        covered = [extent for extent, _ in placed]
        for a, b in outer:
            for start, end in _uncovered(_near(covered, a, b), a, b, text):
                yield _gap(RULES["sentence-gap"], text, page, start, end, "lies in no sentence")


def _placed(annotations: Iterable[Piece], text: str) -> list[Placed[Piece]]:
    """The annotations that stand somewhere on the page, in page order."""
    found = ((located(each.start, each.end, each.quote, text), each) for each in annotations)
    return sorted(((extent, each) for extent, each in found if extent), key=lambda pair: pair[0])


def _near(extents: Sequence[Extent], start: int, end: int) -> Sequence[Extent]:
    """Those of sorted extents that can touch ``[start, end)``, where none overlap."""
    first = bisect_right(extents, (start, start)) - 1
    return extents[max(first, 0) : bisect_left(extents, (end, end))]


def _overlaps(
    placed: Sequence[Placed[Piece]], rule: Rule, layer: str, file: str
) -> Iterator[Problem]:
    reach: Placed[Piece] | None = None
    for extent, each in placed:
        if reach and extent[0] < reach[0][1]:
            message = f"{each.id} begins at {extent[0]}, before {reach[1].id} ends at {reach[0][1]}"
            yield rule.at(file, f"{layer}[{each.index}]", message)
        if reach is None or extent[1] > reach[0][1]:
            reach = (extent, each)


def _needless_splits(placed: Sequence[Placed[Segment]], text: str, file: str) -> Iterator[Problem]:
    for (left_extent, left), (right_extent, right) in pairwise(placed):
        same = (left.kind, left.article) == (right.kind, right.article)
        between = text[left_extent[1] : right_extent[0]]
        if same and left.kind != "source_credit" and "\n" not in between and not between.strip():
            message = f"{left.id} and {right.id} are both {left.kind}, side by side in one line"
            yield RULES["segment-needless-split"].at(file, f"segments[{right.index}]", message)


def _uncovered(covered: Sequence[Extent], start: int, end: int, text: str) -> Iterator[Extent]:
    """Stretches of ``text[start:end]`` outside ``covered`` (sorted), white space at edges cut."""
    at = start
    for a, b in [*covered, (end, end)]:
        gap_end = min(a, end)
        stretch = text[at:gap_end]
        if stretch.strip():
            left = at + len(stretch) - len(stretch.lstrip())
            yield left, left + len(stretch.strip())
        at = max(at, b)


def _gap(rule: Rule, text: str, page: PageAnnotations, start: int, end: int, where: str) -> Problem:
    shown = excerpt(text[start:end])
    place = line_and_column(text, start)
    message = f"{shown} ({start}–{end}, {place} of the page) {where}"
    return rule.at(page.file, "", message)
