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
    for index, row in enumerate(view.pages):
        yield f"pages/{row['page_id']}.md", page.page(view, index, lists.list_file(index))
    yield from lists.of_pages(view)
    yield from entity.pages(view)
    yield from lists.of_entities(view)
    yield from explore.files(view)
    yield "figures.md", figures.page(rows, figured)
    yield from home.files(view)
