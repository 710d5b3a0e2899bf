"""Run and score the baselines and the pipelines made of them; tables of the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from baselines.catalogue import BASELINES, Baseline
from baselines.common import Json
from baselines.stance import sentiment
from baselines.taggers import gazetteer_for
from winnow.reports.tables import Table, table
from winnow.score import Gold, Scores, Settings, score
from winnow.score.pipeline import F1_LOST, predict_page
from winnow.score.tables import signed_with_interval, with_interval
from winnow.score.task import View

TAGGER, MODEL = "gazetteer", "VADER"
"""The baselines that follow each extractor; neither has parameters trained on these pages."""


def pipeline_records(extractor: Baseline, gold: Gold) -> list[Json]:
    """Predictions of the pipeline that begins with an extractor."""
    kept = {record["page_id"]: record["kept"] for record in extractor.predict(gold)}
    polarity = sentiment()

    def model(text: str, target: str) -> str:
        """VADER, which ignores the target."""
        return polarity(text)

    records: list[Json] = []
    for page in gold.pages.values():
        spans = [(span["start"], span["end"]) for span in kept[page.id]]
        kept_by_text = {page.text: spans}
        tagger = gazetteer_for(gold, page)
        records += predict_page(gold, page, kept_by_text.__getitem__, tagger, model)
    return records


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
    first = view.columns[0]
    count_heads = list(results[0].scores[first.measure, first.of].counts)
    rows = []
    for result in results:
        scores = result.scores
        figures = [
            scores[column.measure, column.of].figures[column.figure] for column in view.columns
        ]
        counts = scores[first.measure, first.of].counts
        rows.append(
            [
                result.baseline.name,
                *map(with_interval, figures),
                *(counts[head] for head in count_heads),
            ]
        )
    heads = [column.head for column in view.columns]
    return table(view.name, ["baseline", *heads, *count_heads], rows)


SETTINGS = (
    ("on gold content", "on gold content"),
    ("as scraped", "on the page as scraped"),
)


LOST = "lost by the extractor"


def pipeline_table(layer: str, part: str, results: Sequence[Result]) -> Table:
    """F1 of mentions or stances on gold content and as scraped, for each extractor."""
    return table(
        f"{layer}, {part}",
        [
            "extractor",
            "extraction, characters F1",
            *(head for head, _ in SETTINGS),
            LOST,
        ],
        (
            [
                result.baseline.name,
                with_interval(result.scores["extraction, characters", part].figures["f1"]),
                *(
                    with_interval(result.scores[f"{layer}, {setting}", part].figures["f1"])
                    for _, setting in SETTINGS
                ),
                signed_with_interval(result.scores[f"{layer}, {LOST}", part].figures[F1_LOST]),
            ]
            for result in results
        ),
    )


OUTCOMES = {
    "mentions": ("gold mentions", None),
    "found": ("mentions found", None),
    "stances": ("gold stances, on the page as scraped", "gold stances, on gold content"),
}
"""The measures with the counts of a table: as scraped, and on gold content if there is one."""


def outcomes_table(name: str, part: str, results: Sequence[Result]) -> Table:
    """How many mentions or stances were found, dropped, missed, …, for each extractor."""
    scraped, content = OUTCOMES[name]
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
