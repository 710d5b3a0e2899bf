"""A table of a report, the same in the terminal, in the docs and in the card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

UNDEFINED = "–"
"""What stands where a figure is not defined, such as the agreement on nothing."""


@dataclass(frozen=True)
class Table:
    """A title, a head and rows of as many cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def markdown(self) -> str:
        """The head and the rows in GitHub's Markdown, without the title; ends in a newline."""
        lines = [self.head, ("---",) * len(self.head), *self.rows]
        return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    """A pipe would end the cell; a backslash before it would free it again."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def table(title: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """A table of anything that can be printed.

    A float has three places, None is undefined, and any white space is one space.
    """
    return Table(title, tuple(head), tuple(tuple(map(_shown, row)) for row in rows))


def _shown(value: object) -> str:
    if value is None:
        return UNDEFINED
    return f"{value:.3f}" if isinstance(value, float) else " ".join(str(value).split())


def document(tables: Iterable[Table], level: int = 2) -> str:
    """Tables in Markdown, each under its title as a heading of a level."""
    return "\n".join(f"{'#' * level} {each.title}\n\n{each.markdown}" for each in tables)
