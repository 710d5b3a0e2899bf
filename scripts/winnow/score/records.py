"""Records of predictions: lines of a file, each about a page, a sentence or a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.score.gold import Gold

MISSING_PAGES = {"pages": "pages on which nothing was found"}
MISSING_SENTENCES = {"sentences": "sentences in which nothing was found"}
"""How missing pages and sentences are scored."""


@dataclass(frozen=True)
class Record:
    """A valid line of predictions.

    ``line`` counts from 1, ``origin`` is where on the page its offsets count from. ``sentence_id``
    is that of its sentence on the page, or None if the record is about a page.
    """

    form: str
    line: int
    page_id: str
    sentence_id: str | None
    origin: int
    value: Json


@dataclass(frozen=True)
class Predictions:
    """The predictions of a system for one task, checked against the gold standard."""

    task: str
    records: tuple[Record, ...]


def text_of(record: Record, gold: Gold) -> str:
    """The text that the offsets of a record refer to."""
    page = gold.pages[record.page_id]
    if record.sentence_id is None:
        return page.text
    start, end = gold.extents[gold.units[record.page_id, record.sentence_id]]
    return page.text[start:end]


@dataclass(frozen=True)
class Missing:
    """Things without a prediction: their ``number``, ``of`` how many, and ``what`` they are.

    ``what`` is a plural such as ``sentences``. They are scored as not found.
    """

    number: int
    of: int
    what: str


def missing_pages(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Pages without a record."""
    predicted = {record.page_id for record in predictions.records}
    return [Missing(len(gold.pages.keys() - predicted), len(gold.pages), "pages")]


def missing_sentences(gold: Gold, records: Iterable[Record]) -> Missing:
    """Sentences without a record of their own or of their page."""
    predicted = {(record.page_id, record.sentence_id) for record in records}
    absent = [
        unit for unit in gold.units if unit not in predicted and (unit[0], None) not in predicted
    ]
    return Missing(len(absent), len(gold.units), "sentences")
