"""The command ``winnow``: its commands, and the one that writes the docs, which name them all."""

from __future__ import annotations

from typing import Annotated

import typer

from winnow import __version__
from winnow.cli import dataset, diff, inspect, release, score, site, terminal

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
app.command(short_help="Print a page with its gold annotations.")(inspect.show)
app.command(short_help="Count annotations, labels and decisions.")(inspect.counts)
app.command(short_help="Measure how far two passes agree.")(inspect.agree)
app.command(short_help="Tell what audits found.")(inspect.audit)
app.command(short_help="Run a system to get its predictions.")(score.predict)
app.command(short_help="Score the predictions of a system.")(score.score)
app.command(short_help="Compare two versions.")(diff.diff)
app.command(short_help="Make a release.")(release.release)
app.command("rehydrate", short_help="Make the dataset of a standoff release and the texts.")(
    release.rehydrated
)


app.command("site", short_help="Write the generated pages of the docs.")(site.site_command)


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
