"""Records of predictions: lines of a file, each about a page, a sentence or a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.spans import tokens
from winnow.score.gold import Gold
from winnow.score.spans import spans_of_tags

FORMS: dict[str, tuple[str, ...]] = {
    "boilerplate": (
        "boilerplate_text",
        "boilerplate_kept",
        "boilerplate_segments",
        "boilerplate_lines",
    ),
    "sentences": ("sentences_page",),
    "entities": ("entities_sentence", "entities_tags", "entities_conll", "entities_page"),
    "stance": ("stance_row", "stance_sentence", "stance_page"),
    "quotations": ("quotations_page",),
    "pipeline": ("pipeline_page",),
}
"""The forms of each task, by the names that ``schema/predictions.schema.json`` has for them."""

TASKS = tuple(FORMS)

SCRAPED, CONTENT = "scraped", "content"
"""What tagger and stance model of a pipeline were given."""

CONLL_FORM = "entities_conll"
"""The form with types of its own, which stands beside no other."""


@dataclass(frozen=True)
class Record:
    """A line of predictions that is in order.

    ``line`` counts from 1, ``origin`` is where on the page its offsets count from. ``sentence_id``
    is that of the sentence that it is about, on its page, or None where it is about a page.
    """

    form: str
    line: int
    page_id: str
    sentence_id: str | None
    origin: int
    value: Json


@dataclass(frozen=True)
class Predictions:
    """The predictions of a system for one task, each checked against the gold standard."""

    task: str
    records: tuple[Record, ...]


def text_of(record: Record, gold: Gold) -> str:
    """The text that a record's offsets count the code points of."""
    page = gold.pages[record.page_id]
    if record.sentence_id is None:
        return page.text
    start, end = gold.extents[gold.units[record.page_id, record.sentence_id]]
    return page.text[start:end]


def mentions(record: Record, text: str) -> list[tuple[int, int, str]]:
    """The mentions of a record in code points of its page, from spans or from tags."""
    if "tags" in record.value:
        extents = tokens(text)
        return [
            (record.origin + extents[start][0], record.origin + extents[end - 1][1], label)
            for start, end, label in spans_of_tags(record.value["tags"])
        ]
    return [
        (record.origin + each["start"], record.origin + each["end"], each["type"])
        for each in record.value.get("conll", record.value.get("mentions"))
    ]


@dataclass(frozen=True)
class Missing:
    """Things that nothing was predicted for: their ``number``, ``of`` how many, and ``what``.

    ``what`` is their kind, such as ``sentences``. They are scored as not found.
    """

    number: int
    of: int
    what: str


def missing_pages(gold: Gold, predictions: Predictions) -> Missing:
    """Pages that no record is about."""
    there = {record.page_id for record in predictions.records}
    return Missing(len(gold.pages.keys() - there), len(gold.pages), "pages")


def missing_sentences(gold: Gold, records: Iterable[Record]) -> Missing:
    """Sentences that no record is about, nor any about their page."""
    there = {(each.page_id, each.sentence_id) for each in records}
    absent = [unit for unit in gold.units if unit not in there and (unit[0], None) not in there]
    return Missing(len(absent), len(gold.units), "sentences")
