"""Counts for each sentence, and measures restricted to some of the sentences."""

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
    """Add the counts of a page to ``columns``, which are those of ``measures.PrecisionRecall``.

    ``right``, ``predicted`` and ``wanted`` hold the start offset of each counted annotation. It is
    counted in the sentence at this offset, see ``Gold.unit_at``.
    """
    for column, offsets in enumerate((right, predicted, wanted)):
        for offset in offsets:
            columns[gold.unit_at(page, offset), column] += 1


def starts(spans: Iterable[Sequence[Any]]) -> list[int]:
    """The start offsets of spans; the first item of a span is its start."""
    return [span[0] for span in spans]


def by_place(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure, restricted to the sentences in each of ``PLACES``."""
    units = indexes_by_name(gold.places)
    for place in PLACES:
        for measure in measures:
            yield measure.within(place, units.get(place, np.empty(0, np.intp)))


def by_article(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure, restricted to each article and to the rest of each page, as a detail."""
    for stratum, units in indexes_by_name(gold.strata).items():
        for measure in measures:
            yield measure.within(stratum, units, detail=True)


def indexes_by_name(names: Sequence[str]) -> dict[str, Numbers]:
    """The indexes at which each distinct name occurs; names are in order of first occurrence."""
    by_name: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        by_name.setdefault(name, []).append(index)
    return {name: np.array(indexes, np.intp) for name, indexes in by_name.items()}
