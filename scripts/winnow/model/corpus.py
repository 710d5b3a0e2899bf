"""The corpus: checked pages with the registry, the passes, the adjudication log and the audits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from winnow.model.adjudication import Decision, Provenance, in_gold_terms
from winnow.model.audit import Audited
from winnow.model.json import Json
from winnow.model.page import LAYERS, Page
from winnow.model.registry import Entry
from winnow.model.schemas import Schemas


@dataclass(frozen=True)
class Pass:
    """An independent pass: its name, the kind of its annotator, its registry, its pages by id.

    ``renamed`` has the registry ids that the gold standard knows under another id.
    """

    name: str
    origin: str
    registry: Mapping[str, Entry]
    pages: Mapping[str, Page]
    renamed: Mapping[str, str]

    @cached_property
    def pages_in_gold_terms(self) -> dict[str, Page]:
        """Its pages with the registry ids of the gold standard."""
        return {page_id: _renamed(page, self.renamed) for page_id, page in self.pages.items()}


def _renamed(page: Page, names: Mapping[str, str]) -> Page:
    layers: Any = {
        layer: tuple(in_gold_terms(each, names) for each in page.annotations.layer(layer))
        for layer in LAYERS
    }
    return replace(page, annotations=replace(page.annotations, **layers))


@dataclass(frozen=True)
class Corpus:
    """Pages sorted by id, with all that belongs to them and the schemas they keep.

    ``withdrawn`` has the entries of ``ids.json`` on ids that are no longer in use, by page.
    """

    pages: tuple[Page, ...]
    registry: Mapping[str, Entry]
    passes: tuple[Pass, ...]
    log: tuple[Decision, ...]
    origin: Provenance
    audits: Json
    audited: Audited
    withdrawn: Mapping[str, Json]
    metadata: Json
    schemas: Schemas
