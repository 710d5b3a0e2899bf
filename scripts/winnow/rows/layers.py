"""The rows of ``entities``, ``stance`` and ``quotations``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from winnow.model.json import Json
from winnow.model.layers import Mention, Sentence, Stance
from winnow.model.record import AnnotatedPage
from winnow.model.spans import Intervals, tags, tokens
from winnow.rows.common import item, page_provenance, page_span, permanent, place, span
from winnow.rows.targets import candidates, polarity, stances_by_row


def entity_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each sentence of the page with its tokens, IOB2 tags and mentions."""
    page = annotated.gold
    mentions = Intervals(page.mentions)
    passes = {
        name: (Intervals(pass_page.mentions), annotated.provenance.kept[name])
        for name, pass_page in annotated.passes.items()
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
            "mentions": [item(annotated, mention, sentence.start) for mention in inside],
            "passes": list(_passes_that_agree(sentence, inside, passes)),
            "verdict": annotated.audited.on(page.id, "mentions", sentence.id),
        }


def _passes_that_agree(
    sentence: Sentence,
    mentions: Sequence[Mention],
    passes: Mapping[str, tuple[Intervals[Mention], Mapping[str, str]]],
) -> Iterator[str]:
    """The passes that have exactly these gold mentions in a sentence.

    ``passes`` maps the name of a pass to its mentions and to the gold ids of those kept unchanged.
    """
    gold_ids = {mention.id for mention in mentions}
    for name, (pass_mentions, kept) in passes.items():
        inside = pass_mentions.beginning(sentence.start, sentence.end)
        if {kept.get(mention.id) for mention in inside} == gold_ids:
            yield name


def stance_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each content sentence paired with each of its candidate targets, see ``candidates``."""
    page, classes = annotated.gold, annotated.frame.classes
    targets: dict[str, list[str]] = {}
    actor_types = annotated.frame.schemas.actor_types
    for sentence_id, target in sorted(candidates(page, page, classes, actor_types)):
        targets.setdefault(sentence_id, []).append(target)
    registry = annotated.frame.registry
    mentions, stances = Intervals(page.mentions), stances_by_row(page, page)
    passes = {
        name: stances_by_row(page, pass_page)
        for name, pass_page in annotated.passes_in_gold_terms.items()
    }
    for sentence in page.sentences:
        inside = mentions.beginning(sentence.start, sentence.end)
        for target in targets.get(sentence.id, ()):
            row = sentence.id, target
            on_target = stances.get(row, [])
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
                    {"id": permanent(page, mention.id), **span(mention, sentence.start)}
                    for mention in inside
                    if mention.entity == target
                ],
                "polarity": label,
                "stances": [_stance(annotated, stance, sentence.start) for stance in on_target],
                "passes": [
                    name
                    for name, pass_stances in passes.items()
                    if polarity(pass_stances.get(row, ())) == label
                ],
                "verdict": annotated.audited.on(page.id, "stances", sentence.id),
            }


def _stance(annotated: AnnotatedPage, stance: Stance, origin: int) -> Json:
    """A stance without its target's id, which the row has."""
    values = item(annotated, stance, origin)
    del values["target_id"]
    return values


def quotation_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each quotation of the page with its sentence, speaker and cue."""
    page, registry = annotated.gold, annotated.frame.registry
    sentences = Intervals(page.sentences)
    for quotation in page.quotations:
        first = page.sentence_of(quotation)
        *_, last = [first, *sentences.overlapping(quotation.start, quotation.end)]
        speaker = registry[quotation.speaker].name if quotation.speaker else None
        yield {
            "id": permanent(page, quotation.id),
            **place(annotated, first),
            "text": quotation.quote,
            "page_start": quotation.start,
            "page_end": quotation.end,
            "sentence": page.text[first.start : last.end],
            "sentence_page_start": first.start,
            "sentence_page_end": last.end,
            "kind": quotation.kind,
            "speaker_id": quotation.speaker,
            "speaker_name": speaker,
            "cue": page_span(quotation.cue),
            **page_provenance(annotated, "quotations", quotation.id),
        }


VIEWS = {"entities": entity_rows, "stance": stance_rows, "quotations": quotation_rows}
