"""Blocks of generated pages: a figure with its caption, folded tables and code, paragraphs.

Every block of raw HTML is one physical line, because Markdown ends it at a blank line.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from winnow.reports.svg import element, one_line
from winnow.reports.tables import UNDEFINED, Table

NUMERIC = re.compile(rf"[-−]?[\d.]+|{UNDEFINED}")


def figure(
    drawing: Markup, caption: str, scrolled: str = "", instead: Markup | None = None
) -> Markup:
    """A drawing over its caption; ``scrolled`` is the name of a box that scrolls if narrow.

    A phone shows ``instead`` in place of the drawing.
    """
    classes = "winnow-plot" if instead is None else "winnow-plot winnow-wide"
    if scrolled:
        box = _scrolled(drawing, f"{classes} winnow-scroll", scrolled)
    else:
        box = element("div", drawing, class_=classes)
    text = caption if isinstance(caption, Markup) else one_line(caption)
    parts = (box, instead or "", element("figcaption", text))
    return element("figure", *parts, class_="winnow-figure", data_search_exclude="")


def table_below(table: Table) -> Markup:
    """A table that is folded under its title; cells that are markup are not escaped."""
    head = element("tr", *(element("th", name, scope="col") for name in table.head))
    body = Markup("").join(element("tr", *map(_cell, row)) for row in table.rows)
    cells = element("table", element("thead", head), element("tbody", body), class_="winnow-cells")
    return element(
        "details",
        element("summary", f"Table: {one_line(table.title)}"),
        _scrolled(cells, "winnow-scroll", table.title),
        class_="winnow-table",
    )


def code_below(title: str, code: str) -> Markup:
    """A query or a command that is folded under its title."""
    lines = Markup("&#10;").join(code.splitlines())
    return element(
        "details",
        element("summary", one_line(title)),
        element("pre", element("code", lines)),
        class_="winnow-table",
    )


def paragraph(text: str) -> Markup:
    """A paragraph; text that is markup is not escaped."""
    return element("p", text if isinstance(text, Markup) else escape(one_line(text)))


def _scrolled(content: Markup, classes: str, name: str) -> Markup:
    label = one_line(name)
    return element("div", content, class_=classes, role="region", tabindex=0, aria_label=label)


def _cell(cell: str) -> Markup:
    if isinstance(cell, Markup):
        return element("td", cell)
    numeric = NUMERIC.fullmatch(cell)
    return element("td", one_line(cell), class_="winnow-number" if numeric else None)
