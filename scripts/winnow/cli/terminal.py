"""Output of commands: problems, figures, progress and exit codes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

import typer

from winnow.model.describe import count as count
from winnow.model.json import Json
from winnow.model.problem import Problem, in_order, printable

if TYPE_CHECKING:  # rich takes longer to import than all else here
    from rich.text import Text

    from winnow.checks.run import Track
    from winnow.reports.tables import Table

OUTPUT_CLOSED = 128 + 13
"""Exit code if the reader of the output closed it, as a shell reports SIGPIPE (13)."""

MOST = 20
"""Maximum number of problems in text, by default."""

PLACES = 3
"""Number of problems of one kind in a file that are printed before the rest is counted."""

VARIABLE = re.compile(r"; did you mean .*|'[^']*'|\"[^\"]*\"|“[^”]*”|\b[a-z]?\d+\b")
"""Parts of a message that differ between problems of one kind."""


class Format(StrEnum):
    """Formats of problems."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """Formats of figures."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    LATEX = "latex"


def prepare() -> None:
    """Escape characters that the encoding of the terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def abandon_output() -> None:
    """Send standard output nowhere, so that Python does not try to write the rest at its exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def track(label: str) -> Track:
    """A progress bar on standard error, if that is a terminal and there are many pages."""

    def track(page_ids: Sequence[str]) -> Iterable[str]:
        if len(page_ids) < 50 or not sys.stderr.isatty():
            return page_ids
        from rich.console import Console
        from rich.progress import track as rich_track

        console = Console(stderr=True)
        return rich_track(page_ids, description=label, console=console, transient=True)

    return track


@contextlib.contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error, if that is a terminal; yields the function for a step.

    ``total`` is None if the number of steps is not known.
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def report(
    problems: Iterable[Problem],
    output: Format,
    success: str = "",
    remarks: Iterable[Problem] | None = None,
    details: Json | None = None,
    limit: int = 0,
    see_all: str = "--format json",
) -> None:
    """Print problems, or that there are none; exit with 1 if there are any.

    Remarks are printed after them and do not count. ``details`` are further keys of the JSON form.
    With a ``limit``, text has at most that many problems, and only the first of each kind in a
    file; ``see_all`` is the option that shows the others.
    """
    ordered, remarked = in_order(problems), in_order(remarks or ())
    if output is Format.JSON:
        record = {"problems": [asdict(problem) for problem in ordered]}
        if remarks is not None:
            record["remarks"] = [asdict(remark) for remark in remarked]
        typer.echo(json.dumps({**record, **(details or {})}, indent=2))
    else:
        hidden = _print_all(ordered, limit, "", typer.colors.RED)
        hidden += _print_all(remarked, limit, "remark: ", typer.colors.YELLOW)
        if hidden:
            typer.echo(f"{hidden} more not shown; {see_all} shows all.", err=True)
        if ordered:
            files = len({problem.file for problem in ordered})
            total = f"{count(len(ordered), 'problem')} in {count(files, 'file')}."
            typer.echo(f"{total} docs/reference/rules.md explains each rule.", err=True)
        else:
            typer.echo(success)
    if ordered:
        raise typer.Exit(1)


def report_and_exit(problems: Iterable[Problem], output: Format | ReportFormat) -> NoReturn:
    """Print problems as JSON or, for all other formats, as text, and exit with 1."""
    is_json = output in (Format.JSON, ReportFormat.JSON)
    report(problems, Format.JSON if is_json else Format.TEXT, limit=MOST)
    raise typer.Exit(1)


def _print_all(problems: Iterable[Problem], limit: int, before: str, colour: str) -> int:
    """Print problems by kind, and return how many a limit left out."""
    kinds: dict[object, list[Problem]] = {}
    for problem in problems:
        kind = (problem.file, problem.rule, VARIABLE.sub("", problem.message))
        kinds.setdefault(kind if limit else problem, []).append(problem)
    printed = hidden = 0
    for alike in kinds.values():
        most = len(alike) if len(alike) == PLACES + 1 else PLACES
        shown = alike[: min(most, limit - printed)] if limit else alike
        for problem in shown:
            _print(problem, before, colour)
        rest = len(alike) - len(shown)
        if shown and rest:
            typer.echo(f"    {rest} more like this in {shown[0].file}")
        printed += len(shown)
        hidden += rest
    return hidden


def _print(problem: Problem, before: str, colour: str) -> None:
    line = f":{problem.line}" if problem.line and ":" not in problem.place else ""
    place = f":{problem.place}" if problem.place else ""
    where = typer.style(f"{problem.file}{line}{place}", bold=True)
    rule = typer.style(f"[{problem.rule}]", fg=colour)
    typer.echo(f"{before}{where}: {problem.message} {rule}\n    {problem.remedy}")


def show(lines: Iterable[Text]) -> None:
    """Print styled lines, in colour if standard output is a terminal that has any."""
    from rich.console import Console

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
    """Print figures as tables with notes, or as data.

    ``comments`` are printed before LaTeX tables only: what would be too long for a caption.
    """
    match output:
        case ReportFormat.JSON:
            typer.echo(json.dumps(data, indent=2))
        case ReportFormat.MARKDOWN:
            from winnow.reports.tables import document

            typer.echo("\n".join([document(tables), *(f"{note}\n" for note in notes)]), nl=False)
        case ReportFormat.LATEX:
            typer.echo("% \\usepackage{booktabs}")
            for comment in comments:
                typer.echo(f"% {printable(comment)}")
            for table in tables:
                typer.echo(table.latex(" ".join(notes)))
        case ReportFormat.TEXT:
            for table in tables:
                _table(table)
            for note in notes:
                typer.echo(note)


def _table(table: Table) -> None:
    typer.echo(typer.style(table.title, bold=True))
    if table.wordy:
        _rows(table)
        return
    for number, line in enumerate(table.lines, start=-1):  # the head comes first
        typer.echo(typer.style(f"  {line}", bold=True) if number in table.bold else f"  {line}")
    typer.echo()


def _rows(table: Table) -> None:
    """Print a row as a paragraph: short cells in its first line, long ones below."""
    width = shutil.get_terminal_size((100, 24)).columns
    for row in table.rows:
        short, long = table.split(row)
        typer.echo(f"  {'  '.join(short)}")
        for cell in long:
            for line in textwrap.wrap(cell, max(width - 6, 40), break_on_hyphens=False):
                typer.echo(f"      {line}")
    typer.echo()


def failed(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(1)


def wrong_call(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(2)
