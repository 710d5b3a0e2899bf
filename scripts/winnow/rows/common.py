"""Parts that rows of several configs share: ids, spans, annotations, places, provenance."""

from __future__ import annotations

from winnow.model.adjudication import Provenance
from winnow.model.json import Json
from winnow.model.layers import LAYER_OF, Annotation, Article, Segment, Sentence, Span, Spanned
from winnow.model.page import Page
from winnow.model.record import AnnotatedPage


def permanent(page: Page, annotation_id: str | None) -> str | None:
    """The permanent id of an annotation of a page, such as ``000#m12``."""
    return None if annotation_id is None else f"{page.id}#{annotation_id}"


def on_page(permanent_id: str) -> str:
    """The id of an annotation on its page, from its permanent id."""
    return permanent_id.partition("#")[2]


def span(part: Span | Spanned, origin: int = 0) -> Json:
    """Offsets in the row's text, which starts at ``origin`` in the page, and in the page.

    The row has both pairs, and each pair gives the characters of ``quote`` in its own text.
    """
    return {
        "start": part.start - origin,
        "end": part.end - origin,
        "page_start": part.start,
        "page_end": part.end,
        "quote": part.quote,
    }


def optional_span(part: Span | None, origin: int = 0) -> Json:
    """``span``, or null."""
    return None if part is None else span(part, origin)


def page_span(part: Span | None) -> Json:
    """Offsets in the page of a span that can lie outside the row's text, or null."""
    if part is None:
        return None
    return {"page_start": part.start, "page_end": part.end, "quote": part.quote}


def item(annotated: AnnotatedPage, annotation: Annotation, origin: int = 0) -> Json:
    """An annotation as an item of a list: id, span, attributes and provenance."""
    layer = LAYER_OF[type(annotation)]
    page = annotated.gold
    values: Json = {"id": permanent(page, annotation.id)}
    if not isinstance(annotation, Article):
        values |= span(annotation, origin)
    for attribute in layer.keys:
        value = getattr(annotation, attribute)
        if attribute in layer.spans:
            values[attribute] = optional_span(value, origin)
        elif attribute in layer.references:
            values[layer.column(attribute)] = value
        else:
            values[attribute] = value
    if isinstance(annotation, Segment):
        values["class"] = annotated.frame.classes[annotation.kind]
        values["article_id"] = permanent(page, values.pop("article"))
    elif isinstance(annotation, Sentence):
        values["segment_id"] = permanent(page, page.segment_of(annotation).id)
    return values | page_provenance(annotated, layer.name, annotation.id)


def place(annotated: AnnotatedPage, sentence: Sentence) -> Json:
    """The sentence, segment and article of a row that lies or starts in a sentence."""
    page = annotated.gold
    segment = page.segment_of(sentence)
    return {
        "page_id": page.id,
        "sentence_id": permanent(page, sentence.id),
        "segment_id": permanent(page, segment.id),
        "segment_kind": segment.kind,
        "segment_class": annotated.frame.classes[segment.kind],
        "article_id": permanent(page, segment.article),
        "role": annotated.roles[segment.article] if segment.article else None,
    }


def provenance(origins: Provenance, annotation_id: str, verdict: str | None) -> Json:
    """The passes that have an annotation or entry unchanged, its last decision, its verdict."""
    decision = origins.on_gold.get(annotation_id)
    return {
        "passes": list(origins.makers.get(annotation_id, ())),
        "line_id": decision.id if decision else None,
        "verdict": verdict,
    }


def page_provenance(annotated: AnnotatedPage, layer: str, annotation_id: str) -> Json:
    """``provenance`` of an annotation on a page."""
    verdict = annotated.audited.on(annotated.gold.id, layer, annotation_id)
    return provenance(annotated.provenance, annotation_id, verdict)
