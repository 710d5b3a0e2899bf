"""Scores of named-entity taggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from winnow.score.gold import Gold
from winnow.score.measures import EVERYTHING, Array, Macro, Measure, Shares
from winnow.score.records import (
    CONLL_FORM,
    Missing,
    Predictions,
    mentions,
    missing_sentences,
    text_of,
)
from winnow.score.spans import SCHEMES, Span, of_sentence
from winnow.score.units import by_article, by_place

COARSE = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
    "PRODUCT": "MISC",
    "EVENT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
    "LANGUAGE": "MISC",
}
"""The four types of CoNLL-2003 for those of OntoNotes that have one; dates and numbers have none.

Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 Shared Task", CoNLL. That
structures are LOC and nationalities MISC is what its guidelines say.
"""

CONLL = ("PER", "ORG", "LOC", "MISC")
COARSE_TYPES = "CoNLL types"

Sentences = list[list[Span]]
"""Spans of each sentence of the gold standard, in code points of the page."""


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Precision, recall and F1 under each scheme of ``spans.SCHEMES``, and split in several ways.

    ``strict`` is what seqeval gives in its strict mode with IOB2. A mention belongs to the
    sentence that it begins in. Where predictions have the types of CoNLL, only they are compared.
    """
    here, there = gold_mentions(gold), predicted_mentions(gold, predictions)
    labels = gold.schemas.labels("entity_type")
    if any(record.form == CONLL_FORM for record in predictions.records):
        return list(_of_labels(coarse(here), there, CONLL, COARSE_TYPES, "CoNLL "))
    fine = list(_of_labels(here, there, labels, EVERYTHING))
    strict = fine[:1]
    return [
        *fine,
        *_of_labels(coarse(here), coarse(there), CONLL, COARSE_TYPES, "CoNLL "),
        *by_place(strict, gold),
        *by_article(strict, gold),
    ]


def _of_labels(
    here: Sentences, there: Sentences, labels: Sequence[str], of: str, before: str = ""
) -> Iterator[Measure]:
    """Each scheme over all spans, the mean over labels, and each scheme for each label.

    ``before`` stands before the name of each label, so that labels of two inventories differ.
    """
    for scheme, columns in _columns(here, there).items():
        yield Shares(scheme, of, columns)
    found = {}
    for label in labels:
        ours = [[each for each in spans if each[2] == label] for spans in here]
        theirs = [[each for each in spans if each[2] == label] for spans in there]
        found[label] = _columns(ours, theirs)
    yield Macro(
        "strict, mean over types",
        of,
        np.concatenate([each["strict"] for each in found.values()], axis=1),
        labels,
    )
    for label, by_scheme in found.items():
        for scheme, columns in by_scheme.items():
            if columns.any():
                yield Shares(scheme, before + label, columns, detail=scheme != "strict")


def _columns(here: Sentences, there: Sentences) -> dict[str, Array]:
    """Right, predicted and gold of each sentence, by scheme."""
    columns: dict[str, Array] = {scheme: np.zeros((len(here), 3)) for scheme in SCHEMES}
    for number, (ours, theirs) in enumerate(zip(here, there, strict=True)):
        if ours or theirs:
            for scheme, found in of_sentence(ours, theirs).items():
                columns[scheme][number] = found.right, found.predicted, found.gold
    return columns


def gold_mentions(gold: Gold) -> Sentences:
    """The mentions of each sentence."""
    found: Sentences = [[] for _ in gold.units]
    for page in gold.pages.values():
        for each in page.mentions:
            found[gold.unit_at(page, each.start)].append((each.start, each.end, each.type))
    return found


def predicted_mentions(gold: Gold, predictions: Predictions) -> Sentences:
    """The mentions that a system finds, each in the sentence that it begins in."""
    found: Sentences = [[] for _ in gold.units]
    for record in predictions.records:
        page = gold.pages[record.page_id]
        for each in mentions(record, text_of(record, gold)):
            found[gold.unit_at(page, each[0])].append(each)
    return found


def coarse(sentences: Sentences) -> Sentences:
    """The same spans with the types of CoNLL-2003, without those that have none."""
    return [
        [(start, end, COARSE[label]) for start, end, label in spans if label in COARSE]
        for spans in sentences
    ]


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Sentences that no record is about."""
    return [missing_sentences(gold, predictions.records)]
