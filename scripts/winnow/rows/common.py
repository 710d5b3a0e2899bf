"""What the rows of several configs are made of: ids, spans, and where a row stands."""

from __future__ import annotations

from winnow.model.adjudication import Provenance
from winnow.model.json import Json
from winnow.model.layers import Mention, Quotation, Sentence, Span, Spanned, Stance
from winnow.model.page import Page
from winnow.model.record import AnnotatedPage


def permanent(page: Page, annotation_id: str | None) -> str | None:
    """The id of an annotation outside its page."""
    return None if annotation_id is None else f"{page.id}#{annotation_id}"


def on_page(permanent_id: str) -> str:
    """The id of an annotation on its page."""
    return permanent_id.partition("#")[2]


def span(part: Span | Spanned, origin: int = 0) -> Json:
    """Offsets in the row's text, which begins at ``origin`` in the page, and in the page.

    The two kinds are never mixed, and both give the characters beside them.
    """
    return {
        "start": part.start - origin,
        "end": part.end - origin,
        "page_start": part.start,
        "page_end": part.end,
        "quote": part.quote,
    }


def optional_span(part: Span | None, origin: int = 0) -> Json:
    """The same for a span that may be null."""
    return None if part is None else span(part, origin)


def page_span(part: Span | None) -> Json:
    """A span that lies outside the row's text; null where there is none."""
    if part is None:
        return None
    return {"page_start": part.start, "page_end": part.end, "quote": part.quote}


def place(annotated: AnnotatedPage, sentence: Sentence) -> Json:
    """Where a row is that lies in a sentence, or begins in it."""
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


def provenance(origin: Provenance, annotation_id: str, verdict: str | None) -> Json:
    """Which passes have an annotation or entry as it is, and who decided on it."""
    decision = origin.on_gold.get(annotation_id)
    return {
        "passes": list(origin.makers.get(annotation_id, ())),
        "line_id": decision.id if decision else None,
        "verdict": verdict,
    }


def page_provenance(page: AnnotatedPage, layer: str, annotation_id: str) -> Json:
    """The same for an annotation of a page, with the verdict of audits."""
    verdict = page.audited.on(page.id, layer, annotation_id)
    return provenance(page.provenance, annotation_id, verdict)


def mention(page: AnnotatedPage, mention: Mention, origin: int = 0) -> Json:
    """A mention as an item of a list."""
    return {
        "id": permanent(page.gold, mention.id),
        **span(mention, origin),
        "type": mention.type,
        "entity_id": mention.entity,
        **page_provenance(page, "mentions", mention.id),
    }


def quotation(page: AnnotatedPage, quotation: Quotation) -> Json:
    """A quotation as an item of a list on its page."""
    return {
        "id": permanent(page.gold, quotation.id),
        **span(quotation),
        "kind": quotation.kind,
        "speaker_id": quotation.speaker,
        "cue": optional_span(quotation.cue),
        **page_provenance(page, "quotations", quotation.id),
    }


def stance(page: AnnotatedPage, stance: Stance, origin: int = 0) -> Json:
    """A stance as an item of a list, without its target's id."""
    return {
        "id": permanent(page.gold, stance.id),
        **span(stance, origin),
        "holder_id": stance.holder,
        "holder_span": optional_span(stance.holder_span, origin),
        "target_span": optional_span(stance.target_span, origin),
        "polarity": stance.polarity,
        "basis": stance.basis,
        "alleged": stance.alleged,
        **page_provenance(page, "stances", stance.id),
    }
