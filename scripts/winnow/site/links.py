"""Links of the page of figures."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from winnow.model.registry import AUTHOR
from winnow.reports.svg import element, one_line
from winnow.site import explore


def link(href: str, name: str) -> Markup:
    """A linked name."""
    return element("a", one_line(name), href=href)


def of_entity(entity_id: str) -> str:
    """The address of an entity's page from the page of figures; of the writer, the rows."""
    if entity_id == AUTHOR:
        return explore.address("stance", {"stances[].holder_id": AUTHOR})
    return f"entities/{quote(entity_id, safe='')}.html"


def of_page(page_id: str, annotation: str = "") -> str:
    """The address of a page, or of an annotation on it, from the page of figures."""
    anchor = f"#{quote(annotation, safe='')}" if annotation else ""
    return f"pages/{quote(page_id, safe='')}.html{anchor}"
