"""The view of a page: its text with every annotation marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Segment, Sentence
from winnow.site import layout, tables
from winnow.site.layout import FURTHER_SPANS, REFERENCES, SPAN_LAYERS, Mark, Piece, short
from winnow.site.templates import SIGNS, markdown
from winnow.site.text import shown
from winnow.site.view import View

INLINE = {layer.singular: layer for layer in SPAN_LAYERS if layer.type not in (Segment, Sentence)}
"""Layers that are marked on pieces of text; segments and sentences have their own elements."""

SPANS = (*INLINE, *FURTHER_SPANS.values())

ON_DEMAND = ("holder", "target")
"""Spans that are drawn only while the annotation they belong to is selected."""

PAGES_SEARCHED = 1000
"""Pages that the site's search indexes, because a browser loads the index as a whole."""


@dataclass(frozen=True)
class Tag:
    """A label that the style sheet shows before or after a span; it is not part of the text."""

    classes: str
    label: str


@dataclass(frozen=True)
class PieceElement:
    """What the template writes for a piece of text: its element, and what surrounds it."""

    html: Markup
    classes: str
    attributes: Markup
    anchors: tuple[Mark, ...]
    tags_before: tuple[Tag, ...]
    tags_after: tuple[Tag, ...]


def page(view: View, index: int, list_file: str) -> str:
    """The Markdown of the view of a page, by its position among the rows of ``pages``."""
    row = view.pages[index]
    page_id: str = row["page_id"]
    roles = {article["id"]: article["role"] for article in row["articles"]}
    groups = view.corpus.schemas.attribute("entity_type", "x-group")

    def content_roles(line: layout.Line) -> set[str]:
        content = [segment for segment in line.segments if segment["class"] == "content"]
        return {roles[segment["article_id"]] for segment in content}

    def piece_element(piece: Piece) -> PieceElement:
        return element_of(piece, row["text"], groups)

    return markdown(
        "page.html",
        view.titles[page_id],
        searched=index < PAGES_SEARCHED,
        boost=2,
        view=view,
        up="../",
        page_id=page_id,
        notice=NOTICE,
        source=view.sources[page_id],
        previous=view.pages[index - 1]["page_id"] if index else None,
        next=view.pages[index + 1]["page_id"] if index + 1 < len(view.pages) else None,
        list_file=list_file,
        span_layers=SPAN_LAYERS,
        prefixes={layer.prefix: [layer.name, layer.singular] for layer in LAYERS.values()},
        inline=INLINE,
        further=FURTHER_SPANS.values(),
        roles=roles,
        article_starts=_article_starts(row),
        lines=layout.lines(row),
        content_roles=content_roles,
        piece_element=piece_element,
        entities=_entities(view, row),
        tables=tables.of_page(view, row),
        decisions=view.decisions.get(page_id, ()),
        withdrawn=view.withdrawn[page_id],
        digest=row["text_sha256"],
    )


def _article_starts(row: Json) -> dict[str, str]:
    """The article that begins with a segment, by the permanent id of the segment."""
    firsts = {segment["article_id"]: segment["id"] for segment in reversed(row["segments"])}
    return {segment: short(article) for article, segment in firsts.items() if article}


def _entities(view: View, row: Json) -> dict[str, list[str]]:
    """The entities that annotations of the page refer to, by name, with the ids of mentions."""
    mentions: dict[str, list[str]] = {}
    for layer, column in REFERENCES:
        for annotation in row[layer]:
            if annotation[column] in view.entities:
                ids = mentions.setdefault(annotation[column], [])
                if layer == "mentions":
                    ids.append(short(annotation["id"]))
    return {entity_id: mentions[entity_id] for entity_id in sorted(mentions, key=view.sort_key)}


def element_of(piece: Piece, text: str, groups: Mapping[str, str]) -> PieceElement:
    """How a piece of ``text`` is written; ``groups`` has the colour group of each mention type."""
    marks = piece.of(*SPANS)
    begun = [mark for mark in marks if mark.start == piece.start and mark.layer in INLINE]
    visible = [mark for mark in marks if mark.layer not in ON_DEMAND]
    classes = ["piece"] if visible else []
    for mark in visible:
        classes += _classes(mark, piece, groups)
    return PieceElement(
        html=shown(
            piece.text,
            before=text[max(piece.start - 1, 0) : piece.start] or "\n",
            after=text[piece.end : piece.end + 1] or "\n",
        ),
        classes=" ".join(dict.fromkeys(classes)),
        attributes=Markup("").join(
            Markup(' data-{}="{}"').format(layer, " ".join(mark.id for mark in piece.of(layer)))
            for layer in SPANS
            if piece.of(layer)
        ),
        anchors=tuple(begun),
        tags_before=tuple(_tag(mark) for mark in begun if mark.layer != "mention"),
        tags_after=tuple(
            Tag(f"mention {groups[mark.annotation['type']]}", mark.annotation["type"])
            for mark in piece.of("mention")
            if mark.end == piece.end
        ),
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


def _tag(mark: Mark) -> Tag:
    """The tag before a span: id and first label of its annotation, of a stance its sign and id."""
    label = mark.annotation[INLINE[mark.layer].attributes[0]]
    if mark.layer != "stance":
        return Tag(mark.layer, f"{mark.id} {label}")
    alleged = " alleged" if mark.annotation["alleged"] else ""
    return Tag(f"stance {label}{alleged}", f"{SIGNS[label]} {mark.id}{alleged}")
