"""The view behind each config."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.record import AnnotatedPage
from winnow.model.schemas import CONFIGS
from winnow.rows.layers import entity_rows, quotation_rows, stance_rows
from winnow.rows.pages import article_rows, page_rows, segment_rows
from winnow.rows.passes import pass_rows
from winnow.rows.registry import registry_rows

PAGE_VIEWS: dict[str, Callable[[AnnotatedPage], Iterator[Json]]] = {
    "pages": page_rows,
    "articles": article_rows,
    "boilerplate": segment_rows,
    "entities": entity_rows,
    "stance": stance_rows,
    "quotations": quotation_rows,
    "passes": pass_rows,
}
"""Views whose rows each belong to one page."""


def rows_of(page: AnnotatedPage) -> dict[str, list[Json]]:
    """The rows of a page in each config whose rows belong to one page, in page order."""
    return {config: list(view(page)) for config, view in PAGE_VIEWS.items()}


def corpus_rows(corpus: Corpus) -> dict[str, list[Json]]:
    """The rows of every config: by page and place in the page, or by id."""
    rows: dict[str, list[Json]] = {config: [] for config in CONFIGS}
    for page in corpus.annotated:
        for config, of_page in rows_of(page).items():
            rows[config].extend(of_page)
    rows["registry"] = list(registry_rows(corpus))
    return rows
