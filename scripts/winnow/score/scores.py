"""Scoring: predictions of one system against the gold standard, or of two against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from winnow.score.gold import Gold
from winnow.score.measures import Measure
from winnow.score.predictions import PredictionsSource, valid_predictions
from winnow.score.records import Missing
from winnow.score.resampling import Difference, Figure, Settings, differences, intervals
from winnow.score.task import Task
from winnow.score.tasks import TASKS


@dataclass(frozen=True)
class Score:
    """A measure ``of`` all data or a part of it, such as a label or ``main article``.

    ``figures`` have names such as ``precision`` and ``f1``; ``counts`` has the numbers behind them.
    Tables leave a ``detail`` out by default.
    """

    measure: str
    of: str
    figures: Mapping[str, Figure]
    counts: Mapping[str, int | float]
    detail: bool


@dataclass(frozen=True)
class Scores:
    """The scores of a system for a task, in the order of the tables.

    ``scores["strict"]`` is the first score of a measure, ``scores["strict", "PERSON"]`` that of a
    part of the data; both raise ``KeyError``.
    """

    task: str
    gold: Gold
    settings: Settings
    missing: tuple[Missing, ...]
    scores: tuple[Score, ...]

    def __getitem__(self, key: str | tuple[str, str]) -> Score:
        """The score of a measure: the first one, or that of a part of the data."""
        measure, of = (key, None) if isinstance(key, str) else key
        for score in self.scores:
            if score.measure == measure and of in (None, score.of):
                return score
        raise KeyError(key)


@dataclass(frozen=True)
class Compared:
    """A measure of two systems ``of`` all data or a part of it, with their difference by figure.

    Tables leave a ``detail`` out by default.
    """

    measure: str
    of: str
    figures: Mapping[str, Difference]
    detail: bool


@dataclass(frozen=True)
class Comparison:
    """Two systems compared for a task; ``missing`` has what is missing from each of them."""

    task: str
    gold: Gold
    settings: Settings
    missing: tuple[tuple[Missing, ...], tuple[Missing, ...]]
    compared: tuple[Compared, ...]


def score(
    task: str, gold: Gold, predictions: PredictionsSource, settings: Settings | None = None
) -> Scores:
    """Score the predictions of a system for a task, such as ``entities``.

    ``predictions`` is a file of JSON lines, or records (dicts) as such a file has them, in a form
    of ``docs/reference/predictions.md``; offsets are code points. Raises ``PredictionsError`` if
    they break a rule, ``ValueError`` if there is no such task, and ``TypeError`` if ``gold`` does
    not come from ``load``.
    """
    settings = settings or Settings()
    scorer = _task(task, gold)
    valid = valid_predictions(predictions, scorer, gold)
    measures = scorer.measures(gold, valid)
    figures = intervals(measures, gold.strata, settings)
    return Scores(
        task,
        gold,
        settings,
        tuple(scorer.missing(gold, valid)),
        tuple(
            Score(measure.name, measure.of, measure_figures, _counts(measure), measure.detail)
            for measure, measure_figures in zip(measures, figures, strict=True)
        ),
    )


def _task(name: str, gold: Gold) -> Task:
    if name not in TASKS:
        raise ValueError(f"there is no task {name!r}; the tasks are {', '.join(TASKS)}")
    if not isinstance(gold, Gold):
        raise TypeError("the gold standard must come from winnow.score.load")
    return TASKS[name]


def _counts(measure: Measure) -> dict[str, int | float]:
    """The counts of a measure; all but half points are whole numbers."""
    counts = measure.counts(measure.total()[0])
    return {name: int(n) if n.is_integer() else n for name, n in counts.items()}


def compare(
    task: str,
    gold: Gold,
    one: PredictionsSource,
    other: PredictionsSource,
    settings: Settings | None = None,
) -> Comparison:
    """Compare two systems on the measures that both sets of predictions have.

    Raises what ``score`` raises, and ``ValueError`` if they have no measure in common.
    """
    settings = settings or Settings()
    scorer = _task(task, gold)
    first, second = valid_predictions(one, scorer, gold), valid_predictions(other, scorer, gold)
    first_measures, second_measures = (
        {(measure.name, measure.of): measure for measure in scorer.measures(gold, predictions)}
        for predictions in (first, second)
    )
    common = [key for key in first_measures if key in second_measures]
    if not common:
        raise ValueError("the two have no measure in common: their predictions are of other kinds")
    return Comparison(
        task,
        gold,
        settings,
        (tuple(scorer.missing(gold, first)), tuple(scorer.missing(gold, second))),
        tuple(
            Compared(
                *key,
                differences(first_measures[key], second_measures[key], len(gold.units), settings),
                first_measures[key].detail,
            )
            for key in common
        ),
    )
