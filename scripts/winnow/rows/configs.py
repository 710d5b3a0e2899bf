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
"""The view of each config whose rows belong to one page; ``registry`` is the other config."""


def rows_of(page: AnnotatedPage) -> dict[str, list[Json]]:
    """The rows of a page in each config whose rows belong to one page, in page order."""
    return {config: list(view(page)) for config, view in PAGE_VIEWS.items()}


def corpus_rows(corpus: Corpus) -> dict[str, list[Json]]:
    """The rows of every config, sorted by page and place in the page, or by registry id."""
    rows: dict[str, list[Json]] = {config: [] for config in CONFIGS}
    for page in corpus.annotated:
        for config, page_rows in rows_of(page).items():
            rows[config].extend(page_rows)
    rows["registry"] = list(registry_rows(corpus))
    return rows
