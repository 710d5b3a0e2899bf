"""A page as it is shown in a terminal: text with its layers on it, and each annotation below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from winnow.model.adjudication import Provenance
from winnow.model.audit import RIGHT, Audited
from winnow.model.describe import NOTICE, labels
from winnow.model.layers import Mention, Quotation, Sentence, Spanned, Stance
from winnow.model.record import AnnotatedPage
from winnow.model.spans import Intervals

COLOURS = {
    "PERSON": "bright_cyan",
    "NORP": "bright_magenta",
    "FAC": "magenta",
    "ORG": "bright_blue",
    "GPE": "bright_green",
    "LOC": "green",
    "PRODUCT": "cyan",
    "EVENT": "cyan",
    "WORK_OF_ART": "cyan",
    "LAW": "cyan",
    "LANGUAGE": "cyan",
}
"""Colour of mentions by type; numbers and dates have that of ``OTHER``."""

OTHER = "yellow"
POLARITIES = {"against": "red", "favor": "green", "neutral": "yellow"}


def page(annotated: AnnotatedPage, sentences: set[str]) -> Iterator[Text]:
    """Lines of the page: those sentences, each under its segment, with their annotations.

    Behind each annotation stand the passes that have it as it stands, and the last line of the log
    of adjudication on it with the rule that it cites; then what audits said of it, unless that is
    right. What they miss in a sentence stands behind the sentence.
    """
    shown = annotated.gold
    sources = _sources(annotated.provenance)
    doubts = _doubts(annotated.audited)
    yield Text(shown.id, "bold")
    yield Text(NOTICE, "dim")
    segment = None
    layers = Intervals[Spanned]([*shown.mentions, *shown.quotations, *shown.stances])
    for sentence in shown.sentences:
        if sentence.id not in sentences:
            continue
        if shown.segment_of(sentence) != segment:
            segment = shown.segment_of(sentence)
            yield Text()
            yield Text(f"{segment.id}{labels(segment)}", "bold dim")
        reaching = layers.overlapping(sentence.start, sentence.end)
        reaching.sort(key=_layer)
        known = f"  {doubts[sentence.id]}" if sentence.id in doubts else ""
        yield Text.assemble(
            (f"{sentence.id:<5}", "dim"), _marked(sentence, reaching), (known, "dim")
        )
        for each in reaching:
            said = f"  {sources.get(each.id, '')}{doubts.get(each.id, '')}"
            yield _annotation(each, sentence).append(said, "dim")


def _layer(annotation: Spanned) -> int:
    return (Mention, Quotation, Stance).index(type(annotation))


def _marked(sentence: Sentence, annotations: Sequence[Spanned]) -> Text:
    text = Text(_visible(sentence.quote))
    for each in annotations:
        start, end = max(each.start - sentence.start, 0), each.end - sentence.start
        text.stylize(_style(each), start, end)
    return text


def _sources(provenance: Provenance) -> dict[str, str]:
    """Where each annotation of a page comes from, by id."""
    sources = {gold_id: f"[{', '.join(names)}]" for gold_id, names in provenance.makers.items()}
    for gold_id, decision in provenance.on_gold.items():
        sources[gold_id] = f"{sources.get(gold_id, '')}[{decision.id}: {decision.rule}]"
    return sources


def _doubts(audited: Audited) -> dict[str, str]:
    """What audits called arguable, wrong or missing, by id; on sentences with the layer."""
    doubts: dict[str, str] = {}
    for (_, layer, subject), verdict in audited.current.items():
        if verdict.verdict != RIGHT:
            what = f"{layer}: " if verdict.on_sentence else ""
            doubts[subject] = f"{doubts.get(subject, '')}[{what}{verdict.verdict}]"
    return doubts


def _annotation(annotation: Spanned, sentence: Sentence) -> Text:
    line = Text(f"       {annotation.id:<6}")
    start, end = max(annotation.start, sentence.start), min(annotation.end, sentence.end)
    quote = annotation.quote[start - annotation.start : end - annotation.start]
    quote = f"{'… ' * (start > annotation.start)}{quote}{' …' * (end < annotation.end)}"
    line.append(_visible(quote), _style(annotation))
    said = labels(annotation, offsets=False)
    colour = POLARITIES.get(annotation.polarity, "dim") if isinstance(annotation, Stance) else "dim"
    return line.append(f" {said}", colour)


def _visible(text: str) -> str:
    """Text of the same length with tabs, which a terminal would widen, as arrows."""
    return text.replace("\t", "⇥")


def _style(annotation: Spanned) -> str:
    match annotation:
        case Mention():
            return COLOURS.get(annotation.type, OTHER)
        case Quotation():
            return "italic"
        case _:
            return "underline"
