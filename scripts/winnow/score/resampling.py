"""How far a figure varies within the pages, and whether two systems differ within them.

Sentences are resampled within their article (or within what is around the articles of a page), so
every sample has each article with as many sentences as it has. What comes out is variation within
these pages, and no estimate for any others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from winnow.score.measures import Array, Measure, Values
from winnow.score.units import members

CAPTION = (
    "Intervals show variation within these pages, sentences being drawn again within each "
    "article; they are no estimate for other news."
)
CAPTION_OF_COMPARISON = (
    "p is the share of random swaps, sentence by sentence, that give a difference at least as "
    "large: variation within these pages, and no estimate for other news."
)

BLOCK = 4_000_000
"""Most numbers of weights, and of their sums, that are held at a time."""


@dataclass(frozen=True)
class Settings:
    """How often to sample, from which seed, and which share of samples an interval holds.

    Raises ``ValueError`` unless ``samples`` is 1 or more, ``seed`` 0 or more, and ``confidence``
    between 0 and 1.
    """

    samples: int = 1000
    seed: int = 0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if self.samples < 1 or self.seed < 0 or not 0 < self.confidence < 1:
            raise ValueError(
                f"{self}: samples must be 1 or more, the seed 0 or more, the confidence between 0 "
                "and 1"
            )


@dataclass(frozen=True)
class Figure:
    """A value, and the percentile interval from ``low`` to ``high``.

    None where they are not defined, such as the precision of no predictions. The interval is that
    of a bootstrap over sentences (Efron and Tibshirani 1993): variation within these pages.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """A figure of two systems, and ``difference``: the first minus the second.

    ``p`` is the share of random swaps that give a difference at least as large (approximate
    randomization, Noreen 1989). None where something is not defined.
    """

    one: float | None
    other: float | None
    difference: float | None
    p: float | None


def intervals(
    measures: Sequence[Measure], strata: Sequence[str], settings: Settings
) -> list[dict[str, Figure]]:
    """Each figure of each measure with its percentile interval.

    The bootstrap of Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13,
    with the strata of chapter 8; all measures see the same samples. Samples in which a figure is
    not defined are left out.
    """
    samples: list[dict[str, list[Array]]] = [{} for _ in measures]
    for weights in _weights(strata, settings):
        for measure, kept in zip(measures, samples, strict=True):
            if measure.resampled:
                for part in _chunks(weights, measure.width):
                    for name, values in measure.figures(measure.sums(part)).items():
                        kept.setdefault(name, []).append(values)
    tail = (1 - settings.confidence) / 2
    return [
        {name: _figure(value, kept.get(name, ()), tail) for name, value in once(measure).items()}
        for measure, kept in zip(measures, samples, strict=True)
    ]


def once(measure: Measure) -> dict[str, float | None]:
    """The figures of the data as it is, without samples."""
    found: Values = measure.figures(measure.total())
    return {name: None if np.isnan(value[0]) else float(value[0]) for name, value in found.items()}


def _figure(value: float | None, samples: Sequence[Array], tail: float) -> Figure:
    found = np.concatenate(samples) if samples else np.empty(0)
    found = found[~np.isnan(found)]
    if value is None or not found.size:
        return Figure(value, None, None)
    low, high = np.quantile(found, [tail, 1 - tail])
    return Figure(value, float(low), float(high))


def _weights(strata: Sequence[str], settings: Settings) -> Iterator[Array]:
    """How often each sentence is drawn, shape (samples, sentences), some samples at a time."""
    random = np.random.default_rng(settings.seed)
    found = members(strata)
    left = settings.samples
    while left > 0 and strata:
        size = min(left, max(1, BLOCK // len(strata)))
        weights: Array = np.zeros((size, len(strata)))
        for units in found.values():
            share = np.full(len(units), 1 / len(units))
            weights[:, units] = random.multinomial(len(units), share, size)
        yield weights
        left -= size


def differences(
    one: Measure, other: Measure, units: int, settings: Settings
) -> dict[str, Difference]:
    """Each figure of a measure for two systems, and how often chance gives as large a difference.

    ``units`` is the number of sentences of the gold standard.

    Approximate randomization: in each trial the two systems trade places in a random half of the
    sentences; ``p`` is (trials with at least the difference observed, plus 1) / (trials plus 1). A
    trial in which a figure is not defined counts among them.
    Noreen (1989), "Computer-Intensive Methods for Testing Hypotheses", chapter 2; Yeh (2000),
    "More Accurate Tests for the Statistical Significance of Result Differences", COLING.
    """
    left, right = once(one), once(other)
    extreme = dict.fromkeys(left, 0)
    observed = {name: _minus(left[name], right[name]) for name in left}
    for swaps in _swaps(units, settings):
        for kept in _chunks(swaps, one.width):
            here = one.figures(one.traded(other, kept))
            there = one.figures(other.traded(one, kept))
            for name, seen in observed.items():
                if seen is not None:
                    small = np.abs(here[name] - there[name]) < abs(seen) - 1e-12
                    extreme[name] += int((~small).sum())
    return {
        name: Difference(
            left[name],
            right[name],
            seen,
            (extreme[name] + 1) / (settings.samples + 1)
            if one.resampled and seen is not None
            else None,
        )
        for name, seen in observed.items()
    }


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _chunks(weights: Array, width: int) -> Iterator[Array]:
    """Samples, as many at a time as leave their sums small."""
    step = max(1, BLOCK // max(width, 1))
    for start in range(0, len(weights), step):
        yield weights[start : start + step]


def _swaps(units: int, settings: Settings) -> Iterator[Array]:
    """Which sentences the systems keep, as 1 and 0, shape (trials, sentences)."""
    random = np.random.default_rng(settings.seed)
    left = settings.samples
    while left > 0:
        size = min(left, max(1, BLOCK // max(units, 1)))
        yield random.integers(0, 2, (size, units)).astype(float)
        left -= size
