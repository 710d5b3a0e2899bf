"""The command that writes the generated pages of the docs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from typer.core import TyperGroup

from winnow.cli import terminal
from winnow.cli.common import HERE, Output, Root, below, paths_of, plan
from winnow.dataset import folder
from winnow.dataset.build import Build
from winnow.dataset.diff import differences
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.read import guidelines
from winnow.read.files import read_bytes
from winnow.read.paths import Paths
from winnow.site import build, reference


def site_command(
    context: typer.Context,
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say which pages are not current."),
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Write the pages of the docs that are made from schemas, rules, commands and data.

    Reference pages are written in place; pages, entities, rows and figures below docs/browse/,
    from the Parquet files of dataset/, which must be current. With --check, only what is kept in
    the repository is compared.
    """
    paths = paths_of(root)
    planned, loaded = plan(paths, output)
    changelog, problem = read_bytes(paths.root / "CHANGELOG.md", "CHANGELOG.md")
    if changelog is None or problem:
        terminal.report([problem] if problem else [], output)
        return
    texts, problems = guidelines.read(paths)
    if problems:
        terminal.report(problems, output)
    said = changelog.decode("utf-8", "replace")
    sheet = planned.files.get(paths.datasheet.name, b"").decode() or None
    made = reference.pages(loaded, planned.figures, _help(context), said, sheet, texts)
    stale = reference.differences(made, paths.docs)
    if only_check:
        problems = [reference.stale(paths.relative(paths.docs / each)) for each in stale]
        terminal.report(problems, output, fine="The generated pages are current.")
        return
    rows, behind = _built_rows(paths, planned, loaded)
    if behind:
        terminal.report(below(paths.dataset.relative_to(paths.root), behind), output)
    try:
        reference.write({path: made[path] for path in stale}, paths.docs)
        browser = build.write(build.files(rows, loaded, planned.figures), paths.docs)
    except OSError as error:
        terminal.failed(f"{error.filename}: cannot be written: {error.strerror or error}")
    if browser.missing:
        typer.echo(MISSING.format(names=", ".join(browser.missing)), err=True)
    if output is terminal.Format.JSON:
        told = {"written": browser.written, "removed": browser.removed}
        typer.echo(json.dumps({"written": stale, "browse": told}))
        return
    typer.echo(
        f"{terminal.count(len(stale), 'page')} written, {len(made) - len(stale)} current; below "
        f"docs/browse/ {browser.written} written, {browser.current} current, "
        f"{browser.removed} removed."
    )


MISSING = (
    "Not in place: {names}. Without them, Explore shows no table, and nothing can be searched in "
    "a site opened from files. They are installed by: npm ci --prefix docs/libraries"
)


def _built_rows(
    paths: Paths, made: Build, loaded: Corpus
) -> tuple[dict[str, list[Json]], list[Problem]]:
    """The rows of each config as dataset/ has them, or in what it is not current."""
    behind = list(differences(made, paths.dataset, loaded.schemas))
    configs, _ = folder.read_card(paths.dataset)
    if behind or configs is None:
        return {}, behind
    return {each.name: folder.read_rows(paths.dataset, each) for each in configs}, []


def _help(program: typer.Context) -> Iterator[reference.CommandHelp]:
    """Each command as its ``--help`` shows it."""
    root = program.find_root()
    assert isinstance(root.command, TyperGroup)
    for name in root.command.list_commands(root):
        command = root.command.get_command(root, name)
        assert command is not None
        context = typer.Context(command, info_name=f"winnow {name}")
        records = [parameter.get_help_record(context) for parameter in command.params]
        yield reference.CommandHelp(
            name=f"winnow {name}",
            usage=" ".join(command.get_usage(context).removeprefix("Usage: ").split()),
            description=command.help or "",
            parameters=tuple(
                (record[0].replace("|", ", "), record[1]) for record in records if record
            ),
        )
