"""Gold spans as a system might give them: dropped, shifted, relabelled, with others added."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from support import ROOT, parquet_rows
from winnow.score.spans import LabelledSpan

Sentence = list[LabelledSpan]


def gold_spans() -> tuple[list[Sentence], list[int]]:
    """Spans of each sentence of the gold standard, in tokens, and how many tokens it has."""
    spans, lengths = [], []
    for row in parquet_rows(ROOT, "entities"):
        starts = {start: number for number, start in enumerate(row["token_starts"])}
        ends = {end: number + 1 for number, end in enumerate(row["token_ends"])}
        found = [(starts[e["start"]], ends[e["end"]], e["type"]) for e in row["mentions"]]
        spans.append(found)
        lengths.append(len(row["tokens"]))
    return spans, lengths


def corruptions(
    spans: Sequence[Sentence], lengths: Sequence[int], number: int, seed: int
) -> Iterator[list[Sentence]]:
    """As many corrupted copies, each with rates of its own; spans never overlap."""
    labels = sorted({label for each in spans for *_, label in each})
    chance = random.Random(seed)
    for _ in range(number):
        rates = [chance.random() * chance.random() for _ in range(4)]
        yield [
            _corrupted(each, length, rates, labels, chance)
            for each, length in zip(spans, lengths, strict=True)
        ]


def _corrupted(
    spans: Sentence, length: int, rates: Sequence[float], labels: list[str], chance: random.Random
) -> Sentence:
    drop, shift, relabel, add = rates
    found: Sentence = []
    for start, end, label in spans:
        if chance.random() < drop:
            continue
        if chance.random() < shift:
            start, end = start + chance.randint(-2, 2), end + chance.randint(-2, 2)
        if chance.random() < relabel:
            label = chance.choice(labels)
        _put(found, (start, end, label), length)
    while chance.random() < add:
        start = chance.randrange(length)
        _put(found, (start, start + chance.randint(1, 4), chance.choice(labels)), length)
    return sorted(found)


def _put(found: Sentence, span: LabelledSpan, length: int) -> None:
    """Add a span where it lies in the sentence and overlaps no other."""
    start, end, _ = span
    if 0 <= start < end <= length and all(end <= one or start >= other for one, other, _ in found):
        found.append(span)


def tags_of(spans: Sentence, length: int) -> list[str]:
    """Spans, in tokens, as tags in IOB2."""
    tags = ["O"] * length
    for start, end, label in spans:
        tags[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return tags
