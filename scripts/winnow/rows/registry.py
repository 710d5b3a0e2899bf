"""The rows of ``registry``."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.model.adjudication import REGISTRY
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import Mention
from winnow.model.page import Page
from winnow.model.registry import references
from winnow.rows.common import permanent, provenance


def registry_rows(corpus: Corpus) -> Iterator[Json]:
    """Each entry of the registry with its mentions on all pages."""
    mentions: dict[str, list[tuple[Page, Mention]]] = {}
    pages: dict[str, set[str]] = {}
    for page in corpus.pages:
        for mention in page.mentions:
            if mention.entity is not None:
                mentions.setdefault(mention.entity, []).append((page, mention))
        for _, _, entity in references(page):
            pages.setdefault(entity, set()).add(page.id)
    for entry in corpus.registry.values():
        entry_mentions = mentions.get(entry.id, [])
        yield {
            "id": entry.id,
            "name": entry.name,
            "kind": entry.kind,
            "type": entry.type,
            "aliases": list(dict.fromkeys(mention.quote for _, mention in entry_mentions)),
            "mentions": [permanent(page, mention.id) for page, mention in entry_mentions],
            "pages": sorted(pages.get(entry.id, ())),
            **provenance(
                corpus.registry_provenance,
                entry.id,
                corpus.audited.on(None, REGISTRY, entry.id),
            ),
        }
