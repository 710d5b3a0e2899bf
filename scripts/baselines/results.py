"""Run every baseline and the pipeline made of them; tables of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from baselines.catalogue import BASELINES, Baseline
from baselines.stance import sentiment
from baselines.taggers import gazetteer_for
from winnow.model.json import Json
from winnow.reports.tables import Table, table
from winnow.score.gold import PLACES, Gold
from winnow.score.measures import EVERYTHING
from winnow.score.pipeline import LOST
from winnow.score.resampling import Settings
from winnow.score.spans import SCHEMES
from winnow.score.systems.run import pipeline
from winnow.score.tables import interval, signed
from winnow.score.tasks import Scores, score

TAGGER, MODEL = "gazetteer", "VADER"
"""The baselines that follow on each extractor: neither has parameters that were trained here."""


def extractors() -> list[Baseline]:
    """The baselines that can be the first step."""
    return [each for each in BASELINES if each.task == "boilerplate"]


def records(extractor: Baseline, gold: Gold) -> list[Json]:
    """Predictions of the pipeline that begins with an extractor."""
    kept = {record["page_id"]: record["kept"] for record in extractor.predict(gold)}
    judge = sentiment()
    found: list[Json] = []
    for page in gold.pages.values():
        stretches = [(each["start"], each["end"]) for each in kept[page.id]]
        systems = (_always(stretches), gazetteer_for(gold, page), judge)
        found += pipeline(systems, gold, page)
    return found


def _always(stretches: Iterable[tuple[int, int]]) -> Callable[[str], list[tuple[int, int]]]:
    """An extractor that was run before."""
    return lambda text: list(stretches)


Column = tuple[str, str, str, str]
"""The head of a column, and the measure, the part of the data and the figure that it shows."""


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
            *((f"{each} F1", each, EVERYTHING, "f1") for each in SCHEMES),
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
"""The tables of the tasks, in the order of the page."""


@dataclass(frozen=True)
class Result:
    """The scores of a baseline, or of a pipeline that begins with it."""

    baseline: Baseline
    scores: Scores


def results(gold: Gold, baselines: Sequence[Baseline] = BASELINES) -> Iterator[Result]:
    """Run baselines one by one, and score each."""
    for each in baselines:
        yield Result(each, score(each.task, gold, each.predict(gold), Settings()))


def pipelines(gold: Gold) -> Iterator[Result]:
    """Run each extractor with the same tagger and stance model behind it, and score them."""
    for each in extractors():
        yield Result(each, score("pipeline", gold, records(each, gold), Settings()))


def table_of(view: View, found: Sequence[Result]) -> Table:
    """A row for each baseline of a task, with intervals, and the counts behind its first column."""
    _, measure, of, _ = view.columns[0]
    heads = list(found[0].scores[measure, of].counts)
    rows = []
    for each in found:
        figures = [each.scores[name, part].figures[key] for _, name, part, key in view.columns]
        counts = each.scores[measure, of].counts
        rows.append([each.baseline.name, *map(interval, figures), *(counts[h] for h in heads)])
    return table(view.name, ["baseline", *(head for head, *_ in view.columns), *heads], rows)


SETTINGS = (
    ("on gold content", "on gold content"),
    ("as scraped", "on the page as scraped"),
)


def pipeline_table(what: str, of: str, found: Sequence[Result]) -> Table:
    """F1 of mentions or stances on gold content and as scraped, for each extractor."""
    return table(
        f"{what}, {of}",
        [
            "extractor",
            "extraction, characters F1",
            *(head for head, _ in SETTINGS),
            "lost by the extractor",
        ],
        (
            [
                each.baseline.name,
                interval(each.scores["extraction, characters", of].figures["f1"]),
                *(
                    interval(each.scores[f"{what}, {shown}", of].figures["f1"])
                    for _, shown in SETTINGS
                ),
                signed(each.scores[f"{what}, lost by the extractor", of].figures[LOST]),
            ]
            for each in found
        ),
    )


FATES = {
    "mentions": ("gold mentions", None),
    "found": ("mentions found", None),
    "stances": ("gold stances, on the page as scraped", "gold stances, on gold content"),
}
"""What is told apart, as scraped, and on gold content, which no extractor has a part in."""


def fates_table(name: str, of: str, found: Sequence[Result]) -> Table:
    """How many gold mentions or stances, or mentions found, came to what, for each extractor."""
    scraped, content = FATES[name]
    heads = list(found[0].scores[scraped, of].counts)
    rows = [(each.baseline.name, each.scores[scraped, of].counts) for each in found]
    if content:
        rows.insert(0, ("(gold content)", found[0].scores[content, of].counts))
    return table(
        f"{scraped}, {of}",
        ["extractor", *heads],
        ([name, *(counts[head] for head in heads)] for name, counts in rows),
    )


def packages(baselines: Sequence[Baseline] = BASELINES) -> dict[str, str]:
    """The versions of what baselines run, by distribution."""
    names = sorted({name for each in baselines for name in each.packages}, key=str.lower)
    return {name: version(name) for name in names}
