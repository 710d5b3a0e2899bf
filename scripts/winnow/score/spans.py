"""Labelled spans compared: the schemes of SemEval-2013 Task 9, and tags in IOB2.

Both sides are given sentence by sentence, each as spans ``(start, end, label)``, half-open, in any
unit (code points or tokens), none of which overlap. The order of spans never matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Span = tuple[int, int, str]
"""Start, end (the first position outside) and label."""

SCHEMES = ("strict", "exact", "partial", "type")
"""Boundaries and label; boundaries alone; boundaries with half a point for overlap; label with any
overlap. Segura-Bedmar, Martínez and Herrero-Zazo (2013), "SemEval-2013 Task 9: Extraction of
Drug-Drug Interactions from Biomedical Texts", after MUC-5 (Chinchor and Sundheim 1993).
"""


@dataclass(slots=True)
class Outcomes:
    """How spans fared under one scheme.

    ``correct``, ``incorrect`` and ``partial`` are pairs of a gold and a predicted span; ``missed``
    are gold spans without a counterpart, ``spurious`` predicted ones.
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    def add(self, other: Outcomes) -> None:
        """Count what another has, too."""
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
        """Share of the predicted spans that are right; None where nothing is predicted."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the gold spans that are right; None where there are none."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Twice the right ones over both sides together; None where both are empty."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else None


Schemes = dict[str, Outcomes]
"""Outcomes by scheme."""


def outcomes(
    gold: Sequence[Iterable[Span]], predicted: Sequence[Iterable[Span]]
) -> tuple[Schemes, dict[str, Schemes]]:
    """Outcomes of all sentences under each scheme, of all spans and by label.

    A label's own outcomes compare the spans of that label alone, as nervaluate does. Raises
    ``ValueError`` where one side has another number of sentences, or spans of one side overlap.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} sentences of gold, but {len(predicted)} of predictions")
    same: dict[str, int] = defaultdict(int)
    missed: dict[str, int] = defaultdict(int)
    spurious: dict[str, int] = defaultdict(int)
    total = _schemes()
    labels: dict[str, Schemes] = defaultdict(_schemes)
    for number, (one, other) in enumerate(zip(gold, predicted, strict=True)):
        left, right = flat(one, number), flat(other, number)
        if left == right:
            for _, _, label in left:
                same[label] += 1
            continue
        for ours, theirs in _groups(left, right):
            if not theirs:
                missed[ours[0][2]] += 1
            elif not ours:
                spurious[theirs[0][2]] += 1
            elif ours == theirs:
                same[ours[0][2]] += 1
            else:
                _compare(ours, theirs, total)
                for label in {each[2] for each in (*ours, *theirs)}:
                    _compare(
                        [each for each in ours if each[2] == label],
                        [each for each in theirs if each[2] == label],
                        labels[label],
                    )
    for label in {*same, *missed, *spurious}:
        alone = Outcomes(same[label], 0, 0, missed[label], spurious[label])
        for scheme in SCHEMES:
            labels[label][scheme].add(alone)
            total[scheme].add(alone)
    return total, dict(sorted(labels.items()))


def of_sentence(gold: Iterable[Span], predicted: Iterable[Span]) -> Schemes:
    """Outcomes of one sentence under each scheme. Raises ``ValueError`` where spans overlap."""
    total, _ = outcomes([gold], [predicted])
    return total


def _groups(
    gold: Sequence[Span], predicted: Sequence[Span]
) -> Iterator[tuple[Sequence[Span], Sequence[Span]]]:
    """Spans of both sides that hang together by overlaps; most stand alone or in a pair."""
    at, there = 0, 0
    while at < len(gold) and there < len(predicted):
        one, other = gold[at], predicted[there]
        if one[1] <= other[0]:
            at += 1
            yield (one,), ()
        elif other[1] <= one[0]:
            there += 1
            yield (), (other,)
        else:
            first, first_there = at, there
            end = max(one[1], other[1])
            at, there = at + 1, there + 1
            while True:
                if at < len(gold) and gold[at][0] < end:
                    end = max(end, gold[at][1])
                    at += 1
                elif there < len(predicted) and predicted[there][0] < end:
                    end = max(end, predicted[there][1])
                    there += 1
                else:
                    break
            yield gold[first:at], predicted[first_there:there]
    for one in gold[at:]:
        yield (one,), ()
    for other in predicted[there:]:
        yield (), (other,)


def _schemes() -> Schemes:
    return {scheme: Outcomes() for scheme in SCHEMES}


def flat(spans: Iterable[Span], sentence: int = 0) -> list[Span]:
    """Spans in order. Raises ``ValueError`` where one is empty, or two overlap."""
    ordered = sorted(spans)
    end = None
    for each in ordered:
        if each[0] >= each[1]:
            raise ValueError(f"sentence {sentence}: the span {each} is empty")
        if end is not None and each[0] < end:
            raise ValueError(f"sentence {sentence}: the span {each} overlaps the one before it")
        end = each[1]
    return ordered


def _compare(
    gold: Sequence[Span], predicted: Sequence[Span], found: Mapping[str, Outcomes]
) -> None:
    """Pair the spans of a sentence, in page order, under each scheme.

    Each predicted span takes a gold span that is not taken yet: under ``strict`` and ``exact`` the
    equal one, under ``partial`` the equal one or else the first that overlaps it, under ``type``
    the nearest of its label. Where there is none, it takes the first that overlaps as incorrect.
    SemEval leaves open how to pair several overlaps; this is how nervaluate does.
    """
    near = _overlaps(gold, predicted)

    def whole(each: Span, free: Sequence[int]) -> int | None:
        return next((number for number in free if gold[number] == each), None)

    def extent(each: Span, free: Sequence[int]) -> int | None:
        return next((number for number in free if gold[number][:2] == each[:2]), None)

    def nearest(each: Span, free: Sequence[int]) -> int | None:
        same = [number for number in free if gold[number][2] == each[2]]
        return min(same, key=lambda number: _distance(gold[number], each), default=None)

    for scheme, choose in zip(SCHEMES, (whole, extent, extent, nearest), strict=True):
        taken = _pair(predicted, near, found[scheme], choose, half=scheme == "partial")
        found[scheme].missed += len(gold) - taken


def _overlaps(gold: Sequence[Span], predicted: Sequence[Span]) -> list[list[int]]:
    """For each predicted span the numbers of the gold spans that share a position with it."""
    near = []
    first = 0
    for start, end, _ in predicted:
        while first < len(gold) and gold[first][1] <= start:
            first += 1
        last = first
        while last < len(gold) and gold[last][0] < end:
            last += 1
        near.append(list(range(first, last)))
    return near


def _pair(
    predicted: Sequence[Span],
    near: Sequence[Sequence[int]],
    found: Outcomes,
    choose: Callable[[Span, Sequence[int]], int | None],
    half: bool,
) -> int:
    """Give predicted spans the gold spans that they ``choose`` of those free; how many are taken.

    Where it chooses none, a span takes the first free one, for half a point or none.
    """
    taken: set[int] = set()
    for each, candidates in zip(predicted, near, strict=True):
        free = [number for number in candidates if number not in taken]
        match = choose(each, free)
        if match is not None:
            found.correct += 1
            taken.add(match)
        elif not free:
            found.spurious += 1
        else:
            found.partial += half
            found.incorrect += not half
            taken.add(free[0])
    return len(taken)


def _distance(one: Span, other: Span) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def tag_outcomes(
    gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]
) -> tuple[Schemes, dict[str, Schemes]]:
    """The same from tags in IOB2, sentence by sentence; spans count tokens.

    Raises ``ValueError`` where a sentence has another number of tags on either side.
    """
    for number, (one, other) in enumerate(zip(gold, predicted, strict=False)):
        if len(one) != len(other):
            raise ValueError(f"sentence {number}: {len(one)} tags of gold, {len(other)} predicted")
    return outcomes([*map(spans_of_tags, gold)], [*map(spans_of_tags, predicted)])


def spans_of_tags(tags: Sequence[str]) -> list[Span]:
    """The spans of tags in IOB2, counting tokens, read strictly.

    A span begins at ``B-``, and goes on through ``I-`` of the same label. An ``I-`` that continues
    nothing belongs to no span, as seqeval has it in its strict mode. Tjong Kim Sang and Veenstra
    (1999), "Representing Text Chunks", EACL. Raises ``ValueError`` for a tag of another scheme.
    """
    found: list[Span] = []
    start, label = -1, ""
    for position, tag in enumerate(tags):
        if tag == "O":
            if label:
                found.append((start, position, label))
                label = ""
        elif tag[:2] not in ("B-", "I-") or len(tag) < 3:
            raise ValueError(
                f"tag {position} is {tag!r}, which is neither O, B- nor I- with a label"
            )
        elif tag[0] == "B" or tag[2:] != label:
            if label:
                found.append((start, position, label))
            start, label = position, tag[2:] if tag[0] == "B" else ""
    if label:
        found.append((start, len(tags), label))
    return found
