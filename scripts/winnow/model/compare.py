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
    """The annotations of a layer in page order; ``classes`` are those of the kinds of segments.

    An article stands for the stretch of its content. Where a segment names an article, that is
    told by where on the page the article begins, since each reading numbers its articles itself.
    """
    begins = article_begins(page)
    made = []
    for annotation in page.layer(layer):
        where = extent(page, annotation, classes)
        said = [(name, _value(getattr(annotation, name))) for name in LAYERS[layer].attributes]
        if isinstance(annotation, Segment):
            article = begins[annotation.article] if annotation.article else None
            said = [("kind", annotation.kind), ("article", article)]
        label = said[0][1] if said else ""
        made.append(Item(annotation.id, where.start, where.end, str(label), tuple(said)))
    return made


def _value(value: object) -> Hashable:
    """A label as it is; a span as its offsets, which say all that its quote does."""
    assert isinstance(value, str | bool | Span | None)
    return (value.start, value.end) if isinstance(value, Span) else value


Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True)
class Item:
    """An annotation as it is compared: ``[start, end)`` in code points, and what is said of it.

    ``label`` is the one that tells the kinds of a layer apart, empty where there is none;
    ``parts`` are all labels and further spans of the annotation by their names.
    """

    id: str
    start: int
    end: int
    label: str
    parts: tuple[tuple[str, Hashable], ...]


@dataclass(frozen=True)
class Counts:
    """How many things two readings have: ``both`` in common, ``left`` and ``right`` in all."""

    both: int
    left: int
    right: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.both + other.both, self.left + other.left, self.right + other.right)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the shares of either reading that the other has too.

        It is the same whichever reading is the left one. None where neither has anything: there
        is nothing then that they could agree on. As a measure of agreement it is due to Hripcsak
        and Rothschild (2005), "Agreement, the F-Measure, and Reliability in Information
        Retrieval", Journal of the American Medical Informatics Association 12(3).
        """
        found = self.left + self.right
        return 2 * self.both / found if found else None


NOTHING = Counts(0, 0, 0)


def shared(left: Iterable[Thing], right: Iterable[Thing]) -> Counts:
    """Count equal things, each as often as both readings have it."""
    one, other = Counter(left), Counter(right)
    return Counts((one & other).total(), one.total(), other.total())


def spans(items: Iterable[Item]) -> list[Hashable]:
    """Each item as its exact span and its label."""
    return [(item.start, item.end, item.label) for item in items]


def wholes(items: Iterable[Item]) -> list[Hashable]:
    """Each item as its exact span and everything that is said of it."""
    return [(item.start, item.end, item.parts) for item in items]


def characters(left: Iterable[Item], right: Iterable[Item]) -> Counts:
    """Count code points that items of one label cover, each once however many items cover it.

    This is akin to the score of Pavlopoulos et al. (2021), "SemEval-2021 Task 5: Toxic Spans
    Detection", which is computed for each post and without labels.
    """
    one, other = _union(left), _union(right)
    both = 0
    there = Intervals(_Stretch(*each) for each in other)
    for start, end in one:
        for each in there.overlapping(start, end):
            both += min(end, each.end) - max(start, each.start)
    return Counts(both, _length(one), _length(other))


@dataclass(frozen=True)
class _Stretch:
    start: int
    end: int


def _union(items: Iterable[Item]) -> list[tuple[int, int]]:
    """The stretches that items cover, in order, no two of which touch."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((item.start, item.end) for item in items):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _length(stretches: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in stretches)


def match(
    left: Sequence[Item], right: Sequence[Item], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Pairs of ids, each taken once: first those ``given``, then equal spans, then overlaps.

    Of overlaps the largest come first; among equals the pair with more parts in common, then the
    order of ``left``, then of ``right``, decides. What overlaps nothing that is left has no pair.
    """
    there = {item.id for item in right}
    given = given or {}
    pairs = {item.id: given[item.id] for item in left if given.get(item.id) in there}
    taken = set(pairs.values())
    others = Intervals(
        _Numbered(number, item, item.start, item.end) for number, item in enumerate(right)
    )
    candidates = sorted(
        (
            (one.start, one.end) != (other.start, other.end),
            -_overlap(one, other.item),
            -len(set(one.parts) & set(other.item.parts)),
            number,
            other.number,
        )
        for number, one in enumerate(left)
        for other in others.overlapping(one.start, one.end)
    )
    for *_, number, other_number in candidates:
        one, counterpart = left[number].id, right[other_number].id
        if one not in pairs and counterpart not in taken:
            pairs[one] = counterpart
            taken.add(counterpart)
    return pairs


@dataclass(frozen=True)
class _Numbered:
    """An item with its place in the order that it was given in."""

    number: int
    item: Item
    start: int
    end: int


def _overlap(one: Item, other: Item) -> int:
    """Code points that two items share."""
    return min(one.end, other.end) - max(one.start, other.start)
