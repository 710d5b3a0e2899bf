"""The command that compares two versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Report, Root, load
from winnow.model.hashes import logical_hash
from winnow.read.paths import Paths
from winnow.release import changes, changes_tables, snapshot
from winnow.rows.configs import corpus_rows

STATE = "A repository or a release (folder or archive), or a git revision"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=f"{STATE}.")],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help=f"{STATE}. Default: the root."),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="Leave out the table that lists every single change.")
    ] = False,
    output: Report = terminal.ReportFormat.TEXT,
    root: Root = HERE,
) -> None:
    """Compare two versions, and report which version step the changes require.

    For each layer, the tables list the ids that were added, withdrawn or changed, with the old and
    the new value; how often each label occurs; and the agreement of the two versions. Nothing is
    checked, so older versions can be compared, too.
    """
    try:
        (before, built_before), (after, built_after) = (
            _state(name, root) for name in (old, new or str(root))
        )
        compared = changes.between(before, after)
    except snapshot.UnreadableError as error:
        terminal.wrong_call(str(error))
    data = changes_tables.as_data(compared)
    data["old"]["hashes_of_last_build"] = built_before
    data["new"]["hashes_of_last_build"] = built_after
    tables = changes_tables.tables(data)
    if summary:
        tables = [table for table in tables if table.title != changes_tables.SINGLE_CHANGES]
    terminal.figures(data, tables, output, changes_tables.notes(data))


def _state(name: str, root: Path) -> tuple[snapshot.Snapshot, bool]:
    """The state with a name, and whether its hashes are those of its last build.

    For a repository without problems, the hashes are computed instead.
    """
    state = snapshot.read(name, root)
    if not (Path(name) / "dataset").is_dir():
        return state, True
    loading = load(Paths(Path(name)))
    if loading.corpus is None:
        typer.echo(
            f"{name} has problems (winnow check), so the hashes of its last build are shown.",
            err=True,
        )
        return state, True
    hashes = {
        config: logical_hash(rows) for config, rows in corpus_rows(loading.corpus).items() if rows
    }
    return replace(state, hashes=hashes), False
