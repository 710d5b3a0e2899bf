"""The rows of ``pages``, ``articles`` and ``boilerplate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winnow.model.json import Json
from winnow.model.layers import Segment
from winnow.model.page import Page, page_of
from winnow.model.record import AnnotatedPage
from winnow.read.annotations import parse
from winnow.rows.common import mention, on_page, page_provenance, permanent, quotation, span, stance


def page_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """The page itself, with every layer on it."""
    page, classes = annotated.gold, annotated.frame.classes
    yield {
        "page_id": page.id,
        "text": page.text,
        "text_sha256": page.sha256,
        "articles": [
            {
                "id": permanent(page, article.id),
                "role": article.role,
                **page_provenance(annotated, "articles", article.id),
            }
            for article in page.articles
        ],
        "segments": [
            {
                "id": permanent(page, segment.id),
                **span(segment),
                "kind": segment.kind,
                "class": classes[segment.kind],
                "article_id": permanent(page, segment.article),
                **page_provenance(annotated, "segments", segment.id),
            }
            for segment in page.segments
        ],
        "sentences": [
            {
                "id": permanent(page, sentence.id),
                **span(sentence),
                "segment_id": permanent(page, page.segment_of(sentence).id),
                **page_provenance(annotated, "sentences", sentence.id),
            }
            for sentence in page.sentences
        ],
        "mentions": [mention(annotated, each) for each in page.mentions],
        "quotations": [quotation(annotated, each) for each in page.quotations],
        "stances": [stance(annotated, each) | {"target_id": each.target} for each in page.stances],
    }


def article_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each article of the page, freed of the page around it."""
    page, classes = annotated.gold, annotated.frame.classes
    for article in page.articles:
        own = [segment for segment in page.segments if segment.article == article.id]
        content = [segment for segment in own if classes[segment.kind] == "content"]
        body = [segment for segment in content if segment.kind == "paragraph"]
        text, starts = join(content, page.text)
        yield {
            "id": permanent(page, article.id),
            "page_id": page.id,
            "role": article.role,
            "headline": next(iter(_quotes(own, "headline")), None),
            "publisher": next(iter(_quotes(own, "publisher")), None),
            "timestamp": _quotes(own, "timestamp"),
            "source_credit": _quotes(own, "source_credit"),
            "text": text,
            "body": join(body, page.text)[0],
            "pieces": [
                {
                    "segment_id": permanent(page, piece.id),
                    "kind": piece.kind,
                    **span(piece, piece.start - start),
                }
                for piece, start in zip(content, starts, strict=True)
            ],
            **page_provenance(annotated, "articles", article.id),
        }


def segment_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each segment of the page, with what it is."""
    page, classes = annotated.gold, annotated.frame.classes
    for segment in page.segments:
        role = annotated.roles[segment.article] if segment.article else None
        yield {
            "id": permanent(page, segment.id),
            "page_id": page.id,
            "text": segment.quote,
            "page_start": segment.start,
            "page_end": segment.end,
            "line": page.text.count("\n", 0, segment.start),
            "kind": segment.kind,
            "class": classes[segment.kind],
            "article_id": permanent(page, segment.article),
            "role": role,
            "in_main": role == "main" and classes[segment.kind] == "content",
            **page_provenance(annotated, "segments", segment.id),
        }


def join(pieces: Sequence[Segment], text: str) -> tuple[str, list[int]]:
    """The pieces as one text, and the offset in it, in code points, at which each begins.

    Pieces from different lines are joined by a newline; pieces from one line by a space where
    white space lies between them on the page, else by nothing.
    """
    joined = ""
    starts: list[int] = []
    end = 0
    for piece in pieces:
        if starts:
            between = text[end : piece.start]
            joined += "\n" if "\n" in between else " " if _has_space(between) else ""
        starts.append(len(joined))
        joined += piece.quote
        end = piece.end
    return joined, starts


def _has_space(text: str) -> bool:
    return any(map(str.isspace, text))


def _quotes(segments: Sequence[Segment], kind: str) -> list[str]:
    return [segment.quote for segment in segments if segment.kind == kind]


def page_of_row(row: Json) -> Page:
    """The page that a row of ``pages`` was made from."""
    record = {
        "page_id": row["page_id"],
        "text_sha256": row["text_sha256"],
        "articles": [{"id": on_page(each["id"]), "role": each["role"]} for each in row["articles"]],
        "segments": [
            _span_record(each)
            | {"kind": each["kind"], "article": each["article_id"] and on_page(each["article_id"])}
            for each in row["segments"]
        ],
        "sentences": [_span_record(each) for each in row["sentences"]],
        "mentions": [
            _span_record(each) | {"type": each["type"], "entity": each["entity_id"]}
            for each in row["mentions"]
        ],
        "quotations": [
            _span_record(each)
            | {
                "kind": each["kind"],
                "speaker": each["speaker_id"],
                "cue": _part_record(each["cue"]),
            }
            for each in row["quotations"]
        ],
        "stances": [_stance_record(each) for each in row["stances"]],
    }
    annotations = parse(record, row["page_id"], valid=True)
    return page_of(row["page_id"], row["text"], row["text_sha256"], annotations)


def _stance_record(each: Json) -> Json:
    kept = {key: each[key] for key in ("polarity", "basis", "alleged")}
    return _span_record(each) | {
        "holder": each["holder_id"],
        "holder_span": _part_record(each["holder_span"]),
        "target": each["target_id"],
        "target_span": _part_record(each["target_span"]),
        **kept,
    }


def _span_record(each: Json) -> Json:
    return {"id": on_page(each["id"]), **_part_record(each)}


def _part_record(each: Json) -> Json:
    if each is None:
        return None
    return {"start": each["page_start"], "end": each["page_end"], "quote": each["quote"]}
