"""Sentences: what is counted in each, and the parts of the data that they make up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from winnow.model.page import Page
from winnow.score.gold import PLACES, Gold
from winnow.score.measures import Array, Measure, Numbers

Places: TypeAlias = Iterable[int]
"""Where things begin, in code points of a page; each stands as often as it is counted."""


def tally(
    columns: Array, gold: Gold, page: Page, right: Places, predicted: Places, wanted: Places
) -> None:
    """Count things of a page in the columns of ``measures.Shares``.

    A thing is told by the code point that it begins at, and counts in the sentence there.
    """
    for side, places in enumerate((right, predicted, wanted)):
        for place in places:
            columns[gold.unit_at(page, place), side] += 1


def starts(spans: Iterable[Sequence[Any]]) -> list[int]:
    """Where spans begin, each being start, end and whatever else."""
    return [span[0] for span in spans]


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
