"""Scoring: predictions of one system against the gold standard, or of two against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from winnow.model.json import Json
from winnow.score import boilerplate, entities, pipeline, quotations, sentences, stance
from winnow.score.gold import Gold
from winnow.score.measures import Measure
from winnow.score.predictions import given
from winnow.score.records import Missing, Predictions
from winnow.score.resampling import Difference, Figure, Settings, differences, intervals

Given: TypeAlias = str | Path | Iterable[Json] | Predictions
"""Predictions as a scorer takes them: a file, records as a file has them, or read before."""


@dataclass(frozen=True)
class Scorer:
    """What is measured of the predictions of a task, and what of them is missing."""

    measures: Callable[[Gold, Predictions], list[Measure]]
    missing: Callable[[Gold, Predictions], list[Missing]]


SCORERS: Mapping[str, Scorer] = {
    "boilerplate": Scorer(boilerplate.measures, boilerplate.missing),
    "sentences": Scorer(sentences.measures, sentences.missing),
    "entities": Scorer(entities.measures, entities.missing),
    "stance": Scorer(stance.measures, stance.missing),
    "quotations": Scorer(quotations.measures, quotations.missing),
    "pipeline": Scorer(pipeline.measures, pipeline.missing),
}


@dataclass(frozen=True)
class Score:
    """A measure ``of`` all data or a part of it, such as a label or ``main article``.

    ``figures`` have names such as ``precision`` and ``f1``, ``counts`` the numbers behind them.
    ``detail`` is whether tables leave it out unless details are wanted.
    """

    measure: str
    of: str
    figures: Mapping[str, Figure]
    counts: Mapping[str, int | float]
    detail: bool


@dataclass(frozen=True)
class Scores:
    """The scores of a system for a task, in the order of the tables.

    ``scores["strict"]`` is one of them by its measure, ``scores["strict", "PERSON"]`` by the part
    of the data too; both raise ``KeyError``.
    """

    task: str
    gold: Gold
    settings: Settings
    missing: tuple[Missing, ...]
    scores: tuple[Score, ...]

    def __getitem__(self, key: str | tuple[str, str]) -> Score:
        """The score of a measure, of everything (or what comes first) or of a part of the data."""
        name, of = (key, None) if isinstance(key, str) else key
        for each in self.scores:
            if each.measure == name and of in (None, each.of):
                return each
        raise KeyError(key)


@dataclass(frozen=True)
class Compared:
    """A measure of two systems ``of`` all data or a part of it, with their difference by figure.

    ``detail`` is whether tables leave it out unless details are wanted.
    """

    measure: str
    of: str
    figures: Mapping[str, Difference]
    detail: bool


@dataclass(frozen=True)
class Comparison:
    """Two systems compared for a task; ``missing`` holds what was missing of either."""

    task: str
    gold: Gold
    settings: Settings
    missing: tuple[tuple[Missing, ...], tuple[Missing, ...]]
    compared: tuple[Compared, ...]


def score(task: str, gold: Gold, predictions: Given, settings: Settings | None = None) -> Scores:
    """Score the predictions of a system for a task, such as ``entities``.

    ``predictions`` is a file of JSON lines, or records (dicts) as such a file holds them, in a form
    of ``docs/reference/predictions.md``; offsets are code points. Raises ``PredictionsError`` where
    they break a rule, ``ValueError`` where there is no such task, and ``TypeError`` where ``gold``
    is not what ``load`` gives.
    """
    settings = settings or Settings()
    scorer = _scorer(task, gold)
    found = given(predictions, task, gold)
    measures = scorer.measures(gold, found)
    figures = intervals(measures, gold.strata, settings)
    return Scores(
        task,
        gold,
        settings,
        tuple(scorer.missing(gold, found)),
        tuple(
            Score(each.name, each.of, one, _counts(each), each.detail)
            for each, one in zip(measures, figures, strict=True)
        ),
    )


def _scorer(task: str, gold: Gold) -> Scorer:
    if task not in SCORERS:
        raise ValueError(f"there is no task {task!r}; the tasks are {', '.join(SCORERS)}")
    if not isinstance(gold, Gold):
        raise TypeError("the gold standard must be what winnow.score.load gives")
    return SCORERS[task]


def _counts(measure: Measure) -> dict[str, int | float]:
    """The counts of a measure; all but half points are whole numbers."""
    counts = measure.counts(measure.total()[0])
    return {name: int(n) if n.is_integer() else n for name, n in counts.items()}


def compare(
    task: str, gold: Gold, one: Given, other: Given, settings: Settings | None = None
) -> Comparison:
    """Compare two systems on the measures that both sets of predictions have.

    Raises what ``score`` does, and ``ValueError`` where they have no measure in common.
    """
    settings = settings or Settings()
    scorer = _scorer(task, gold)
    both = [given(each, task, gold) for each in (one, other)]
    left, right = (
        {(each.name, each.of): each for each in scorer.measures(gold, found)} for found in both
    )
    if not left.keys() & right.keys():
        raise ValueError("the two have no measure in common: their predictions are of other kinds")
    missing = [tuple(scorer.missing(gold, found)) for found in both]
    return Comparison(
        task,
        gold,
        settings,
        (missing[0], missing[1]),
        tuple(
            Compared(*key, differences(each, right[key], len(gold.units), settings), each.detail)
            for key, each in left.items()
            if key in right
        ),
    )
