"""Counts by sentence, and measures of the parts of the data that sentences make up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from winnow.model.page import Page
from winnow.score.gold import PLACES, Gold
from winnow.score.measures import Array, Measure, Numbers


def tally(
    columns: Array,
    gold: Gold,
    page: Page,
    right: Iterable[int],
    predicted: Iterable[int],
    wanted: Iterable[int],
) -> None:
    """Count things on a page in the columns of ``measures.PrecisionRecall``.

    Things are the code points that they begin at, and count in the sentence there.
    """
    for column, offsets in enumerate((right, predicted, wanted)):
        for offset in offsets:
            columns[gold.unit_at(page, offset), column] += 1


def starts(spans: Iterable[Sequence[Any]]) -> list[int]:
    """The starts of spans, which are sequences that begin with start and end."""
    return [span[0] for span in spans]


def by_place(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure in the main articles, in related ones, and around the articles."""
    units = members(gold.places)
    for place in PLACES:
        for measure in measures:
            yield measure.within(place, units.get(place, np.empty(0, np.intp)))


def by_article(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure in each article, and in the rest of each page, as details."""
    for stratum, units in members(gold.strata).items():
        for measure in measures:
            yield measure.within(stratum, units, detail=True)


def members(names: Sequence[str]) -> dict[str, Numbers]:
    """The indexes at which each name is, in the order of the names."""
    indexes: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        indexes.setdefault(name, []).append(index)
    return {name: np.array(numbers, np.intp) for name, numbers in indexes.items()}
