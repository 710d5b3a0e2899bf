"""Run and score the baselines and the pipelines made of them; tables of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from baselines.catalogue import BASELINES, Baseline
from baselines.common import Json
from baselines.stance import sentiment
from baselines.taggers import gazetteer_for
from winnow.reports.tables import Table, table
from winnow.score import Gold, Scores, Settings, score
from winnow.score.gold import PLACES
from winnow.score.measures import EVERYTHING
from winnow.score.pipeline import LOST
from winnow.score.spans import SCHEMES
from winnow.score.systems.run import pipeline
from winnow.score.tables import interval, signed

TAGGER, MODEL = "gazetteer", "VADER"
"""The baselines that follow each extractor; neither has parameters trained on these pages."""


def pipeline_records(extractor: Baseline, gold: Gold) -> list[Json]:
    """Predictions of the pipeline that begins with an extractor."""
    kept = {record["page_id"]: record["kept"] for record in extractor.predict(gold)}
    model = sentiment()
    records: list[Json] = []
    for page in gold.pages.values():
        spans = [(span["start"], span["end"]) for span in kept[page.id]]
        systems = (_constant(spans), gazetteer_for(gold, page), model)
        records += pipeline(systems, gold, page)
    return records


def _constant(spans: list[tuple[int, int]]) -> Callable[[str], list[tuple[int, int]]]:
    """An extractor that returns what another one extracted."""
    return lambda _: spans


Column = tuple[str, str, str, str]
"""The head of a column, and the measure, the part of the data and the figure in it."""


@dataclass(frozen=True)
class View:
    """A table on a task: its name, and its columns."""

    name: str
    task: str
    columns: tuple[Column, ...]


def _extraction(of: str) -> tuple[Column, ...]:
    kinds = ("words", "ROUGE-LSum", "4-gram shingles", "characters")
    shares = tuple((f"{kind} F1", kind, of, "f1") for kind in kinds)
    ends = (("words P", "words", of, "precision"), ("words R", "words", of, "recall"))
    return (*ends, *shares)


VIEWS = (
    View("boilerplate-main", "boilerplate", _extraction("main article")),
    View("boilerplate-all", "boilerplate", _extraction("all articles")),
    View(
        "sentences",
        "sentences",
        (
            ("boundary P", "boundary", EVERYTHING, "precision"),
            ("boundary R", "boundary", EVERYTHING, "recall"),
            ("boundary F1", "boundary", EVERYTHING, "f1"),
            ("inner boundary F1", "inner boundary", EVERYTHING, "f1"),
            ("sentence F1", "sentence", EVERYTHING, "f1"),
        ),
    ),
    View(
        "entities",
        "entities",
        (
            *((f"{scheme} F1", scheme, EVERYTHING, "f1") for scheme in SCHEMES),
            ("mean over types F1", "strict, mean over types", EVERYTHING, "f1"),
            ("CoNLL types F1", "strict", "CoNLL types", "f1"),
        ),
    ),
    View(
        "entities-places",
        "entities",
        tuple((f"{place}, F1", "strict", place, "f1") for place in PLACES),
    ),
    View(
        "stance",
        "stance",
        (
            ("favor and against F1", "favor and against", EVERYTHING, "f1"),
            ("favor F1", "class", "favor", "f1"),
            ("against F1", "class", "against", "f1"),
            ("mean over classes F1", "mean over classes", EVERYTHING, "f1"),
            ("accuracy", "accuracy", EVERYTHING, "accuracy"),
        ),
    ),
    View(
        "quotations",
        "quotations",
        (
            ("exact F1", "exact", EVERYTHING, "f1"),
            ("characters F1", "characters", EVERYTHING, "f1"),
            ("speaker accuracy", "speaker", EVERYTHING, "accuracy"),
            ("span and speaker F1", "span and speaker", EVERYTHING, "f1"),
        ),
    ),
)
"""The tables of the tasks, in their order on the page."""


@dataclass(frozen=True)
class Result:
    """The scores of a baseline, or of a pipeline that begins with it."""

    baseline: Baseline
    scores: Scores


def results(gold: Gold, baselines: Sequence[Baseline] = BASELINES) -> Iterator[Result]:
    """Run and score baselines one by one."""
    for baseline in baselines:
        predictions = baseline.predict(gold)
        yield Result(baseline, score(baseline.task, gold, predictions, Settings()))


def pipelines(gold: Gold) -> Iterator[Result]:
    """Run and score each extractor, followed by the same tagger and stance model."""
    for baseline in BASELINES:
        if baseline.task == "boilerplate":
            predictions = pipeline_records(baseline, gold)
            yield Result(baseline, score("pipeline", gold, predictions, Settings()))


def table_of(view: View, results: Sequence[Result]) -> Table:
    """A row for each baseline of a task, with intervals, and the counts of the first figure."""
    _, measure, part, _ = view.columns[0]
    heads = list(results[0].scores[measure, part].counts)
    rows = []
    for result in results:
        scores = result.scores
        figures = [scores[name, of].figures[key] for _, name, of, key in view.columns]
        counts = scores[measure, part].counts
        rows.append(
            [result.baseline.name, *map(interval, figures), *(counts[head] for head in heads)]
        )
    return table(view.name, ["baseline", *(head for head, *_ in view.columns), *heads], rows)


SETTINGS = (
    ("on gold content", "on gold content"),
    ("as scraped", "on the page as scraped"),
)


def pipeline_table(layer: str, part: str, results: Sequence[Result]) -> Table:
    """F1 of mentions or stances on gold content and as scraped, for each extractor."""
    return table(
        f"{layer}, {part}",
        [
            "extractor",
            "extraction, characters F1",
            *(head for head, _ in SETTINGS),
            "lost by the extractor",
        ],
        (
            [
                result.baseline.name,
                interval(result.scores["extraction, characters", part].figures["f1"]),
                *(
                    interval(result.scores[f"{layer}, {setting}", part].figures["f1"])
                    for _, setting in SETTINGS
                ),
                signed(result.scores[f"{layer}, lost by the extractor", part].figures[LOST]),
            ]
            for result in results
        ),
    )


FATES = {
    "mentions": ("gold mentions", None),
    "found": ("mentions found", None),
    "stances": ("gold stances, on the page as scraped", "gold stances, on gold content"),
}
"""The measures with the counts of a table: as scraped, and on gold content if there is one."""


def fates_table(name: str, part: str, results: Sequence[Result]) -> Table:
    """How many mentions or stances were found, dropped, missed, …, for each extractor."""
    scraped, content = FATES[name]
    heads = list(results[0].scores[scraped, part].counts)
    rows = [(result.baseline.name, result.scores[scraped, part].counts) for result in results]
    if content:  # the same behind every extractor
        rows.insert(0, ("(gold content)", results[0].scores[content, part].counts))
    return table(
        f"{scraped}, {part}",
        ["extractor", *heads],
        ([name, *(counts[head] for head in heads)] for name, counts in rows),
    )


def packages(baselines: Sequence[Baseline] = BASELINES) -> dict[str, str]:
    """The versions of the packages that baselines need. Raises ``PackageNotFoundError``."""
    names = sorted({name for baseline in baselines for name in baseline.packages}, key=str.lower)
    return {name: version(name) for name in names}
