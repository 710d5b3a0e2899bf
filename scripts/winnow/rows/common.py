"""What the rows of several configs are made of: ids, spans, and where a row stands."""

from __future__ import annotations

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.page import Mention, Page, Part, Quotation, Sentence, Spanned, Stance
from winnow.model.schemas import Schemas


def permanent(page: Page, annotation_id: str | None) -> str | None:
    """The id of an annotation outside its page."""
    return None if annotation_id is None else f"{page.id}#{annotation_id}"


def span(part: Part | Spanned, origin: int = 0) -> Json:
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


def optional_span(part: Part | None, origin: int = 0) -> Json:
    """The same for a span that may be null."""
    return None if part is None else span(part, origin)


def page_span(part: Part | None) -> Json:
    """A span that lies outside the row's text; null where there is none."""
    if part is None:
        return None
    return {"page_start": part.start, "page_end": part.end, "quote": part.quote}


def place(page: Page, sentence: Sentence, schemas: Schemas) -> Json:
    """Where a row stands that lies in a sentence, or begins in it."""
    segment = page.segment_of(sentence)
    roles = {article.id: article.role for article in page.articles}
    return {
        "page_id": page.id,
        "sentence_id": permanent(page, sentence.id),
        "segment_id": permanent(page, segment.id),
        "segment_kind": segment.kind,
        "segment_class": schemas.segment_classes()[segment.kind],
        "article_id": permanent(page, segment.article),
        "role": roles[segment.article] if segment.article else None,
    }


def provenance(corpus: Corpus, page_id: str | None, layer: str, annotation_id: str) -> Json:
    """Which passes have an annotation or entry as it stands, and who decided on it since."""
    line = corpus.origin.on_gold.get((page_id, annotation_id))
    return {
        "passes": list(corpus.origin.makers.get((page_id, annotation_id), ())),
        "line_id": line.id if line else None,
        "verdict": corpus.audited.on(page_id, layer, annotation_id),
    }


def mention(page: Page, each: Mention, corpus: Corpus, origin: int = 0) -> Json:
    """A mention as an item of a list."""
    return {
        "id": permanent(page, each.id),
        **span(each, origin),
        "type": each.type,
        "entity_id": each.entity,
        **provenance(corpus, page.id, "mentions", each.id),
    }


def quotation(page: Page, each: Quotation, corpus: Corpus) -> Json:
    """A quotation as an item of a list on its page."""
    return {
        "id": permanent(page, each.id),
        **span(each),
        "kind": each.kind,
        "speaker_id": each.speaker,
        "cue": optional_span(each.cue),
        **provenance(corpus, page.id, "quotations", each.id),
    }


def stance(page: Page, each: Stance, corpus: Corpus, origin: int = 0) -> Json:
    """A stance as an item of a list, without its target's id."""
    return {
        "id": permanent(page, each.id),
        **span(each, origin),
        "holder_id": each.holder,
        "holder_span": optional_span(each.holder_span, origin),
        "target_span": optional_span(each.target_span, origin),
        "polarity": each.polarity,
        "basis": each.basis,
        "alleged": each.alleged,
        **provenance(corpus, page.id, "stances", each.id),
    }
