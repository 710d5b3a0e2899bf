"""What the command line shows, where, and with which exit code."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from rich.progress import track as rich_track
from rich.text import Text

from winnow.checks.run import Track
from winnow.model.json import Json
from winnow.model.problem import Problem, in_order, printable
from winnow.reports.tables import Table, document

OUTPUT_CLOSED = 128 + 13
"""Exit code where the reader of the output closed it, as a shell reports SIGPIPE (13)."""


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """How figures are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    LATEX = "latex"


def prepare() -> None:
    """Let what a terminal's encoding lacks come out escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def track(label: str) -> Track:
    """A progress bar on standard error, where that is a terminal and the work takes long."""
    console = Console(stderr=True)

    def track(page_ids: Sequence[str]) -> Iterable[str]:
        if not console.is_terminal or len(page_ids) < 50:
            return page_ids
        return rich_track(page_ids, description=label, console=console, transient=True)

    return track


@contextlib.contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error if that is a terminal; gives what counts one step.

    ``total`` is None if nobody knows how many steps there are.
    """
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def report(
    problems: Iterable[Problem],
    output: Format,
    fine: str = "",
    remarks: Iterable[Problem] | None = None,
    details: Json | None = None,
) -> None:
    """Print problems, or that all is well; exit with 1 where there are any.

    Remarks are printed after them, and fail nothing. ``details`` are further keys of the JSON form.
    """
    ordered, remarked = in_order(problems), in_order(remarks or ())
    if output is Format.JSON:
        record = {"problems": [asdict(problem) for problem in ordered]}
        if remarks is not None:
            record["remarks"] = [asdict(remark) for remark in remarked]
        typer.echo(json.dumps({**record, **(details or {})}, indent=2))
    else:
        for problem in ordered:
            _print(problem, "", typer.colors.RED)
        for remark in remarked:
            _print(remark, "remark: ", typer.colors.YELLOW)
        if ordered:
            files = len({problem.file for problem in ordered})
            found = f"{count(len(ordered), 'problem')} in {count(files, 'file')}."
            typer.echo(f"{found} docs/reference/rules.md explains each rule.", err=True)
        else:
            typer.echo(fine)
    if ordered:
        raise typer.Exit(1)


def _print(problem: Problem, before: str, colour: str) -> None:
    line = f":{problem.line}" if problem.line and ":" not in problem.place else ""
    place = f":{problem.place}" if problem.place else ""
    where = typer.style(f"{problem.file}{line}{place}", bold=True)
    rule = typer.style(f"[{problem.rule}]", fg=colour)
    typer.echo(f"{before}{where}: {problem.message} {rule}\n    {problem.remedy}")


def show(lines: Iterable[Text]) -> None:
    """Print styled lines, in colour where standard output is a terminal that has any."""
    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line)


def figures(
    data: Json,
    tables: Sequence[Table],
    output: ReportFormat,
    notes: Sequence[str] = (),
    comments: Iterable[str] = (),
) -> None:
    """Print figures as tables, for people, for Markdown or for LaTeX, with notes; or as data.

    ``comments`` are for LaTeX alone, before the tables: what would be too long for a caption.
    """
    match output:
        case ReportFormat.JSON:
            typer.echo(json.dumps(data, indent=2))
        case ReportFormat.MARKDOWN:
            typer.echo("\n".join([document(tables), *(f"{note}\n" for note in notes)]), nl=False)
        case ReportFormat.LATEX:
            typer.echo("% \\usepackage{booktabs}")
            for comment in comments:
                typer.echo(f"% {printable(comment)}")
            for each in tables:
                typer.echo(each.latex(" ".join(notes)))
        case ReportFormat.TEXT:
            for each in tables:
                _table(each)
            for note in notes:
                typer.echo(note)


def _table(table: Table) -> None:
    """Print a table. Long texts are printed row by row."""
    typer.echo(typer.style(table.title, bold=True))
    if table.wordy:
        _rows(table)
        return
    for number, line in enumerate(table.lines, start=-1):  # the head comes first
        typer.echo(typer.style(f"  {line}", bold=True) if number in table.bold else f"  {line}")
    typer.echo()


def _rows(table: Table) -> None:
    """Print each row as a paragraph: short cells in its first line, long ones below."""
    width = shutil.get_terminal_size((100, 24)).columns
    for row in table.rows:
        short, long = table.split(row)
        typer.echo(f"  {'  '.join(short)}")
        for each in long:
            for line in textwrap.wrap(each, max(width - 6, 40), break_on_hyphens=False):
                typer.echo(f"      {line}")
    typer.echo()


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def failed(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(1)


def wrong_call(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(2)
