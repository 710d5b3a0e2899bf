"""Marks of annotations in a stretch of text, as HTML: tints, lines, anchors and tags.

``docs/assets/marks.css`` draws them below an element with the class ``marks``.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from winnow.model.layers import Segment, Sentence
from winnow.model.passes import GOLD
from winnow.site.layout import FURTHER_SPANS, SPAN_LAYERS, Mark, Piece
from winnow.site.templates import SIGNS
from winnow.site.text import shown

INLINE = {layer.singular: layer for layer in SPAN_LAYERS if layer.type not in (Segment, Sentence)}
"""Layers that are marked on pieces of text; segments and sentences have their own elements."""

SPANS = (*INLINE, *FURTHER_SPANS.values())

DIFFERENCES = "differences"
"""The reading of a page that compares passes and gold."""

ON_DEMAND = ("holder", "target")
"""Spans that are drawn only while the annotation they belong to is selected."""


@dataclass(frozen=True)
class Tag:
    """A label that the style sheet shows before or after a span; it is not part of the text."""

    classes: str
    label: str
    readings: Iterable[str] | None = None
    id: str = ""

    @property
    def html(self) -> Markup:
        """The element, which has no text; it is hidden if gold is not among its readings."""
        attributes = {"class": f"tag {self.classes}"}
        if self.id:
            attributes["data-id"] = self.id
        attributes["data-label"] = self.label
        return Markup(f"<i{_written(attributes)}{shown_in(self.readings)}></i>")


def shown_in(readings: Iterable[str] | None) -> Markup:
    """Attributes of an element that only some readings show, for ``docs/assets/doubt.js``."""
    if readings is None:
        return Markup()
    names = sorted(readings)
    attributes = _written({"data-in": " ".join(names)})
    return attributes if GOLD in names else attributes + Markup(" hidden")


def _written(attributes: Mapping[str, str]) -> Markup:
    # not Markup.format, which would take a third of the time of writing a page
    return Markup("".join(f' {name}="{escape(value)}"' for name, value in attributes.items()))


def drawn(
    piece: Piece,
    text: str,
    groups: Mapping[str, str],
    *,
    usual: Container[str] = (),
    anchors: bool = True,
    tags: bool = True,
    passes: Sequence[str] = (),
) -> Markup:
    """A piece of ``text`` with its marks; ``groups`` has the colour group of each mention type.

    The tags of ``usual`` types have the class ``usual``: their colour identifies them.
    ``anchors`` are the targets of links to annotations: they must be on a page only once. For the
    ``passes`` that mark the piece differently from gold, the element has their attributes, too.
    """
    html = shown(
        piece.text,
        before=text[max(piece.start - 1, 0) : piece.start] or "\n",
        after=text[piece.end : piece.end + 1] or "\n",
    )
    if not piece.of(*SPANS):
        return html
    begun = [mark for mark in piece.of(*INLINE) if mark.start == piece.start]
    ended = [mark for mark in piece.of("mention") if mark.end == piece.end]
    attributes = _attributes(_in_reading(piece, GOLD), groups)
    forms = _forms(piece, groups, passes)
    if attributes or forms:
        written = {name: value for name, value in attributes.items() if value or name == "class"}
        if forms:
            written["data-forms"] = json.dumps(forms, separators=(",", ":"))
        html = Markup(f"<span{_written(written)}>{html}</span>")
    if anchors:
        names = (_written({"class": "anchor", "id": mark.id}) for mark in begun)
        html = Markup("").join([*(Markup(f"<a{name}></a>") for name in names), html])
    if tags:
        before = [tag.html for mark in begun for tag in _tags(mark)]
        after = [_type_tag(mark, groups, usual).html for mark in ended]
        html = Markup("").join([*_difference_tags(piece, passes), *before, html, *after])
    return html


def _in_reading(piece: Piece, reading: str) -> Piece:
    """The piece with the marks of a pass or of gold alone."""
    if all(mark.readings is None for mark in piece.marks):
        return piece
    return replace(piece, marks=tuple(mark for mark in piece.marks if mark.is_in(reading)))


def _attributes(piece: Piece, groups: Mapping[str, str]) -> dict[str, str]:
    """The attributes of the element of a piece, none if it is in no span."""
    marks = piece.of(*SPANS)
    if not marks:
        return {}
    visible = [mark for mark in marks if mark.layer not in ON_DEMAND]
    classes = ["piece"] if visible else []
    for mark in visible:
        classes += _classes(mark, piece, groups)
    ids = {
        f"data-{layer}": " ".join(mark.id for mark in piece.of(layer))
        for layer in SPANS
        if piece.of(layer)
    }
    return {"class": " ".join(dict.fromkeys(classes)), **ids}


def _forms(
    piece: Piece, groups: Mapping[str, str], passes: Sequence[str]
) -> dict[str, dict[str, str]]:
    """The attributes in the readings that differ from gold, and where passes are compared."""
    if not passes or all(mark.readings is None for mark in piece.marks):
        return {}
    gold = _attributes(_in_reading(piece, GOLD), groups)
    forms = {name: _attributes(_in_reading(piece, name), groups) for name in passes}
    forms = {name: form for name, form in forms.items() if form != gold}
    if differing := [mark for mark in piece.marks if mark.differs]:
        classes = _by(passes, [name for name in (*passes, GOLD) if _any_in(differing, name)])
        form = _attributes(piece, groups)
        forms[DIFFERENCES] = {**form, "class": " ".join(["piece", "differs", *classes])}
    return forms


def _any_in(marks: Iterable[Mark], reading: str) -> bool:
    return any(mark.is_in(reading) for mark in marks)


def _difference_tags(piece: Piece, passes: Sequence[str]) -> Iterator[Markup]:
    """A tag for each set of readings that have a differing span that begins with the piece."""
    begun = [mark for mark in piece.marks if mark.differs and mark.start == piece.start]
    sets = {tuple(name for name in (*passes, GOLD) if mark.is_in(name)) for mark in begun}
    for names in sorted(sets):
        classes = " ".join(["who", *_by(passes, names)])
        yield Tag(classes, " = ".join(names), readings=(DIFFERENCES,)).html


def _by(passes: Sequence[str], names: Iterable[str]) -> list[str]:
    """The classes of readings: passes by their number, from 1, and gold."""
    return [f"by-{GOLD if name == GOLD else passes.index(name) + 1}" for name in names]


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
    clipped: list[Piece] = []
    for piece in pieces:
        first, last = max(piece.start, start), min(piece.end, end)
        if first >= last:
            continue
        marks = tuple(mark for mark in piece.of(*SPANS) if ids is None or mark.id in ids)
        if clipped and not (marks or clipped[-1].marks):
            first = clipped.pop().start
        clipped.append(replace(piece, start=first, end=last, text=text[first:last], marks=marks))
    return Markup("").join(
        drawn(piece, text, groups, anchors=False, tags=tags) for piece in clipped
    )


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
    if mark.doubt and mark.layer in INLINE:
        yield "doubt"
        if mark.start == piece.start:
            yield "doubt-begins"
        if mark.end == piece.end:
            yield "doubt-ends"


def _type_tag(mark: Mark, groups: Mapping[str, str], usual: Container[str]) -> Tag:
    label = mark.annotation["type"]
    classes = f"mention {groups[label]}{' usual' if label in usual else ''}"
    return Tag(classes, label, mark.readings, mark.id)


def _tags(mark: Mark) -> Iterator[Tag]:
    """The tags before a span: id and first label of its annotation, of a stance its sign and id.

    The type of a mention is after it. A doubtful annotation has a tag more.
    """
    label = mark.annotation[INLINE[mark.layer].attributes[0]]
    if mark.layer == "stance":
        alleged = " alleged" if mark.annotation["alleged"] else ""
        yield Tag(f"stance {label}{alleged}", f"{SIGNS[label]} {mark.id}", mark.readings, mark.id)
    elif mark.layer != "mention":
        yield Tag(mark.layer, f"{mark.id} {label}", mark.readings, mark.id)
    if mark.doubt:
        yield Tag("doubt-tag", mark.doubt, id=mark.id)
