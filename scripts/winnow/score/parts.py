"""Parts of the data that measures are split by: places, and articles one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from winnow.score.gold import PLACES, Gold
from winnow.score.measures import Measure, Numbers


def by_place(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure in the main articles, in related ones, and around the articles."""
    found = members(gold.places)
    for place in PLACES:
        for measure in measures:
            yield measure.within(place, found.get(place, np.empty(0, np.intp)))


def by_article(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure in each article, and in what is around the articles of each page."""
    for stratum, units in members(gold.strata).items():
        for measure in measures:
            yield measure.within(stratum, units, detail=True)


def members(names: Sequence[str]) -> dict[str, Numbers]:
    """The numbers of the sentences that have each name, in the order of the names."""
    found: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        found.setdefault(name, []).append(number)
    return {name: np.array(numbers, np.intp) for name, numbers in found.items()}
