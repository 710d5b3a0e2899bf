"""A page and its annotations; spans are half-open, in code points of the page's text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
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
    """A stretch of the page in any layer: where in the file it stands, and whose it is."""

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
    """What an annotation file holds, as far as it could be parsed, in the order of the file.

    ``incomplete`` names the layers from which invalid items were skipped: checks of a layer as a
    whole (that it covers the page, say) do not apply to them. ``valid`` is whether the file keeps
    its schema.
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

    ``text`` is the untouched text of the page; every offset counts its code points. ``sha256`` is
    the SHA-256 digest of the text in UTF-8, as 64 hexadecimal digits. Ids of annotations are those
    on the page, such as ``m12``; the permanent id is ``f"{page.id}#{mention.id}"``.
    """

    id: str
    text: str
    sha256: str

    def __repr__(self) -> str:
        return f"Page({self.id!r}, {len(self.text)} characters, {len(self.sentences)} sentences)"

    def segment_of(self, span: Spanned) -> Segment:
        """The segment that a span begins in."""
        return self.segments[_last_before(self.segments, span)]

    def sentence_of(self, span: Spanned) -> Sentence:
        """The sentence that a span begins in."""
        return self.sentences[_last_before(self.sentences, span)]


def _last_before(pieces: tuple[Segment, ...] | tuple[Sentence, ...], span: Spanned) -> int:
    return bisect_right(pieces, span.start, key=lambda piece: piece.start) - 1


def page_of(page_id: str, text: str, sha256: str, annotations: Layers) -> Page:
    """A page of valid annotations, in whatever order their file lists them."""
    ordered = in_page_order(annotations)
    layers: Any = {layer: ordered.layer(layer) for layer in LAYERS}
    return Page(id=page_id, text=text, sha256=sha256, **layers)


def article_begins(page: Layers) -> dict[str, int]:
    """Where each article of a page begins: at the first segment that names it.

    Each reading numbers its articles itself, so this is what tells them apart.
    """
    begins: dict[str, int] = {}
    for segment in page.segments:
        if segment.article is not None:
            known = begins.get(segment.article, segment.start)
            begins[segment.article] = min(known, segment.start)
    return begins


def in_page_order(page: Layered) -> Layered:
    """The same annotations in an order that does not depend on how their file lists them."""
    layers: Any = {layer: tuple(sorted(page.layer(layer), key=_place)) for layer in LAYERS}
    return replace(page, **layers)


def _place(annotation: Annotation) -> tuple[int, int, tuple[int, str]]:
    """By start, then the longer one first, then by the number in the id; articles by number."""
    if isinstance(annotation, Article):
        return 0, 0, number(annotation.id)
    return annotation.start, -annotation.end, number(annotation.id)


def number(annotation_id: str) -> tuple[int, str]:
    """What ids of one layer are sorted by, so that m10 follows on m9."""
    return len(annotation_id), annotation_id


def extent(page: Page, annotation: Annotation, classes: Mapping[str, str]) -> Span:
    """Where an annotation stands; of an article, from the start to the end of its content.

    A pass may list an article without content; that stands for all segments that name it, or else
    for the whole page.
    """
    if not isinstance(annotation, Article):
        return Span(annotation.start, annotation.end, annotation.quote)
    own = [each for each in page.segments if each.article == annotation.id]
    content = [each for each in own if classes[each.kind] == "content"]
    pieces = content or own or page.segments
    if not pieces:
        return Span(0, len(page.text), page.text)
    start, end = pieces[0].start, pieces[-1].end
    return Span(start, end, page.text[start:end])
