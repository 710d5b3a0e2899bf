"""The view behind each config."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.page import Page
from winnow.rows.layers import entity_rows, quotation_rows, stance_rows
from winnow.rows.pages import article_rows, page_rows, segment_rows
from winnow.rows.passes import pass_rows
from winnow.rows.registry import registry_rows

PAGE_VIEWS: dict[str, Callable[[Page, Corpus], Iterator[Json]]] = {
    "pages": page_rows,
    "articles": article_rows,
    "boilerplate": segment_rows,
    "entities": entity_rows,
    "stance": stance_rows,
    "quotations": quotation_rows,
    "passes": pass_rows,
}
"""Views whose rows each belong to one page."""

CORPUS_VIEWS: dict[str, Callable[[Corpus], Iterator[Json]]] = {"registry": registry_rows}
"""Views whose rows belong to all pages."""


def rows(corpus: Corpus, config: str) -> Iterator[Json]:
    """The rows of a config: by page and by place in the page, or by id."""
    if config in CORPUS_VIEWS:
        yield from CORPUS_VIEWS[config](corpus)
        return
    for page in corpus.pages:
        yield from PAGE_VIEWS[config](page, corpus)
