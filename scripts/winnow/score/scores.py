"""Score a system against the gold standard, and compare the scores of two systems."""

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
    """The figures of a measure on a part of the data.

    ``of`` names the part of the data: ``all``, a label such as ``PERSON``, or a place such as
    ``main article``. ``figures`` have names such as ``precision`` and ``f1``, and are computed from
    ``counts``. If ``detail`` is true, tables leave the score out by default.
    """

    measure: str
    of: str
    figures: Mapping[str, Figure]
    counts: Mapping[str, int | float]
    detail: bool


@dataclass(frozen=True)
class Scores:
    """The scores of a system for a task, in the order of the tables.

    ``scores["strict"]`` is the first score of the measure ``strict``, and
    ``scores["strict", "PERSON"]`` its score on the part of the data ``PERSON``. They raise
    ``KeyError`` if there is no such score.
    """

    task: str
    gold: Gold
    settings: Settings
    missing: tuple[Missing, ...]
    scores: tuple[Score, ...]

    def __getitem__(self, key: str | tuple[str, str]) -> Score:
        """The first score of a measure, or its score on a part of the data."""
        measure, of = (key, None) if isinstance(key, str) else key
        for score in self.scores:
            if score.measure == measure and of in (None, score.of):
                return score
        raise KeyError(key)


@dataclass(frozen=True)
class Compared:
    """The figures of two systems for a measure on a part of the data.

    ``of`` names the part of the data, as in ``Score``. ``figures`` maps the name of a figure to its
    two values and their difference. If ``detail`` is true, tables leave it out by default.
    """

    measure: str
    of: str
    figures: Mapping[str, Difference]
    detail: bool


@dataclass(frozen=True)
class Comparison:
    """Two systems compared for a task; ``missing`` has the missing predictions of each system."""

    task: str
    gold: Gold
    settings: Settings
    missing: tuple[tuple[Missing, ...], tuple[Missing, ...]]
    compared: tuple[Compared, ...]


def score(
    task: str, gold: Gold, predictions: PredictionsSource, settings: Settings | None = None
) -> Scores:
    """Score the predictions of a system for a task, such as ``entities``.

    ``predictions`` is the path of a file of JSON lines, or the records (dicts) of such a file. The
    forms of records are described in ``docs/reference/predictions.md``; offsets are code points.
    Raises ``PredictionsError`` if the predictions break a rule, ``FileNotFoundError`` if there is
    no such file, ``ValueError`` if there is no such task, and ``TypeError`` if ``gold`` does not
    come from ``load``.
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
    """The counts of a measure; whole numbers are of type int."""
    counts = measure.counts(measure.total()[0])
    return {name: int(n) if n.is_integer() else n for name, n in counts.items()}


def compare(
    task: str,
    gold: Gold,
    one: PredictionsSource,
    other: PredictionsSource,
    settings: Settings | None = None,
) -> Comparison:
    """Compare two systems on the measures that they have in common.

    ``one`` and ``other`` are the predictions of the two systems, in the forms that ``score``
    accepts. Raises the same errors as ``score``, and ``ValueError`` if the predictions have no
    measure in common.
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
        raise ValueError(
            "the two systems have no measure in common: their predictions have different forms"
        )
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
