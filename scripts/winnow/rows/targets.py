"""On what a sentence may take a stance: the rows of ``stance``, in gold or in any reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from winnow.model.layers import Stance
from winnow.model.page import Page
from winnow.model.spans import Intervals

NONE, MIXED = "none", "mixed"
"""Polarity of a sentence without a stance on the target, and with stances that differ."""

Row = tuple[str, str]
"""Id of a sentence of the gold standard, and registry id of a target."""


def candidates(
    gold: Page, reading: Page, classes: Mapping[str, str], actor_types: Collection[str]
) -> set[Row]:
    """The rows that a reading gives to the sentences of the gold standard.

    Each content sentence has as targets the entities of the mentions of ``actor_types`` that begin
    in it, and the targets of all stances of the same article; any sentence has those of its own
    stances. ``classes`` are those of the kinds of segments. A stance belongs to the sentence that
    its evidence begins in.
    """
    by_article: dict[str | None, set[str]] = {}
    rows = set()
    for each in reading.stances:
        by_article.setdefault(gold.segment_of(each).article, set()).add(each.target)
        rows.add((gold.sentence_of(each).id, each.target))
    mentions = Intervals(reading.mentions)
    for sentence in gold.sentences:
        segment = gold.segment_of(sentence)
        if classes[segment.kind] != "content":
            continue
        named = mentions.beginning(sentence.start, sentence.end)
        actors = {each.entity for each in named if each.type in actor_types and each.entity}
        targets = actors | by_article.get(segment.article, set())
        rows.update((sentence.id, target) for target in targets)
    return rows


def stances_by_row(gold: Page, reading: Page) -> dict[Row, list[Stance]]:
    """The stances of a reading by the row that they belong to."""
    found: dict[Row, list[Stance]] = {}
    for each in reading.stances:
        found.setdefault((gold.sentence_of(each).id, each.target), []).append(each)
    return found


def polarity(stances: Iterable[Stance]) -> str:
    """What the stances of one row say together."""
    found = {each.polarity for each in stances}
    return MIXED if len(found) > 1 else next(iter(found), NONE)
