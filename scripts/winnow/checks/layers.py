"""Mentions, quotations and stances on their page (levels 3 and 4).

Each function takes a page in page order whose offsets and quotes were found right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeVar

from winnow.model.layers import Mention, Quotation, Segment, Sentence, Span, Spanned, Stance
from winnow.model.page import PageAnnotations
from winnow.model.problem import Problem, excerpt
from winnow.model.registry import AUTHOR
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.model.spans import Intervals, tokens

Outer = TypeVar("Outer", Segment, Sentence)


def mentions(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Mentions lie in a sentence, keep to its tokens, and have an entity if they are names."""
    wanted = schemas.attribute("entity_type", "x-entity")
    reach: Mention | None = None
    edges = _Edges()
    for mention in page.mentions:
        place = f"mentions[{mention.index}]"
        if reach and mention.start < reach.end:
            message = f"{_shown(mention)} begins before {_shown(reach)} ends"
            yield RULES["mention-overlap"].at(page.file, place, message)
        if reach is None or mention.end > reach.end:
            reach = mention
        sentence = around(page.sentences, mention)
        if sentence is None:
            message = f"{_shown(mention)} lies in no single sentence"
            yield RULES["mention-outside-sentence"].at(page.file, place, message)
        elif not edges.fit(mention, sentence):
            message = f"{_shown(mention)} begins or ends inside a token"
            yield RULES["mention-off-token"].at(page.file, place, message)
        if (mention.entity is None) == (wanted.get(mention.type) == "required"):
            has = f"names {mention.entity}" if mention.entity else "names no entity"
            message = f"{_shown(mention)} is a {mention.type} and {has}"
            yield RULES["mention-entity"].at(page.file, f"{place}.entity", message)


class _Edges:
    """Where tokens begin and end; a sentence is divided once for all of its mentions."""

    def __init__(self) -> None:
        self._sentence: Sentence | None = None
        self._starts: set[int] = set()
        self._ends: set[int] = set()

    def fit(self, mention: Mention, sentence: Sentence) -> bool:
        """Whether a mention begins and ends where tokens of its sentence do."""
        if sentence != self._sentence:
            extents = tokens(sentence.quote)
            self._sentence = sentence
            self._starts = {sentence.start + start for start, _ in extents}
            self._ends = {sentence.start + end for _, end in extents}
        return mention.start in self._starts and mention.end in self._ends


def quotations(page: PageAnnotations) -> Iterator[Problem]:
    """Quotations lie in a segment, nest at most, and have their cue beside them."""
    open_ones: list[Quotation] = []
    sentences = Intervals(page.sentences)
    for quotation in page.quotations:
        place = f"quotations[{quotation.index}]"
        open_ones = [each for each in open_ones if each.end > quotation.start]
        for each in open_ones:
            same = (quotation.start, quotation.end) == (each.start, each.end)
            if quotation.end > each.end or same:
                message = f"{_shown(quotation)} begins before {_shown(each)} ends"
                yield RULES["quotation-overlap"].at(page.file, place, message)
        open_ones.append(quotation)
        segment = around(page.segments, quotation)
        if segment is None:
            message = f"{_shown(quotation)} lies in no single segment"
            yield RULES["quotation-outside-segment"].at(page.file, place, message)
        elif segment.kind == "duplicate":
            message = f"{_shown(quotation)} lies in the duplicate {segment.id}"
            yield RULES["marked-in-duplicate"].at(page.file, place, message)
        if quotation.cue and not _beside(quotation.cue, quotation, sentences):
            message = (
                f"the cue of {_shown(quotation)}, {excerpt(quotation.cue.quote)}, is elsewhere"
            )
            yield RULES["cue-misplaced"].at(page.file, f"{place}.cue", message)
        if quotation.kind == "term" and quotation.speaker is not None:
            message = f"{_shown(quotation)} is a term and has the speaker {quotation.speaker}"
            yield RULES["term-with-speaker"].at(page.file, f"{place}.speaker", message)


def _beside(cue: Span, quotation: Quotation, sentences: Intervals[Sentence]) -> bool:
    """Whether a cue stands in a sentence that the quotation reaches into, and outside of it."""
    inside = cue.start < quotation.end and quotation.start < cue.end
    reached = sentences.overlapping(quotation.start, quotation.end)
    return not inside and any(_within(cue, each) for each in reached)


def stances(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Stances lie in a sentence of content, stand there once, and have the basis that fits."""
    classes = schemas.classes
    seen: dict[tuple[str, str, str, str], str] = {}
    quotations = Intervals(page.quotations)
    for stance in page.stances:
        place = f"stances[{stance.index}]"
        sentence, segment = around(page.sentences, stance), around(page.segments, stance)
        parts = [each for each in (stance.holder_span, stance.target_span) if each]
        if sentence is None or not all(_within(each, sentence) for each in parts):
            message = f"{_shown(stance)} does not lie in one sentence with its holder and target"
            yield RULES["stance-outside-sentence"].at(page.file, place, message)
        if segment is not None and segment.kind == "duplicate":
            message = f"{_shown(stance)} lies in the duplicate {segment.id}"
            yield RULES["marked-in-duplicate"].at(page.file, place, message)
        elif segment is not None and classes.get(segment.kind) != "content":
            message = f"{_shown(stance)} lies in {segment.id}, a {segment.kind}"
            yield RULES["stance-outside-content"].at(page.file, place, message)
        if stance.holder == stance.target:
            message = f"{_shown(stance)} has {stance.holder} for holder and target"
            yield RULES["stance-holder-is-target"].at(page.file, place, message)
        if sentence is not None:
            key = (sentence.id, stance.holder, stance.target, stance.polarity)
            if key in seen:
                message = f"{_shown(stance)} says what {seen[key]} says in {sentence.id} already"
                yield RULES["stance-repeated"].at(page.file, place, message)
            seen.setdefault(key, stance.id)
        yield from _basis(stance, quotations, page.file, place)


def _basis(
    stance: Stance, quotations: Intervals[Quotation], file: str, place: str
) -> Iterator[Problem]:
    if (stance.holder == AUTHOR) != (stance.basis == "narrated"):
        message = f"{_shown(stance)} is {stance.basis} and its holder is {stance.holder}"
        yield RULES["stance-author"].at(file, f"{place}.basis", message)
    around_it = quotations.overlapping(stance.start, stance.end)
    quoted = any(_within(stance, each) for each in around_it)
    if stance.basis != "narrated" and quoted != (stance.basis == "quoted"):
        where = "lies in a quotation" if quoted else "lies in no quotation"
        message = f"the evidence of {_shown(stance)} {where} and the basis is {stance.basis}"
        yield RULES["stance-quoted"].at(file, f"{place}.basis", message)


def around(outers: Sequence[Outer], span: Spanned | Span) -> Outer | None:
    """The one of ``outers``, which must be in page order, that a span lies in; None if none."""
    after = bisect_right(outers, span.start, key=lambda each: each.start)
    if not after or not _within(span, outers[after - 1]):
        return None
    return outers[after - 1]


def _within(span: Spanned | Span, outer: Spanned) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _shown(annotation: Spanned) -> str:
    return f"{annotation.id} ({excerpt(annotation.quote)})"
