"""Commands that score predictions of systems, and that run systems to get them."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from winnow import commit, terminal
from winnow.commands.common import HERE, Root
from winnow.documents import Json
from winnow.paths import Paths
from winnow.predict import running, systems
from winnow.predict.models import UnusableError
from winnow.predict.systems import PIPELINE
from winnow.problems import Problem
from winnow.reports.tables import Table
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
        help="A built dataset folder (a copy will do) or an unpacked release. The default is "
        "dataset/ under the root.",
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
    predictions, docs/scores.md the definition of each measure. Each figure has its counts and an
    interval: how far it varies within these pages. Invalid predictions are reported by line, and
    nothing is scored; missing predictions count as not found. The notes name the version and the
    logical hash of what was scored.
    """
    standard = read_gold(gold, root, output)
    settings = resampling.Settings(samples, seed)
    one = _read(given, task.value, standard, output)
    if against is None:
        scores = tasks.score(task.value, standard, one, settings)
        rows = shown.tables(scores, details)
        _show(scores, shown.as_data(scores), rows, output)
        return
    other = _read(against, task.value, standard, output)
    try:
        compared = tasks.compare(task.value, standard, one, other, settings)
    except ValueError as error:
        terminal.wrong_call(str(error))
    names = (given.stem, against.stem)
    if names[0] == names[1]:
        names = (str(given), str(against))
    rows = shown.comparison_tables(compared, details, names)
    _show(compared, shown.comparison_as_data(compared), rows, output)


CAPTION_DIGITS = 12
"""Digits of a logical hash in a LaTeX caption; a comment above the table has all of them."""


def _show(
    scores: tasks.Scores | tasks.Comparison,
    data: Json,
    tables: Sequence[Table],
    output: terminal.ReportFormat,
) -> None:
    digits = CAPTION_DIGITS if output is terminal.ReportFormat.LATEX else None
    notes = list(shown.notes(scores, digits))
    terminal.figures(data, tables, output, notes, shown.citations(scores))


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
    found, problems = golds.read(folder, fallback=Paths(root).schema)
    if found is None:
        _report(problems, output)
        raise typer.Exit(1)
    return found


def _read(path: Path, task: str, gold: Gold, output: terminal.ReportFormat) -> Predictions:
    if path.is_dir():
        terminal.wrong_call(f"{path} is a folder; name a file of predictions")
    if not path.exists():
        terminal.wrong_call(f"there is no file {path}")
    found, problems = predictions.read(path, task, gold)
    if problems:
        _report(problems, output)
    return found


SHOWN = 20
"""Most problems of one rule that are told to people; programs are told all."""


def _report(problems: Iterable[Problem], output: terminal.ReportFormat | terminal.Format) -> None:
    """Report what is wrong with predictions, and end the command."""
    if output == "json":
        terminal.report(problems, terminal.Format.JSON)
    seen: Counter[str] = Counter()
    told = []
    for each in problems:
        seen[each.rule] += 1
        if seen[each.rule] <= SHOWN:
            told.append(each)
    for rule, number in seen.items():
        if number > SHOWN:
            typer.echo(f"{number - SHOWN} more of [{rule}]; --format json has all", err=True)
    terminal.report(told, terminal.Format.TEXT)


def predict(
    task: Annotated[Task, typer.Argument(metavar="TASK", help="What is to be predicted.")],
    names: Annotated[
        list[str],
        typer.Option(
            "--with",
            metavar="SYSTEM",
            help="spacy:MODEL or huggingface:MODEL, by name or folder, or module:function. For "
            "pipeline three: an extractor, a tagger, a stance model.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File to write; standard output where none is given."),
    ] = None,
    gold: GoldFolder = None,
    root: Root = HERE,
) -> None:
    """Run a system on the pages and write its predictions as JSON lines.

    A function is called with the text of each page (boilerplate, quotations), of each line
    (sentences) or of each sentence (entities), or with a sentence and the name of a target
    (stance), and returns what docs/how-to/evaluate.md says. Modules are looked for in this folder,
    too. Models are taken from this machine; nothing is fetched. What a system returns is held to
    the same rules as a file of predictions, and nothing is written where it breaks one.
    """
    standard = read_gold(gold, root, terminal.Format.TEXT)
    steps = PIPELINE if task is Task.PIPELINE else (task.value,)
    if len(names) != len(steps):
        terminal.wrong_call(
            f"{task.value} takes {terminal.count(len(steps), 'system')}, "
            f"{', '.join(steps)}, each with --with; here are {len(names)}"
        )
    with contextlib.redirect_stdout(sys.stderr):  # what systems print is no prediction
        records = _run(task, names, steps, standard)
        _, problems = predictions.check(
            enumerate(records, start=1), task.value, standard, " ".join(names)
        )
        if problems:
            _report(problems, terminal.Format.TEXT)
    written = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records)
    if output is None:
        typer.echo(written, nl=False)
        return
    try:
        _write(output, written.encode())
    except OSError as error:
        terminal.failed(f"{output}: cannot be written: {error.strerror or error}")
    lines = terminal.count(len(records), "line")
    kind = " with the types of CoNLL-2003" if any("conll" in each for each in records) else ""
    typer.echo(f"{output}: {lines}{kind}. Score it: winnow score {task.value} {output}")


def _run(task: Task, names: Sequence[str], steps: Sequence[str], gold: Gold) -> list[Json]:
    """The records of systems by their names; modules in this folder are found, too."""
    here = str(Path.cwd())
    sys.path.append(here)  # last, so that no file here stands in for one of a library
    try:
        found = [systems.system(name, step) for name, step in zip(names, steps, strict=True)]
        return running.run(task.value, found, gold)
    except UnusableError as error:
        terminal.failed(str(error))
    finally:
        sys.path.remove(here)


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step, so that none is left half written; links are followed."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)  # a device or a pipe, which must not be replaced
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        commit.write(draft, data)
        commit.move(draft, target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
