"""Lists that are split into parts, and the list of source pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site.strip import legend, strip
from winnow.site.templates import markdown
from winnow.site.view import View, headlines

Item = TypeVar("Item")

NEAR = 3
"""How many parts before and after itself a part links to."""

PAGES_IN_LIST = 100


@dataclass(frozen=True)
class ListPage(Generic[Item]):
    """A part of a list, in its own file.

    ``number`` counts from 1 to ``of``; ``names`` are the names of all files, without suffix.
    """

    number: int
    of: int
    items: tuple[Item, ...]
    names: tuple[str, ...]

    @property
    def linked(self) -> list[tuple[int | None, str]]:
        """Number and name of the parts that this one links to; None is a gap between them.

        They are the first, the last and the nearest, so that a part does not grow with the list.
        """
        near = range(self.number - NEAR, self.number + NEAR + 1)
        linked: list[tuple[int | None, str]] = []
        for number, name in enumerate(self.names, 1):
            if number in (1, self.of) or number in near:
                linked.append((number, name))
            elif linked[-1][0] is not None:
                linked.append((None, ""))
        return linked

    def titled(self, title: str) -> str:
        """The title of the part: that of the list, with a number from the second part on."""
        return title if self.number == 1 else f"{title}, part {self.number}"

    @property
    def name(self) -> str:
        """The name of the file, without its suffix."""
        return self.names[self.number - 1]


def parts(name: str, items: Sequence[Item], most: int) -> Iterator[ListPage[Item]]:
    """The items, at most ``most`` in a part; one empty part if there are none."""
    count = max(-(-len(items) // most), 1)
    names = tuple(name_of(name, number) for number in range(1, count + 1))
    for index in range(count):
        yield ListPage(index + 1, count, tuple(items[index * most : (index + 1) * most]), names)


def name_of(name: str, number: int) -> str:
    """The name of a part's file, without its suffix; the dot before the number is in no id."""
    return name if number == 1 else f"{name}.{number}"


def of_pages(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the list of source pages."""
    with_headline = headlines(view.rows)
    items = [
        {
            "id": row["page_id"],
            "title": view.titles[row["page_id"]],
            "headline": row["page_id"] in with_headline,
            "compared": bool(view.passes[row["page_id"]]),
            "characters": len(row["text"]),
            "legend": legend(row),
            "strip": strip(row, f"pages/{row['page_id']}.html", runs=True),
            "counts": [len(row[layer]) for layer in LAYERS],
        }
        for row in view.pages
    ]
    yield from list_files("pages", items, PAGES_IN_LIST, layers=LAYERS)


def list_file(index: int) -> str:
    """The file of the list that has the page with this index, from 0."""
    return f"{name_of('pages', index // PAGES_IN_LIST + 1)}.html"


def list_files(
    name: str, items: Sequence[Json], most: int, **values: Any
) -> Iterator[tuple[str, str]]:
    """Path and Markdown of a list's parts, from the template of that name."""
    for part in parts(name, items, most):
        text = markdown(
            f"{name}.html",
            part.titled(name.capitalize()),
            styles=("browse", "marks", "strip"),
            searched=part.number == 1,
            part=part,
            up="",
            notice=NOTICE,
            boost=1,
            **values,
        )
        yield f"{part.name}.md", text
