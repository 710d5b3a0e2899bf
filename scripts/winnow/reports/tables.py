"""Tables of reports: for the terminal, in Markdown and in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from winnow.model.problem import printable

UNDEFINED = "–"
"""Shown instead of a figure that is not defined, such as the agreement on nothing."""

FIGURE = re.compile(rf"[-+]?[\d.]+( of \d+| \[[\d., -]+\])?( \(\d+\))?|{UNDEFINED}")
"""A cell with a number, with its interval or share if it has one; or with no defined number."""

LONGEST = 60
"""Most characters of a cell of a table; longer cells turn the table into a list."""

COLUMN_WIDTH = 50
"""About how many characters fit in a column of a paper in two columns."""


@dataclass(frozen=True)
class Table:
    """A title, a head and rows of as many cells; ``bold`` has the numbers of rows to emphasise."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[int] = frozenset()

    @cached_property
    def wordy(self) -> frozenset[str]:
        """The heads of columns with cells longer than ``LONGEST``."""
        columns = zip(self.head, *self.rows, strict=True)
        return frozenset(
            name for name, *cells in columns if any(len(cell) > LONGEST for cell in cells)
        )

    @property
    def markdown(self) -> str:
        """Head and rows in GitHub's Markdown, without the title; a list where it is wordy."""
        if self.wordy:
            return "".join(map(self._item, self.rows))
        lines = [self.head, ("---",) * len(self.head), *self.rows]
        return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)

    @property
    def lines(self) -> list[str]:
        """Head and rows in padded columns; columns of figures are aligned to the right."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = []
        for row in (self.head, *self.rows):
            cells = (
                cell.rjust(width) if figure else cell.ljust(width)
                for cell, width, figure in zip(row, widths, self._figures, strict=True)
            )
            lines.append("  ".join(cells).rstrip())
        return lines

    @cached_property
    def _figures(self) -> list[bool]:
        """For each column, whether all its cells are figures."""
        cells = zip(*self.rows, strict=True) if self.rows else ([] for _ in self.head)
        return [all(FIGURE.fullmatch(cell) for cell in column) for column in cells]

    def latex(self, note: str = "") -> str:
        """Head and rows as a LaTeX ``table``, or ``table*`` if wide, which needs ``booktabs``.

        The caption is the title and a note; the label is made from the title.
        """
        caption = ". ".join(
            filter(None, [self.title, "Bold: main result" if self.bold else "", note])
        )
        heads = " & ".join(map(_latex, self.head))
        places = "".join("r" if figure else "l" for figure in self._figures)
        rows = [
            " & ".join(rf"\textbf{{{cell}}}" if number in self.bold else cell for cell in cells)
            for number, cells in enumerate(map(_latex_cell, row) for row in self.rows)
        ]
        wide = any(len(line) > COLUMN_WIDTH for line in self.lines)
        environment = "table*" if wide else "table"
        label = re.sub("[^a-z0-9]+", "-", self.title.lower()).strip("-")
        return "\n".join(
            [
                rf"\begin{{{environment}}}",
                r"\centering",
                rf"\caption{{{_latex(caption)}}}",
                rf"\label{{tab:{label}}}",
                rf"\begin{{tabular}}{{{places}}}",
                r"\toprule",
                rf"{heads} \\",
                r"\midrule",
                *(rf"{row} \\" for row in rows),
                r"\bottomrule",
                r"\end{tabular}",
                rf"\end{{{environment}}}",
                "",
            ]
        )

    def split(self, row: Sequence[str]) -> tuple[list[str], list[str]]:
        """The short cells of a row, for one line, and the long cells, for lines below it.

        All cells have their head before them, except in the first two columns, which identify the
        row.
        """
        cells = list(zip(self.head, row, strict=True))
        named = [f"{name}: {cell}" for name, cell in cells if name in self.wordy]
        plain = [cell for name, cell in cells[:2] if name not in self.wordy]
        rest = [f"{name}: {cell}" for name, cell in cells[2:] if name not in self.wordy]
        return [*plain, *rest], named

    def _item(self, row: Sequence[str]) -> str:
        short, long = self.split(row)
        lines = [f"- {', '.join(map(_text, short)) or UNDEFINED}"]
        lines += [f"    - {_text(cell)}" for cell in long]
        return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Text with HTML escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _cell(text: str) -> str:
    """The same for a cell, where a pipe has to be escaped, and so a backslash before it."""
    return _text(text).replace("\\", "\\\\").replace("|", "\\|")


LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "[": "{[}",
    UNDEFINED: "--",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}
"""Special characters of LaTeX, and how they are written."""


def _latex(text: str) -> str:
    return "".join(LATEX.get(character, character) for character in text)


def _latex_cell(text: str) -> str:
    """The same for a cell, where the hyphen of a negative figure is a minus."""
    escaped = _latex(text)
    is_number = FIGURE.fullmatch(text) and text != UNDEFINED
    return escaped.replace("-", "$-$") if is_number else escaped


def table(title: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """A table of any values: floats have three decimals, None is undefined, a cell is one line."""
    return Table(title, tuple(head), tuple(tuple(map(_text_of, row)) for row in rows))


def _text_of(value: object) -> str:
    if value is None:
        return UNDEFINED
    return f"{value:.3f}" if isinstance(value, float) else printable(" ".join(str(value).split()))


def document(tables: Iterable[Table], level: int = 2) -> str:
    """Tables in Markdown, with their titles as headings of a level."""
    return "\n".join(f"{'#' * level} {table.title}\n\n{table.markdown}" for table in tables)
