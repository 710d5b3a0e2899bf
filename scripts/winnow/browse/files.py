"""Every file of the browser, as text by its path below ``docs/browse/``."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.browse import entity, explore, figures, home, lists, page
from winnow.browse.view import Rows, View
from winnow.corpus import Corpus
from winnow.documents import Json


def files(rows: Rows, corpus: Corpus, figured: Json) -> Iterator[tuple[str, str]]:
    """Path and content of each file, one after the other, so that they need not all be held.

    ``rows`` are those of each config as they were built, ``figured`` the figures of the build.
    """
    view = View(rows, corpus)
    ids = [row["page_id"] for row in view.pages]
    for index, row in enumerate(view.pages):
        neighbours = (
            ids[index - 1] if index else None,
            ids[index + 1] if index + 1 < len(ids) else None,
        )
        yield f"pages/{ids[index]}.md", page.page(view, row, neighbours, lists.list_file(index))
    yield from lists.of_pages(view)
    yield from entity.pages(view)
    yield from lists.of_entities(view)
    yield from explore.files(view)
    yield "figures.md", figures.page(rows, figured)
    yield from home.files(view)
