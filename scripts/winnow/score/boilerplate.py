"""Scores of systems that tell the article from the page around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from winnow.model.page import Page
from winnow.model.spans import visible
from winnow.score import extraction
from winnow.score.gold import Gold
from winnow.score.measures import Array, Bags, Measure, Part, Pool, Shares
from winnow.score.records import Missing, Predictions, Record, missing_pages
from winnow.score.units import members, tally

REFERENCES: Mapping[str, str | None] = {"main article": "main", "all articles": None}
"""What an extractor may be after, and the role of articles that this is the content of."""

Stretch = tuple[int, int]

ASTRAY = 0.1
"""Largest share of words that are not on the page with which an extraction is still resampled."""


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Words, ROUGE-LSum and shingles of what was extracted; characters where that has offsets.

    All of them against two references: the content of the main article of each page, and that of
    all articles. White space counts as no character. Where lines or stretches have labels, their
    classes and kinds are scored besides, by characters.
    """
    records = {record.page_id: record for record in predictions.records}
    with_offsets = all(record.form != "boilerplate_text" for record in records.values())
    theirs = {page.id: extracted(gold, page, records.get(page.id)) for page in gold.pages.values()}
    kept = {page_id: _kept(gold, each) for page_id, each in records.items()} if with_offsets else {}
    found: list[Measure] = []
    for name, role in REFERENCES.items():
        wanted = {
            page.id: [(each.start, each.end) for each in gold.content(page, role)]
            for page in gold.pages.values()
        }
        found += _of_texts(gold, theirs, wanted, name)
        if with_offsets:
            found.append(Shares("characters", name, characters(gold, kept, wanted)))
    found += _of_labels(gold, records, ("boilerplate_segments",), "kind")
    found += _of_labels(gold, records, ("boilerplate_segments", "boilerplate_lines"), "class")
    return found


def _of_texts(
    gold: Gold,
    theirs: Mapping[str, extraction.Extracted],
    wanted: Mapping[str, list[Stretch]],
    name: str,
) -> Iterator[Measure]:
    """Measures of the text, of all pages together and then of each."""
    pages = list(gold.pages.values())
    ours = {page.id: extraction.of_stretches(gold, page, wanted[page.id], True) for page in pages}
    sound = all(each.astray <= ASTRAY * len(each.words) for each in theirs.values())
    found: dict[str, list[Bags]] = {}
    equal: Array = np.zeros((len(gold.units), 2))
    own = members([page_id for page_id, _ in gold.units])
    for page in pages:
        one, other, units = theirs[page.id], ours[page.id], own[page.id]
        for kind, split, common in (
            ("words", extraction.single, lambda *both: extraction.single(both[1])),
            ("ROUGE-LSum", extraction.rouge_tokens, extraction.rouge_union),
            ("4-gram shingles", extraction.shingles, lambda *both: extraction.shingles(both[1])),
        ):
            columns = extraction.bags(units, split(one), split(other), common(one, other))
            part = f"{name}, {page.id}"
            bags = Bags(kind, part, columns, units=units, detail=True, resampled=sound)
            found.setdefault(kind, []).append(bags)
        equal[gold.unit_at(page, 0)] += (one.words == other.words, 1)
    for kind, by_page in found.items():
        yield Pool(kind, name, np.empty((0, 3)), by_page, resampled=sound)
    yield Part("exact match", name, equal, "share", "equal", "pages", resampled=False)
    for of_page in zip(*found.values(), strict=True):
        yield from of_page


def extracted(gold: Gold, page: Page, record: Record | None) -> extraction.Extracted:
    """What a record has of a page, as text; nothing where there is no record."""
    if record is not None and record.form == "boilerplate_text":
        return extraction.of_text(gold, page, record.value["text"])
    return extraction.of_stretches(gold, page, _kept(gold, record) if record else ())


def _kept(gold: Gold, record: Record) -> list[Stretch]:
    """The stretches of a page that a record calls content."""
    if record.form == "boilerplate_kept":
        return [(each["start"], each["end"]) for each in record.value["kept"]]
    labelled = _labelled(gold, record, "class")
    return [stretch for stretch, label in labelled if label == "content"]


def _labelled(gold: Gold, record: Record, by: str) -> Iterator[tuple[Stretch, str]]:
    """The stretches that a record labels, with their kinds or classes."""
    if record.form == "boilerplate_segments":
        for each in record.value["segments"]:
            label = each["kind"] if by == "kind" else gold.classes[each["kind"]]
            yield (each["start"], each["end"]), label
    else:
        extents = lines(gold.pages[record.page_id].text)
        for each in record.value["lines"]:
            yield extents[each["line"]], each["class"]


def lines(text: str) -> list[Stretch]:
    """Where each line of a text stands, in code points, without its newline."""
    found = []
    start = 0
    for line in text.split("\n"):
        found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _of_labels(
    gold: Gold, records: Mapping[str, Record], forms: Sequence[str], by: str
) -> Iterator[Measure]:
    """Characters of each kind or class, where records of these forms were given."""
    given = {page_id: record for page_id, record in records.items() if record.form in forms}
    if not given:
        return
    names = gold.schemas.labels("segment_kind" if by == "kind" else "segment_class")
    for label in names:
        theirs = {
            page_id: [stretch for stretch, found in _labelled(gold, record, by) if found == label]
            for page_id, record in given.items()
        }
        ours = {
            page.id: [
                (each.start, each.end)
                for each in page.segments
                if label == (each.kind if by == "kind" else gold.classes[each.kind])
            ]
            for page in gold.pages.values()
        }
        columns = characters(gold, theirs, ours)
        if columns.any():
            yield Shares(f"characters by {by}", label, columns)


def characters(
    gold: Gold, kept: Mapping[str, Iterable[Stretch]], wanted: Mapping[str, Iterable[Stretch]]
) -> Array:
    """Characters in both, predicted and wanted, by sentence; white space left out."""
    columns: Array = np.zeros((len(gold.units), 3))
    for page in gold.pages.values():
        there = visible(page.text, kept.get(page.id, ()))
        here = visible(page.text, wanted[page.id])
        tally(columns, gold, page, there & here, there, here)
    return columns


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Pages that no record is about."""
    return [missing_pages(gold, predictions)]
