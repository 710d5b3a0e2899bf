"""A page in a terminal: text with its layers marked, and the annotations of each sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rich.text import Text

from winnow.model.adjudication import Provenance
from winnow.model.audit import RIGHT, Audited
from winnow.model.describe import NOTICE, labels
from winnow.model.layers import Mention, Quotation, Segment, Sentence, Spanned, Stance
from winnow.model.record import AnnotatedPage, PageRecord
from winnow.model.schemas import Schemas
from winnow.model.spans import Intervals, visible

COLOURS = {
    "person": "bright_cyan",
    "group": "bright_blue",
    "place": "bright_green",
    "work": "cyan",
    "number": "yellow",
}
"""Colour of mentions by the group of their type, ``x-group`` in the schema of labels."""

POLARITIES = {"against": "red", "favor": "green", "neutral": "yellow"}


LEGEND = (
    "s segment, x sentence, m mention, q quotation, t stance with its evidence; [a, b]: passes "
    "with this annotation;",
    "[d1: rule]: adjudication decision and the guideline it cites; [arguable], [wrong], [missing]: "
    "audit verdict.",
)


def page(annotated: AnnotatedPage, sentences: set[str]) -> Iterator[Text]:
    """Lines of the page: those sentences under their segments, with their annotations.

    An annotation is followed by the passes that have it, the last adjudication decision on it with
    the rule that it cites, and any audit verdict other than right. What audits miss in a sentence
    follows the sentence.
    """
    gold = annotated.gold
    sources = _sources(annotated.provenance)
    doubts = _doubts(annotated.audited) if annotated.record.verdicts else {}
    yield Text(gold.id, "bold")
    yield Text(NOTICE, "dim")
    segment = None
    styles = _styles(annotated.frame.schemas)
    segments = Intervals[Segment](gold.segments)
    layers = Intervals[Spanned]([*gold.mentions, *gold.quotations, *gold.stances])
    for sentence in gold.sentences:
        if sentence.id not in sentences:
            continue
        holders = segments.overlapping(sentence.start, sentence.end)
        if holders and holders[0] != segment:
            segment = holders[0]
            yield Text()
            yield Text(f"{segment.id}{labels(segment)}", "bold dim")
        annotations = layers.overlapping(sentence.start, sentence.end)
        annotations.sort(key=_layer)
        line = Text.assemble((f"{sentence.id:<5}", "dim"), _marked(sentence, annotations, styles))
        yield _with_note(line, doubts.get(sentence.id, ""))
        for annotation in annotations:
            note = sources.get(annotation.id, "") + doubts.get(annotation.id, "")
            yield _with_note(_annotation(annotation, sentence, styles), note)
    yield Text()
    for legend in LEGEND:
        yield Text(legend, "dim")


def _with_note(line: Text, note: str) -> Text:
    return line.append(f"  {note}", "dim") if note else line


def valid_part(record: PageRecord) -> PageRecord:
    """A page with the annotations whose offsets match their quotes, without passes and verdicts.

    Text outside their sentences is in sentences with the id ``-``, line by line.
    """

    def is_valid(span: Spanned) -> bool:
        return 0 <= span.start < span.end and record.text[span.start : span.end] == span.quote

    annotations = record.annotations
    sentences = list(filter(is_valid, annotations.sentences))
    covered = visible(record.text, ((sentence.start, sentence.end) for sentence in sentences))
    for match in re.finditer(r"\S(?:.*\S)?", record.text):
        if covered.isdisjoint(range(*match.span())):
            sentences.append(Sentence(-1, "-", match.start(), match.end(), match.group()))
    return replace(
        record,
        annotations=replace(
            annotations,
            segments=tuple(filter(is_valid, annotations.segments)),
            sentences=tuple(sentences),
            mentions=tuple(filter(is_valid, annotations.mentions)),
            quotations=tuple(filter(is_valid, annotations.quotations)),
            stances=tuple(filter(is_valid, annotations.stances)),
        ),
        passes={},
        decisions=(),
        verdicts=(),
    )


def _layer(annotation: Spanned) -> int:
    return (Mention, Quotation, Stance).index(type(annotation))


def _marked(sentence: Sentence, annotations: Sequence[Spanned], styles: Mapping[str, str]) -> Text:
    text = Text(_visible(sentence.quote))
    for annotation in annotations:
        start, end = max(annotation.start - sentence.start, 0), annotation.end - sentence.start
        text.stylize(_style(annotation, styles), start, end)
    return text


def _sources(provenance: Provenance) -> dict[str, str]:
    """Passes and decision of an annotation, by its id."""
    sources = {gold_id: f"[{', '.join(names)}]" for gold_id, names in provenance.makers.items()}
    for gold_id, decision in provenance.on_gold.items():
        sources[gold_id] = f"{sources.get(gold_id, '')}[{decision.id}: {decision.rule}]"
    return sources


def _doubts(audited: Audited) -> dict[str, str]:
    """Verdicts other than right by the id they are on; those on a sentence name the layer."""
    doubts: dict[str, str] = {}
    for (_, layer, subject), verdict in audited.current.items():
        if verdict.verdict != RIGHT:
            prefix = f"{layer}: " if verdict.on_sentence else ""
            doubts[subject] = f"{doubts.get(subject, '')}[{prefix}{verdict.verdict}]"
    return doubts


def _annotation(annotation: Spanned, sentence: Sentence, styles: Mapping[str, str]) -> Text:
    line = Text(f"       {annotation.id:<6}")
    start, end = max(annotation.start, sentence.start), min(annotation.end, sentence.end)
    quote = annotation.quote[start - annotation.start : end - annotation.start]
    quote = f"{'… ' * (start > annotation.start)}{quote}{' …' * (end < annotation.end)}"
    line.append(_visible(quote), _style(annotation, styles))
    details = labels(annotation, offsets=False)
    colour = POLARITIES.get(annotation.polarity, "dim") if isinstance(annotation, Stance) else "dim"
    return line.append(details, colour)


def _visible(text: str) -> str:
    """Text of the same length with arrows for tabs, which a terminal would widen."""
    return text.replace("\t", "⇥")


def _styles(schemas: Schemas) -> dict[str, str]:
    """The colour of mentions by their type."""
    groups = schemas.attribute("entity_type", "x-group")
    return {entity_type: COLOURS[group] for entity_type, group in groups.items()}


def _style(annotation: Spanned, styles: Mapping[str, str]) -> str:
    match annotation:
        case Mention():
            return styles.get(annotation.type, "")
        case Quotation():
            return "italic"
        case _:
            return "underline"
