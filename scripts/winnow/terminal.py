"""What the command line shows, where, and with which exit code."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import track as rich_track

from winnow.checks.whole import Track
from winnow.problems import Problem, in_order


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"


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


def report(problems: Iterable[Problem], output: Format, fine: str = "") -> None:
    """Print problems, or that all is well; exit with 1 where there are any."""
    ordered = in_order(problems)
    if output is Format.JSON:
        record = {"problems": [problem.as_dict() for problem in ordered]}
        typer.echo(json.dumps(record, indent=2))
    else:
        for problem in ordered:
            line = f":{problem.line}" if problem.line and ":" not in problem.place else ""
            place = f":{problem.place}" if problem.place else ""
            where = typer.style(f"{problem.file}{line}{place}", bold=True)
            rule = typer.style(f"[{problem.rule}]", fg=typer.colors.RED)
            typer.echo(f"{where}: {problem.message} {rule}\n    {problem.remedy}")
        if ordered:
            files = len({problem.file for problem in ordered})
            found = f"{count(len(ordered), 'problem')} in {count(files, 'file')}."
            typer.echo(f"{found} docs/reference/rules.md explains each rule.", err=True)
        else:
            typer.echo(fine)
    if ordered:
        raise typer.Exit(1)


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def failed(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(1)


def wrong_call(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(2)
