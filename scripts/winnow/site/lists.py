"""Lists of pages and entities, cut into parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site.templates import markdown
from winnow.site.text import plain
from winnow.site.view import View

Item = TypeVar("Item")

NEAR = 3
"""How many parts before and behind itself a part links to."""


@dataclass(frozen=True)
class ListPage(Generic[Item]):
    """Some items of a list; ``number`` counts from 1 to ``of``, ``names`` are the files' of all."""

    number: int
    of: int
    items: tuple[Item, ...]
    names: tuple[str, ...]

    @property
    def linked(self) -> list[tuple[int | None, str]]:
        """Number and name of the parts that this one links to; None stands for parts between.

        They are the first, the last and the nearest, so that parts do not grow with their number.
        """
        near = range(self.number - NEAR, self.number + NEAR + 1)
        wanted = sorted({1, self.of, *(each for each in near if 1 <= each <= self.of)})
        found: list[tuple[int | None, str]] = []
        for before, number in zip([0, *wanted], wanted, strict=False):
            if number > before + 1:
                found.append((None, ""))
            found.append((number, self.names[number - 1]))
        return found

    def titled(self, title: str) -> str:
        """A title that tells parts apart; the first has it as it is."""
        return title if self.number == 1 else f"{title}, part {self.number}"

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self.names[self.number - 1]


def parts(name: str, items: Sequence[Item], most: int) -> Iterator[ListPage[Item]]:
    """The items, ``most`` in a part; one empty part where there are none."""
    count = max(-(-len(items) // most), 1)
    names = tuple(name_of(name, number) for number in range(1, count + 1))
    for index in range(count):
        yield ListPage(index + 1, count, tuple(items[index * most : (index + 1) * most]), names)


def name_of(name: str, number: int) -> str:
    """The name of a part's file, without its ending.

    The first part has the name itself; a dot, which no id has, parts it from the number of others.
    """
    return name if number == 1 else f"{name}.{number}"


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
        yield f"{part.name}.md", _page("Pages", "pages.html", part, layers=tuple(LAYERS))


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


def _page(title: str, template: str, part: ListPage[Json], layers: tuple[str, ...] = ()) -> str:
    return markdown(
        template,
        part.titled(title),
        searched=part.number == 1,
        part=part,
        up="",
        layers=layers,
        notice=NOTICE,
    )
