"""The lists that lead to everything: of source pages, and of entities.

They stand beside the folders of what they list, where any name may be an id, ``index`` too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from winnow.annotations import LAYERS
from winnow.browse.paging import Part, name_of, parts
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
    return f"{name_of('pages', index // PAGES_IN_LIST + 1)}.html"


def of_entities(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the list of entities, in the order of names."""
    stances = [stance for row in view.pages for stance in row["stances"]]
    on = Counter(stance["target_id"] for stance in stances)
    by = Counter(stance["holder_id"] for stance in stances)
    listed = [
        {
            "id": entity_id,
            "name": row["name"],
            "what": row["type"] or row["kind"],
            "mentions": len(row["mentions"]),
            "pages": len(row["pages"]),
            "on": on[entity_id],
            "by": by[entity_id],
        }
        for entity_id, row in view.entities.items()
    ]
    listed.sort(key=lambda each: (plain(each["name"]).casefold(), each["id"]))
    for part in parts("entities", listed, ENTITIES_IN_LIST):
        yield f"{part.name}.md", _page("Entities", "entities.html", part)


def _page(title: str, template: str, part: Part[Json], layers: tuple[str, ...] = ()) -> str:
    return markdown(
        template,
        part.titled(title),
        searched=part.number == 1,
        part=part,
        up="",
        layers=layers,
        notice=NOTICE,
    )
