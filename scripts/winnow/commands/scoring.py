"""Commands that score predictions of systems, and that run systems to get them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from winnow import terminal
from winnow.commands.common import HERE, Root
from winnow.paths import Paths
from winnow.problems import Problem
from winnow.score import gold as golds
from winnow.score import predictions, resampling, shown, tasks
from winnow.score.gold import Gold
from winnow.score.records import Predictions


class Task(StrEnum):
    """What systems are scored on."""

    BOILERPLATE = "boilerplate"
    SENTENCES = "sentences"
    ENTITIES = "entities"
    STANCE = "stance"
    QUOTATIONS = "quotations"
    PIPELINE = "pipeline"


GoldFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="A built dataset folder or a release that was unpacked; dataset/ under the root where "
        "none is given.",
    ),
]


def score(
    task: Annotated[Task, typer.Argument(metavar="TASK", help="What is predicted.")],
    given: Annotated[
        Path, typer.Argument(metavar="PREDICTIONS", help="Predictions as JSON lines.")
    ],
    against: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Predictions of another system to compare with."),
    ] = None,
    gold: GoldFolder = None,
    samples: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="Samples of an interval, or random swaps.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Where random numbers start.")] = 0,
    details: Annotated[
        bool,
        typer.Option("--details", help="Show every page, article and scheme, as JSON always does."),
    ] = False,
    output: Annotated[
        terminal.ReportFormat,
        typer.Option(
            "--format", help="Print tables as text, Markdown or LaTeX, or the figures as JSON."
        ),
    ] = terminal.ReportFormat.TEXT,
    root: Root = HERE,
) -> None:
    """Score the predictions of a system against the gold standard, or compare two systems.

    docs/how-to/evaluate.md shows a session, docs/reference/predictions.md the forms of a line of
    predictions, docs/scores.md what each measure is. Each figure stands with its counts and with
    an interval: how far it varies within these pages. What is wrong with the predictions is told
    line by line, and then nothing is scored; what is missing counts as not found.
    """
    standard = read_gold(gold, root, output)
    settings = resampling.Settings(samples, seed)
    one = _read(given, task.value, standard, output)
    if against is None:
        scores = tasks.score(task.value, standard, one, settings)
        rows = shown.tables(scores, details)
        terminal.figures(shown.as_data(scores), rows, output, shown.notes(scores))
        return
    other = _read(against, task.value, standard, output)
    compared = tasks.compare(task.value, standard, one, other, settings)
    rows = shown.comparison_tables(compared, details)
    terminal.figures(shown.comparison_as_data(compared), rows, output, shown.notes(compared))


def read_gold(
    given: Path | None, root: Path, output: terminal.ReportFormat | terminal.Format
) -> Gold:
    """The gold standard of a folder; what keeps it from being read ends the command."""
    folder = given or Paths(root).dataset
    if not folder.is_dir():
        terminal.wrong_call(
            f"there is no folder {folder}; run winnow in the folder that holds dataset/, or name "
            "a dataset with --gold"
        )
    found, problems = golds.read(folder)
    if found is None:
        _report(problems, output)
        raise typer.Exit(1)
    return found


def _read(path: Path, task: str, gold: Gold, output: terminal.ReportFormat) -> Predictions:
    if not path.is_file():
        terminal.wrong_call(f"there is no file {path}")
    found, problems = predictions.read(path, task, gold)
    if problems:
        _report(problems, output)
    return found


def _report(problems: Iterable[Problem], output: terminal.ReportFormat | terminal.Format) -> None:
    terminal.report(problems, terminal.Format.JSON if output == "json" else terminal.Format.TEXT)
