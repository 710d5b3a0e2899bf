"""Marks of annotations in a stretch of text, as HTML: tints, lines, anchors and tags.

``docs/assets/marks.css`` draws them below an element with the class ``marks``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from winnow.model.layers import Segment, Sentence
from winnow.site.layout import FURTHER_SPANS, SPAN_LAYERS, Mark, Piece
from winnow.site.templates import SIGNS
from winnow.site.text import shown

INLINE = {layer.singular: layer for layer in SPAN_LAYERS if layer.type not in (Segment, Sentence)}
"""Layers that are marked on pieces of text; segments and sentences have their own elements."""

SPANS = (*INLINE, *FURTHER_SPANS.values())

ON_DEMAND = ("holder", "target")
"""Spans that are drawn only while the annotation they belong to is selected."""


@dataclass(frozen=True)
class Tag:
    """A label that the style sheet shows before or after a span; it is not part of the text."""

    classes: str
    label: str
    id: str

    @property
    def html(self) -> Markup:
        """The element, which has no text."""
        form = Markup('<i class="tag {}" data-id="{}" data-label="{}"></i>')
        return form.format(self.classes, self.id, self.label)


def drawn(
    piece: Piece,
    text: str,
    groups: Mapping[str, str],
    *,
    usual: Container[str] = (),
    anchors: bool = True,
    tags: bool = True,
) -> Markup:
    """A piece of ``text`` with its marks; ``groups`` has the colour group of each mention type.

    The tags of ``usual`` types have the class ``usual``, because the colour is enough to tell them.
    ``anchors`` are the targets of links to annotations: they must be on a page only once.
    """
    marks = piece.of(*SPANS)
    begun = [mark for mark in marks if mark.start == piece.start and mark.layer in INLINE]
    ended = [mark for mark in piece.of("mention") if mark.end == piece.end]
    visible = [mark for mark in marks if mark.layer not in ON_DEMAND]
    classes = ["piece"] if visible else []
    for mark in visible:
        classes += _classes(mark, piece, groups)
    html = shown(
        piece.text,
        before=text[max(piece.start - 1, 0) : piece.start] or "\n",
        after=text[piece.end : piece.end + 1] or "\n",
    )
    attributes = Markup("").join(
        Markup(' data-{}="{}"').format(layer, " ".join(mark.id for mark in piece.of(layer)))
        for layer in SPANS
        if piece.of(layer)
    )
    if attributes:
        form = Markup('<span class="{}"{}>{}</span>')
        html = form.format(" ".join(dict.fromkeys(classes)), attributes, html)
    if anchors:
        names = [Markup('<a class="anchor" id="{}"></a>').format(mark.id) for mark in begun]
        html = Markup("").join([*names, html])
    if tags:
        before = [_tag(mark).html for mark in begun if mark.layer != "mention"]
        html = Markup("").join(
            [*before, html, *(_type_tag(mark, groups, usual).html for mark in ended)]
        )
    return html


def stretch(
    pieces: Iterable[Piece],
    text: str,
    start: int,
    end: int,
    groups: Mapping[str, str],
    *,
    ids: Container[str] | None = None,
    tags: bool = True,
) -> Markup:
    """The characters from ``start`` to ``end`` of a page's ``text``, with marks, without anchors.

    ``pieces`` are those of the page (see ``layout.pieces``). If ``ids`` are given, only the
    annotations with these ids on the page are marked.
    """
    parts = []
    for piece in pieces:
        first, last = max(piece.start, start), min(piece.end, end)
        if first < last:
            marks = tuple(mark for mark in piece.marks if ids is None or mark.id in ids)
            clipped = replace(piece, start=first, end=last, text=text[first:last], marks=marks)
            parts.append(drawn(clipped, text, groups, anchors=False, tags=tags))
    return Markup("").join(parts)


def _classes(mark: Mark, piece: Piece, groups: Mapping[str, str]) -> Iterator[str]:
    yield mark.layer
    if mark.layer == "mention":
        yield groups[mark.annotation["type"]]
        if mark.start == piece.start:
            yield "mention-begins"
        if mark.end == piece.end:
            yield "mention-ends"
    elif mark.layer == "stance":
        yield mark.annotation["polarity"]
        if mark.annotation["alleged"]:
            yield "alleged"


def _type_tag(mark: Mark, groups: Mapping[str, str], usual: Container[str]) -> Tag:
    label = mark.annotation["type"]
    return Tag(f"mention {groups[label]}{' usual' if label in usual else ''}", label, mark.id)


def _tag(mark: Mark) -> Tag:
    """The tag before a span: id and first label of its annotation, of a stance its sign and id."""
    label = mark.annotation[INLINE[mark.layer].attributes[0]]
    if mark.layer != "stance":
        return Tag(mark.layer, f"{mark.id} {label}", mark.id)
    alleged = " alleged" if mark.annotation["alleged"] else ""
    return Tag(f"stance {label}{alleged}", f"{SIGNS[label]} {mark.id}", mark.id)
