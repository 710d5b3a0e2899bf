"""What several commands share: options, and the corpus that they work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from winnow.checks import load as corpus
from winnow.cli import terminal
from winnow.dataset import build, card
from winnow.model.corpus import Corpus
from winnow.model.problem import Problem, in_order, printable
from winnow.read.paths import Paths

Root = Annotated[
    Path,
    typer.Option(help="Folder with dataset/, schema/, docs/guidelines/ and dataset_card.md."),
]
Output = Annotated[
    terminal.Format,
    typer.Option("--format", help="Print results as text for people or as JSON for programs."),
]
HERE = Path()


def load(paths: Paths) -> tuple[corpus.Loading, card.Template | None]:
    """Corpus and template of the card; among the problems are those of both."""
    loading = corpus.load(paths, terminal.track("Checking"))
    template, problems = card.read(paths.card, paths.relative(paths.card))
    return replace(loading, problems=in_order([*loading.problems, *problems])), template


def plan(paths: Paths, output: terminal.Format) -> tuple[build.Build, Corpus]:
    """The build that the root gives; problems are reported, and end the command."""
    loading, template = load(paths)
    if loading.corpus is None or template is None or loading.problems:
        terminal.report(loading.problems, output)
        raise typer.Exit(1)
    made, problems = build.plan(loading.corpus, template, paths)
    if made is None:
        terminal.report(problems, output)
        raise typer.Exit(1)
    return made, loading.corpus


def below(folder: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of a built folder, with the folder before each file."""
    for problem in problems:
        yield replace(problem, file=printable(f"{folder.as_posix()}/{problem.file}"))


def paths_of(root: Path) -> Paths:
    """The paths below a root; a wrong call where there is no dataset."""
    if not (root / "dataset").is_dir():
        terminal.wrong_call(
            f"there is no folder dataset in {root.resolve()}; "
            "run winnow in the folder that holds dataset/, or name it with --root"
        )
    return Paths(root)
