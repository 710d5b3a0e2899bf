"""Run the baselines and write their tables: ``python -m baselines``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError
from typing import Annotated

import typer

from baselines import docs, results
from baselines.catalogue import BASELINES
from winnow.cli import terminal
from winnow.cli.common import HERE, Root, paths_of
from winnow.cli.score import read_gold
from winnow.model.rules import BUILD_STALE

INSTALL = "make baselines installs what they need"


def baselines(
    only_check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing; say whether the page is current, but for what is trained, which "
            "can come out otherwise on another processor.",
        ),
    ] = False,
    root: Root = HERE,
) -> None:
    """Run the baselines on the gold standard, offline, and write their tables.

    Each is run with the library that it is named after, and scored as winnow score does; the
    tables of docs/baselines.md are made anew, and its words are left as they are.
    """
    paths = paths_of(root)
    file = paths.docs / docs.PATH
    if not file.is_file():
        terminal.wrong_call(f"there is no {file}, which the tables are written into")
    gold = read_gold(None, root, terminal.Format.TEXT)
    try:
        results.packages()
        found = list(_told(results.results(gold), len(BASELINES)))
        after = list(results.pipelines(gold))
    except PackageNotFoundError as error:
        terminal.failed(f"the package {error.name} is not installed; {INSTALL}")
    before = file.read_text(encoding="utf-8")
    try:
        made = docs.filled(before, docs.blocks(found, after))
    except ValueError as error:
        terminal.failed(f"{file}: {error}; restore them from version control")
    if only_check:
        shown = paths.relative(file)
        same = docs.without_trained(made) == docs.without_trained(before)
        stale = BUILD_STALE.at(shown, "", "is not as it would be made", "make it: make baselines")
        terminal.report([] if same else [stale], terminal.Format.TEXT, fine=f"{shown} is current.")
        return
    file.write_text(made, encoding="utf-8")
    typer.echo(f"{file}: {terminal.count(len(found), 'baseline')} scored.")


def _told(found: Iterable[results.Result], number: int) -> Iterator[results.Result]:
    """The results, each named on standard error as soon as it is there."""
    for at, each in enumerate(found, start=1):
        typer.echo(f"{at} of {number}: {each.baseline.task}, {each.baseline.name}", err=True)
        yield each


if __name__ == "__main__":
    terminal.prepare()
    typer.run(baselines)
