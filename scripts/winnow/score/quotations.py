"""The task quotations: find quotations and their speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.score.alignment import Stretch
from winnow.score.gold import Gold
from winnow.score.measures import EVERYTHING, Array, Measure, PrecisionRecall, Proportion
from winnow.score.records import MISSING_PAGES, Predictions, Record, missing_pages
from winnow.score.systems.common import System
from winnow.score.systems.interface import Interface, span, tuples
from winnow.score.task import Column, SpanList, Task, View, calls_by_page
from winnow.score.units import by_article, starts, tally
from winnow.score.validate import registry_problems


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """F1 of exact spans and of characters; the share of exact spans with the right speaker.

    Characters are those in any quotation, each once, as in Pavlopoulos et al. (2021),
    "SemEval-2021 Task 5: Toxic Spans Detection"; ``span and speaker`` requires both to be right.
    """
    units = len(gold.units)
    names = ("exact", "characters", "span and speaker")
    columns: dict[str, Array] = {name: np.zeros((units, 3)) for name in names}
    speakers: Array = np.zeros((units, 2))
    records = {record.page_id: record.value["quotations"] for record in predictions.records}
    for page in gold.pages.values():
        wanted = {
            (quotation.start, quotation.end): quotation.speaker for quotation in page.quotations
        }
        predicted = {
            (quotation["start"], quotation["end"]): quotation["speaker"]
            for quotation in records.get(page.id, ())
        }
        exact = wanted.keys() & predicted.keys()
        attributed = {stretch for stretch in exact if wanted[stretch] == predicted[stretch]}
        gold_offsets, predicted_offsets = _offsets(wanted), _offsets(predicted)
        right = gold_offsets & predicted_offsets
        tally(columns["characters"], gold, page, right, predicted_offsets, gold_offsets)
        for name, right_spans in (("exact", exact), ("span and speaker", attributed)):
            sides = (starts(stretches) for stretches in (right_spans, predicted, wanted))
            tally(columns[name], gold, page, *sides)
        for stretch in exact:
            speakers[gold.unit_at(page, stretch[0])] += (stretch in attributed, 1)
    whole: list[Measure] = [
        *(PrecisionRecall(name, EVERYTHING, counts) for name, counts in columns.items()),
        Proportion("speaker", EVERYTHING, speakers, "accuracy", "right", "exact spans"),
    ]
    return [*whole, *by_article(whole, gold)]


def _offsets(stretches: Iterable[Stretch]) -> set[int]:
    return {offset for start, end in stretches for offset in range(start, end)}


def check_record(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Speakers that are not in the registry."""
    speakers = (
        (f"quotations[{index}].speaker", quotation["speaker"])
        for index, quotation in enumerate(record.value["quotations"])
    )
    yield from registry_problems(speakers, gold, file)


INTERFACE = Interface("quotations", "a text", "a list of (start, end, speaker)")


def predict(gold: Gold, system: System) -> Iterator[Json]:
    """A record for each page; the system is called with the text of the page."""
    for page in gold.pages.values():
        answer = INTERFACE.call(system, page.id, page.text)
        rows = tuples(answer, (int, int, str | None))
        if rows is None:
            raise INTERFACE.wrong_value(page.id, answer)
        quotations = [span(row) | {"speaker": row[2]} for row in rows]
        yield {"page_id": page.id, "quotations": quotations}


TASK = Task(
    name="quotations",
    forms=("quotations_page",),
    configs=("quotations",),
    measures=measures,
    missing=missing_pages,
    missing_effects=MISSING_PAGES,
    headline=(("exact", EVERYTHING),),
    headline_note="Main result: exact, all.",
    views=(
        View(
            "quotations",
            (
                Column("exact F1", "exact", EVERYTHING),
                Column("characters F1", "characters", EVERYTHING),
                Column("speaker accuracy", "speaker", EVERYTHING, "accuracy"),
                Column("span and speaker F1", "span and speaker", EVERYTHING),
            ),
        ),
    ),
    steps=(INTERFACE,),
    predict=predict,
    calls=calls_by_page,
    span_lists=(SpanList("quotations", trimmed=True),),
    check_record=check_record,
)
