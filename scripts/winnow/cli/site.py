"""The command that writes the generated pages of the docs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.commands import COMMANDS, imported, parameters
from winnow.cli.common import HERE, Output, Root, below, paths_of, plan
from winnow.dataset import folder
from winnow.dataset.build import Build
from winnow.dataset.diff import differences
from winnow.model.corpus import Corpus
from winnow.model.describe import count
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.read import guidelines
from winnow.read.files import read_bytes
from winnow.read.paths import Paths
from winnow.site import build, query, reference


def site_command(
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; list the pages that are not current."),
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Write the pages of the docs that are generated from schemas, rules, commands and data.

    Reference pages are written in place; pages, entities, rows and figures below docs/browse/, from
    the Parquet files of dataset/, which must be current. With --check, report whether the generated
    pages that are kept in the repository are current.
    """
    paths = paths_of(root)
    planned, corpus = plan(paths, output)
    changelog, problem = read_bytes(paths.changelog, Paths.changelog)
    texts, problems = guidelines.read(paths)
    if changelog is None or problem or problems:
        terminal.report_and_exit([*([problem] if problem else []), *problems], output)
    datasheet = planned.files.get(paths.datasheet.name, b"").decode() or None
    pages = reference.pages(
        corpus,
        planned.figures,
        command_help(),
        changelog.decode("utf-8", "replace"),
        datasheet,
        texts,
    )
    stale = reference.differences(pages, paths.docs)
    if only_check:
        stale_pages = [reference.stale(paths.relative(paths.docs / path)) for path in stale]
        terminal.report(stale_pages, output, "The generated pages are current.")
        return
    rows, parquet, outdated = _built_rows(paths, planned, corpus)
    if outdated:
        terminal.report_and_exit(below(paths.dataset.relative_to(paths.root), outdated), output)
    try:
        reference.write({path: pages[path] for path in stale}, paths.docs)
        guideline_pages = {name: pages[f"guidelines/{name}"] for name in texts}
        generated = build.files(rows, corpus, planned.figures, guideline_pages)
        browser = build.write(chain(generated, query.files(corpus.schemas, parquet)), paths.docs)
    except OSError as error:
        terminal.failed(f"{error.filename}: cannot be written: {error.strerror or error}")
    if browser.missing:
        typer.echo(MISSING.format(names=", ".join(browser.missing)), err=True)
    if output is terminal.Format.JSON:
        browse = {"written": browser.written, "removed": browser.removed}
        typer.echo(json.dumps({"written": stale, "browse": browse}))
        return
    typer.echo(
        f"{count(len(stale), 'page')} written, {len(pages) - len(stale)} current; below "
        f"docs/browse/ {browser.written} written, {browser.current} current, "
        f"{browser.removed} removed."
    )


MISSING = (
    "Not installed: {names}. Without them, Explore shows no table and runs no SQL, and a site "
    "opened from files cannot be searched. Install them: npm ci --prefix docs/libraries"
)


def _built_rows(
    paths: Paths, planned: Build, corpus: Corpus
) -> tuple[dict[str, list[Json]], dict[str, list[Path]], list[Problem]]:
    """The rows and the Parquet files of each config in dataset/, or in what it is not current."""
    problems = list(differences(planned, paths.dataset, corpus.schemas))
    configs, _ = folder.read_card(paths.dataset)
    if problems or configs is None:
        return {}, {}, problems
    rows = {config.name: folder.read_rows(paths.dataset, config) for config in configs}
    parquet = {config.name: [paths.dataset / path for path in config.files] for config in configs}
    return rows, parquet, []


def command_help() -> Iterator[reference.CommandHelp]:
    """The help of every command."""
    for name, description in COMMANDS.items():
        command = imported(name)
        context = typer.Context(command, info_name=f"winnow {name}")
        yield reference.CommandHelp(
            group=description.group,
            name=f"winnow {name}",
            summary=description.summary,
            usage=" ".join(command.get_usage(context).removeprefix("Usage: ").split()),
            description=command.help or "",
            parameters=tuple(
                (parameter, text)
                for _, parameter, text in parameters(command, context)
                if parameter != "--help"
            ),
            examples=description.examples,
            page=description.page,
        )
