"""The rows of ``entities``, ``stance`` and ``quotations``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from winnow.model.json import Json
from winnow.model.layers import Mention, Sentence
from winnow.model.record import AnnotatedPage
from winnow.model.spans import Intervals, tags, tokens
from winnow.rows.common import mention, page_provenance, page_span, permanent, place, span, stance
from winnow.rows.targets import candidates, polarity, stances_by_row


def entity_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each sentence of the page with its tokens, their tags and its mentions."""
    page = annotated.gold
    mentions = Intervals(page.mentions)
    passes = {
        name: (Intervals(given.mentions), annotated.provenance.kept[name])
        for name, given in annotated.passes.items()
    }
    for sentence in page.sentences:
        inside = mentions.beginning(sentence.start, sentence.end)
        extents = tokens(sentence.quote)
        yield {
            "id": permanent(page, sentence.id),
            **place(annotated, sentence),
            "text": sentence.quote,
            "page_start": sentence.start,
            "page_end": sentence.end,
            "tokens": [sentence.quote[start:end] for start, end in extents],
            "token_starts": [start for start, _ in extents],
            "token_ends": [end for _, end in extents],
            "tags": tags(extents, inside, sentence.start),
            "mentions": [mention(annotated, each, sentence.start) for each in inside],
            "passes": list(_with_the_same(sentence, inside, passes)),
            "verdict": annotated.audited.on(page.id, "mentions", sentence.id),
        }


def _with_the_same(
    sentence: Sentence,
    mentions: Sequence[Mention],
    passes: Mapping[str, tuple[Intervals[Mention], Mapping[str, str]]],
) -> Iterator[str]:
    """The passes that have these mentions in a sentence and no others.

    Of each pass its mentions are given, and which of them are which of the gold standard.
    """
    wanted = {each.id for each in mentions}
    for name, (had, kept) in passes.items():
        inside = had.beginning(sentence.start, sentence.end)
        if {kept.get(each.id) for each in inside} == wanted:
            yield name


def stance_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each content sentence with each target on which it may take a stance, by ``candidates``."""
    page, classes = annotated.gold, annotated.frame.classes
    targets: dict[str, list[str]] = {}
    actor_types = annotated.frame.schemas.actor_types
    for sentence_id, target in sorted(candidates(page, page, classes, actor_types)):
        targets.setdefault(sentence_id, []).append(target)
    registry = annotated.frame.registry
    mentions, said = Intervals(page.mentions), stances_by_row(page, page)
    passes = {
        name: stances_by_row(page, given) for name, given in annotated.passes_in_gold_terms.items()
    }
    for sentence in page.sentences:
        named = mentions.beginning(sentence.start, sentence.end)
        for target in targets.get(sentence.id, ()):
            row = sentence.id, target
            on_target = said.get(row, [])
            label = polarity(on_target)
            yield {
                "id": f"{page.id}#{sentence.id}/{target}",
                **place(annotated, sentence),
                "text": sentence.quote,
                "page_start": sentence.start,
                "page_end": sentence.end,
                "target_id": target,
                "target_name": registry[target].name,
                "target_kind": registry[target].kind,
                "target_mentions": [
                    {"id": permanent(page, each.id), **span(each, sentence.start)}
                    for each in named
                    if each.entity == target
                ],
                "polarity": label,
                "stances": [stance(annotated, each, sentence.start) for each in on_target],
                "passes": [
                    name
                    for name, theirs in passes.items()
                    if polarity(theirs.get(row, ())) == label
                ],
                "verdict": annotated.audited.on(page.id, "stances", sentence.id),
            }


def quotation_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each quotation of the page with its sentence, speaker and cue."""
    page, registry = annotated.gold, annotated.frame.registry
    sentences = Intervals(page.sentences)
    for each in page.quotations:
        first, *_, last = [page.sentence_of(each), *sentences.overlapping(each.start, each.end)]
        speaker = registry[each.speaker].name if each.speaker else None
        yield {
            "id": permanent(page, each.id),
            **place(annotated, first),
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
            **page_provenance(annotated, "quotations", each.id),
        }
