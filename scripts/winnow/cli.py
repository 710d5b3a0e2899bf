"""The command ``winnow``: the only place that prints and sets exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import track as rich_track

from winnow import __version__, build, commit, corpus, differences, site, verify
from winnow.corpus import Corpus
from winnow.paths import Paths
from winnow.problems import Problem, in_order

app = typer.Typer(
    help="Check, build and verify a dataset of scraped news pages with gold annotations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
)


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"


Root = Annotated[
    Path,
    typer.Option(help="Folder that holds dataset/, schema/ and dataset_card.md."),
]
Output = Annotated[
    Format,
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
    output: Output = Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check sources, annotations and schemas, and report every problem at once.

    With PAGE, problems of other pages are left out; those of shared files are told all the same.
    """
    paths = _paths(root)
    loading = corpus.load(paths, _track("Checking"))
    wanted = set(pages or loading.page_ids)
    known = set(loading.page_ids) | {Path(problem.file).stem for problem in loading.problems}
    if unknown := sorted(wanted - known):
        ids = ", ".join(loading.page_ids) or "none"
        _wrong_call(f"no such page: {', '.join(unknown)}. The ids of the pages are: {ids}")
    others = set(loading.page_ids) - wanted
    problems = [problem for problem in loading.problems if Path(problem.file).stem not in others]
    _report(problems, output, fine=f"{_count(len(wanted), 'page')} checked, no problems.")


@app.command("build", short_help="Check everything, then build dataset/.")
def build_command(
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say what a build would change."),
    ] = False,
    output: Output = Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check everything, then build the dataset folder; where problems are found, touch nothing."""
    paths = _paths(root)
    made, loaded = _plan(paths, output)
    if only_check:
        stale = list(differences.differences(made, paths.dataset, loaded.schemas))
        _report(stale, output, fine="What was built is current.")
        return
    try:
        changed = commit.commit(made.files, paths.dataset)
    except OSError as error:
        _failed(
            f"{error.filename or paths.dataset}: cannot be written: {error.strerror}. "
            "The dataset that was there is whole; mend this and build again."
        )
    if output is Format.JSON:
        rows = {config.name: config.rows for config in made.configs}
        typer.echo(json.dumps({"changed": changed, "rows": rows}))
        return
    said = "Built" if changed else "Already current:"
    metadata = loaded.metadata
    typer.echo(f"{said} {paths.dataset}, {metadata['name']} {metadata['version']}:")
    for config in made.configs:
        size = sum(map(len, config.files.values())) / 1000
        typer.echo(f"  {config.name:<12} {_count(config.rows, 'row'):>9}  {size:7.1f} kB")
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
    output: Output = Format.TEXT,
    root: Root = HERE,
) -> None:
    """Recompute the hashes of a built dataset folder and say what is missing or damaged.

    Whether it is current, `winnow build --check` says.
    """
    folder = path or _paths(root).dataset
    if not folder.is_dir():
        _wrong_call(f"{folder} is not a folder")
    _report(verify.verify(folder), output, fine=f"{folder}: complete and undamaged.")


@app.command("site", short_help="Write the generated pages of the docs.")
def site_command(
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say which pages are not current."),
    ] = False,
    output: Output = Format.TEXT,
    root: Root = HERE,
) -> None:
    """Write the pages of the docs that are made from schemas, rules, commands and data."""
    paths = _paths(root)
    _, loaded = _plan(paths, output)
    made = site.pages(loaded, _help(), paths.root)
    stale = site.differences(made, paths.docs)
    if only_check:
        problems = [site.stale(paths.relative(paths.docs / each)) for each in stale]
        _report(problems, output, fine="The generated pages are current.")
        return
    site.write({path: made[path] for path in stale}, paths.docs)
    typer.echo(f"{_count(len(stale), 'page')} written, {len(made) - len(stale)} current.")


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


def _plan(paths: Paths, output: Format) -> tuple[build.Build, Corpus]:
    """The build that the root gives; problems are reported, and end the command."""
    loading = corpus.load(paths, _track("Checking"))
    if loading.corpus is None:
        _report(loading.problems, output)
        raise typer.Exit(1)
    made, problems = build.plan(loading.corpus, paths)
    if made is None:
        _report(problems, output)
        raise typer.Exit(1)
    return made, loading.corpus


def _paths(root: Path) -> Paths:
    if not (root / "dataset").is_dir():
        _wrong_call(
            f"there is no folder dataset in {root.resolve()}; "
            "run winnow in the folder that holds dataset/, or name it with --root"
        )
    return Paths(root)


def _track(label: str) -> corpus.Track:
    """A progress bar on standard error, where that is a terminal and the work takes long."""
    console = Console(stderr=True)

    def track(page_ids: Sequence[str]) -> Iterable[str]:
        if not console.is_terminal or len(page_ids) < 50:
            return page_ids
        return rich_track(page_ids, description=label, console=console, transient=True)

    return track


def _report(problems: Iterable[Problem], output: Format, fine: str = "") -> None:
    """Print problems, or that all is well; exit with 1 where there are any."""
    ordered = in_order(problems)
    if output is Format.JSON:
        record = {"problems": [problem.as_dict() for problem in ordered]}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        for problem in ordered:
            line = f":{problem.line}" if problem.line else ""
            place = f":{problem.place}" if problem.place else ""
            where = typer.style(f"{problem.file}{line}{place}", bold=True)
            rule = typer.style(f"[{problem.rule}]", fg=typer.colors.RED)
            typer.echo(f"{where}: {problem.message} {rule}\n    {problem.remedy}")
        if ordered:
            files = len({problem.file for problem in ordered})
            found = f"{_count(len(ordered), 'problem')} in {_count(files, 'file')}."
            typer.echo(f"{found} docs/reference/rules.md explains each rule.", err=True)
        else:
            typer.echo(fine)
    if ordered:
        raise typer.Exit(1)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _failed(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(1)


def _wrong_call(message: str) -> NoReturn:
    typer.echo(f"winnow: {message}", err=True)
    raise typer.Exit(2)


def main() -> None:
    """Run the command line."""
    app(prog_name="winnow")
