"""The task sentences: split the lines of a page into sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from winnow.model.json import Json
from winnow.model.page import Page
from winnow.model.spans import trimmed
from winnow.score.alignment import Stretch, line_extents
from winnow.score.gold import Gold
from winnow.score.measures import EVERYTHING, Array, Measure, PrecisionRecall
from winnow.score.records import MISSING_PAGES, Predictions, missing_pages
from winnow.score.systems import spacy
from winnow.score.systems.common import System
from winnow.score.systems.interface import Interface, span, tuples
from winnow.score.task import Column, SpanList, Task, View
from winnow.score.units import by_article, by_place, starts, tally


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Precision, recall and F1 of boundaries and of whole sentences.

    A boundary is the end of a sentence without trailing white space; an inner boundary is not the
    end of a line, which splitters are given. Boundaries are defined as in Kiss and Strunk (2006),
    "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics 32(4).
    """
    columns: dict[str, Array] = {
        name: np.zeros((len(gold.units), 3)) for name in ("boundary", "inner boundary", "sentence")
    }
    records = {record.page_id: record.value["sentences"] for record in predictions.records}
    for page in gold.pages.values():
        wanted = _by_measure(page, {(sentence.start, sentence.end) for sentence in page.sentences})
        predicted = _by_measure(
            page,
            {
                trimmed(page.text, sentence["start"], sentence["end"])
                for sentence in records.get(page.id, ())
            },
        )
        for name in columns:
            right = wanted[name] & predicted[name]
            sides = (starts(stretches) for stretches in (right, predicted[name], wanted[name]))
            tally(columns[name], gold, page, *sides)
    whole: list[Measure] = [
        PrecisionRecall(name, EVERYTHING, counts) for name, counts in columns.items()
    ]
    return [*whole, *by_place(whole[:2], gold), *by_article(whole[:2], gold)]


def _by_measure(page: Page, sentences: set[Stretch]) -> dict[str, set[Stretch]]:
    """The stretches that each measure compares; a boundary is the last code point before it."""
    boundaries = {(end - 1, end) for start, end in sentences if start < end}
    inner = {boundary for boundary in boundaries if not _line_ends(page.text, boundary[1])}
    return {"boundary": boundaries, "inner boundary": inner, "sentence": sentences}


def _line_ends(text: str, end: int) -> bool:
    """Whether only white space is between an offset and the end of its line."""
    line, _, _ = text[end:].partition("\n")
    return not line.strip()


INTERFACE = Interface("sentences", "a text", "a list of (start, end)", {"spacy": spacy.splitter})


def predict(gold: Gold, splitter: System) -> Iterator[Json]:
    """A record for each page; the splitter is called with each line that is not blank."""
    for page in gold.pages.values():
        sentences: list[Json] = []
        for start, end in _lines(page):
            where = f"{page.id}, at {start}"
            answer = INTERFACE.call(splitter, where, page.text[start:end])
            rows = tuples(answer, (int, int))
            if rows is None:
                raise INTERFACE.wrong_value(where, answer)
            sentences += [span(row, start) for row in rows]
        yield {"page_id": page.id, "sentences": sentences}


def calls(gold: Gold) -> int:
    """One for each line that is not blank."""
    return sum(len(_lines(page)) for page in gold.pages.values())


def _lines(page: Page) -> list[Stretch]:
    extents = line_extents(page.text)
    return [(start, end) for start, end in extents if page.text[start:end].strip()]


TASK = Task(
    name="sentences",
    forms=("sentences_page",),
    configs=("pages",),
    measures=measures,
    missing=missing_pages,
    missing_effects=MISSING_PAGES,
    headline=(("boundary", EVERYTHING),),
    headline_note="Main result: boundary, all.",
    views=(
        View(
            "sentences",
            (
                Column("boundary P", "boundary", EVERYTHING, "precision"),
                Column("boundary R", "boundary", EVERYTHING, "recall"),
                Column("boundary F1", "boundary", EVERYTHING),
                Column("inner boundary F1", "inner boundary", EVERYTHING),
                Column("sentence F1", "sentence", EVERYTHING),
            ),
        ),
    ),
    steps=(INTERFACE,),
    predict=predict,
    calls=calls,
    span_lists=(SpanList("sentences"),),
)
