"""Parts of the data that measures are split by: places, and articles one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from winnow.score.gold import PLACES, Gold
from winnow.score.measures import Mask, Measure


def by_place(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure in the main articles, in related ones, and around the articles."""
    for place in PLACES:
        mask = np.array([each == place for each in gold.places])
        for measure in measures:
            yield measure.within(place, mask)


def by_article(measures: Sequence[Measure], gold: Gold) -> Iterator[Measure]:
    """Each measure in each article, and in what is around the articles of each page."""
    for stratum in dict.fromkeys(gold.strata):
        for measure in measures:
            yield measure.within(stratum, within(gold, stratum), detail=True)


def within(gold: Gold, stratum: str) -> Mask:
    """The sentences of an article, or of what is around the articles of a page."""
    return np.array([each == stratum for each in gold.strata])
