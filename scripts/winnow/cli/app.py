"""The command ``winnow``: its commands, whose modules are imported when they run."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from winnow import __version__
from winnow.cli import terminal

COMMANDS = {
    "check": ("dataset:check", "Report every problem in sources, annotations and schemas."),
    "build": ("dataset:build", "Check everything, then build dataset/."),
    "verify": ("dataset:verify", "Recompute the hashes of a built folder or a release."),
    "show": ("inspect:show", "Print a page with its gold annotations."),
    "counts": ("inspect:counts", "Count annotations, labels and decisions."),
    "agree": ("inspect:agree", "Measure how far two passes agree."),
    "audit": ("inspect:audit", "Tell what audits found."),
    "predict": ("score:predict", "Run a system to get its predictions."),
    "score": ("score:score", "Score the predictions of a system."),
    "diff": ("diff:diff", "Compare two versions."),
    "release": ("release:release", "Make a release."),
    "rehydrate": ("release:rehydrated", "Make the dataset of a standoff release and the texts."),
    "site": ("site:site_command", "Write the generated pages of the docs."),
}
"""Module and function of each command, and its line in the list of commands."""


class LazyGroup(TyperGroup):
    """Imports a command when it is needed: only some score, release or draw a site."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        target, short_help = COMMANDS[cmd_name]
        module, _, function = target.partition(":")
        single = typer.Typer(rich_markup_mode=None, add_completion=False)
        single.command(cmd_name, short_help=short_help)(
            getattr(import_module(f"winnow.cli.{module}"), function)
        )
        return typer.main.get_command(single)


app = typer.Typer(
    cls=LazyGroup,
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


def _not_imported() -> None:
    """Stands for a command in the list of names until ``LazyGroup`` imports it."""


for name in COMMANDS:
    app.command(name)(_not_imported)


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
