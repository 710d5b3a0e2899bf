"""Records of predictions: lines of a file, each about a page, a sentence or a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.score.gold import Gold

MISSING_PAGES = {"pages": "pages with an empty prediction"}
MISSING_SENTENCES = {"sentences": "sentences with an empty prediction"}
"""How pages and sentences without a prediction are scored, see ``Task.missing_effects``."""


@dataclass(frozen=True)
class Record:
    """A valid line of predictions.

    ``form`` is the name of its form in ``schema/predictions.schema.json``, and ``value`` the object
    in the line. Lines are numbered from 1. ``sentence_id`` is the id of the sentence on the page,
    or None if the record is about a page. ``origin`` is the offset on the page from which the
    offsets of the record count.
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
    """How many pages, sentences, rows or runs have no prediction.

    ``number`` is the number without a prediction, ``of`` the number in the gold standard, and
    ``what`` their kind as a plural, such as ``sentences``.
    """

    number: int
    of: int
    what: str


def missing_pages(gold: Gold, predictions: Predictions) -> list[Missing]:
    """The number of pages without a record, in a list of one item."""
    predicted = {record.page_id for record in predictions.records}
    return [Missing(len(gold.pages.keys() - predicted), len(gold.pages), "pages")]


def missing_sentences(gold: Gold, records: Iterable[Record]) -> Missing:
    """The number of sentences for which there is no record of the sentence or of its page."""
    predicted = {(record.page_id, record.sentence_id) for record in records}
    absent = [
        unit for unit in gold.units if unit not in predicted and (unit[0], None) not in predicted
    ]
    return Missing(len(absent), len(gold.units), "sentences")
