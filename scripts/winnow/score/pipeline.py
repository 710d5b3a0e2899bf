"""The task ``pipeline``: an extractor, a tagger and a stance model, run one after another.

The same tagger and stance model run twice on each page: on the text that the extractor keeps of the
page as scraped, and on the gold content. The difference between the two runs is the loss through
the extractor. Each gold annotation that the first run does not find is attributed to the step that
lost it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from winnow.model.json import Json
from winnow.model.page import Page
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.model.spans import visible
from winnow.rows.targets import NONE
from winnow.score import boilerplate, entities, stance
from winnow.score.alignment import Stretch, line_extents, on_page, stretches
from winnow.score.boilerplate import REFERENCES, characters
from winnow.score.gold import Gold, Target
from winnow.score.measures import Array, Breakdown, Measure, PrecisionRecall, divided
from winnow.score.predictions import check_values
from winnow.score.records import Missing, Predictions, Record
from winnow.score.systems.common import System, UnusableError
from winnow.score.systems.interface import span
from winnow.score.task import SpanList, Task
from winnow.score.units import starts, tally

SCRAPED, CONTENT = "scraped", "content"
"""The input of a run of the tagger and the stance model, as in the key ``given`` of a record."""

RUN_LABELS = {CONTENT: "on gold content", SCRAPED: "on the page as scraped"}

MENTION_OUTCOMES = ("found", "dropped", "dropped and missed", "missed", "disturbed")
"""The possible outcomes of a gold mention in the run on the page as scraped.

``found``: the tagger finds it. ``dropped``: the extractor did not keep all of it, and the tagger
finds it on gold content. ``dropped and missed``: the extractor did not keep all of it, and the
tagger does not find it on gold content either. ``missed``: it was kept, but the tagger finds it in
neither run. ``disturbed``: it was kept, but the tagger finds it only on gold content, where the
text around it is different.
"""

STANCE_OUTCOMES = ("found", "dropped", "dropped and missed", "unreached", "missed")
"""The possible outcomes of a gold row with a stance: found, or lost by the first step that fails.

``dropped``: the extractor did not keep all of the sentence, and the stance is found on gold
content. ``dropped and missed``: the extractor did not keep all of the sentence, and the stance is
not found on gold content either. ``unreached``: the stance model was not called for the row,
because the tagger did not find the target. ``missed``: the model returned another polarity.
"""

PREDICTED_OUTCOMES = ("right", "let in", "made up")
"""The possible outcomes of a mention that the tagger predicts on the page as scraped.

``right``: it is a gold mention in the reference content. ``let in``: it is outside this content.
``made up``: it is inside, but not a gold mention.
"""

F1_LOST = "F1 lost"
"""The name of the figure of ``F1Lost``."""


@dataclass(frozen=True)
class Run:
    """The results of a run on a page: kept offsets, mentions, and polarities by id of the row."""

    kept: frozenset[int]
    mentions: frozenset[tuple[int, int, str]]
    polarities: Mapping[str, str]


NO_RUN = Run(frozenset(), frozenset(), {})

Runs = dict[str, dict[str, Run]]
"""The runs by input (``SCRAPED`` or ``CONTENT``) and page id."""


@dataclass(frozen=True)
class F1Lost(Measure):
    """The difference of two F1 scores: the first minus the second.

    The columns are right, predicted and gold for the first score, then for the second.
    """

    def figures(self, sums: Array) -> dict[str, Array]:
        first, second = (
            divided(2 * counts[:, 0], counts[:, 1] + counts[:, 2])
            for counts in np.split(sums, 2, axis=1)
        )
        return {F1_LOST: first - second}

    def counts(self, sums: Array) -> dict[str, float]:
        return {"gold": float(sums[2])}


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """The scores of both runs and their difference, for mentions and for stances.

    A mention is found if its span and type are equal. A stance is a row of ``stance`` whose
    polarity is not ``none``; it is found if the model returns this polarity. All measures are
    computed twice: with the content of the main articles as reference, and with that of all
    articles.
    """
    runs: Runs = {setting: dict.fromkeys(gold.pages, NO_RUN) for setting in (SCRAPED, CONTENT)}
    for record in predictions.records:
        run = _run(record.value, gold.pages[record.page_id])
        runs[record.value["given"]][record.page_id] = run
    all_measures: list[Measure] = []
    for name, role in REFERENCES.items():
        all_measures.append(_extraction(gold, runs[SCRAPED], name, role))
        all_measures += _of_mentions(gold, runs, name, role)
        all_measures += _of_stances(gold, runs, name, role)
    return all_measures


def _run(value: Json, page: Page) -> Run:
    return Run(
        frozenset(visible(page.text, ((kept["start"], kept["end"]) for kept in value["kept"]))),
        frozenset(
            (mention["start"], mention["end"], mention["type"]) for mention in value["mentions"]
        ),
        {row["id"]: row["polarity"] for row in value["polarities"]},
    )


def _is_kept(page: Page, start: int, end: int, run: Run) -> bool:
    """Whether every letter and digit of a stretch was kept."""
    return all(offset in run.kept for offset in range(start, end) if page.text[offset].isalnum())


def _content(gold: Gold, page: Page, role: str | None = None) -> set[int]:
    segments = gold.content(page, role)
    return visible(page.text, ((segment.start, segment.end) for segment in segments))


def _extraction(gold: Gold, runs: Mapping[str, Run], name: str, role: str | None) -> Measure:
    kept = {page_id: [(offset, offset + 1) for offset in run.kept] for page_id, run in runs.items()}
    columns = characters(gold, kept, boilerplate.content(gold, role))
    return PrecisionRecall("extraction, characters", name, columns)


def _of_mentions(gold: Gold, runs: Runs, name: str, role: str | None) -> Iterator[Measure]:
    units = len(gold.units)
    by_run: dict[str, Array] = {setting: np.zeros((units, 3)) for setting in RUN_LABELS}
    outcomes: Array = np.zeros((units, len(MENTION_OUTCOMES)))
    predicted_outcomes: Array = np.zeros((units, len(PREDICTED_OUTCOMES)))
    for page in gold.pages.values():
        inside = _content(gold, page, role)
        wanted = {
            (mention.start, mention.end, mention.type)
            for mention in page.mentions
            if mention.start in inside
        }
        scraped, content = runs[SCRAPED][page.id], runs[CONTENT][page.id]
        predicted = {
            SCRAPED: scraped.mentions,
            CONTENT: {mention for mention in content.mentions if mention[0] in inside},
        }
        for setting, mentions in predicted.items():
            sides = (starts(spans) for spans in (wanted & mentions, mentions, wanted))
            tally(by_run[setting], gold, page, *sides)
        for mention in wanted:
            outcome = _mention_outcome(
                mention in scraped.mentions,
                _is_kept(page, *mention[:2], scraped),
                mention in content.mentions,
            )
            unit = gold.unit_at(page, mention[0])
            outcomes[unit, MENTION_OUTCOMES.index(outcome)] += 1
        for mention in scraped.mentions:
            outcome = "let in"
            if mention[0] in inside:
                outcome = "right" if mention in wanted else "made up"
            unit = gold.unit_at(page, mention[0])
            predicted_outcomes[unit, PREDICTED_OUTCOMES.index(outcome)] += 1
    yield from _of_runs("mentions", name, by_run)
    yield Breakdown("gold mentions", name, outcomes, MENTION_OUTCOMES, "gold")
    yield Breakdown("mentions found", name, predicted_outcomes, PREDICTED_OUTCOMES, "predicted")


def _mention_outcome(found: bool, kept: bool, found_on_content: bool) -> str:
    if found:
        return "found"
    if kept:
        return "disturbed" if found_on_content else "missed"
    return "dropped" if found_on_content else "dropped and missed"


def _of_runs(layer: str, name: str, by_run: Mapping[str, Array]) -> Iterator[Measure]:
    for setting, label in RUN_LABELS.items():
        yield PrecisionRecall(f"{layer}, {label}", name, by_run[setting])
    both = np.concatenate([by_run[CONTENT], by_run[SCRAPED]], axis=1)
    yield F1Lost(f"{layer}, lost by the extractor", name, both)


def _of_stances(gold: Gold, runs: Runs, name: str, role: str | None) -> Iterator[Measure]:
    units = len(gold.units)
    by_run: dict[str, Array] = {setting: np.zeros((units, 3)) for setting in RUN_LABELS}
    outcomes: dict[str, Array] = {
        setting: np.zeros((units, len(STANCE_OUTCOMES))) for setting in RUN_LABELS
    }
    for page in gold.pages.values():
        inside = _content(gold, page, role)
        sentences = {
            sentence.id: sentence for sentence in page.sentences if sentence.start in inside
        }
        for row in gold.targets_of[page.id]:
            unit = gold.units[row.unit]
            sentence = sentences.get(row.sentence_id)
            wanted = sentence is not None and row.polarity != NONE
            on_content = runs[CONTENT][page.id].polarities.get(row.id)
            for setting in RUN_LABELS:
                run = runs[setting][page.id]
                polarity = run.polarities.get(row.id, NONE)
                if sentence is not None or setting == SCRAPED:
                    right = wanted and polarity == row.polarity
                    by_run[setting][unit] += (right, polarity != NONE, wanted)
                if sentence is not None and wanted:
                    kept = setting == CONTENT or _is_kept(page, sentence.start, sentence.end, run)
                    outcome = _stance_outcome(row, run, kept, on_content)
                    outcomes[setting][unit, STANCE_OUTCOMES.index(outcome)] += 1
    yield from _of_runs("stances", name, by_run)
    for setting, columns in outcomes.items():
        label = f"gold stances, {RUN_LABELS[setting]}"
        yield Breakdown(label, name, columns, STANCE_OUTCOMES, "gold")


def _stance_outcome(row: Target, run: Run, kept: bool, on_content: str | None) -> str:
    """The outcome of a gold row; the stance model was called for the rows with a polarity."""
    if run.polarities.get(row.id) == row.polarity:
        return "found"
    if not kept:
        return "dropped" if on_content == row.polarity else "dropped and missed"
    return "missed" if row.id in run.polarities else "unreached"


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """The number of runs (two for each page) without a record, in a list of one item."""
    predicted = {(record.page_id, record.value["given"]) for record in predictions.records}
    wanted = {(page_id, setting) for page_id in gold.pages for setting in RUN_LABELS}
    return [Missing(len(wanted - predicted), len(wanted), "runs")]


def check_record(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Report rows of other pages, repeated rows, and predictions about text that was not kept."""
    page, value = gold.pages[record.page_id], record.value
    rows = {row.id: row for row in gold.targets_of[page.id]}
    row_ids = [row["id"] for row in value["polarities"]]
    for index, row_id in enumerate(row_ids):
        place = f"polarities[{index}].id"
        if row_id not in rows:
            message = f"the page {page.id} has no row {excerpt(row_id, 80)}"
            yield RULES["prediction-id-unknown"].at(file, place, message)
        elif row_id in row_ids[:index]:
            message = f"the row {row_id} is listed twice"
            yield RULES["prediction-repeated"].at(file, place, message)
    kept = visible(page.text, ((kept["start"], kept["end"]) for kept in value["kept"]))
    if value["given"] == CONTENT and kept != _content(gold, page):
        message = "kept is not the gold content of the page, which is the input of a run on content"
        yield RULES["prediction-run"].at(file, "kept", message)
    for index, mention in enumerate(value["mentions"]):
        start, end = mention["start"], mention["end"]
        if not visible(page.text, [(start, end)]) <= kept:
            message = f"the span {start} to {end} was not kept completely"
            yield RULES["prediction-run"].at(file, f"mentions[{index}]", message)
    for index, row_id in enumerate(row_ids):
        if row_id in rows:
            extent = gold.extents[gold.units[rows[row_id].unit]]
            if visible(page.text, [extent]).isdisjoint(kept):
                message = f"no part of the sentence of {row_id} was kept"
                yield RULES["prediction-run"].at(file, f"polarities[{index}]", message)


def duplicate_group(record: Record) -> str:
    """The input of the run: two records about a page are no duplicates if they differ in it."""
    return str(record.value["given"])


def predict(gold: Gold, extractor: System, tagger: System, model: System) -> Iterator[Json]:
    """Run a pipeline on all pages; the result is two records for each page."""
    for page in gold.pages.values():
        yield from predict_page(gold, page, extractor, tagger, model)


def predict_page(
    gold: Gold, page: Page, extractor: System, tagger: System, model: System
) -> Iterator[Json]:
    """The two records of a page: a run on the text that the extractor keeps, one on gold content.

    The tagger is called with each line of the kept text. The stance model is called for a row of
    ``stance`` with the kept part of the sentence, if this part is not blank. If gold mentions in
    the sentence refer to the target, the tagger must have found one of them (span and type).
    """
    content = boilerplate.content(gold, None)[page.id]
    conll_only = entities.conll_only(gold)
    for setting, kept in ((SCRAPED, kept_by(extractor, gold, page)), (CONTENT, content)):
        pieces = list(_split_into_lines(page.text, kept))
        mentions = []
        for start, end in pieces:
            where = f"{page.id}, at {start}"
            answer = entities.INTERFACE.call(tagger, where, page.text[start:end])
            line_mentions = entities.mentions_of(answer, where, start)
            types = {mention["type"] for mention in line_mentions}
            if types & conll_only:
                raise UnusableError(
                    f"on {where} the tagger returned types of CoNLL-2003; a pipeline is scored on "
                    f"the {len(gold.schemas.labels('entity_type'))} types of OntoNotes, so map them"
                )
            mentions += line_mentions
        yield {
            "page_id": page.id,
            "given": setting,
            "kept": [span(piece) for piece in pieces],
            "mentions": mentions,
            "polarities": list(_polarities(model, gold, page, pieces, mentions)),
        }


MIN_ON_PAGE = 0.5
"""The minimum share of words in an extracted text that must be on the page."""


def kept_by(extractor: System, gold: Gold, page: Page) -> list[Stretch]:
    """The stretches of a page that an extractor keeps.

    If it returns text, the text is aligned with the page. Raises ``UnusableError`` if the answer is
    not valid as a prediction for ``boilerplate``, contains labels, or is a text with less than
    ``MIN_ON_PAGE`` of its words on the page.
    """
    record = boilerplate.record_of(extractor, page)
    _, problems = check_values([(1, record)], boilerplate.TASK, gold, "")
    if problems:
        first = problems[0]
        raise UnusableError(
            f"on {page.id} the answer of the extractor is wrong: {first.message}; {first.remedy}"
        )
    if "text" in record:
        share = on_page(page.text, record["text"])
        if share < MIN_ON_PAGE:
            raise UnusableError(
                f"on {page.id} only {share:.0%} of the words that the extractor returned are on "
                "the page; return the text as it is on the page, or a list of (start, end)"
            )
        return stretches(page.text, record["text"])
    if "kept" in record:
        return [(kept["start"], kept["end"]) for kept in record["kept"]]
    raise UnusableError(
        f"on {page.id} the extractor returned labels; in a pipeline it must return the text, or a "
        "list of (start, end)"
    )


def _split_into_lines(text: str, kept: Sequence[Stretch]) -> Iterator[Stretch]:
    """Split stretches at the ends of lines, and leave out blank parts."""
    for line_start, line_end in line_extents(text):
        for start, end in sorted(kept):
            inside = max(start, line_start), min(end, line_end)
            if text[slice(*inside)].strip():
                yield inside


def _polarities(
    model: System, gold: Gold, page: Page, kept: Sequence[Stretch], mentions: Sequence[Json]
) -> Iterator[Json]:
    predicted = {(mention["start"], mention["end"], mention["type"]) for mention in mentions}
    sentences = {sentence.id: sentence for sentence in page.sentences}
    for row in gold.targets_of[page.id]:
        sentence = sentences[row.sentence_id]
        parts = [
            page.text[max(start, sentence.start) : min(end, sentence.end)]
            for start, end in kept
            if start < sentence.end and end > sentence.start
        ]
        wanted = {
            (mention.start, mention.end, mention.type)
            for mention in page.mentions
            if mention.entity == row.target_id and sentence.start <= mention.start < sentence.end
        }
        if any(map(str.strip, parts)) and (not wanted or wanted & predicted):
            polarity = stance.polarity_of(model, " ".join(parts), row.target_name, row.id)
            yield {"id": row.id, "polarity": polarity}


TASK = Task(
    name="pipeline",
    forms=("pipeline_page",),
    configs=("boilerplate", "entities", "stance"),
    measures=measures,
    missing=missing,
    missing_effects={"runs": "runs with an empty prediction"},
    headline=tuple(
        (f"{layer}, lost by the extractor", reference)
        for reference in REFERENCES
        for layer in ("mentions", "stances")
    ),
    headline_note=(
        "Main result: lost by the extractor, for main article if the extractor is meant to return "
        "only the main article, else for all articles."
    ),
    steps=(boilerplate.INTERFACE, entities.INTERFACE, stance.INTERFACE),
    predict=predict,
    span_lists=(SpanList("kept", blank=True), SpanList("mentions", trimmed=True)),
    check_record=check_record,
    duplicate_group=duplicate_group,
)
