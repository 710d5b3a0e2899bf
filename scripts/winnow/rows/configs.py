"""The rows of every config."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.record import AnnotatedPage
from winnow.model.schemas import CONFIGS
from winnow.rows import layers, pages, passes
from winnow.rows.registry import registry_rows

PAGE_VIEWS: dict[str, Callable[[AnnotatedPage], Iterator[Json]]] = {
    **pages.VIEWS,
    **layers.VIEWS,
    **passes.VIEWS,
}
"""The view that makes the rows of a page, for each config except ``registry``.

Rows of ``registry`` are not made page by page.
"""


def rows_of(page: AnnotatedPage) -> dict[str, list[Json]]:
    """The rows of a page in each config except ``registry``, in the order of the view."""
    return {config: list(view(page)) for config, view in PAGE_VIEWS.items()}


def corpus_rows(corpus: Corpus) -> dict[str, list[Json]]:
    """The rows of every config.

    They are in the order of the pages, and for each page in the order of ``rows_of``; the rows of
    ``registry`` are in the order of the registry.
    """
    rows: dict[str, list[Json]] = {config: [] for config in CONFIGS}
    for page in corpus.annotated:
        for config, page_rows in rows_of(page).items():
            rows[config].extend(page_rows)
    rows["registry"] = list(registry_rows(corpus))
    return rows
