"""Commands that score predictions of systems, and that run systems to get them."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Root, below
from winnow.dataset import write
from winnow.model.json import Json
from winnow.model.problem import Problem, hint
from winnow.read.paths import Paths
from winnow.reports.tables import Table
from winnow.score import dataset, predictions, scores, tables
from winnow.score.gold import Gold
from winnow.score.records import Predictions
from winnow.score.resampling import Settings
from winnow.score.systems import answers, run
from winnow.score.systems.answers import Answer, Answers
from winnow.score.systems.common import PartialFileError, UnusableError
from winnow.score.task import Task
from winnow.score.tasks import TASKS


def complete_task(incomplete: str) -> list[str]:
    """The names of tasks, for completion in a shell."""
    return [name for name in TASKS if name.startswith(incomplete)]


TaskName = Annotated[
    str,
    typer.Argument(metavar="TASK", help=f"{', '.join(TASKS)}.", autocompletion=complete_task),
]
GoldFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="A dataset folder (a copy will do), an unpacked release, or a repository with "
        "dataset/. The default is dataset/ under the root.",
    ),
]


def score(
    task_name: TaskName,
    file: Annotated[Path, typer.Argument(metavar="PREDICTIONS", help="Predictions as JSON lines.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Predictions of another system to compare with."),
    ] = None,
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="MEASURE",
            help="Show only this measure, such as strict; repeat it or use commas for more.",
        ),
    ] = None,
    parts: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            metavar="PART",
            help="Show only this part of the data, such as all,PERSON; repeat it or use commas "
            "for more.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the system, for titles and captions."),
    ] = None,
    against_name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the system of --against."),
    ] = None,
    gold: GoldFolder = None,
    samples: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            max=1_000_000,
            help="Number of samples for intervals, or of random swaps.",
        ),
    ] = 1000,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Seed of the random numbers.")] = 0,
    details: Annotated[
        bool,
        typer.Option("--details", help="Show every page, article and scheme, as json always does."),
    ] = False,
    output: Annotated[
        terminal.ReportFormat,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Format of the scores: tables as text, markdown or latex, or all figures as json.",
        ),
    ] = terminal.ReportFormat.TEXT,
    root: Root = HERE,
) -> None:
    """Score the predictions of a system against the gold standard, or compare two systems.

    Each figure has its counts and an interval: how far it varies within these pages. The main
    result is bold on a terminal and in LaTeX. Invalid predictions are reported by line, and nothing
    is scored; missing predictions count as not found. The notes have the version and the logical
    hash of the gold standard.

    The forms of predictions are described in docs/reference/predictions.md, the measures in
    docs/scores.md.
    """
    task = _task(task_name)
    if against_name is not None and against is None:
        terminal.wrong_call("--against-name needs --against")
    standard = read_gold(gold, root, output)
    settings = Settings(samples, seed)
    first = _read(file, task, standard, output)
    try:
        if against is None:
            scored = scores.score(task.name, standard, first, settings)
            chosen = tables.choose(scored.scores, measures or (), parts or ())
            scored = replace(scored, scores=chosen)
            data = tables.as_data(scored, name)
            _show(scored, data, tables.tables(scored, details, name), output)
            return
        second = _read(against, task, standard, output)
        compared = scores.compare(task.name, standard, first, second, settings)
        chosen_pairs = tables.choose(compared.compared, measures or (), parts or ())
    except ValueError as error:
        terminal.wrong_call(str(error))
    compared = replace(compared, compared=chosen_pairs)
    same_stem = file.stem == against.stem
    names = (
        name or (str(file) if same_stem else file.stem),
        against_name or (str(against) if same_stem else against.stem),
    )
    data = tables.comparison_as_data(compared, names)
    _show(compared, data, tables.comparison_tables(compared, details, names), output, names)


def _show(
    scored: scores.Scores | scores.Comparison,
    data: Json,
    rows: Sequence[Table],
    output: terminal.ReportFormat,
    names: tuple[str, str] | None = None,
) -> None:
    caption = output is terminal.ReportFormat.LATEX
    notes = list(tables.notes(scored, names, caption))
    terminal.figures(data, rows, output, notes, tables.citations(scored))


def _task(name: str) -> Task:
    if name not in TASKS:
        names = ", ".join(TASKS)
        terminal.wrong_call(f"there is no task {name!r}; the tasks are {names}{hint(name, TASKS)}")
    return TASKS[name]


def read_gold(
    path: Path | None, root: Path, output: terminal.ReportFormat | terminal.Format
) -> Gold:
    """The gold standard in a folder or repository; problems are reported and end the command."""
    folder = path or Paths(root).dataset
    if not folder.is_dir():
        terminal.wrong_call(
            f"there is no folder {folder}; run winnow in the folder that has dataset/, or name "
            "a dataset with --gold"
        )
    if not (folder / "data").is_dir() and (folder / "dataset").is_dir():
        folder = folder / "dataset"
    gold, problems = dataset.read(folder, fallback=Paths(root).schema)
    if gold is None:
        terminal.report_and_exit(below(folder, problems), output)
    return gold


def _read(path: Path, task: Task, gold: Gold, output: terminal.ReportFormat) -> Predictions:
    if path.is_dir():
        terminal.wrong_call(f"{path} is a folder; name a file of predictions")
    if not path.exists():
        terminal.wrong_call(f"there is no file {path}")
    valid, problems = predictions.read_file(path, task, gold)
    if problems:
        terminal.report_and_exit(problems, output)
    return valid


def predict(
    task_name: TaskName,
    names: Annotated[
        list[str],
        typer.Option(
            "--with",
            metavar="SYSTEM",
            help="spacy:MODEL or huggingface:MODEL, by name or folder, or module:function. A "
            "pipeline needs three: an extractor, a tagger, a stance model.",
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
            metavar="FORMAT",
            help="Format of problems: text (the first of each kind) or json (all). Predictions are "
            "always JSON lines.",
        ),
    ] = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Run a system on the pages and write its predictions as JSON lines.

    A function is called with the text of each page (boilerplate, quotations), of each line
    (sentences) or of each sentence (entities), or with a sentence and the name of a target
    (stance); docs/how-to/evaluate.md describes what it returns. Modules are also searched in the
    current folder. Models are loaded from this machine; nothing is downloaded. Predictions are
    checked like a file of predictions, and PATH is written only if all are valid.

    Each answer is saved in PATH.partial as it comes. If a call fails or you press Ctrl-C, the same
    command with --resume computes only missing and invalid answers again.
    """
    task = _task(task_name)
    standard = read_gold(gold, root, output)
    steps = [step.task for step in task.steps]
    if len(names) != len(steps):
        terminal.wrong_call(
            f"{task.name} needs {terminal.count(len(steps), 'system')} ({', '.join(steps)}), "
            f"each with --with; {len(names)} named"
        )
    header = answers.header(task.name, names, standard.hashes)
    saved = _answers(file, header, resume)
    total = task.calls(standard) if task.calls else None
    where = [*(["--gold", str(gold)] if gold else []), *(["--root", str(root)] * (root != HERE))]
    call = ["predict", task.name, *(part for name in names for part in ("--with", name))]
    resume_call = shlex.join(["winnow", *call, "--output", str(file), *where, "--resume"])
    with contextlib.redirect_stdout(sys.stderr), _modules_here():  # systems can print
        records, answers_of_records = _run(task, names, standard, saved, resume_call, total)
    problems = _problems(records, task, standard, names)
    if problems:
        broken = {problem.line for problem in problems}
        with contextlib.suppress(PartialFileError):
            saved.drop(
                answer
                for line, record_answers in enumerate(answers_of_records, start=1)
                if line in broken
                for answer in record_answers
            )
        stream = sys.stdout if output is terminal.Format.JSON else sys.stderr
        try:
            with contextlib.redirect_stdout(stream):
                terminal.report_and_exit(problems, output)
        finally:
            _report_saved(saved, resume_call, total)
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    if file is None:
        typer.echo(lines, nl=False)
        return
    try:
        _write(file, lines.encode())
    except OSError as error:
        _report_saved(saved, resume_call, total)
        terminal.failed(f"{file}: cannot be written: {error.strerror or error}")
    saved.remove()
    if output is terminal.Format.JSON:
        typer.echo(json.dumps({"problems": [], "written": str(file), "lines": len(records)}))
        return
    number = terminal.count(len(records), "line")
    kind = " with the types of CoNLL-2003" if any("conll" in record for record in records) else ""
    score_call = shlex.join(["winnow", "score", task.name, str(file), *where])
    typer.echo(f"{file}: {number}{kind}. Score it: {score_call}")


def _problems(
    records: Sequence[Json], task: Task, gold: Gold, names: Sequence[str]
) -> list[Problem]:
    """Problems of the answers of systems: the place begins with the id of page or sentence."""
    values = enumerate(records, start=1)
    _, problems = predictions.check_values(values, task, gold, " ".join(names))
    placed = []
    for problem in problems:
        record = records[(problem.line or 1) - 1]
        subject = record.get("id", record.get("page_id"))
        message = problem.message.removeprefix(f"{subject}: ")
        place = f"{subject}:{problem.place}" if problem.place else subject
        placed.append(replace(problem, place=place, message=message))
    return placed


def _answers(file: Path | None, header: Json, resume: bool) -> Answers:
    """The answers of a run, with those of the run that it continues."""
    target = file.resolve() if file else None
    if file is None or target is None or (target.exists() and not target.is_file()):
        if resume:
            terminal.wrong_call("--resume needs the --output of the run that failed")
        return Answers(None, header)
    partial = file.with_name(f"{file.name}.partial")
    if not partial.exists():
        if resume:
            terminal.wrong_call(f"there is no {partial} to continue from; leave out --resume")
        return Answers(partial, header)
    remedy = f"name another file with --output, or remove {partial} to start again"
    try:
        old, earlier = answers.read(partial)
    except PartialFileError as error:
        terminal.wrong_call(f"{error}; {remedy}")
    if not resume and earlier:
        terminal.wrong_call(
            f"{partial} holds {terminal.count(len(earlier), 'answer')} of a run that did not "
            f"finish; continue it with --resume, or remove {partial} to start again"
        )
    if resume and (differences := answers.differences(old, header)):
        terminal.wrong_call(f"{partial} is of another run: {'; '.join(differences)}; {remedy}")
    return Answers(partial, header, earlier)


@contextlib.contextmanager
def _modules_here() -> Iterator[None]:
    """Lets modules in the current folder be imported."""
    folder = str(Path.cwd())
    sys.path.append(folder)  # last, so that no file in it replaces one of a library
    try:
        yield
    finally:
        sys.path.remove(folder)


def _run(
    task: Task,
    names: Sequence[str],
    gold: Gold,
    saved: Answers,
    resume_call: str,
    total: int | None,
) -> tuple[list[Json], list[list[Answer]]]:
    """The records of systems, and the answers that each record is made from."""
    records: list[Json] = []
    answers_of_records: list[list[Answer]] = []
    try:
        systems = [
            saved.system(step.task, run.system(name, step))
            for name, step in zip(names, task.steps, strict=True)
        ]
        saved.start()
        with terminal.progress("Predicting", total) as saved.progress:
            for record in task.predict(gold, *systems):
                records.append(record)
                answers_of_records.append(saved.taken())
        return task.finished(records, gold), answers_of_records
    except (UnusableError, PartialFileError, KeyboardInterrupt) as error:
        if isinstance(error, UnusableError):
            with contextlib.suppress(PartialFileError):
                saved.drop_last()
        typer.echo(f"winnow: {str(error) or 'interrupted'}", err=True)
        _report_saved(saved, resume_call, total)
        raise typer.Exit(130 if isinstance(error, KeyboardInterrupt) else 1) from error


def _report_saved(saved: Answers, resume_call: str, total: int | None) -> None:
    """Print how many answers are saved after a failure, and how to continue."""
    if number := saved.close():
        count = f"{number} of {total} answers" if total else terminal.count(number, "answer")
        typer.echo(
            f"{saved.path} holds {count}. Continue with:\n"
            f"    {resume_call}\n"
            "These answers are not asked for again. If you have changed the system, you may want "
            "to remove the file and start again.",
            err=True,
        )


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step, so that it is never half written; links are followed."""
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
