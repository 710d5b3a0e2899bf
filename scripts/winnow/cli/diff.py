"""The command that compares two versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Root, load
from winnow.cli.inspect import Report
from winnow.model.hashes import logical_hash
from winnow.read.paths import Paths
from winnow.release import changes, changes_tables, snapshot
from winnow.rows.configs import corpus_rows

STATE = "A repository or release, as a folder or an archive, or a git revision."


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=STATE)],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help=f"{STATE} The root where none is given."),
    ] = None,
    output: Report = terminal.ReportFormat.TEXT,
    root: Root = HERE,
) -> None:
    """Compare two versions, and name the step by which the version must rise.

    Of each layer: which ids were added, withdrawn and changed, with both values; how often each
    label occurs; how far the two agree. Nothing is checked, so older versions can be compared.
    """
    try:
        found = changes.between(_state(old, root), _state(new or str(root), root))
    except snapshot.UnreadableError as error:
        terminal.wrong_call(str(error))
    data = changes_tables.as_data(found)
    notes = changes_tables.notes(data)
    terminal.figures(data, changes_tables.tables(data), output, notes)


def _state(given: str, root: Path) -> snapshot.Snapshot:
    """A state; that of a repository with the hashes that a build would give now, if one can be."""
    state = snapshot.read(given, root)
    if not (Path(given) / "dataset").is_dir():
        return state
    loading, _ = load(Paths(Path(given)))
    if loading.corpus is None:
        typer.echo(
            f"Not every check passes in {given} (winnow check), so that its hashes are those of "
            "its last build.",
            err=True,
        )
        return state
    hashes = {
        config: logical_hash(rows) for config, rows in corpus_rows(loading.corpus).items() if rows
    }
    return replace(state, hashes=hashes)
