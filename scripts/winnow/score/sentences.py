"""Scores of sentence splitters."""

from __future__ import annotations

import numpy as np

from winnow.model.page import Page
from winnow.model.spans import trimmed
from winnow.score.gold import Gold
from winnow.score.measures import EVERYTHING, Array, Measure, Shares
from winnow.score.records import Missing, Predictions, missing_pages
from winnow.score.units import by_article, by_place, starts, tally

Stretches = set[tuple[int, int]]


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Precision, recall and F1 of boundaries and of whole sentences.

    A boundary is where a sentence ends, white space at its end left out; ``inner boundary`` leaves
    out the ends of lines, which a splitter is given. Boundaries are what Kiss and Strunk (2006),
    "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics 32(4), and
    others count.
    """
    columns: dict[str, Array] = {
        name: np.zeros((len(gold.units), 3)) for name in ("boundary", "inner boundary", "sentence")
    }
    records = {record.page_id: record for record in predictions.records}
    for page in gold.pages.values():
        given = records[page.id].value["sentences"] if page.id in records else []
        here = {(each.start, each.end) for each in page.sentences}
        there = {trimmed(page.text, each["start"], each["end"]) for each in given}
        for (name, ours), theirs in zip(
            _sides(page, here).items(), _sides(page, there).values(), strict=True
        ):
            sides = (starts(each) for each in (ours & theirs, theirs, ours))
            tally(columns[name], gold, page, *sides)
    found: list[Measure] = [Shares(name, EVERYTHING, each) for name, each in columns.items()]
    return [*found, *by_place(found[:2], gold), *by_article(found[:2], gold)]


def _sides(page: Page, sentences: Stretches) -> dict[str, Stretches]:
    """What each measure compares, each with a code point inside the sentence."""
    ends = {(end - 1, end) for start, end in sentences if start < end}
    inner = {each for each in ends if not _line_ends(page.text, each[1])}
    return {"boundary": ends, "inner boundary": inner, "sentence": sentences}


def _line_ends(text: str, end: int) -> bool:
    """Whether nothing but white space stands between here and the end of the line."""
    line, _, _ = text[end:].partition("\n")
    return not line.strip()


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Pages that no record is about."""
    return [missing_pages(gold, predictions)]
