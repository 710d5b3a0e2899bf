"""Compare labelled spans under the schemes of SemEval-2013 Task 9, and tags in IOB2.

Both sides are lists of sentences, which are lists of spans ``(start, end, label)``: half-open, in
any unit (code points or tokens), without overlaps. The order of spans does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LabelledSpan = tuple[int, int, str]
"""Start, end (the first position outside) and label."""

Span = LabelledSpan
"""The name of ``LabelledSpan`` before version 1.2."""

SCHEMES = ("strict", "exact", "partial", "type")
"""Boundaries and label; boundaries alone; boundaries with half a point for overlap; label with any
overlap. Segura-Bedmar, Martínez and Herrero-Zazo (2013), "SemEval-2013 Task 9: Extraction of
Drug-Drug Interactions from Biomedical Texts", after MUC-5 (Chinchor and Sundheim 1993).
"""


@dataclass(slots=True)
class Outcomes:
    """Counts of spans under one scheme.

    ``correct``, ``incorrect`` and ``partial`` count pairs of a gold and a predicted span,
    ``missed`` gold spans and ``spurious`` predicted spans without a counterpart.
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    def add(self, other: Outcomes) -> None:
        """Add the counts of another."""
        self.correct += other.correct
        self.incorrect += other.incorrect
        self.partial += other.partial
        self.missed += other.missed
        self.spurious += other.spurious

    @property
    def right(self) -> float:
        """Correct pairs, and half of the partial ones."""
        return self.correct + self.partial / 2

    @property
    def predicted(self) -> int:
        """Predicted spans."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def gold(self) -> int:
        """Gold spans."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def precision(self) -> float | None:
        """Share of the predicted spans that are right; None without predictions."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the gold spans that are right; None without gold spans."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Twice the right spans over all spans of both sides; None without any."""
        total = self.predicted + self.gold
        return 2 * self.right / total if total else None


Schemes = dict[str, Outcomes]
"""Outcomes by scheme."""


def outcomes(
    gold: Sequence[Iterable[LabelledSpan]], predicted: Sequence[Iterable[LabelledSpan]]
) -> tuple[Schemes, dict[str, Schemes]]:
    """Outcomes of all sentences under each scheme: of all spans, and by label.

    The outcomes of a label compare only spans with that label, as nervaluate does. Raises
    ``ValueError`` if the sides differ in their number of sentences, or spans of a side overlap.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} sentences of gold, but {len(predicted)} of predictions")
    same: dict[str, int] = defaultdict(int)
    missed: dict[str, int] = defaultdict(int)
    spurious: dict[str, int] = defaultdict(int)
    total = _schemes()
    labels: dict[str, Schemes] = defaultdict(_schemes)
    for number, (gold_spans, predicted_spans) in enumerate(zip(gold, predicted, strict=True)):
        left, right = ordered(gold_spans, number), ordered(predicted_spans, number)
        if left == right:
            for _, _, label in left:
                same[label] += 1
            continue
        for left_group, right_group in _overlap_components(left, right):
            if not right_group:
                missed[left_group[0][2]] += 1
            elif not left_group:
                spurious[right_group[0][2]] += 1
            elif left_group == right_group:
                same[left_group[0][2]] += 1
            else:
                _compare(left_group, right_group, total)
                for label in {label for *_, label in (*left_group, *right_group)}:
                    _compare(
                        [span for span in left_group if span[2] == label],
                        [span for span in right_group if span[2] == label],
                        labels[label],
                    )
    for label in {*same, *missed, *spurious}:
        clear = Outcomes(same[label], 0, 0, missed[label], spurious[label])
        for scheme in SCHEMES:
            labels[label][scheme].add(clear)
            total[scheme].add(clear)
    return total, dict(sorted(labels.items()))


def of_sentence(gold: Iterable[LabelledSpan], predicted: Iterable[LabelledSpan]) -> Schemes:
    """Outcomes of one sentence under each scheme. Raises ``ValueError`` if spans overlap."""
    total, _ = outcomes([gold], [predicted])
    return total


def _overlap_components(
    gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan]
) -> Iterator[tuple[Sequence[LabelledSpan], Sequence[LabelledSpan]]]:
    """Connected groups of overlapping spans; most have one span, or one of each side."""
    i, j = 0, 0
    while i < len(gold) and j < len(predicted):
        left, right = gold[i], predicted[j]
        if left[1] <= right[0]:
            i += 1
            yield (left,), ()
        elif right[1] <= left[0]:
            j += 1
            yield (), (right,)
        else:
            first_i, first_j = i, j
            end = max(left[1], right[1])
            i, j = i + 1, j + 1
            while True:
                if i < len(gold) and gold[i][0] < end:
                    end = max(end, gold[i][1])
                    i += 1
                elif j < len(predicted) and predicted[j][0] < end:
                    end = max(end, predicted[j][1])
                    j += 1
                else:
                    break
            yield gold[first_i:i], predicted[first_j:j]
    for left in gold[i:]:
        yield (left,), ()
    for right in predicted[j:]:
        yield (), (right,)


def _schemes() -> Schemes:
    return {scheme: Outcomes() for scheme in SCHEMES}


def ordered(spans: Iterable[LabelledSpan], sentence: int = 0) -> list[LabelledSpan]:
    """Sorted spans. Raises ``ValueError`` if one is empty, or two overlap."""
    in_order = sorted(spans)
    end = None
    for span in in_order:
        if span[0] >= span[1]:
            raise ValueError(f"sentence {sentence}: the span {span} is empty")
        if end is not None and span[0] < end:
            raise ValueError(f"sentence {sentence}: the span {span} overlaps the one before it")
        end = span[1]
    return in_order


def _compare(
    gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan], schemes: Mapping[str, Outcomes]
) -> None:
    """Pair the spans of a sentence, in page order, under each scheme.

    A predicted span takes a gold span that is not taken yet: under ``strict`` and ``exact`` the
    equal one, under ``partial`` the equal one or else the first that overlaps, under ``type`` the
    nearest with its label. Otherwise it takes the first that overlaps as incorrect. SemEval does
    not define how to pair several overlaps; this is what nervaluate does.
    """
    overlaps = _overlaps(gold, predicted)

    def equal(span: LabelledSpan, free: Sequence[int]) -> int | None:
        return next((number for number in free if gold[number] == span), None)

    def same_extent(span: LabelledSpan, free: Sequence[int]) -> int | None:
        return next((number for number in free if gold[number][:2] == span[:2]), None)

    def nearest(span: LabelledSpan, free: Sequence[int]) -> int | None:
        same = [number for number in free if gold[number][2] == span[2]]
        return min(same, key=lambda number: _distance(gold[number], span), default=None)

    choices = (equal, same_extent, same_extent, nearest)
    for scheme, choose in zip(SCHEMES, choices, strict=True):
        taken = _pair(predicted, overlaps, schemes[scheme], choose, half=scheme == "partial")
        schemes[scheme].missed += len(gold) - taken


def _overlaps(gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan]) -> list[list[int]]:
    """For each predicted span the numbers of the gold spans that overlap it."""
    overlaps = []
    first = 0
    for start, end, _ in predicted:
        while first < len(gold) and gold[first][1] <= start:
            first += 1
        last = first
        while last < len(gold) and gold[last][0] < end:
            last += 1
        overlaps.append(list(range(first, last)))
    return overlaps


def _pair(
    predicted: Sequence[LabelledSpan],
    overlaps: Sequence[Sequence[int]],
    counts: Outcomes,
    choose: Callable[[LabelledSpan, Sequence[int]], int | None],
    half: bool,
) -> int:
    """Count the pairs of predicted spans with the gold spans that ``choose`` gives.

    Without a choice, a span takes the first free one, for half a point or none. Returns the number
    of gold spans that are taken.
    """
    taken: set[int] = set()
    for span, candidates in zip(predicted, overlaps, strict=True):
        free = [number for number in candidates if number not in taken]
        match = choose(span, free)
        if match is not None:
            counts.correct += 1
            taken.add(match)
        elif not free:
            counts.spurious += 1
        else:
            counts.partial += half
            counts.incorrect += not half
            taken.add(free[0])
    return len(taken)


def _distance(left: LabelledSpan, right: LabelledSpan) -> int:
    return abs(left[0] - right[0]) + abs(left[1] - right[1])


def tag_outcomes(
    gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]
) -> tuple[Schemes, dict[str, Schemes]]:
    """The same from tags in IOB2, sentence by sentence.

    Raises ``ValueError`` if a sentence has different numbers of tags on both sides.
    """
    for number, (left, right) in enumerate(zip(gold, predicted, strict=False)):
        if len(left) != len(right):
            raise ValueError(f"sentence {number}: {len(left)} tags of gold, {len(right)} predicted")
    return outcomes([*map(spans_of_tags, gold)], [*map(spans_of_tags, predicted)])


def spans_of_tags(tags: Sequence[str]) -> list[LabelledSpan]:
    """The spans of tags in IOB2, in tokens.

    A span begins at ``B-`` and continues through ``I-`` with the same label. An ``I-`` that
    continues nothing belongs to no span, as in the strict mode of seqeval. Tjong Kim Sang and
    Veenstra (1999), "Representing Text Chunks", EACL. Raises ``ValueError`` for a tag of another
    scheme.
    """
    spans: list[LabelledSpan] = []
    start, label = -1, ""
    for position, tag in enumerate(tags):
        if tag == "O":
            if label:
                spans.append((start, position, label))
                label = ""
        elif tag[:2] not in ("B-", "I-") or len(tag) < 3:
            raise ValueError(
                f"tag {position} is {tag!r}, which is neither O, B- nor I- with a label"
            )
        elif tag[0] == "B" or tag[2:] != label:
            if label:
                spans.append((start, position, label))
            start, label = position, tag[2:] if tag[0] == "B" else ""
    if label:
        spans.append((start, len(tags), label))
    return spans
