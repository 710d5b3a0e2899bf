"""Annotations in one line of words, as the adjudication log and ``winnow show`` have them."""

from __future__ import annotations

from collections.abc import Sequence

from winnow.model.layers import (
    Annotation,
    Article,
    Mention,
    Quotation,
    Segment,
    Sentence,
    Span,
    Spanned,
    Stance,
)
from winnow.model.registry import Entry

NOTICE = "These are annotations of a news text, and not statements about a person."

EXCERPT = 60
"""Longest excerpt of a quote, in code points; offsets identify the span."""


def wording(readings: Sequence[Annotation | Entry]) -> str | None:
    """Annotations or entries of one reading in one line; None if there are none."""
    return " + ".join(map(_one, readings)) or None


def _one(reading: Annotation | Entry) -> str:
    match reading:
        case Entry():
            kind = f"{reading.kind} {reading.type}" if reading.type else reading.kind
            return f"{reading.id}: {reading.name}, {kind}"
        case Article():
            return f"{reading.id} {reading.role}"
        case _:
            return f"{_span(reading)}{labels(reading)}"


def labels(annotation: Spanned, *, offsets: bool = True) -> str:
    """The attributes of an annotation in words, with a space in front unless it has none."""
    match annotation:
        case Segment():
            return f" {annotation.kind} {annotation.article or ''}".rstrip()
        case Sentence():
            return ""
        case Mention():
            return f" {annotation.type} {annotation.entity or ''}".rstrip()
        case Quotation():
            speaker = f", speaker {annotation.speaker}" if annotation.speaker else ", no speaker"
            cue = f", cue {_span(annotation.cue, offsets)}" if annotation.cue else ", no cue"
            return f" {annotation.kind}{speaker}{cue}"
        case Stance():
            holder = _named(annotation.holder, annotation.holder_span, offsets)
            target = _named(annotation.target, annotation.target_span, offsets)
            alleged = ", alleged" if annotation.alleged else ""
            return f" {holder} {annotation.polarity} {target}, {annotation.basis}{alleged}"


def count(number: int, noun: str) -> str:
    """A number with its noun, which gets a plural ``s`` unless the number is 1."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _named(entity: str, where: Span | None, offsets: bool) -> str:
    return f"{entity} ({_span(where, offsets)})" if where else entity


def _span(span: Spanned | Span, offsets: bool = True) -> str:
    quote = span.quote if len(span.quote) <= EXCERPT else f"{span.quote[: EXCERPT - 1]}…"
    return f"{quote} [{span.start}:{span.end}]" if offsets else f"“{quote}”"
