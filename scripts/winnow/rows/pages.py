"""The rows of ``pages``, ``articles`` and ``boilerplate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winnow.model.json import Json
from winnow.model.layers import LAYERS, Article, Layer, Segment
from winnow.model.page import Page, page_of
from winnow.model.record import AnnotatedPage
from winnow.read.annotations import parse
from winnow.rows.common import item, on_page, page_provenance, permanent, span


def page_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """The page with the annotations of every layer."""
    page = annotated.gold
    yield {"page_id": page.id, "text": page.text, "text_sha256": page.sha256} | {
        layer: [item(annotated, annotation) for annotation in page.layer(layer)] for layer in LAYERS
    }


def article_rows(annotated: AnnotatedPage) -> Iterator[Json]:
    """Each article of the page without the rest of the page."""
    page, classes = annotated.gold, annotated.frame.classes
    for article in page.articles:
        segments = [segment for segment in page.segments if segment.article == article.id]
        content = [segment for segment in segments if classes[segment.kind] == "content"]
        body = [segment for segment in content if segment.kind == "paragraph"]
        text, starts = join(content, page.text)
        yield {
            "id": permanent(page, article.id),
            "page_id": page.id,
            "role": article.role,
            "headline": next(iter(_quotes(segments, "headline")), None),
            "publisher": next(iter(_quotes(segments, "publisher")), None),
            "timestamp": _quotes(segments, "timestamp"),
            "source_credit": _quotes(segments, "source_credit"),
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
    """Each segment of the page with its kind and class."""
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
    """The pieces joined into one text, and the offset of each in it, in code points.

    Pieces of different lines are joined by a newline, pieces of one line by a space if white space
    separates them on the page, otherwise by nothing.
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
        layer.name: [_record(layer, item) for item in row[layer.name]] for layer in LAYERS.values()
    }
    record |= {"page_id": row["page_id"], "text_sha256": row["text_sha256"]}
    annotations = parse(record, row["page_id"], valid=True)
    return page_of(row["page_id"], row["text"], row["text_sha256"], annotations)


def _record(layer: Layer, item: Json) -> Json:
    """An item of a row as annotation files have it."""
    record = {"id": on_page(item["id"])}
    if layer.type is not Article:
        record |= _span_record(item)
    for attribute in layer.attributes:
        if attribute in layer.spans:
            record[attribute] = item[attribute] and _span_record(item[attribute])
        elif attribute in layer.references:
            record[attribute] = item[layer.column(attribute)]
        elif attribute == "article":
            record[attribute] = item["article_id"] and on_page(item["article_id"])
        else:
            record[attribute] = item[attribute]
    return record


def _span_record(item: Json) -> Json:
    return {"start": item["page_start"], "end": item["page_end"], "quote": item["quote"]}


VIEWS = {"pages": page_rows, "articles": article_rows, "boilerplate": segment_rows}
