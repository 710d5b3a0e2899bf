"""Scores of systems that tell stances: polarity of rows, and stances as tuples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from winnow.rows.targets import MIXED
from winnow.score.gold import Gold, Unit
from winnow.score.measures import EVERYTHING, Array, Macro, Measure, Part, Shares
from winnow.score.records import Missing, Predictions, missing_sentences
from winnow.score.units import by_article

SIDES = ("favor", "against")


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Measures of polarity where rows are given, of tuples where stances are, of both with both.

    Of nothing at all, those of rows.
    """
    forms = {record.form for record in predictions.records}
    found: list[Measure] = []
    if "stance_row" in forms or not forms:
        said = {
            record.value["id"]: record.value["polarity"]
            for record in predictions.records
            if record.form == "stance_row"
        }
        found += polarity_measures(gold, said)
    if forms - {"stance_row"}:
        found += tuple_measures(gold, predictions)
    return found


def polarity_measures(gold: Gold, said: Mapping[str, str]) -> list[Measure]:
    """Measures of the polarity of rows; a row that nothing is said of is wrong.

    ``favor and against`` comes first: the mean of their F1, on rows that are not mixed, of all
    targets together. It is the measure of Mohammad et al. (2016), "SemEval-2016 Task 6: Detecting
    Stance in Tweets", whose third class, NONE, is ``none`` here; ``neutral`` is a class besides.
    """
    labels = gold.schemas.labels("sentence_polarity")
    by_label = {label: _label_columns(gold, said, label) for label in labels}
    unmixed = [_label_columns(gold, said, label, unmixed=True) for label in SIDES]
    right: Array = np.zeros((len(gold.units), 2))
    for row in gold.targets.values():
        right[gold.units[row.unit]] += (said.get(row.id) == row.polarity, 1)
    sides = Macro(
        "favor and against", EVERYTHING, np.concatenate(unmixed, axis=1), SIDES, complete=True
    )
    every = Macro(
        "mean over classes", EVERYTHING, np.concatenate([*by_label.values()], axis=1), labels
    )
    accuracy = Part("accuracy", EVERYTHING, right, "accuracy", "right", "rows")
    overall: list[Measure] = [sides, every, accuracy]
    classes = [Shares("class", label, columns) for label, columns in by_label.items()]
    return [*overall, *classes, *by_article(overall, gold)]


def _label_columns(gold: Gold, said: Mapping[str, str], label: str, unmixed: bool = False) -> Array:
    """Right, predicted and gold rows of a class, by sentence."""
    columns: Array = np.zeros((len(gold.units), 3))
    for row in gold.targets.values():
        if unmixed and row.polarity == MIXED:
            continue
        found, wanted = said.get(row.id) == label, row.polarity == label
        columns[gold.units[row.unit]] += (found and wanted, found, wanted)
    return columns


@dataclass(frozen=True)
class Tuple:
    """A stance as a system gives it; ``evidence`` is in code points of the page, or unknown."""

    holder: str
    target: str
    polarity: str
    evidence: tuple[int, int] | None

    @property
    def said(self) -> tuple[str, str, str]:
        """Who takes which position on whom or what."""
        return self.holder, self.target, self.polarity


def tuple_measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """F1 of stances as (sentence, holder, target, polarity), without and with their evidence.

    Each stance counts once. ``tuple and evidence`` asks besides that the evidence of both share a
    character, as the tuples of Barnes et al. (2022), "SemEval-2022 Task 10: Structured Sentiment
    Analysis", are matched by overlap (there weighted by its extent).
    """
    here, there = _gold_tuples(gold), _predicted_tuples(gold, predictions)
    loose: Array = np.zeros((len(gold.units), 3))
    tight: Array = np.zeros((len(gold.units), 3))
    for unit, number in gold.units.items():
        ours, theirs = here.get(unit, []), there.get(unit, [])
        sizes = len(theirs), len(ours)
        loose[number] = _pairs(ours, theirs, _same), *sizes
        tight[number] = _pairs(ours, theirs, _same_place), *sizes
    found: list[Measure] = [
        Shares("tuple", EVERYTHING, loose),
        Shares("tuple and evidence", EVERYTHING, tight),
    ]
    return [*found, *by_article(found, gold)]


def _same(one: Tuple, other: Tuple) -> bool:
    return one.said == other.said


def _same_place(one: Tuple, other: Tuple) -> bool:
    if one.said != other.said or one.evidence is None or other.evidence is None:
        return False
    return one.evidence[0] < other.evidence[1] and other.evidence[0] < one.evidence[1]


def _pairs(
    ours: Iterable[Tuple], theirs: Iterable[Tuple], fits: Callable[[Tuple, Tuple], bool]
) -> int:
    """How many of our stances have one of theirs that fits, each taken once."""
    left = list(theirs)
    found = 0
    for each in ours:
        match = next((other for other in left if fits(each, other)), None)
        if match is not None:
            left.remove(match)
            found += 1
    return found


def _gold_tuples(gold: Gold) -> dict[Unit, list[Tuple]]:
    found: dict[Unit, list[Tuple]] = {}
    for page in gold.pages.values():
        for each in page.stances:
            stance = Tuple(each.holder, each.target, each.polarity, (each.start, each.end))
            found.setdefault((page.id, page.sentence_of(each).id), []).append(stance)
    return found


def _predicted_tuples(gold: Gold, predictions: Predictions) -> dict[Unit, list[Tuple]]:
    found: dict[Unit, list[Tuple]] = {}
    units = list(gold.units)
    for record in predictions.records:
        page = gold.pages[record.page_id]
        for each in record.value.get("stances", ()):
            place = each if "start" in each else each["evidence"]
            extent = place and (record.origin + place["start"], record.origin + place["end"])
            unit = (
                (record.page_id, record.sentence_id)
                if record.sentence_id
                else units[gold.unit_at(page, extent[0])]
            )
            stance = Tuple(each["holder"], each["target"], each["polarity"], extent)
            found.setdefault(unit, []).append(stance)
    return {unit: sorted(each, key=_order) for unit, each in found.items()}


def _order(stance: Tuple) -> tuple[tuple[int, int], tuple[str, str, str]]:
    return stance.evidence or (-1, -1), stance.said


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Rows that nothing is said of, and sentences whose stances are not given."""
    forms = {record.form for record in predictions.records}
    found = []
    if "stance_row" in forms or not forms:
        said = {each.value["id"] for each in predictions.records if each.form == "stance_row"}
        found.append(Missing(len(gold.targets.keys() - said), len(gold.targets), "rows"))
    if forms - {"stance_row"}:
        tuples = [each for each in predictions.records if each.form != "stance_row"]
        found.append(missing_sentences(gold, tuples))
    return found
