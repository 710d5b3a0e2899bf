"""Intervals of figures by bootstrap, and p-values of differences by randomization.

Sentences are resampled within their article (or within the rest of their page), so every article
has its own number of sentences in every sample. The results describe variation within these pages
and are not estimates for other pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from winnow.score.measures import Array, Measure
from winnow.score.units import indexes_by_name

CAPTION = (
    "Intervals show variation within these pages, from resampling sentences within each article; "
    "they are no estimate for other news."
)
CAPTION_OF_COMPARISON = (
    "p is the share of random swaps, sentence by sentence, that give a difference at least as "
    "large: variation within these pages, and no estimate for other news."
)

BLOCK = 4_000_000
"""Most weights, and most sums of them, in memory at a time."""


@dataclass(frozen=True)
class Settings:
    """Number of samples, seed of the random numbers, and confidence of intervals.

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
    """A value, and its percentile interval from ``low`` to ``high``.

    They are None if not defined, such as precision without predictions. The interval comes from a
    bootstrap over sentences (Efron and Tibshirani 1993) and shows variation within these pages.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """A figure of two systems, and their ``difference``: the first minus the second.

    ``p`` is the share of random swaps that give a difference at least as large (approximate
    randomization, Noreen 1989). Values are None if not defined.
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
        for measure, measure_samples in zip(measures, samples, strict=True):
            if measure.resampled:
                for part in _chunks(weights, measure.width):
                    figures = measure.figures_of_samples(measure.sums(part))
                    for name, values in figures.items():
                        measure_samples.setdefault(name, []).append(values)
    tail = (1 - settings.confidence) / 2
    return [
        {
            name: _figure(value, measure_samples.get(name, ()), tail)
            for name, value in observed(measure).items()
        }
        for measure, measure_samples in zip(measures, samples, strict=True)
    ]


def observed(measure: Measure) -> dict[str, float | None]:
    """The figures of the data itself; None if not defined."""
    figures = measure.figures(measure.total())
    return {
        name: None if np.isnan(values[0]) else float(values[0]) for name, values in figures.items()
    }


def _figure(value: float | None, samples: Sequence[Array], tail: float) -> Figure:
    values = np.concatenate(samples) if samples else np.empty(0)
    values = values[~np.isnan(values)]
    if value is None or not values.size:
        return Figure(value, None, None)
    low, high = np.quantile(values, [tail, 1 - tail])
    return Figure(value, float(low), float(high))


def _weights(strata: Sequence[str], settings: Settings) -> Iterator[Array]:
    """How often each sentence is drawn, shape (samples, sentences), in blocks of samples."""
    random = np.random.default_rng(settings.seed)
    units_of_strata = list(indexes_by_name(strata).values())
    remaining = settings.samples
    while remaining > 0 and strata:
        size = min(remaining, max(1, BLOCK // len(strata)))
        weights: Array = np.zeros((size, len(strata)))
        for units in units_of_strata:
            share = np.full(len(units), 1 / len(units))
            weights[:, units] = random.multinomial(len(units), share, size)
        yield weights
        remaining -= size


def differences(
    first: Measure, second: Measure, units: int, settings: Settings
) -> dict[str, Difference]:
    """Each figure of a measure for two systems, with the p-value of the difference.

    ``units`` is the number of sentences of the gold standard.

    Approximate randomization: in each trial the two systems swap their answers in a random half of
    the sentences; ``p`` is (trials with at least the observed difference + 1) / (trials + 1). A
    trial in which a figure is not defined counts as one with a larger difference.
    Noreen (1989), "Computer-Intensive Methods for Testing Hypotheses", chapter 2; Yeh (2000),
    "More Accurate Tests for the Statistical Significance of Result Differences", COLING.
    """
    first_values, second_values = observed(first), observed(second)
    extreme = dict.fromkeys(first_values, 0)
    gaps = {name: _minus(first_values[name], second_values[name]) for name in first_values}
    for swaps in _swaps(units, settings):
        for kept in _chunks(swaps, first.width):
            first_swapped = first.figures(first.swapped(second, kept))
            second_swapped = first.figures(second.swapped(first, kept))
            for name, gap in gaps.items():
                if gap is not None:
                    swapped_gaps = np.abs(first_swapped[name] - second_swapped[name])
                    smaller = swapped_gaps < abs(gap) - 1e-12
                    extreme[name] += int((~smaller).sum())
    return {
        name: Difference(
            first_values[name],
            second_values[name],
            gap,
            (extreme[name] + 1) / (settings.samples + 1)
            if first.resampled and gap is not None
            else None,
        )
        for name, gap in gaps.items()
    }


def _minus(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _chunks(weights: Array, width: int) -> Iterator[Array]:
    """Samples in chunks whose sums fit in ``BLOCK``."""
    step = max(1, BLOCK // max(width, 1))
    for start in range(0, len(weights), step):
        yield weights[start : start + step]


def _swaps(units: int, settings: Settings) -> Iterator[Array]:
    """1 for sentences that are not swapped, else 0, shape (trials, sentences), in blocks."""
    random = np.random.default_rng(settings.seed)
    remaining = settings.samples
    while remaining > 0:
        size = min(remaining, max(1, BLOCK // max(units, 1)))
        yield random.integers(0, 2, (size, units)).astype(float)
        remaining -= size
