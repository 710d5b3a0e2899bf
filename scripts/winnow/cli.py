"""The command ``winnow``: the only place that prints and sets exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from winnow import __version__, build, card, commit, corpus, differences, site, terminal, verify
from winnow.corpus import Corpus
from winnow.documents import read_bytes
from winnow.paths import Paths
from winnow.problems import Problem, in_order, printable

app = typer.Typer(
    help="Check, build and verify a dataset of scraped news pages with gold annotations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
)


Root = Annotated[
    Path,
    typer.Option(help="Folder that holds dataset/, schema/ and dataset_card.md."),
]
Output = Annotated[
    terminal.Format,
    typer.Option("--format", help="Print problems as text for people or as JSON for programs."),
]
HERE = Path()

LOADING = """\
from datasets import load_dataset
segments = load_dataset("{dataset}", "boilerplate", split="test")
print(segments[0]["text"], segments.features["kind"].int2str(segments[0]["kind"]))
"""


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


@app.command(short_help="Report every problem in sources, annotations and schemas.")
def check(
    pages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PAGE", help="Ids of pages; all where none is given."),
    ] = None,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check sources, annotations and schemas, and report every problem at once.

    With PAGE, problems of other pages are left out; those of shared files are told all the same.
    """
    paths = _paths(root)
    loading, _ = _load(paths)
    wanted = set(pages or loading.page_ids)
    index = paths.relative(paths.sources_index)
    unknown = sorted(wanted - set(loading.page_ids) - _strangers(loading))
    if unknown and not any(problem.file == index for problem in loading.problems):
        ids = ", ".join(loading.page_ids) or "none"
        terminal.wrong_call(f"no such page: {', '.join(unknown)}. The ids of the pages are: {ids}")
    others = {
        paths.relative(path)
        for page_id in set(loading.page_ids) - wanted
        for path in (paths.sources / f"{page_id}.txt", paths.gold / f"{page_id}.json")
    }
    problems = [problem for problem in loading.problems if problem.file not in others]
    terminal.report(
        problems, output, fine=f"{terminal.count(len(wanted), 'page')} checked, no problems."
    )


@app.command("build", short_help="Check everything, then build dataset/.")
def build_command(
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say what a build would change."),
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check everything, then build the dataset folder; where problems are found, touch nothing."""
    paths = _paths(root)
    with commit.alone(paths.dataset):
        made, loaded = _plan(paths, output)
        if only_check:
            stale = differences.differences(made, paths.dataset, loaded.schemas)
            terminal.report(
                _below(Path("dataset"), stale), output, fine="What was built is current."
            )
            return
        try:
            changed = commit.commit(made.files, paths.dataset)
        except OSError as error:
            terminal.failed(
                f"{error.filename2 or error.filename or paths.dataset}: cannot be written: "
                f"{error.strerror or error}. The dataset is whole, as it was or as it is to be; "
                "mend this and build again"
            )
    if output is terminal.Format.JSON:
        rows = {config.name: config.rows for config in made.configs}
        typer.echo(json.dumps({"changed": changed, "rows": rows}))
        return
    said = "Built" if changed else "Already current:"
    metadata = loaded.metadata
    typer.echo(f"{said} {paths.dataset}, {metadata['name']} {metadata['version']}:")
    for config in made.configs:
        size = sum(map(len, config.files.values())) / 1000
        typer.echo(f"  {config.name:<12} {terminal.count(config.rows, 'row'):>9}  {size:7.1f} kB")
    typer.echo("\nLoad it in Python:\n")
    folder = paths.dataset.as_posix()
    shown = folder if paths.dataset.is_absolute() else f"./{folder}"
    for line in LOADING.format(dataset=shown).splitlines():
        typer.echo(f"  {line}")


@app.command("verify", short_help="Recompute the hashes of a built folder.")
def verify_command(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            help="A built dataset folder; dataset/ under the root where none is given.",
        ),
    ] = None,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Recompute the hashes of a built dataset folder and say what is missing or damaged.

    This covers what was built, the licence and the texts. Whether it is current, and whether the
    annotations are sound, `winnow build --check` says.
    """
    folder = path or _paths(root).dataset
    if not folder.is_dir():
        terminal.wrong_call(f"{folder} is not a folder")
    problems = _below(folder, verify.verify(folder))
    terminal.report(
        problems,
        output,
        fine=f"{folder}: built files, licence and sources are complete and undamaged.",
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
    """Write the pages of the docs that are made from schemas, rules, commands and data."""
    paths = _paths(root)
    _, loaded = _plan(paths, output)
    changelog, problem = read_bytes(paths.root / "CHANGELOG.md", "CHANGELOG.md")
    if changelog is None or problem:
        terminal.report([problem] if problem else [], output)
        return
    made = site.pages(loaded, _help(), changelog.decode("utf-8", "replace"))
    stale = site.differences(made, paths.docs)
    if only_check:
        problems = [site.stale(paths.relative(paths.docs / each)) for each in stale]
        terminal.report(problems, output, fine="The generated pages are current.")
        return
    try:
        site.write({path: made[path] for path in stale}, paths.docs)
    except OSError as error:
        terminal.failed(f"{error.filename}: cannot be written: {error.strerror or error}")
    if output is terminal.Format.JSON:
        typer.echo(json.dumps({"written": stale}))
        return
    typer.echo(f"{terminal.count(len(stale), 'page')} written, {len(made) - len(stale)} current.")


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


def _load(paths: Paths) -> tuple[corpus.Loading, card.Template | None]:
    """Corpus and template of the card; among the problems are those of both."""
    loading = corpus.load(paths, terminal.track("Checking"))
    template, problems = card.read(paths.card, paths.relative(paths.card))
    return replace(loading, problems=in_order([*loading.problems, *problems])), template


def _strangers(loading: corpus.Loading) -> set[str]:
    """Ids of pages that have a file but no entry in the index."""
    folders = ("dataset/sources", "dataset/annotations/gold")
    files = [Path(problem.file) for problem in loading.problems]
    return {file.stem for file in files if file.parent.as_posix() in folders}


def _plan(paths: Paths, output: terminal.Format) -> tuple[build.Build, Corpus]:
    """The build that the root gives; problems are reported, and end the command."""
    loading, template = _load(paths)
    if loading.corpus is None or template is None or loading.problems:
        terminal.report(loading.problems, output)
        raise typer.Exit(1)
    made, problems = build.plan(loading.corpus, template, paths)
    if made is None:
        terminal.report(problems, output)
        raise typer.Exit(1)
    return made, loading.corpus


def _below(folder: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of a built folder, with the folder before each file."""
    for problem in problems:
        yield replace(problem, file=printable(f"{folder.as_posix()}/{problem.file}"))


def _paths(root: Path) -> Paths:
    if not (root / "dataset").is_dir():
        terminal.wrong_call(
            f"there is no folder dataset in {root.resolve()}; "
            "run winnow in the folder that holds dataset/, or name it with --root"
        )
    return Paths(root)


def main() -> None:
    """Run the command line."""
    terminal.prepare()
    app(prog_name="winnow")
