"""Scores of a pipeline: what an extractor, a tagger and a stance model lose one after another.

The same tagger and stance model are run twice: on what the extractor kept of the page as scraped,
and on the content that the gold standard has. The difference is what the extractor costs. What of
the gold standard is not found end to end is told apart by the step that lost it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from winnow.model.json import Json
from winnow.model.page import Page
from winnow.model.spans import visible
from winnow.rows.targets import NONE
from winnow.score.boilerplate import REFERENCES, characters
from winnow.score.gold import Gold, Target
from winnow.score.measures import Array, Measure, Shares, Split, divided
from winnow.score.records import CONTENT, SCRAPED, Missing, Predictions
from winnow.score.units import starts, tally

SHOWN = {CONTENT: "on gold content", SCRAPED: "on the page as scraped"}

MENTION_FATES = ("found", "dropped", "dropped and missed", "missed", "disturbed")
"""What becomes of a gold mention on the page as scraped.

It is found; or the extractor did not keep all of it, and on gold content the tagger finds it
(``dropped``) or misses it, too; or it was kept and the tagger misses it in both (``missed``), or
only there (``disturbed``: what stands around it is not what stands around it in the content).
"""

STANCE_FATES = ("found", "dropped", "dropped and missed", "unreached", "missed")
"""What becomes of a gold row with a stance: found, or lost by the first step that fails.

The extractor did not keep all of its sentence, and on gold content it is found (``dropped``) or
lost, too; the row was not put to the stance model, since the tagger did not find the target
(``unreached``); the model says another polarity.
"""

EXTRA_FATES = ("right", "let in", "made up")
"""What a mention is that was found on the page as scraped: right, or wrong.

Wrong either in what the extractor should not have kept, or in content.
"""


@dataclass(frozen=True)
class Run:
    """A pipeline on one page: what was kept, the mentions found, and polarities by row."""

    kept: frozenset[int]
    mentions: frozenset[tuple[int, int, str]]
    polarities: Mapping[str, str]


LOST = "F1 lost"
"""The figure of a difference of two F1."""


@dataclass(frozen=True)
class Lost(Measure):
    """F1 of two columns of counts, each right, predicted and gold: the first minus the second."""

    def figures(self, sums: Array) -> dict[str, Array]:
        first, second = (
            divided(2 * part[:, 0], part[:, 1] + part[:, 2]) for part in np.split(sums, 2, axis=1)
        )
        return {LOST: first - second}

    def counts(self, sums: Array) -> dict[str, float]:
        return {"gold": float(sums[2])}


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """F1 on gold content, as scraped, and what is lost, for mentions and for stances.

    Mentions are compared strictly: span and type. A stance is a row of ``stance`` whose polarity
    is not ``none``, and found where the model says that polarity. All is told against the content
    of the main articles, and against that of all articles.
    """
    runs: dict[str, dict[str, Run]] = {
        given: dict.fromkeys(gold.pages, NO_RUN) for given in (SCRAPED, CONTENT)
    }
    for record in predictions.records:
        runs[record.value["given"]][record.page_id] = _run(record.value, gold.pages[record.page_id])
    found: list[Measure] = []
    for name, role in REFERENCES.items():
        found += _extraction(gold, runs[SCRAPED], name, role)
        found += _entities(gold, runs, name, role)
        found += _stances(gold, runs, name, role)
    return found


NO_RUN = Run(frozenset(), frozenset(), {})


def _run(value: Json, page: Page) -> Run:
    kept = visible(page.text, ((each["start"], each["end"]) for each in value["kept"]))
    mentions = {(each["start"], each["end"], each["type"]) for each in value["mentions"]}
    polarities = {each["id"]: each["polarity"] for each in value["polarities"]}
    return Run(frozenset(kept), frozenset(mentions), polarities)


def _is_kept(page: Page, start: int, end: int, run: Run) -> bool:
    """Whether every letter and digit of a stretch was kept."""
    return all(place in run.kept for place in range(start, end) if page.text[place].isalnum())


def _content(gold: Gold, page: Page, role: str | None) -> set[int]:
    return visible(page.text, ((each.start, each.end) for each in gold.content(page, role)))


def _extraction(
    gold: Gold, runs: Mapping[str, Run], name: str, role: str | None
) -> Iterator[Measure]:
    kept = {page_id: [(at, at + 1) for at in run.kept] for page_id, run in runs.items()}
    wanted = {
        page.id: [(each.start, each.end) for each in gold.content(page, role)]
        for page in gold.pages.values()
    }
    yield Shares("extraction, characters", name, characters(gold, kept, wanted))


def _entities(
    gold: Gold, runs: Mapping[str, Mapping[str, Run]], name: str, role: str | None
) -> Iterator[Measure]:
    units = len(gold.units)
    sides: dict[str, Array] = {given: np.zeros((units, 3)) for given in SHOWN}
    fates: Array = np.zeros((units, len(MENTION_FATES)))
    extras: Array = np.zeros((units, len(EXTRA_FATES)))
    for page in gold.pages.values():
        inside = _content(gold, page, role)
        wanted = {
            (each.start, each.end, each.type) for each in page.mentions if each.start in inside
        }
        scraped, content = runs[SCRAPED][page.id], runs[CONTENT][page.id]
        theirs = {
            SCRAPED: scraped.mentions,
            CONTENT: {each for each in content.mentions if each[0] in inside},
        }
        for given, predicted in theirs.items():
            found = (starts(each) for each in (wanted & predicted, predicted, wanted))
            tally(sides[given], gold, page, *found)
        for each in wanted:
            number = gold.unit_at(page, each[0])
            kept = _is_kept(page, *each[:2], scraped)
            fate = _mention_fate(each in scraped.mentions, kept, each in content.mentions)
            fates[number, MENTION_FATES.index(fate)] += 1
        for each in scraped.mentions:
            number = gold.unit_at(page, each[0])
            fate = "right" if each in wanted else "made up" if each[0] in inside else "let in"
            extras[number, EXTRA_FATES.index(fate)] += 1
    yield from _sides("mentions", name, sides)
    yield Split("gold mentions", name, fates, MENTION_FATES, "gold")
    yield Split("mentions found", name, extras, EXTRA_FATES, "predicted")


def _mention_fate(found: bool, kept: bool, found_on_content: bool) -> str:
    if found:
        return "found"
    if kept:
        return "disturbed" if found_on_content else "missed"
    return "dropped" if found_on_content else "dropped and missed"


def _sides(what: str, name: str, sides: Mapping[str, Array]) -> Iterator[Measure]:
    for given, shown in SHOWN.items():
        yield Shares(f"{what}, {shown}", name, sides[given])
    both = np.concatenate([sides[CONTENT], sides[SCRAPED]], axis=1)
    yield Lost(f"{what}, lost by the extractor", name, both)


def _stances(
    gold: Gold, runs: Mapping[str, Mapping[str, Run]], name: str, role: str | None
) -> Iterator[Measure]:
    units = len(gold.units)
    sides: dict[str, Array] = {given: np.zeros((units, 3)) for given in SHOWN}
    fates: dict[str, Array] = {given: np.zeros((units, len(STANCE_FATES))) for given in SHOWN}
    for page in gold.pages.values():
        inside = _content(gold, page, role)
        sentences = {each.id: each for each in page.sentences if each.start in inside}
        for row in gold.targets_of[page.id]:
            number = gold.units[row.unit]
            sentence = sentences.get(row.sentence_id)
            wanted = sentence is not None and row.polarity != NONE
            for given in SHOWN:
                run = runs[given][page.id]
                said = run.polarities.get(row.id, NONE)
                if sentence is not None or given == SCRAPED:
                    right = wanted and said == row.polarity
                    sides[given][number] += (right, said != NONE, wanted)
                if sentence is not None and wanted:
                    kept = given == CONTENT or _is_kept(page, sentence.start, sentence.end, run)
                    other = runs[CONTENT][page.id].polarities.get(row.id)
                    fate = STANCE_FATES.index(_stance_fate(row, run, kept, other))
                    fates[given][number, fate] += 1
    yield from _sides("stances", name, sides)
    for given, columns in fates.items():
        yield Split(f"gold stances, {SHOWN[given]}", name, columns, STANCE_FATES, "gold")


def _stance_fate(row: Target, run: Run, kept: bool, on_content: str | None) -> str:
    """The first step that lost it; a row that reached no stance model was lost by the tagger."""
    if run.polarities.get(row.id) == row.polarity:
        return "found"
    if not kept:
        return "dropped" if on_content == row.polarity else "dropped and missed"
    return "missed" if row.id in run.polarities else "unreached"


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Runs that no record is about: a page as scraped, or its gold content."""
    there = {(record.page_id, record.value["given"]) for record in predictions.records}
    wanted = {(page_id, given) for page_id in gold.pages for given in SHOWN}
    return [Missing(len(wanted - there), len(wanted), "runs")]
