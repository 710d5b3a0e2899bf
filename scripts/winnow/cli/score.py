"""Commands that score predictions of systems, and that run systems to get them."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Root
from winnow.dataset import write
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.read.paths import Paths
from winnow.reports.tables import Table
from winnow.score import gold as golds
from winnow.score import predictions, resampling, tasks
from winnow.score import tables as shown
from winnow.score.gold import Gold
from winnow.score.records import Predictions
from winnow.score.systems import answers, load
from winnow.score.systems import run as running
from winnow.score.systems.answers import Answer, Answers
from winnow.score.systems.common import UnusableError
from winnow.score.systems.load import PIPELINE


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
    task: Annotated[Task, typer.Argument(metavar="TASK", help=f"{', '.join(Task)}.")],
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
            "--format", help="Print tables as text, markdown or latex, or the figures as json."
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
    task: Annotated[Task, typer.Argument(metavar="TASK", help=f"{', '.join(Task)}.")],
    names: Annotated[
        list[str],
        typer.Option(
            "--with",
            metavar="SYSTEM",
            help="spacy:MODEL or huggingface:MODEL, by name or folder, or module:function. For "
            "pipeline three: an extractor, a tagger, a stance model.",
        ),
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="PATH",
            help="File to write. The default is standard output.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Continue a run that failed, from the answers in PATH.partial."
        ),
    ] = False,
    gold: GoldFolder = None,
    output: Annotated[
        terminal.Format,
        typer.Option(
            "--format",
            help="Print problems as text for people (20 of each rule) or as json for programs "
            "(all). Predictions are always JSON lines.",
        ),
    ] = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Run a system on the pages and write its predictions as JSON lines.

    A function is called with the text of each page (boilerplate, quotations), of each line
    (sentences) or of each sentence (entities), or with a sentence and the name of a target
    (stance), and returns what docs/how-to/evaluate.md says. Modules are looked for in this folder,
    too. Models are taken from this machine; nothing is fetched. Predictions are checked against
    the same rules as a file of predictions, and PATH is written only if all are valid.

    Each answer is saved in PATH.partial as it comes. If a call fails or you press Ctrl-C, the same
    command with --resume asks only for the other answers; if predictions break a rule, only for
    those behind them.
    """
    standard = read_gold(gold, root, output)
    steps = PIPELINE if task is Task.PIPELINE else (task.value,)
    if len(names) != len(steps):
        terminal.wrong_call(
            f"{task.value} takes {terminal.count(len(steps), 'system')}, "
            f"{', '.join(steps)}, each with --with; here are {len(names)}"
        )
    head = answers.header(task.value, names, standard.hashes)
    asked = _answers(file, head, resume)
    total = running.calls(task.value, standard)
    where = [*(["--gold", str(gold)] if gold else []), *(["--root", str(root)] * (root != HERE))]
    run = ["predict", task.value, *(part for name in names for part in ("--with", name))]
    again = shlex.join(["winnow", *run, "--output", str(file), *where, "--resume"])
    with contextlib.redirect_stdout(sys.stderr), _modules_here():  # what systems print is not data
        records, answered = _run(task, names, steps, standard, asked, again, total)
    _, problems = predictions.check(
        enumerate(records, start=1), task.value, standard, " ".join(names)
    )
    if problems:
        broken = {problem.line for problem in problems}
        with contextlib.suppress(answers.PartialFileError):
            asked.drop(
                answer
                for line, given in enumerate(answered, start=1)
                if line in broken
                for answer in given
            )
        shown_on = sys.stdout if output is terminal.Format.JSON else sys.stderr
        try:
            with contextlib.redirect_stdout(shown_on):
                _report(problems, output)
        finally:
            _tell_kept(asked, again, total)
    written = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records)
    if file is None:
        typer.echo(written, nl=False)
        return
    try:
        _write(file, written.encode())
    except OSError as error:
        _tell_kept(asked, again, total)
        terminal.failed(f"{file}: cannot be written: {error.strerror or error}")
    asked.remove()
    if output is terminal.Format.JSON:
        typer.echo(json.dumps({"problems": [], "written": str(file), "lines": len(records)}))
        return
    lines = terminal.count(len(records), "line")
    kind = " with the types of CoNLL-2003" if any("conll" in each for each in records) else ""
    score_it = shlex.join(["winnow", "score", task.value, str(file), *where])
    typer.echo(f"{file}: {lines}{kind}. Score it: {score_it}")


def _answers(file: Path | None, head: Json, resume: bool) -> Answers:
    """The answers of a run, with those of the run before if that is to be continued."""
    target = file.resolve() if file else None
    if file is None or target is None or (target.exists() and not target.is_file()):
        if resume:
            terminal.wrong_call("--resume needs the --output of the run that failed")
        return Answers(None, head)
    partial = file.with_name(f"{file.name}.partial")
    if not partial.exists():
        if resume:
            terminal.wrong_call(f"there is no {partial} to continue from; leave out --resume")
        return Answers(partial, head)
    remedy = f"name another file with --output, or remove {partial} to start again"
    try:
        old, earlier = answers.read(partial)
    except answers.PartialFileError as error:
        terminal.wrong_call(f"{error}; {remedy}")
    if not resume and earlier:
        terminal.wrong_call(
            f"{partial} holds {terminal.count(len(earlier), 'answer')} of a run that did not "
            f"finish; continue it with --resume, or remove {partial} to start again"
        )
    if resume and (differences := answers.differences(old, head)):
        terminal.wrong_call(f"{partial} is of another run: {'; '.join(differences)}; {remedy}")
    return Answers(partial, head, earlier)


@contextlib.contextmanager
def _modules_here() -> Iterator[None]:
    """Lets modules in this folder be imported."""
    here = str(Path.cwd())
    sys.path.append(here)  # last, so that no file here stands in for one of a library
    try:
        yield
    finally:
        sys.path.remove(here)


def _run(
    task: Task,
    names: Sequence[str],
    steps: Sequence[str],
    gold: Gold,
    asked: Answers,
    again: str,
    total: int | None,
) -> tuple[list[Json], list[list[Answer]]]:
    """The records of systems by their names, and the answers that each record is made from."""
    records: list[Json] = []
    answered: list[list[Answer]] = []
    try:
        found = [
            asked.system(step, load.system(name, step))
            for name, step in zip(names, steps, strict=True)
        ]
        asked.start()
        with terminal.progress("Predicting", total) as asked.progress:
            for record in running.records(task.value, found, gold):
                records.append(record)
                answered.append(asked.taken())
        return running.in_inventory(records), answered
    except (UnusableError, answers.PartialFileError, KeyboardInterrupt) as error:
        if isinstance(error, UnusableError):
            with contextlib.suppress(answers.PartialFileError):
                asked.drop_last()
        typer.echo(f"winnow: {str(error) or 'interrupted'}", err=True)
        _tell_kept(asked, again, total)
        raise typer.Exit(130 if isinstance(error, KeyboardInterrupt) else 1) from error


def _tell_kept(asked: Answers, again: str, total: int | None) -> None:
    """Tell how many answers are kept after a failure, and how to continue."""
    if number := asked.close():
        held = f"{number} of {total} answers" if total else terminal.count(number, "answer")
        typer.echo(
            f"{asked.path} holds {held}. Continue with:\n"
            f"    {again}\n"
            "These answers are not asked for again. If you have changed the system, you may want "
            "to remove the file and start again.",
            err=True,
        )


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step, so that none is left half written; links are followed."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)  # a device or a pipe, which must not be replaced
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write.write(draft, data)
        write.move(draft, target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
