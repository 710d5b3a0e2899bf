"""Blocks of the page of figures: a figure, its table and its command, as Markdown takes them.

Each block of raw HTML is one physical line, since a blank line in it would end it.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup, escape

from winnow.model.describe import count
from winnow.model.registry import AUTHOR
from winnow.reports.svg import element, one_line
from winnow.reports.tables import UNDEFINED, Table

MOST = 12
"""How many pages, or pairs of passes, are drawn; a query or a command gives all."""


def figure(drawn: Markup, caption: str, scrolled: str = "") -> Markup:
    """A drawing over its caption; ``scrolled`` names a box that one scrolls where it is narrow."""
    if scrolled:
        box = _scrolled(drawn, "winnow-plot winnow-scroll", scrolled)
    else:
        box = element("div", drawn, class_="winnow-plot")
    said = caption if isinstance(caption, Markup) else one_line(caption)
    return element("figure", box, element("figcaption", said), class_="winnow-figure")


def _scrolled(content: Markup, classes: str, name: str) -> Markup:
    return element(
        "div", content, class_=classes, role="region", tabindex=0, aria_label=one_line(name)
    )


NUMERIC = re.compile(rf"[-−]?[\d.]+|{UNDEFINED}")


def table_below(shown: Table) -> Markup:
    """A table that is folded up under its title; a cell that is markup stays markup."""
    head = element("tr", *(element("th", name, scope="col") for name in shown.head))
    body = Markup("").join(element("tr", *map(_cell, row)) for row in shown.rows)
    cells = element("table", element("thead", head), element("tbody", body), class_="winnow-cells")
    return element(
        "details",
        element("summary", f"Table: {one_line(shown.title)}"),
        _scrolled(cells, "winnow-scroll", shown.title),
        class_="winnow-table",
    )


def _cell(cell: str) -> Markup:
    if isinstance(cell, Markup):
        return element("td", cell)
    numeric = NUMERIC.fullmatch(cell)
    return element("td", one_line(cell), class_="winnow-number" if numeric else None)


def code(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text}\n```"


def left_out(number: int, what: str = "") -> str:
    """That so many pages are not drawn."""
    pages = f"{count(number, 'more page')} {what}".strip()
    verb = "is" if number == 1 else "are"
    return f"{pages} {verb} left out here; the query gives the rows of all."


def link(href: str | None, name: str) -> Markup:
    """A name that leads somewhere, where it does."""
    if href is None:
        return escape(one_line(name))
    return element("a", one_line(name), href=href)


def of_entity(entity_id: str) -> str | None:
    """Where an entity has its page, as seen from the page of figures; the writer has none."""
    return None if entity_id == AUTHOR else f"entities/{quote(entity_id, safe='')}.html"


def of_page(page_id: str, annotation: str = "") -> str:
    """Where a page is shown, as seen from there, or an annotation on it."""
    anchor = f"#{quote(annotation, safe='')}" if annotation else ""
    return f"pages/{quote(page_id, safe='')}.html{anchor}"
