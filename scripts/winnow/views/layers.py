"""The rows of ``entities``, ``stance`` and ``quotations``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winnow.annotations import Mention, Stance
from winnow.corpus import Corpus, Page
from winnow.documents import Json
from winnow.intervals import Intervals
from winnow.tokens import tokens
from winnow.views.pieces import mention, page_span, permanent, place, span, stance

ACTORS = ("PERSON", "NORP", "ORG", "GPE")
"""Types of mentions whose entity is a candidate for a target wherever it is mentioned."""

OUTSIDE = "O"
NONE, MIXED = "none", "mixed"
"""Polarity of a sentence without a stance on the target, and with stances that differ."""


def entity_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """Each sentence of the page with its tokens, their tags and its mentions."""
    mentions = Intervals(page.mentions)
    for sentence in page.sentences:
        inside = mentions.beginning(sentence.start, sentence.end)
        extents = tokens(sentence.quote)
        yield {
            "id": permanent(page, sentence.id),
            **place(page, sentence, corpus.schemas),
            "text": sentence.quote,
            "page_start": sentence.start,
            "page_end": sentence.end,
            "tokens": [sentence.quote[start:end] for start, end in extents],
            "token_starts": [start for start, _ in extents],
            "token_ends": [end for _, end in extents],
            "tags": _tags(extents, inside, sentence.start),
            "mentions": [mention(page, each, sentence.start) for each in inside],
        }


def _tags(
    extents: Sequence[tuple[int, int]], mentions: Sequence[Mention], origin: int
) -> list[str]:
    """IOB2 tags of tokens, given as extents in a text that begins at ``origin`` in the page.

    A mention is ``B-`` at its first token and ``I-`` at each further one (Tjong Kim Sang and
    Veenstra 1999, "Representing Text Chunks").
    """
    marked = Intervals(mentions)
    tags = []
    for start, end in extents:
        around = marked.overlapping(origin + start, origin + end)
        prefix = "B" if around and around[0].start == origin + start else "I"
        tags.append(f"{prefix}-{around[0].type}" if around else OUTSIDE)
    return tags


def stance_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """Each content sentence with each target on which it may take a stance.

    Candidates are the entities of its mentions of ``ACTORS``, and the targets of all stances of
    the same article.
    """
    classes = corpus.schemas.segment_classes()
    targets: dict[str | None, set[str]] = {}
    for each in page.stances:
        targets.setdefault(page.segment_of(each).article, set()).add(each.target)
    mentions, stances = Intervals(page.mentions), Intervals(page.stances)
    for sentence in page.sentences:
        segment = page.segment_of(sentence)
        if classes[segment.kind] != "content":
            continue
        named = mentions.beginning(sentence.start, sentence.end)
        said = stances.beginning(sentence.start, sentence.end)
        actors = {each.entity for each in named if each.type in ACTORS and each.entity}
        for target in sorted(actors | targets.get(segment.article, set())):
            on_target = [each for each in said if each.target == target]
            yield {
                "id": f"{page.id}#{sentence.id}/{target}",
                **place(page, sentence, corpus.schemas),
                "text": sentence.quote,
                "page_start": sentence.start,
                "page_end": sentence.end,
                "target_id": target,
                "target_name": corpus.registry[target].name,
                "target_kind": corpus.registry[target].kind,
                "target_mentions": [
                    {"id": permanent(page, each.id), **span(each, sentence.start)}
                    for each in named
                    if each.entity == target
                ],
                "polarity": polarity(on_target),
                "stances": [stance(page, each, sentence.start) for each in on_target],
            }


def polarity(stances: Sequence[Stance]) -> str:
    """What stances of one sentence on one target say together."""
    found = {each.polarity for each in stances}
    return MIXED if len(found) > 1 else next(iter(found), NONE)


def quotation_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """Each quotation of the page with its sentence, speaker and cue."""
    sentences = Intervals(page.sentences)
    for each in page.quotations:
        first, *_, last = [page.sentence_of(each), *sentences.overlapping(each.start, each.end)]
        speaker = corpus.registry[each.speaker].name if each.speaker else None
        yield {
            "id": permanent(page, each.id),
            **place(page, first, corpus.schemas),
            "text": each.quote,
            "page_start": each.start,
            "page_end": each.end,
            "sentence": page.text[first.start : last.end],
            "sentence_page_start": first.start,
            "sentence_page_end": last.end,
            "kind": each.kind,
            "speaker_id": each.speaker,
            "speaker_name": speaker,
            "cue": page_span(each.cue),
        }
