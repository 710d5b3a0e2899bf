"""The rows of ``passes``."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.model.compare import items, match
from winnow.model.json import Json
from winnow.model.page import (
    LAYERS,
    Annotation,
    Article,
    Mention,
    Quotation,
    Segment,
    Stance,
    extent,
)
from winnow.model.record import AnnotatedPage
from winnow.rows.common import page_span, permanent

KEPT, CHANGED, DROPPED = "kept", "changed", "dropped"


def pass_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each annotation of each pass on the page, with what became of it in the gold standard."""
    for name in annotated.passes:
        yield from _readings(name, annotated)


def _readings(name: str, annotated: AnnotatedPage) -> Iterator[Json]:
    gold, given, classes = annotated.gold, annotated.passes[name], annotated.frame.classes
    kept = annotated.provenance.kept[name]
    for layer in LAYERS:
        matched = match(items(given, layer, classes), items(gold, layer, classes), kept)
        for annotation in given.layer(layer):
            decision = annotated.provenance.on_reading.get((name, annotation.id))
            gold_id = matched.get(annotation.id)
            changed = CHANGED if gold_id else DROPPED
            where = extent(given, annotation, classes)
            yield {
                "id": f"{name}/{permanent(gold, annotation.id)}",
                "page_id": gold.id,
                "pass": name,
                "origin": annotated.frame.passes[name].origin,
                "layer": layer,
                "page_start": where.start,
                "page_end": where.end,
                "quote": where.quote,
                **_labels(annotation),
                "gold_id": permanent(gold, gold_id),
                "decision": KEPT if annotation.id in kept else changed,
                "line_id": decision.id if decision else None,
                "rule": decision.rule if decision else None,
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
