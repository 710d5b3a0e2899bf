"""The rows of ``registry`` and ``passes``: what is referred to, and who read what."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.adjudication import REGISTRY
from winnow.annotations import (
    LAYERS,
    Annotation,
    Article,
    Mention,
    Quotation,
    Segment,
    Stance,
)
from winnow.compared import extent, items
from winnow.corpus import Corpus, Page, Pass
from winnow.documents import Json
from winnow.matching import match
from winnow.registry import references
from winnow.views.pieces import page_span, permanent, provenance

KEPT, CHANGED, DROPPED = "kept", "changed", "dropped"


def registry_rows(corpus: Corpus) -> Iterator[Json]:
    """Each entry of the registry with its mentions on all pages."""
    mentions: dict[str, list[tuple[Page, Mention]]] = {}
    pages: dict[str, set[str]] = {}
    for page in corpus.pages:
        for mention in page.mentions:
            if mention.entity is not None:
                mentions.setdefault(mention.entity, []).append((page, mention))
        for _, _, entity in references(page.annotations):
            pages.setdefault(entity, set()).add(page.id)
    for entry in corpus.registry.values():
        own = mentions.get(entry.id, [])
        yield {
            "id": entry.id,
            "name": entry.name,
            "kind": entry.kind,
            "type": entry.type,
            "aliases": list(dict.fromkeys(mention.quote for _, mention in own)),
            "mentions": [permanent(page, mention.id) for page, mention in own],
            "pages": sorted(pages.get(entry.id, ())),
            **provenance(corpus, None, REGISTRY, entry.id),
        }


def pass_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """Each annotation of each pass on the page, with what became of it in the gold standard."""
    for maker in corpus.passes:
        if page.id in maker.pages:
            yield from _readings(maker, maker.pages[page.id], page, corpus)


def _readings(maker: Pass, read: Page, gold: Page, corpus: Corpus) -> Iterator[Json]:
    classes = corpus.schemas.segment_classes()
    kept = corpus.origin.kept[maker.name, gold.id]
    for layer in LAYERS:
        matched = match(items(read, layer, classes), items(gold, layer, classes), kept)
        for annotation in read.annotations.layer(layer):
            line = corpus.origin.on_reading.get((maker.name, (gold.id, annotation.id)))
            gold_id = matched.get(annotation.id)
            changed = CHANGED if gold_id else DROPPED
            where = extent(read, annotation, classes)
            yield {
                "id": f"{maker.name}/{permanent(gold, annotation.id)}",
                "page_id": gold.id,
                "pass": maker.name,
                "origin": maker.origin,
                "layer": layer,
                "page_start": where.start,
                "page_end": where.end,
                "quote": where.quote,
                **_labels(annotation),
                "gold_id": permanent(gold, gold_id),
                "decision": KEPT if annotation.id in kept else changed,
                "line_id": line.id if line else None,
                "rule": line.rule if line else None,
            }


def _labels(annotation: Annotation) -> Json:
    """The labels of an annotation under the names of the columns; null in other layers."""
    none = dict.fromkeys(
        (
            *("role", "segment_kind", "article", "type", "entity_id"),
            *("quotation_kind", "speaker_id", "cue"),
            *("holder_id", "holder_span", "target_id", "target_span"),
            *("polarity", "basis", "alleged"),
        )
    )
    own: Json = {}
    match annotation:
        case Article():
            own = {"role": annotation.role}
        case Segment():
            own = {"segment_kind": annotation.kind, "article": annotation.article}
        case Mention():
            own = {"type": annotation.type, "entity_id": annotation.entity}
        case Quotation():
            own = {
                "quotation_kind": annotation.kind,
                "speaker_id": annotation.speaker,
                "cue": page_span(annotation.cue),
            }
        case Stance():
            own = {
                "holder_id": annotation.holder,
                "holder_span": page_span(annotation.holder_span),
                "target_id": annotation.target,
                "target_span": page_span(annotation.target_span),
                "polarity": annotation.polarity,
                "basis": annotation.basis,
                "alleged": annotation.alleged,
            }
    return none | own
