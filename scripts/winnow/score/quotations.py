"""Scores of systems that find quotations and who is quoted."""

from __future__ import annotations

import numpy as np

from winnow.score.gold import Gold
from winnow.score.measures import EVERYTHING, Array, Measure, Part, Shares
from winnow.score.records import Missing, Predictions, missing_pages
from winnow.score.units import by_article, starts, tally

Quoted = dict[tuple[int, int], str | None]
"""Speakers by span, in code points of the page."""


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """F1 of exact spans and of characters; how often the speaker of an exact span is right.

    Characters are those in any quotation, each once, as in Pavlopoulos et al. (2021),
    "SemEval-2021 Task 5: Toxic Spans Detection"; ``span and speaker`` asks for both.
    """
    units = len(gold.units)
    names = ("exact", "characters", "span and speaker")
    columns: dict[str, Array] = {name: np.zeros((units, 3)) for name in names}
    speakers: Array = np.zeros((units, 2))
    records = {record.page_id: record for record in predictions.records}
    for page in gold.pages.values():
        given = records[page.id].value["quotations"] if page.id in records else []
        here: Quoted = {(each.start, each.end): each.speaker for each in page.quotations}
        there: Quoted = {(each["start"], each["end"]): each["speaker"] for each in given}
        both = {span for span in here if span in there}
        same = {span for span in both if here[span] == there[span]}
        inside, found = _inside(here), _inside(there)
        tally(columns["characters"], gold, page, inside & found, found, inside)
        for name, right in (("exact", both), ("span and speaker", same)):
            tally(columns[name], gold, page, starts(right), starts(there), starts(here))
        for span in both:
            speakers[gold.unit_at(page, span[0])] += (span in same, 1)
    shares: list[Measure] = [Shares(name, EVERYTHING, each) for name, each in columns.items()]
    speaker = Part("speaker", EVERYTHING, speakers, "accuracy", "right", "exact spans")
    return [*shares, speaker, *by_article([*shares, speaker], gold)]


def _inside(quoted: Quoted) -> set[int]:
    return {place for start, end in quoted for place in range(start, end)}


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Pages that no record is about."""
    return [missing_pages(gold, predictions)]
