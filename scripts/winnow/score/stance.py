"""The task stance: the polarity of rows, or stances as tuples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.registry import AUTHOR
from winnow.model.rules import RULES
from winnow.rows.targets import MIXED
from winnow.score.gold import Gold, Unit
from winnow.score.measures import (
    EVERYTHING,
    Array,
    MacroAverage,
    Measure,
    PrecisionRecall,
    Proportion,
)
from winnow.score.records import (
    MISSING_SENTENCES,
    Missing,
    Predictions,
    Record,
    missing_sentences,
    text_of,
)
from winnow.score.systems import huggingface, spacy
from winnow.score.systems.common import System
from winnow.score.systems.interface import Interface
from winnow.score.task import Column, SpanList, Task, View
from winnow.score.units import by_article
from winnow.score.validate import registry_problems, span_problem

ROW_FORM = "stance_row"
"""The form with the polarity of a row; the other forms have stances as tuples."""

FAVOR_AND_AGAINST = ("favor", "against")


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Measures of polarity if there are rows, of tuples if there are stances.

    Without any records, measures of polarity.
    """
    forms = {record.form for record in predictions.records}
    all_measures: list[Measure] = []
    if ROW_FORM in forms or not forms:
        all_measures += polarity_measures(gold, _polarities(predictions))
    if forms - {ROW_FORM}:
        all_measures += tuple_measures(gold, predictions)
    return all_measures


def _polarities(predictions: Predictions) -> dict[str, str]:
    """The predicted polarity of each row."""
    values = (record.value for record in predictions.records if record.form == ROW_FORM)
    return {value["id"]: value["polarity"] for value in values}


def polarity_measures(gold: Gold, polarities: Mapping[str, str]) -> list[Measure]:
    """Measures of the polarity of rows; a row without one is wrong.

    ``favor and against`` comes first: the mean of their F1, on rows that are not mixed, over all
    targets together. It is the measure of Mohammad et al. (2016), "SemEval-2016 Task 6: Detecting
    Stance in Tweets", whose third class, NONE, is ``none`` here; ``neutral`` is an additional
    class.
    """
    labels = gold.schemas.labels("sentence_polarity")
    by_label = {label: _label_columns(gold, polarities, label) for label in labels}
    unmixed = [_label_columns(gold, polarities, label, unmixed=True) for label in FAVOR_AND_AGAINST]
    right: Array = np.zeros((len(gold.units), 2))
    for row in gold.targets.values():
        right[gold.units[row.unit]] += (polarities.get(row.id) == row.polarity, 1)
    overall: list[Measure] = [
        MacroAverage(
            "favor and against",
            EVERYTHING,
            np.concatenate(unmixed, axis=1),
            FAVOR_AND_AGAINST,
            complete=True,
        ),
        MacroAverage(
            "mean over classes", EVERYTHING, np.concatenate([*by_label.values()], axis=1), labels
        ),
        Proportion("accuracy", EVERYTHING, right, "accuracy", "right", "rows"),
    ]
    classes = [PrecisionRecall("class", label, columns) for label, columns in by_label.items()]
    return [*overall, *classes, *by_article(overall, gold)]


def _label_columns(
    gold: Gold, polarities: Mapping[str, str], label: str, unmixed: bool = False
) -> Array:
    """Right, predicted and gold rows of a class, by sentence."""
    columns: Array = np.zeros((len(gold.units), 3))
    for row in gold.targets.values():
        if unmixed and row.polarity == MIXED:
            continue
        predicted, wanted = polarities.get(row.id) == label, row.polarity == label
        columns[gold.units[row.unit]] += (predicted and wanted, predicted, wanted)
    return columns


@dataclass(frozen=True)
class StanceTuple:
    """A stance; ``evidence`` is in code points of the page, or None if it is unknown."""

    holder: str
    target: str
    polarity: str
    evidence: tuple[int, int] | None

    @property
    def position(self) -> tuple[str, str, str]:
        """The stance without its evidence."""
        return self.holder, self.target, self.polarity


def tuple_measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """F1 of stances as (sentence, holder, target, polarity), without and with their evidence.

    Each stance counts once. In ``tuple and evidence`` the evidence of both must also share a
    character. Barnes et al. (2022), "SemEval-2022 Task 10: Structured Sentiment Analysis", match
    tuples by overlap, too, and weight them by its extent.
    """
    wanted, predicted = _gold_tuples(gold), _predicted_tuples(gold, predictions)
    without_evidence: Array = np.zeros((len(gold.units), 3))
    with_evidence: Array = np.zeros((len(gold.units), 3))
    for unit, number in gold.units.items():
        gold_stances, stances = wanted.get(unit, []), predicted.get(unit, [])
        sizes = len(stances), len(gold_stances)
        without_evidence[number] = _pairs(gold_stances, stances, _same_position), *sizes
        with_evidence[number] = _pairs(gold_stances, stances, _same_evidence), *sizes
    whole: list[Measure] = [
        PrecisionRecall("tuple", EVERYTHING, without_evidence),
        PrecisionRecall("tuple and evidence", EVERYTHING, with_evidence),
    ]
    return [*whole, *by_article(whole, gold)]


def _same_position(left: StanceTuple, right: StanceTuple) -> bool:
    return left.position == right.position


def _same_evidence(left: StanceTuple, right: StanceTuple) -> bool:
    """Whether the positions are the same and the evidence overlaps."""
    if left.position != right.position or left.evidence is None or right.evidence is None:
        return False
    return left.evidence[0] < right.evidence[1] and right.evidence[0] < left.evidence[1]


def _pairs(
    gold_stances: Iterable[StanceTuple],
    stances: Iterable[StanceTuple],
    matches: Callable[[StanceTuple, StanceTuple], bool],
) -> int:
    """The number of gold stances with a match; each predicted stance is used once."""
    unused = list(stances)
    number = 0
    for gold_stance in gold_stances:
        match = next((stance for stance in unused if matches(gold_stance, stance)), None)
        if match is not None:
            unused.remove(match)
            number += 1
    return number


def _gold_tuples(gold: Gold) -> dict[Unit, list[StanceTuple]]:
    stances: dict[Unit, list[StanceTuple]] = {}
    for page in gold.pages.values():
        for stance in page.stances:
            unit = page.id, page.sentence_of(stance).id
            evidence = stance.start, stance.end
            stances.setdefault(unit, []).append(
                StanceTuple(stance.holder, stance.target, stance.polarity, evidence)
            )
    return stances


def _predicted_tuples(gold: Gold, predictions: Predictions) -> dict[Unit, list[StanceTuple]]:
    stances: dict[Unit, list[StanceTuple]] = {}
    units = list(gold.units)
    for record in predictions.records:
        page = gold.pages[record.page_id]
        for stance in record.value.get("stances", ()):
            span = _evidence(stance)
            evidence = span and (record.origin + span["start"], record.origin + span["end"])
            unit = (
                (record.page_id, record.sentence_id)
                if record.sentence_id
                else units[gold.unit_at(page, evidence[0])]
            )
            stances.setdefault(unit, []).append(
                StanceTuple(stance["holder"], stance["target"], stance["polarity"], evidence)
            )
    return {unit: sorted(of_unit, key=_order) for unit, of_unit in stances.items()}


def _evidence(stance: Json) -> Json:
    """The span of a predicted stance: its own on a page, its evidence (or None) in a sentence."""
    return stance if "start" in stance else stance["evidence"]


def _order(stance: StanceTuple) -> tuple[tuple[int, int], tuple[str, str, str]]:
    return stance.evidence or (-1, -1), stance.position


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Rows without a polarity, and sentences whose stances are not predicted."""
    forms = {record.form for record in predictions.records}
    kinds = []
    if ROW_FORM in forms or not forms:
        absent = gold.targets.keys() - _polarities(predictions).keys()
        kinds.append(Missing(len(absent), len(gold.targets), "rows"))
    if forms - {ROW_FORM}:
        with_tuples = [record for record in predictions.records if record.form != ROW_FORM]
        kinds.append(missing_sentences(gold, with_tuples))
    return kinds


EVIDENCE = SpanList("stances")


def check_record(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Unknown ids, evidence that does not fit the text, and repeated stances of a sentence."""
    stances = list(enumerate(record.value.get("stances", ())))
    yield from registry_problems(_registry_ids(stances), gold, file)
    text = text_of(record, gold)
    for index, stance in stances:
        evidence = _evidence(stance)
        if evidence is not None:
            problem = span_problem(evidence, EVIDENCE, text, file, f"stances[{index}]")
            if problem:
                yield problem
    page = gold.pages[record.page_id]
    earlier: set[tuple[Json, ...]] = set()
    for index, stance in stances:
        unit = gold.unit_at(page, stance["start"]) if "start" in stance else None
        key = unit, stance["holder"], stance["target"], stance["polarity"]
        if key in earlier:
            message = "holder, target and polarity are those of another stance of the sentence"
            yield RULES["prediction-repeated"].at(file, f"stances[{index}]", message)
        earlier.add(key)


def _registry_ids(stances: Iterable[tuple[int, Json]]) -> Iterator[tuple[str, str | None]]:
    for index, stance in stances:
        holder = stance["holder"]
        yield f"stances[{index}].holder", None if holder == AUTHOR else holder
        yield f"stances[{index}].target", stance["target"]


def duplicate_group(record: Record) -> str:
    """Rows and tuples are different predictions about the same sentence."""
    return record.form if record.form == ROW_FORM else ""


INTERFACE = Interface(
    "stance",
    "a text and a target",
    "a polarity",
    {"spacy": spacy.classifier, "huggingface": huggingface.classifier},
)


def predict(gold: Gold, classifier: System) -> Iterator[Json]:
    """A record for each row; the classifier is called with its sentence and target's name."""
    for row in gold.targets.values():
        polarity = polarity_of(classifier, row.text, row.target_name, row.id)
        yield {"id": row.id, "polarity": polarity}


def polarity_of(classifier: System, text: str, target: str, where: str) -> str:
    """The polarity that a classifier returns. Raises ``UnusableError`` if it is not a string."""
    answer = INTERFACE.call(classifier, where, text, target)
    if not isinstance(answer, str):
        raise INTERFACE.wrong_value(where, answer)
    return answer


def calls(gold: Gold) -> int:
    """One for each row."""
    return len(gold.targets)


TASK = Task(
    name="stance",
    forms=(ROW_FORM, "stance_sentence", "stance_page"),
    configs=("stance",),
    measures=measures,
    missing=missing,
    missing_effects={"rows": "wrong, even if the gold polarity is none", **MISSING_SENTENCES},
    headline=(("favor and against", EVERYTHING), ("tuple", EVERYTHING)),
    headline_note="Main result: favor and against, all; for stances as tuples: tuple, all.",
    views=(
        View(
            "stance",
            (
                Column("favor and against F1", "favor and against", EVERYTHING),
                Column("favor F1", "class", "favor"),
                Column("against F1", "class", "against"),
                Column("mean over classes F1", "mean over classes", EVERYTHING),
                Column("accuracy", "accuracy", EVERYTHING, "accuracy"),
            ),
        ),
    ),
    steps=(INTERFACE,),
    predict=predict,
    calls=calls,
    check_record=check_record,
    duplicate_group=duplicate_group,
)
