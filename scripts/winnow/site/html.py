"""Blocks of the page of figures: a figure with its caption, a folded table, and links.

Every block of raw HTML is one physical line, because Markdown ends it at a blank line.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup, escape

from winnow.model.registry import AUTHOR
from winnow.reports.svg import element, one_line
from winnow.reports.tables import UNDEFINED, Table

MOST = 12
"""Most pages, or pairs of passes, that are drawn."""

NUMERIC = re.compile(rf"[-−]?[\d.]+|{UNDEFINED}")


def figure(drawing: Markup, caption: str, scrolled: str = "") -> Markup:
    """A drawing over its caption; ``scrolled`` is the name of a box that scrolls if narrow."""
    if scrolled:
        box = _scrolled(drawing, "winnow-plot winnow-scroll", scrolled)
    else:
        box = element("div", drawing, class_="winnow-plot")
    text = caption if isinstance(caption, Markup) else one_line(caption)
    return element("figure", box, element("figcaption", text), class_="winnow-figure")


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


def _scrolled(content: Markup, classes: str, name: str) -> Markup:
    label = one_line(name)
    return element("div", content, class_=classes, role="region", tabindex=0, aria_label=label)


def _cell(cell: str) -> Markup:
    if isinstance(cell, Markup):
        return element("td", cell)
    numeric = NUMERIC.fullmatch(cell)
    return element("td", one_line(cell), class_="winnow-number" if numeric else None)


def link(href: str | None, name: str) -> Markup:
    """A name, linked if there is an address."""
    text = one_line(name)
    return element("a", text, href=href) if href else escape(text)


def of_entity(entity_id: str) -> str | None:
    """The address of an entity's page from the page of figures; the writer has none."""
    return None if entity_id == AUTHOR else f"entities/{quote(entity_id, safe='')}.html"


def of_page(page_id: str, annotation: str = "") -> str:
    """The address of a page, or of an annotation on it, from the page of figures."""
    anchor = f"#{quote(annotation, safe='')}" if annotation else ""
    return f"pages/{quote(page_id, safe='')}.html{anchor}"
