"""Compare two readings of the same pages: items, counts in common, pairs.

Agreement between annotators and scores of systems both use these definitions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from winnow.model.layers import LAYERS, Segment, Span
from winnow.model.page import Page, article_begins, extent
from winnow.model.spans import Intervals


def items(page: Page, layer: str, classes: Mapping[str, str]) -> list[Item]:
    """The annotations of a layer in page order; ``classes`` maps segment kinds to classes.

    The span of an article is that of its content. A segment's article is compared by the offset at
    which the article begins, because each reading numbers articles itself.
    """
    begins = article_begins(page)
    items = []
    for annotation in page.layer(layer):
        span = extent(page, annotation, classes)
        values = {name: _value(getattr(annotation, name)) for name in LAYERS[layer].attributes}
        if isinstance(annotation, Segment) and annotation.article:
            values["article"] = begins[annotation.article]
        label = str(next(iter(values.values()), ""))
        items.append(Item(annotation.id, span.start, span.end, label, tuple(values.items())))
    return items


def _value(value: object) -> Hashable:
    assert isinstance(value, str | bool | Span | None)
    return (value.start, value.end) if isinstance(value, Span) else value


Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True)
class Item:
    """An annotation as it is compared: its span ``[start, end)`` in code points and attributes.

    ``label`` is the value of the first attribute of the layer, empty if it has none. ``parts`` are
    the names and values of all attributes; further spans are pairs of offsets.
    """

    id: str
    start: int
    end: int
    label: str
    parts: tuple[tuple[str, Hashable], ...]


@dataclass(frozen=True)
class Counts:
    """Number of items of two readings: ``both`` in common, ``left`` and ``right`` in total."""

    both: int
    left: int
    right: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.both + other.both, self.left + other.left, self.right + other.right)

    @property
    def f1(self) -> float | None:
        """F1 of one reading against the other, which is symmetric; None if both are empty.

        Hripcsak and Rothschild (2005), "Agreement, the F-Measure, and Reliability in Information
        Retrieval", Journal of the American Medical Informatics Association 12(3), use it as a
        measure of agreement.
        """
        total = self.left + self.right
        return 2 * self.both / total if total else None


NOTHING = Counts(0, 0, 0)


def shared(left: Iterable[Thing], right: Iterable[Thing]) -> Counts:
    """Count equal values of two multisets."""
    left_counts, right_counts = Counter(left), Counter(right)
    both = (left_counts & right_counts).total()
    return Counts(both, left_counts.total(), right_counts.total())


def spans(items: Iterable[Item]) -> list[Hashable]:
    """The span and label of each item."""
    return [(item.start, item.end, item.label) for item in items]


def wholes(items: Iterable[Item]) -> list[Hashable]:
    """The span and all attributes of each item."""
    return [(item.start, item.end, item.parts) for item in items]


def characters(left: Iterable[Item], right: Iterable[Item]) -> Counts:
    """Count the code points that items cover; one that several items cover counts once.

    Pavlopoulos et al. (2021), "SemEval-2021 Task 5: Toxic Spans Detection", use a similar score for
    each post and without labels.
    """
    left_union, right_union = _union(left), _union(right)
    intervals = Intervals(_Stretch(start, end) for start, end in right_union)
    both = sum(
        min(end, stretch.end) - max(start, stretch.start)
        for start, end in left_union
        for stretch in intervals.overlapping(start, end)
    )
    return Counts(both, _length(left_union), _length(right_union))


@dataclass(frozen=True)
class _Stretch:
    start: int
    end: int


def _union(items: Iterable[Item]) -> list[tuple[int, int]]:
    """The union of the spans of items, as sorted stretches that do not touch."""
    union: list[tuple[int, int]] = []
    for start, end in sorted((item.start, item.end) for item in items):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return union


def _length(stretches: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in stretches)


def match(
    left: Sequence[Item], right: Sequence[Item], fixed: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Match items one to one, as left ids to right ids: ``fixed`` pairs, equal spans, overlaps.

    Larger overlaps come first. Ties are decided by the number of equal attributes, then by the
    order of ``left``, then by that of ``right``. Items without an overlap stay unmatched.
    """
    right_ids = {item.id for item in right}
    fixed = fixed or {}
    pairs = {item.id: fixed[item.id] for item in left if fixed.get(item.id) in right_ids}
    taken = set(pairs.values())
    intervals = Intervals(
        _Numbered(number, item, item.start, item.end) for number, item in enumerate(right)
    )
    candidates = sorted(
        (
            (item.start, item.end) != (candidate.start, candidate.end),
            -_overlap(item, candidate.item),
            -len(set(item.parts) & set(candidate.item.parts)),
            number,
            candidate.number,
        )
        for number, item in enumerate(left)
        for candidate in intervals.overlapping(item.start, item.end)
    )
    for *_, left_number, right_number in candidates:
        left_id, right_id = left[left_number].id, right[right_number].id
        if left_id not in pairs and right_id not in taken:
            pairs[left_id] = right_id
            taken.add(right_id)
    return pairs


@dataclass(frozen=True)
class _Numbered:
    number: int
    item: Item
    start: int
    end: int


def _overlap(left: Item, right: Item) -> int:
    return min(left.end, right.end) - max(left.start, right.start)
