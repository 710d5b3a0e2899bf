"""A page and its annotations; spans are half-open, in code points of the page's text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from winnow.model.layers import (
    LAYERS,
    Annotation,
    Article,
    Mention,
    Quotation,
    Segment,
    Sentence,
    Span,
    Spanned,
    Stance,
)

Layered = TypeVar("Layered", bound="Layers")


@dataclass(frozen=True)
class PlacedSpan:
    """A span of any layer with its JSON path in the file and the id of its annotation."""

    place: str
    owner: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, kw_only=True)
class Layers:
    """The annotations of a page, layer by layer."""

    articles: tuple[Article, ...]
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    quotations: tuple[Quotation, ...]
    stances: tuple[Stance, ...]

    def layer(self, name: str) -> tuple[Annotation, ...]:
        """The annotations of a layer by its name, such as ``mentions``."""
        annotations: tuple[Annotation, ...] = getattr(self, name)
        return annotations


@dataclass(frozen=True, kw_only=True)
class PageAnnotations(Layers):
    """The content of an annotation file, parsed leniently, in the order of the file.

    ``incomplete`` names the layers from which invalid items were skipped; checks that need a whole
    layer, such as that it covers the page, are left out for them. ``valid`` is whether the file
    is valid against its schema.
    """

    file: str
    valid: bool
    page_id: str | None
    text_sha256: str | None
    spans: tuple[PlacedSpan, ...]
    ids: tuple[tuple[str, str], ...]
    incomplete: frozenset[str]


@dataclass(frozen=True, kw_only=True, repr=False)
class Page(Layers):
    """A page with its annotations, each layer in page order.

    ``text`` is the unmodified text of the page; all offsets count its code points. ``sha256`` is
    the SHA-256 of the text in UTF-8, as 64 hexadecimal digits. Annotations have their ids on the
    page, such as ``m12``; the permanent id is ``f"{page.id}#{mention.id}"``.
    """

    id: str
    text: str
    sha256: str

    def __repr__(self) -> str:
        return f"Page({self.id!r}, {len(self.text)} characters, {len(self.sentences)} sentences)"

    def segment_of(self, span: Spanned) -> Segment:
        """The segment in which a span starts."""
        return self.segments[_last_before(self.segments, span)]

    def sentence_of(self, span: Spanned) -> Sentence:
        """The sentence in which a span starts."""
        return self.sentences[_last_before(self.sentences, span)]


def _last_before(pieces: tuple[Segment, ...] | tuple[Sentence, ...], span: Spanned) -> int:
    return bisect_right(pieces, span.start, key=lambda piece: piece.start) - 1


def matching_ids(text: str, page_ids: Sequence[str]) -> list[str]:
    """The page id that equals ``text``, otherwise all that begin with it."""
    return [text] if text in page_ids else [name for name in page_ids if name.startswith(text)]


def page_of(page_id: str, text: str, sha256: str, annotations: Layers) -> Page:
    """A page from valid annotations in any order."""
    ordered = in_page_order(annotations)
    layers: Any = {layer: ordered.layer(layer) for layer in LAYERS}
    return Page(id=page_id, text=text, sha256=sha256, **layers)


def article_begins(page: Layers) -> dict[str, int]:
    """The offset at which each article begins: that of the first segment that names it.

    It identifies an article across readings, which each number articles themselves.
    """
    begins: dict[str, int] = {}
    for segment in sorted(page.segments, key=lambda segment: segment.start):
        if segment.article is not None:
            begins.setdefault(segment.article, segment.start)
    return begins


def in_page_order(page: Layered) -> Layered:
    """The same annotations in page order, independent of the order of their file."""
    layers: Any = {layer: tuple(sorted(page.layer(layer), key=_place)) for layer in LAYERS}
    return replace(page, **layers)


def _place(annotation: Annotation) -> tuple[int, int, tuple[int, str]]:
    """Sort by start, longer spans first, then by the number in the id; articles by number."""
    if isinstance(annotation, Article):
        return 0, 0, number(annotation.id)
    return annotation.start, -annotation.end, number(annotation.id)


def number(annotation_id: str) -> tuple[int, str]:
    """The sort key of ids of one layer, so that m10 comes after m9."""
    return len(annotation_id), annotation_id


def extent(page: Page, annotation: Annotation, classes: Mapping[str, str]) -> Span:
    """The span of an annotation; for an article, from the start to the end of its content.

    In a pass an article can have no content; its span is then that of all segments that name it,
    or that of the whole page.
    """
    if not isinstance(annotation, Article):
        return Span(annotation.start, annotation.end, annotation.quote)
    segments = [segment for segment in page.segments if segment.article == annotation.id]
    content = [segment for segment in segments if classes[segment.kind] == "content"]
    pieces = content or segments or page.segments
    if not pieces:
        return Span(0, len(page.text), page.text)
    start, end = pieces[0].start, pieces[-1].end
    return Span(start, end, page.text[start:end])
