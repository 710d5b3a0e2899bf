"""The command ``winnow``."""

from __future__ import annotations

import os
import signal
from typing import Annotated

if "_WINNOW_COMPLETE" in os.environ:
    # The shell asks for completions: Ctrl-C ends this process without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import typer

from winnow.cli import terminal
from winnow.cli.commands import COMMANDS, Group

app = typer.Typer(
    cls=Group,
    help="Use, annotate and maintain a dataset of scraped news pages with gold annotations.",
    epilog="winnow COMMAND --help explains a command and gives an example.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from winnow import __version__

        typer.echo(f"winnow {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


def _placeholder() -> None:
    """Listed in place of a command until ``Group`` imports it."""


for name, command in COMMANDS.items():
    app.command(name, short_help=command.summary, rich_help_panel=command.group)(_placeholder)


def main() -> None:
    """Run the command line."""
    terminal.prepare()
    try:
        app(prog_name="winnow")
    except SystemExit as error:
        # typer and rich exit with 1 if their output is closed, but 1 means problems here.
        if isinstance(error.__context__, BrokenPipeError):
            raise SystemExit(terminal.OUTPUT_CLOSED) from None
        raise
    except OSError as error:
        terminal.abandon_output()
        where = error.filename2 or error.filename or "cannot write the output"
        raise SystemExit(f"winnow: {where}: {error.strerror or error}") from None
