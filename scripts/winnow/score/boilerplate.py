"""The task boilerplate: separate the articles from the rest of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from winnow.model.json import Json
from winnow.model.page import Page
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.spans import visible
from winnow.score import extraction
from winnow.score.alignment import Stretch, line_extents
from winnow.score.gold import Gold
from winnow.score.measures import Array, Bags, Measure, PooledBags, PrecisionRecall, Proportion
from winnow.score.records import MISSING_PAGES, Predictions, Record, missing_pages
from winnow.score.systems.common import System
from winnow.score.systems.interface import Interface, span, tuples
from winnow.score.task import Column, SpanList, Task, View, calls_by_page
from winnow.score.units import indexes_by_name, tally

REFERENCES: Mapping[str, str | None] = {"main article": "main", "all articles": None}
"""What an extractor can be meant to return: the content of the articles with a role, or of all."""

MAX_NOT_ON_PAGE = 0.1
"""Largest share of words that are not on the page for an extraction to be resampled."""


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Words, ROUGE-LSum and shingles of extracted text; characters if there are offsets.

    They are measured against the content of the main article of each page, and of all articles.
    White space does not count as characters. If lines or segments are labelled, their classes and
    kinds are also scored by characters.
    """
    records = {record.page_id: record for record in predictions.records}
    with_offsets = all(record.form != "boilerplate_text" for record in records.values())
    texts = {page.id: extracted(gold, page, records.get(page.id)) for page in gold.pages.values()}
    kept: dict[str, list[Stretch]] = {}
    if with_offsets:
        kept = {page_id: _kept(gold, record) for page_id, record in records.items()}
    all_measures: list[Measure] = []
    for name, role in REFERENCES.items():
        wanted = content(gold, role)
        all_measures += _of_texts(gold, texts, wanted, name)
        if with_offsets:
            all_measures.append(PrecisionRecall("characters", name, characters(gold, kept, wanted)))
    all_measures += _of_labels(gold, records, ("boilerplate_segments",), "kind")
    all_measures += _of_labels(
        gold, records, ("boilerplate_segments", "boilerplate_lines"), "class"
    )
    return all_measures


def content(gold: Gold, role: str | None) -> dict[str, list[Stretch]]:
    """The content of the articles with a role, or of all, by page."""
    return {
        page.id: [(segment.start, segment.end) for segment in gold.content(page, role)]
        for page in gold.pages.values()
    }


def _of_texts(
    gold: Gold,
    texts: Mapping[str, extraction.Extracted],
    wanted: Mapping[str, list[Stretch]],
    name: str,
) -> Iterator[Measure]:
    """Measures of text: of all pages together, then of single pages as details."""
    pages = list(gold.pages.values())
    resampled = all(
        text.not_on_page <= MAX_NOT_ON_PAGE * len(text.words) for text in texts.values()
    )
    bags: dict[str, list[Bags]] = {}
    equal: Array = np.zeros((len(gold.units), 2))
    units_by_page = indexes_by_name([page_id for page_id, _ in gold.units])
    for page in pages:
        text, units = texts[page.id], units_by_page[page.id]
        reference = extraction.of_stretches(gold, page, wanted[page.id], by_sentence=True)
        words = extraction.words_of(reference)
        rouge_tokens = extraction.rouge_tokens(reference)
        rouge_union = extraction.rouge_union(text, reference)
        shingles = extraction.shingles(reference)
        for kind, predicted, gold_parts, matched in (
            ("words", extraction.words_of(text), words, words),
            ("ROUGE-LSum", extraction.rouge_tokens(text), rouge_tokens, rouge_union),
            ("4-gram shingles", extraction.shingles(text), shingles, shingles),
        ):
            columns = extraction.bags(units, predicted, gold_parts, matched)
            of = f"{name}, {page.id}"
            page_bags = Bags(kind, of, columns, units=units, detail=True, resampled=resampled)
            bags.setdefault(kind, []).append(page_bags)
        equal[gold.unit_at(page, 0)] += (text.words == reference.words, 1)
    for kind, kind_bags in bags.items():
        yield PooledBags(kind, name, np.empty((0, 3)), kind_bags, resampled=resampled)
    yield Proportion("exact match", name, equal, "share", "equal", "pages", resampled=False)
    for bags_of_page in zip(*bags.values(), strict=True):
        yield from bags_of_page


def extracted(gold: Gold, page: Page, record: Record | None) -> extraction.Extracted:
    """The text that a record extracts from a page; empty without a record."""
    if record is not None and record.form == "boilerplate_text":
        return extraction.of_text(gold, page, record.value["text"])
    return extraction.of_stretches(gold, page, _kept(gold, record) if record else ())


def _kept(gold: Gold, record: Record) -> list[Stretch]:
    """The stretches of a page that a record labels as content."""
    if record.form == "boilerplate_kept":
        return [(kept["start"], kept["end"]) for kept in record.value["kept"]]
    labelled = _labelled(gold, record, "class")
    return [stretch for stretch, label in labelled if label == "content"]


def _labelled(gold: Gold, record: Record, by: str) -> Iterator[tuple[Stretch, str]]:
    """The stretches that a record labels, with their kinds or classes."""
    if record.form == "boilerplate_segments":
        for segment in record.value["segments"]:
            label = segment["kind"] if by == "kind" else gold.classes[segment["kind"]]
            yield (segment["start"], segment["end"]), label
    else:
        extents = line_extents(gold.pages[record.page_id].text)
        for line in record.value["lines"]:
            yield extents[line["line"]], line["class"]


def _of_labels(
    gold: Gold, records: Mapping[str, Record], forms: Sequence[str], by: str
) -> Iterator[Measure]:
    """Characters of each kind or class, if there are records of these forms."""
    labelled = {page_id: record for page_id, record in records.items() if record.form in forms}
    if not labelled:
        return
    for name in gold.schemas.labels("segment_kind" if by == "kind" else "segment_class"):
        predicted = {
            page_id: [stretch for stretch, label in _labelled(gold, record, by) if label == name]
            for page_id, record in labelled.items()
        }
        wanted = {
            page.id: [
                (segment.start, segment.end)
                for segment in page.segments
                if name == (segment.kind if by == "kind" else gold.classes[segment.kind])
            ]
            for page in gold.pages.values()
        }
        columns = characters(gold, predicted, wanted)
        if columns.any():
            yield PrecisionRecall(f"characters by {by}", name, columns)


def characters(
    gold: Gold, predicted: Mapping[str, Iterable[Stretch]], wanted: Mapping[str, Iterable[Stretch]]
) -> Array:
    """Right, predicted and wanted characters by sentence, without white space."""
    columns: Array = np.zeros((len(gold.units), 3))
    for page in gold.pages.values():
        predicted_offsets = visible(page.text, predicted.get(page.id, ()))
        gold_offsets = visible(page.text, wanted[page.id])
        right = predicted_offsets & gold_offsets
        tally(columns, gold, page, right, predicted_offsets, gold_offsets)
    return columns


def check_record(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Lines that the page does not have, and lines with two labels."""
    number = gold.pages[record.page_id].text.count("\n") + 1
    labelled: set[int] = set()
    for index, line in enumerate(record.value.get("lines", ())):
        place = f"lines[{index}]"
        if line["line"] >= number:
            message = f"there is no line {line['line']}; the page has {number}, counted from 0"
            yield RULES["prediction-span"].at(file, place, message, "count lines from 0")
        elif line["line"] in labelled:
            message = f"the line {line['line']} is listed twice"
            yield RULES["prediction-repeated"].at(file, place, message)
        labelled.add(line["line"])


INTERFACE = Interface(
    "boilerplate",
    "a text",
    "the extracted text, or a list of (start, end), (start, end, kind) or (line, class)",
)


def predict(gold: Gold, extractor: System) -> Iterator[Json]:
    """A record for each page; the extractor is called with the text of the page."""
    for page in gold.pages.values():
        yield record_of(extractor, page)


def record_of(extractor: System, page: Page) -> Json:
    """The record of what an extractor returns for a page."""
    answer = INTERFACE.call(extractor, page.id, page.text)
    if isinstance(answer, str):
        return {"page_id": page.id, "text": answer}
    if (rows := tuples(answer, (int, int))) is not None:
        return {"page_id": page.id, "kept": [span(row) for row in rows]}
    if (rows := tuples(answer, (int, int, str))) is not None:
        return {"page_id": page.id, "segments": [span(row) | {"kind": row[2]} for row in rows]}
    if (rows := tuples(answer, (int, str))) is not None:
        labelled = [{"line": line, "class": name} for line, name in rows]
        return {"page_id": page.id, "lines": labelled}
    raise INTERFACE.wrong_value(page.id, answer)


def _view(name: str, of: str) -> View:
    columns = [
        Column("words P", "words", of, "precision"),
        Column("words R", "words", of, "recall"),
    ]
    measured = ("words", "ROUGE-LSum", "4-gram shingles", "characters")
    return View(name, (*columns, *(Column(f"{measure} F1", measure, of) for measure in measured)))


TASK = Task(
    name="boilerplate",
    forms=("boilerplate_text", "boilerplate_kept", "boilerplate_segments", "boilerplate_lines"),
    configs=("boilerplate",),
    measures=measures,
    missing=missing_pages,
    missing_effects=MISSING_PAGES,
    headline=tuple(("words", reference) for reference in REFERENCES),
    headline_note=(
        "Main result: words, for main article if the extractor is meant to return only the main "
        "article, else for all articles."
    ),
    views=(_view("boilerplate-main", "main article"), _view("boilerplate-all", "all articles")),
    steps=(INTERFACE,),
    predict=predict,
    calls=calls_by_page,
    span_lists=(SpanList("kept", blank=True), SpanList("segments")),
    check_record=check_record,
)
