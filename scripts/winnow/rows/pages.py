"""The rows of ``pages``, ``articles`` and ``boilerplate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.page import Page, Segment
from winnow.rows.common import mention, permanent, provenance, quotation, span, stance


def page_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """The page itself, with every layer on it."""
    classes = corpus.schemas.segment_classes()
    yield {
        "page_id": page.id,
        "text": page.text,
        "text_sha256": page.source.sha256,
        "articles": [
            {
                "id": permanent(page, article.id),
                "role": article.role,
                **provenance(corpus, page.id, "articles", article.id),
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
                **provenance(corpus, page.id, "segments", segment.id),
            }
            for segment in page.segments
        ],
        "sentences": [
            {
                "id": permanent(page, sentence.id),
                **span(sentence),
                "segment_id": permanent(page, page.segment_of(sentence).id),
                **provenance(corpus, page.id, "sentences", sentence.id),
            }
            for sentence in page.sentences
        ],
        "mentions": [mention(page, each, corpus) for each in page.mentions],
        "quotations": [quotation(page, each, corpus) for each in page.quotations],
        "stances": [
            stance(page, each, corpus) | {"target_id": each.target} for each in page.stances
        ],
    }


def article_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """Each article of the page, freed of the page around it."""
    classes = corpus.schemas.segment_classes()
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
            **provenance(corpus, page.id, "articles", article.id),
        }


def segment_rows(page: Page, corpus: Corpus) -> Iterator[Json]:
    """Each segment of the page, with what it is."""
    classes = corpus.schemas.segment_classes()
    roles = {article.id: article.role for article in page.articles}
    for segment in page.segments:
        role = roles[segment.article] if segment.article else None
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
            **provenance(corpus, page.id, "segments", segment.id),
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
