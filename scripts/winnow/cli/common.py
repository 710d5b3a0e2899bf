"""Options, arguments and steps that several commands share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from winnow.cli import terminal
from winnow.model.page import matching_ids
from winnow.model.problem import Problem, hint, in_order, printable
from winnow.read.paths import Paths

if TYPE_CHECKING:  # imported where they run: completion and help take a third of the time
    from winnow.checks.load import Loading
    from winnow.dataset.build import Build
    from winnow.dataset.card import Template
    from winnow.model.corpus import Corpus

Root = Annotated[
    Path,
    typer.Option(
        metavar="PATH", help="Folder with dataset/, schema/, docs/guidelines/ and dataset_card.md."
    ),
]
Output = Annotated[
    terminal.Format,
    typer.Option("--format", metavar="FORMAT", help="Format of the results: text or json."),
]
Report = Annotated[
    terminal.ReportFormat,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="Format of the figures: tables as text, markdown or latex, or all figures as json.",
    ),
]
HERE = Path()


def complete_page(context: typer.Context, incomplete: str) -> list[str]:
    """Ids of pages, for completion in a shell."""
    sources = Paths(Path(context.params.get("root") or HERE)).sources
    return sorted(path.stem for path in sources.glob(f"{incomplete}*.txt"))


def page_id(wanted: str, known: Sequence[str]) -> str:
    """The id of the only page that is, or begins with, ``wanted``; else the call is wrong."""
    matches = matching_ids(wanted, known)
    if not matches:
        ids = f"The pages are: {', '.join(known)}" if known else "There are no pages"
        terminal.wrong_call(f"no such page: {wanted!r}{hint(wanted, known)}. {ids}")
    if len(matches) > 1:
        terminal.wrong_call(f"{wanted!r} is the beginning of several pages: {', '.join(matches)}")
    return matches[0]


def load(paths: Paths) -> Loading:
    """Everything under a root, read and checked."""
    from winnow.checks import load as corpus

    return corpus.load(paths, terminal.track("Checking"))


def load_with_card(paths: Paths) -> tuple[Loading, Template | None]:
    """The same with the problems of the template of the card, and the template."""
    from winnow.dataset import card

    loading = load(paths)
    template, problems = card.read(paths.card, paths.relative(paths.card))
    return replace(loading, problems=in_order([*loading.problems, *problems])), template


def plan(paths: Paths, output: terminal.Format) -> tuple[Build, Corpus]:
    """The build that a root gives; problems are reported and end the command."""
    from winnow.dataset import build

    loading, template = load_with_card(paths)
    if loading.corpus is None or template is None or loading.problems:
        terminal.report_and_exit(loading.problems, output)
    planned, problems = build.plan(loading.corpus, template, paths)
    if planned is None:
        terminal.report_and_exit(problems, output)
    return planned, loading.corpus


def below(folder: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of a built folder, with the folder before each file."""
    for problem in problems:
        yield replace(problem, file=printable(f"{folder.as_posix()}/{problem.file}"))


def paths_of(root: Path) -> Paths:
    """The paths below a root; a wrong call if it has no dataset."""
    if not (root / "dataset").is_dir():
        terminal.wrong_call(
            f"there is no folder dataset in {root.resolve()}; "
            "run winnow in the folder that holds dataset/, or name it with --root"
        )
    return Paths(root)
