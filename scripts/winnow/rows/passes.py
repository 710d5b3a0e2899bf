"""The rows of ``passes``."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.model.compare import items, match
from winnow.model.json import Json
from winnow.model.layers import LAYER_OF, LAYERS, Annotation
from winnow.model.page import extent
from winnow.model.record import AnnotatedPage
from winnow.rows.common import page_span, permanent

KEPT, CHANGED, DROPPED = "kept", "changed", "dropped"


def pass_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each annotation of each pass on the page, with its outcome in the gold standard."""
    for name in annotated.passes:
        yield from _rows(name, annotated)


def _rows(name: str, annotated: AnnotatedPage) -> Iterator[Json]:
    gold, pass_page, classes = annotated.gold, annotated.passes[name], annotated.frame.classes
    kept = annotated.provenance.kept[name]
    for layer in LAYERS:
        matched = match(items(pass_page, layer, classes), items(gold, layer, classes), kept)
        for annotation in pass_page.layer(layer):
            decision = annotated.provenance.on_reading.get((name, annotation.id))
            gold_id = matched.get(annotation.id)
            span = extent(pass_page, annotation, classes)
            yield {
                "id": f"{name}/{permanent(gold, annotation.id)}",
                "page_id": gold.id,
                "pass": name,
                "origin": annotated.frame.passes[name].origin,
                "layer": layer,
                "page_start": span.start,
                "page_end": span.end,
                "quote": span.quote,
                **_labels(annotation),
                "gold_id": permanent(gold, gold_id),
                "decision": _outcome(annotation.id in kept, gold_id),
                "line_id": decision.id if decision else None,
                "rule": decision.rule if decision else None,
            }


def _outcome(kept: bool, gold_id: str | None) -> str:
    if kept:
        return KEPT
    return CHANGED if gold_id else DROPPED


NO_LABELS = dict.fromkeys(
    layer.column(attribute) for layer in LAYERS.values() for attribute in layer.keys
)
"""The columns for attributes of all layers, in the order of the schema."""


def _labels(annotation: Annotation) -> Json:
    """The attributes of an annotation under the names of the columns; null in other layers."""
    layer = LAYER_OF[type(annotation)]
    values = {
        layer.column(name): page_span(getattr(annotation, name))
        if name in layer.spans
        else getattr(annotation, name)
        for name in layer.attributes
    }
    return NO_LABELS | values


VIEWS = {"passes": pass_rows}
