"""The command ``winnow``: its commands, and the one that writes the docs, which name them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from winnow import __version__, built, guidelines, site, terminal
from winnow.browse import files, folder
from winnow.build import Build
from winnow.commands import baselines, dataset, reading, releases, scoring, versions
from winnow.commands.common import HERE, Output, Root, below, paths_of, plan
from winnow.corpus import Corpus
from winnow.differences import differences
from winnow.documents import Json, read_bytes
from winnow.paths import Paths
from winnow.problems import Problem

app = typer.Typer(
    help="Check, build and verify a dataset of scraped news pages with gold annotations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"winnow {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Check, build and verify a dataset of scraped news pages with gold annotations."""


app.command(short_help="Report every problem in sources, annotations and schemas.")(dataset.check)
app.command(short_help="Check everything, then build dataset/.")(dataset.build)
app.command(short_help="Recompute the hashes of a built folder or a release.")(dataset.verify)
app.command(short_help="Print a page with its gold annotations.")(reading.show)
app.command(short_help="Count annotations, labels and decisions.")(reading.counts)
app.command(short_help="Measure how far two passes agree.")(reading.agree)
app.command(short_help="Tell what audits found.")(reading.audit)
app.command(short_help="Run a system to get its predictions.")(scoring.predict)
app.command(short_help="Score the predictions of a system.")(scoring.score)
app.command(short_help="Run the baselines and write their tables.")(baselines.baselines)
app.command(short_help="Compare two versions.")(versions.diff)
app.command(short_help="Make a release.")(releases.release)
app.command("rehydrate", short_help="Make the dataset of a standoff release and the texts.")(
    releases.rehydrated
)


@app.command("site", short_help="Write the generated pages of the docs.")
def site_command(
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
    made = site.pages(loaded, planned.figures, _help(), said, sheet, texts)
    stale = site.differences(made, paths.docs)
    if only_check:
        problems = [site.stale(paths.relative(paths.docs / each)) for each in stale]
        terminal.report(problems, output, fine="The generated pages are current.")
        return
    rows, behind = _built_rows(paths, planned, loaded)
    if behind:
        terminal.report(below(paths.dataset.relative_to(paths.root), behind), output)
    try:
        site.write({path: made[path] for path in stale}, paths.docs)
        browser = folder.write(files.files(rows, loaded, planned.figures), paths.docs)
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
    configs, _ = built.read_card(paths.dataset)
    if behind or configs is None:
        return {}, behind
    return {each.name: built.read_rows(paths.dataset, each) for each in configs}, []


def _help() -> Iterator[site.CommandHelp]:
    """Each command as its ``--help`` shows it."""
    for name, command in typer.main.get_group(app).commands.items():
        context = typer.Context(command, info_name=f"winnow {name}")
        records = [parameter.get_help_record(context) for parameter in command.params]
        yield site.CommandHelp(
            name=f"winnow {name}",
            usage=" ".join(command.get_usage(context).removeprefix("Usage: ").split()),
            description=command.help or "",
            parameters=tuple(
                (record[0].replace("|", ", "), record[1]) for record in records if record
            ),
        )


def main() -> None:
    """Run the command line."""
    terminal.prepare()
    try:
        app(prog_name="winnow")
    except SystemExit as error:
        # typer and rich exit with 1 where their output is closed, which here means problems.
        if isinstance(error.__context__, BrokenPipeError):
            raise SystemExit(terminal.OUTPUT_CLOSED) from None
        raise
