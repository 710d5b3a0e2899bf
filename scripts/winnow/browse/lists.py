"""The lists that lead to everything: of source pages, and of entities.

They stand beside the folders of what they list, where any name may be an id, ``index`` too.
"""

from __future__ import annotations

from collections.abc import Iterator

from winnow.annotations import LAYERS
from winnow.browse.paging import Part, parts
from winnow.browse.templating import markdown
from winnow.browse.view import View
from winnow.browse.visible import plain
from winnow.display import NOTICE
from winnow.documents import Json

PAGES_IN_LIST = 100
ENTITIES_IN_LIST = 300


def of_pages(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the list of source pages."""
    counted = [
        {
            "id": row["page_id"],
            "title": view.titles[row["page_id"]],
            "characters": len(row["text"]),
            "counts": [len(row[layer]) for layer in LAYERS],
        }
        for row in view.pages
    ]
    for part in parts("pages", counted, PAGES_IN_LIST):
        yield f"{part.name}.md", _page("Pages", "pages.html", part, layers=LAYERS)


def list_file(index: int) -> str:
    """The file of the list that the page with this index, from 0, stands in."""
    number = index // PAGES_IN_LIST + 1
    return "pages.html" if number == 1 else f"pages.{number}.html"


def of_entities(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the list of entities, in the order of names."""
    on, by = _stances(view)
    listed = [
        {
            "id": entity_id,
            "name": row["name"],
            "what": row["type"] or row["kind"],
            "mentions": len(row["mentions"]),
            "pages": len(row["pages"]),
            "on": on.get(entity_id, 0),
            "by": by.get(entity_id, 0),
        }
        for entity_id, row in view.entities.items()
    ]
    listed.sort(key=lambda each: (plain(each["name"]).casefold(), each["id"]))
    for part in parts("entities", listed, ENTITIES_IN_LIST):
        yield f"{part.name}.md", _page("Entities", "entities.html", part)


def _stances(view: View) -> tuple[dict[str, int], dict[str, int]]:
    on: dict[str, int] = {}
    by: dict[str, int] = {}
    for row in view.pages:
        for stance in row["stances"]:
            on[stance["target_id"]] = on.get(stance["target_id"], 0) + 1
            by[stance["holder_id"]] = by.get(stance["holder_id"], 0) + 1
    return on, by


def _page(title: str, template: str, part: Part[Json], layers: tuple[str, ...] = ()) -> str:
    named = title if part.number == 1 else f"{title}, part {part.number}"
    return markdown(
        template,
        named,
        searched=part.number == 1,
        part=part,
        up="",
        layers=layers,
        notice=NOTICE,
    )
