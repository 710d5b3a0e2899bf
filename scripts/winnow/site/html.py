"""Blocks of the page of figures: a figure, its table and its command, as Markdown takes them.

Each block of raw HTML is one physical line, since a blank line in it would end it.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup

from winnow.model.registry import AUTHOR
from winnow.reports.charts import one_line
from winnow.reports.tables import UNDEFINED, Table

MOST = 12
"""How many pages, or pairs of passes, are drawn; a query or a command gives all."""


def figure(drawn: Markup, caption: str, scrolled: str = "") -> Markup:
    """A drawing over its caption; ``scrolled`` names a box that one scrolls where it is narrow."""
    box = Markup('<div class="winnow-plot">{}</div>').format(drawn)
    if scrolled:
        box = Markup(
            '<div class="winnow-plot winnow-scroll" role="region" tabindex="0" aria-label="{}">{}'
            "</div>"
        ).format(one_line(scrolled), drawn)
    return Markup('<figure class="winnow-figure">{}<figcaption>{}</figcaption></figure>').format(
        box, caption if isinstance(caption, Markup) else one_line(caption)
    )


NUMERIC = re.compile(rf"[-−]?[\d.]+|{UNDEFINED}")


def table_below(shown: Table) -> Markup:
    """A table that is folded up under its title; a cell that is markup stays markup."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(each) for each in shown.head)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, row))) for row in shown.rows
    )
    return Markup(
        '<details class="winnow-table"><summary>Table: {title}</summary>'
        '<div class="winnow-scroll" role="region" tabindex="0" aria-label="{title}">'
        '<table class="winnow-cells"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div></details>"
    ).format(title=one_line(shown.title), head=head, body=body)


def _cell(cell: str) -> Markup:
    if isinstance(cell, Markup):
        return Markup("<td>{}</td>").format(cell)
    kind = Markup(' class="winnow-number"') if NUMERIC.fullmatch(cell) else ""
    return Markup("<td{}>{}</td>").format(kind, one_line(cell))


def code(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text}\n```"


def left_out(number: int, what: str = "") -> str:
    """That so many pages are not drawn."""
    pages = f"{number} more page{'s' * (number != 1)} {what}".strip()
    verb = "is" if number == 1 else "are"
    return f"{pages} {verb} left out here; the query gives the rows of all."


def link(href: str | None, name: str) -> Markup:
    """A name that leads somewhere, where it does."""
    if href is None:
        return Markup("{}").format(one_line(name))
    return Markup('<a href="{}">{}</a>').format(href, one_line(name))


def of_entity(entity_id: str) -> str | None:
    """Where an entity has its page, as seen from the page of figures; the writer has none."""
    return None if entity_id == AUTHOR else f"entities/{quote(entity_id, safe='')}.html"


def of_page(page_id: str, annotation: str = "") -> str:
    """Where a page is shown, as seen from there, or an annotation on it."""
    anchor = f"#{quote(annotation, safe='')}" if annotation else ""
    return f"pages/{quote(page_id, safe='')}.html{anchor}"
