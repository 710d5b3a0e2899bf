"""Check mentions, quotations and stances on their page (levels 3 and 4).

Pages must be in page order, with correct offsets and quotes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
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
    """Mentions are within a sentence and on its tokens, and names have an entity."""
    entity_rules = schemas.attribute("entity_type", "x-entity")
    previous: Mention | None = None
    for mention in page.mentions:
        place = f"mentions[{mention.index}]"
        if previous and mention.start < previous.end:
            message = f"{_shown(mention)} begins before {_shown(previous)} ends"
            yield RULES["mention-overlap"].at(page.file, place, message)
        if previous is None or mention.end > previous.end:
            previous = mention
        sentence = around(page.sentences, mention)
        if sentence is None:
            message = f"{_shown(mention)} is not within one sentence"
            yield RULES["mention-outside-sentence"].at(page.file, place, message)
        elif not _fits_tokens(mention, sentence):
            message = f"{_shown(mention)} begins or ends inside a token"
            yield RULES["mention-off-token"].at(page.file, place, message)
        if (mention.entity is None) == (entity_rules.get(mention.type) == "required"):
            entity = f"the entity {mention.entity}" if mention.entity else "no entity"
            message = f"{_shown(mention)} is a {mention.type} and has {entity}"
            yield RULES["mention-entity"].at(page.file, f"{place}.entity", message)


def _fits_tokens(mention: Mention, sentence: Sentence) -> bool:
    starts, ends = _token_offsets(sentence)
    return mention.start in starts and mention.end in ends


@lru_cache(maxsize=1)  # mentions are in page order: those of a sentence follow each other
def _token_offsets(sentence: Sentence) -> tuple[frozenset[int], frozenset[int]]:
    """The offsets at which tokens of a sentence start, and those at which they end."""
    extents = tokens(sentence.quote)
    return (
        frozenset(sentence.start + start for start, _ in extents),
        frozenset(sentence.start + end for _, end in extents),
    )


def quotations(page: PageAnnotations) -> Iterator[Problem]:
    """Quotations are within a segment, overlap only if nested, and have their cue next to them."""
    open_quotations: list[Quotation] = []
    sentences = Intervals(page.sentences)
    for quotation in page.quotations:
        place = f"quotations[{quotation.index}]"
        open_quotations = [outer for outer in open_quotations if outer.end > quotation.start]
        for outer in open_quotations:
            same = (quotation.start, quotation.end) == (outer.start, outer.end)
            if quotation.end > outer.end or same:
                message = f"{_shown(quotation)} begins before {_shown(outer)} ends"
                yield RULES["quotation-overlap"].at(page.file, place, message)
        open_quotations.append(quotation)
        segment = around(page.segments, quotation)
        if segment is None:
            message = f"{_shown(quotation)} is not within one segment"
            yield RULES["quotation-outside-segment"].at(page.file, place, message)
        elif segment.kind == "duplicate":
            message = f"{_shown(quotation)} is in the duplicate {segment.id}"
            yield RULES["marked-in-duplicate"].at(page.file, place, message)
        if quotation.cue and not _is_next_to(quotation.cue, quotation, sentences):
            cue = excerpt(quotation.cue.quote)
            message = f"the cue {cue} of {_shown(quotation)} is inside it or in another sentence"
            yield RULES["cue-misplaced"].at(page.file, f"{place}.cue", message)
        if quotation.kind == "term" and quotation.speaker is not None:
            message = f"{_shown(quotation)} is a term and has the speaker {quotation.speaker}"
            yield RULES["term-with-speaker"].at(page.file, f"{place}.speaker", message)


def _is_next_to(cue: Span, quotation: Quotation, sentences: Intervals[Sentence]) -> bool:
    """Whether a cue is in a sentence of the quotation, and outside the quotation."""
    if cue.start < quotation.end and quotation.start < cue.end:
        return False
    overlapping = sentences.overlapping(quotation.start, quotation.end)
    return any(_within(cue, sentence) for sentence in overlapping)


def stances(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Stances are within a sentence of content, occur once there, and have a basis that fits."""
    classes = schemas.classes
    seen: dict[tuple[str, str, str, str], str] = {}
    quotations = Intervals(page.quotations)
    for stance in page.stances:
        place = f"stances[{stance.index}]"
        sentence, segment = around(page.sentences, stance), around(page.segments, stance)
        inner = [span for span in (stance.holder_span, stance.target_span) if span]
        if sentence is None or not all(_within(span, sentence) for span in inner):
            message = f"{_shown(stance)} is not within one sentence with its holder and target"
            yield RULES["stance-outside-sentence"].at(page.file, place, message)
        if segment is not None and segment.kind == "duplicate":
            message = f"{_shown(stance)} is in the duplicate {segment.id}"
            yield RULES["marked-in-duplicate"].at(page.file, place, message)
        elif segment is not None and classes.get(segment.kind) != "content":
            message = f"{_shown(stance)} is in {segment.id}, a {segment.kind}"
            yield RULES["stance-outside-content"].at(page.file, place, message)
        if stance.holder == stance.target:
            message = f"{_shown(stance)} has {stance.holder} as holder and target"
            yield RULES["stance-holder-is-target"].at(page.file, place, message)
        if sentence is not None:
            key = (sentence.id, stance.holder, stance.target, stance.polarity)
            if key in seen:
                message = f"{_shown(stance)} repeats {seen[key]} in {sentence.id}"
                yield RULES["stance-repeated"].at(page.file, place, message)
            seen.setdefault(key, stance.id)
        yield from _basis(stance, quotations, page.file, place)


def _basis(
    stance: Stance, quotations: Intervals[Quotation], file: str, place: str
) -> Iterator[Problem]:
    if (stance.holder == AUTHOR) != (stance.basis == "narrated"):
        holder = f"the holder of {_shown(stance)} is {stance.holder}"
        message = f'basis is "{stance.basis}", but {holder}'
        yield RULES["stance-author"].at(file, f"{place}.basis", message)
    overlapping = quotations.overlapping(stance.start, stance.end)
    quoted = any(_within(stance, quotation) for quotation in overlapping)
    if stance.basis != "narrated" and quoted != (stance.basis == "quoted"):
        where = "inside a quotation" if quoted else "outside any quotation"
        message = f'basis is "{stance.basis}", but the evidence of {_shown(stance)} is {where}'
        yield RULES["stance-quoted"].at(file, f"{place}.basis", message)


def around(outers: Sequence[Outer], span: Spanned | Span) -> Outer | None:
    """The segment or sentence that contains a span, if any; ``outers`` are in page order."""
    after = bisect_right(outers, span.start, key=lambda outer: outer.start)
    return outers[after - 1] if after and _within(span, outers[after - 1]) else None


def _within(span: Spanned | Span, outer: Spanned) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _shown(annotation: Spanned) -> str:
    return f"{annotation.id} ({excerpt(annotation.quote)})"
