"""Check that segments partition the page, and sentences the segments (level 3).

A span with wrong offsets is located by its quote, so that one mistake is reported once and not
again as a gap and an overlap.
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
Located = tuple[Extent, Piece]
"""A segment or sentence with its extent, located by its quote if its offsets are wrong."""


def segments(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """Segments are within lines, do not overlap, cover the page, and split lines for a reason."""
    located_segments = _located(page.segments, text)
    for (start, end), segment in located_segments:
        if "\n" in text[start:end]:
            message = f"{segment.id} contains a line break"
            yield RULES["segment-crosses-line"].at(page.file, f"segments[{segment.index}]", message)
    yield from _overlaps(located_segments, RULES["segment-overlap"], "segments", page.file)
    yield from _needless_splits(located_segments, text, page.file)
    if "segments" not in page.incomplete and len(located_segments) == len(page.segments):
        extents = [extent for extent, _ in located_segments]
        for start, end in _gaps(extents, 0, len(text), text):
            yield _gap(RULES["segment-gap"], text, page, start, end, "is in no segment")


def sentences(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """Sentences are within one segment, do not overlap, and cover all segments."""
    segment_extents = [extent for extent, _ in _located(page.segments, text)]
    all_segments = "segments" not in page.incomplete and len(segment_extents) == len(page.segments)
    located_sentences = _located(page.sentences, text)
    yield from _overlaps(located_sentences, RULES["sentence-overlap"], "sentences", page.file)
    if all_segments:
        for (start, end), sentence in located_sentences:
            near = _near(segment_extents, start, end)
            if not any(left <= start and end <= right for left, right in near):
                message = f"{sentence.id} ({excerpt(sentence.quote)}) is not within one segment"
                place = f"sentences[{sentence.index}]"
                yield RULES["sentence-outside-segment"].at(page.file, place, message)
    if "sentences" not in page.incomplete and len(located_sentences) == len(page.sentences):
        extents = [extent for extent, _ in located_sentences]
        for segment_start, segment_end in segment_extents:
            near = _near(extents, segment_start, segment_end)
            for start, end in _gaps(near, segment_start, segment_end, text):
                yield _gap(RULES["sentence-gap"], text, page, start, end, "is in no sentence")


def _located(annotations: Iterable[Piece], text: str) -> list[Located[Piece]]:
    """The annotations whose quotes occur on the page, with their extents, in page order."""
    located_annotations = []
    for annotation in annotations:
        extent = located(annotation.start, annotation.end, annotation.quote, text)
        if extent:
            located_annotations.append((extent, annotation))
    return sorted(located_annotations, key=lambda pair: pair[0])


def _near(extents: Sequence[Extent], start: int, end: int) -> Sequence[Extent]:
    """Those of sorted extents without overlaps that can touch ``[start, end)``."""
    first = bisect_right(extents, (start, start)) - 1
    return extents[max(first, 0) : bisect_left(extents, (end, end))]


def _overlaps(
    located_annotations: Sequence[Located[Piece]], rule: Rule, layer: str, file: str
) -> Iterator[Problem]:
    previous: Located[Piece] | None = None
    for (start, end), annotation in located_annotations:
        if previous and start < previous[0][1]:
            message = (
                f"{annotation.id} begins at {start}, before {previous[1].id} ends at "
                f"{previous[0][1]}"
            )
            yield rule.at(file, f"{layer}[{annotation.index}]", message)
        if previous is None or end > previous[0][1]:
            previous = ((start, end), annotation)


def _needless_splits(
    located_segments: Sequence[Located[Segment]], text: str, file: str
) -> Iterator[Problem]:
    for ((_, left_end), left), ((right_start, _), right) in pairwise(located_segments):
        same = (left.kind, left.article) == (right.kind, right.article)
        between = text[left_end:right_start]
        if same and left.kind != "source_credit" and "\n" not in between and not between.strip():
            message = f"{left.id} and {right.id} are both {left.kind}, side by side in one line"
            yield RULES["segment-needless-split"].at(file, f"segments[{right.index}]", message)


def _gaps(extents: Sequence[Extent], start: int, end: int, text: str) -> Iterator[Extent]:
    """The parts of ``text[start:end]`` outside sorted extents, without white space at edges."""
    gap_start = start
    for next_start, next_end in [*extents, (end, end)]:
        gap = text[gap_start : min(next_start, end)]
        if gap.strip():
            stripped_start = gap_start + len(gap) - len(gap.lstrip())
            yield stripped_start, stripped_start + len(gap.strip())
        gap_start = max(gap_start, next_end)


def _gap(rule: Rule, text: str, page: PageAnnotations, start: int, end: int, where: str) -> Problem:
    place = line_and_column(text, start)
    message = f"{excerpt(text[start:end])} ({start}–{end}, {place} of the page) {where}"
    return rule.at(page.file, "", message)
