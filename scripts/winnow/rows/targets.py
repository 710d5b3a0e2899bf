"""The candidate targets of each sentence, which are the rows of ``stance``."""

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
    """The rows for the gold sentences, with the targets of a reading (gold or a pass).

    The targets of a content sentence are the entities of its mentions of ``actor_types`` and the
    targets of all stances in the same article. Any sentence also has the targets of its own
    stances. A mention or a stance belongs to the sentence in which it starts. ``classes`` maps
    segment kinds to classes.
    """
    by_article: dict[str | None, set[str]] = {}
    rows = set()
    for stance in reading.stances:
        by_article.setdefault(gold.segment_of(stance).article, set()).add(stance.target)
        rows.add((gold.sentence_of(stance).id, stance.target))
    mentions = Intervals(reading.mentions)
    for sentence in gold.sentences:
        segment = gold.segment_of(sentence)
        if classes[segment.kind] != "content":
            continue
        actors = {
            mention.entity
            for mention in mentions.beginning(sentence.start, sentence.end)
            if mention.type in actor_types and mention.entity
        }
        targets = actors | by_article.get(segment.article, set())
        rows.update((sentence.id, target) for target in targets)
    return rows


def stances_by_row(gold: Page, reading: Page) -> dict[Row, list[Stance]]:
    """The stances of a reading, grouped by row."""
    by_row: dict[Row, list[Stance]] = {}
    for stance in reading.stances:
        by_row.setdefault((gold.sentence_of(stance).id, stance.target), []).append(stance)
    return by_row


def polarity(stances: Iterable[Stance]) -> str:
    """The label of a row: the polarity of its stances, ``mixed`` if they differ, or ``none``."""
    polarities = {stance.polarity for stance in stances}
    return MIXED if len(polarities) > 1 else next(iter(polarities), NONE)
