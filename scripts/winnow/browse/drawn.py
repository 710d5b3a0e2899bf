"""The text of a page as it is drawn: what its elements say of lines, segments, sentences, spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from winnow.browse import layout
from winnow.browse.layout import MARKED, Block, Mark, Piece, short
from winnow.browse.templating import SIGNS
from winnow.browse.visible import shown
from winnow.documents import Json

GROUPS = {
    "PERSON": "person",
    "NORP": "group",
    "ORG": "group",
    "FAC": "place",
    "GPE": "place",
    "LOC": "place",
    "PRODUCT": "work",
    "EVENT": "work",
    "WORK_OF_ART": "work",
    "LAW": "work",
    "LANGUAGE": "work",
}
"""The colour group of a mention by its type; numbers and dates are in ``NUMBER``."""

NUMBER = "number"

SPANS = tuple(layer for layer in MARKED if layer not in ("segment", "sentence"))
"""Marks that stand on pieces of text; segments and sentences have elements of their own."""


@dataclass(frozen=True)
class Tag:
    """A label that the style sheet shows before or behind a span; it is no part of the text."""

    classes: str
    label: str


@dataclass(frozen=True)
class Drawn:
    """A piece of text with its element: classes, data attributes, anchors and tags."""

    html: Markup
    classes: str
    attributes: Markup
    anchors: tuple[Mark, ...]
    tags_before: tuple[Tag, ...]
    tags_after: tuple[Tag, ...]


@dataclass(frozen=True)
class DrawnSentence:
    """A sentence, or without a mark the white space between two."""

    mark: Mark | None
    pieces: tuple[Drawn, ...]


@dataclass(frozen=True)
class DrawnBlock:
    """A segment with all that its element says."""

    mark: Mark | None
    classes: str
    label: str
    tag: str
    articles: tuple[str, ...]
    before: tuple[Drawn, ...]
    sentences: tuple[DrawnSentence, ...]
    after: tuple[Drawn, ...]


@dataclass(frozen=True)
class DrawnLine:
    """A line; ``in_main`` and ``in_article`` say whose content is in it.

    ``kinds`` are those of its segments; a line of white space has none.
    """

    number: int
    blocks: tuple[DrawnBlock, ...]
    stances: tuple[Json, ...]
    in_main: bool
    in_article: bool
    kinds: tuple[str, ...]


def lines(row: Json, roles: Mapping[str, str]) -> Iterator[DrawnLine]:
    """The lines of a row of ``pages``; ``roles`` are those of its articles, by permanent id."""
    starts = _article_starts(row)
    text: str = row["text"]
    for line in layout.lines(row):
        content = [
            roles[block.mark.annotation["article_id"]]
            for block in line.blocks
            if block.mark and block.mark.annotation["class"] == "content"
        ]
        yield DrawnLine(
            number=line.number,
            blocks=tuple(_block(block, roles, starts, text) for block in line.blocks),
            stances=tuple(mark.annotation | {"short": mark.id} for mark in line.stances),
            in_main="main" in content,
            in_article=bool(content),
            kinds=tuple(block.mark.annotation["kind"] for block in line.blocks if block.mark),
        )


def _article_starts(row: Json) -> dict[str, tuple[str, ...]]:
    """The articles that begin with a segment, by the short id of the segment."""
    found: dict[str, tuple[str, ...]] = {}
    for article in row["articles"]:
        own = [each for each in row["segments"] if each["article_id"] == article["id"]]
        if own:
            first = short(own[0]["id"])
            found[first] = (*found.get(first, ()), short(article["id"]))
    return found


def _block(
    block: Block, roles: Mapping[str, str], starts: Mapping[str, tuple[str, ...]], text: str
) -> DrawnBlock:
    if block.mark is None:
        before = tuple(_drawn(each, text) for each in block.before)
        return DrawnBlock(None, "block", "", "", (), before, (), ())
    segment = block.mark.annotation
    article = segment["article_id"]
    role = roles.get(article, "")
    of = f" · {short(article)} {role}" if article else ""
    glued = " · glued to the one before" if block.glued else ""
    classes = ["block", segment["class"], segment["kind"]]
    if segment["class"] != "content":
        classes.append("not-content")
    elif role != "main":
        classes.append("not-main")
    return DrawnBlock(
        mark=block.mark,
        classes=" ".join(classes),
        label=f"{block.mark.id}: {segment['kind']} ({segment['class']})"
        + (f" of article {short(article)}, {role}" if article else ""),
        tag=f"{block.mark.id} · {segment['kind']}{of}{glued}",
        articles=starts.get(block.mark.id, ()),
        before=tuple(_drawn(each, text) for each in block.before),
        sentences=tuple(
            DrawnSentence(each.mark, tuple(_drawn(piece, text) for piece in each.pieces))
            for each in block.sentences
        ),
        after=tuple(_drawn(each, text) for each in block.after),
    )


def _drawn(piece: Piece, text: str) -> Drawn:
    marked = piece.of(*SPANS)
    begun = [mark for mark in marked if mark.start == piece.start]
    anchors = [mark for mark in begun if mark.layer in ("mention", "quotation", "stance")]
    classes = list(dict.fromkeys(_classes(marked, piece)))
    neighbours = (
        text[max(piece.start - 1, 0) : piece.start] or "\n",
        text[piece.end : piece.end + 1],
    )
    return Drawn(
        html=shown(piece.text, neighbours[0], neighbours[1] or "\n"),
        classes=" ".join(classes),
        attributes=Markup("").join(
            Markup(' data-{}="{}"').format(layer, " ".join(mark.id for mark in piece.of(layer)))
            for layer in SPANS
            if piece.of(layer)
        ),
        anchors=tuple(anchors),
        tags_before=tuple(_tag(mark) for mark in begun if mark.layer in ("quotation", "stance")),
        tags_after=tuple(
            Tag(f"mention {_group(mark)}", mark.annotation["type"])
            for mark in marked
            if mark.layer == "mention" and mark.end == piece.end
        ),
    )


def _classes(marked: list[Mark], piece: Piece) -> Iterator[str]:
    for mark in marked:
        if mark.layer in ("holder", "target"):
            continue
        if mark is marked[0]:
            yield "piece"
        yield mark.layer
        if mark.layer == "mention":
            yield _group(mark)
        if mark.layer == "stance":
            yield mark.annotation["polarity"]
            if mark.annotation["alleged"]:
                yield "alleged"
        if mark.layer in ("mention", "quotation"):
            if mark.start == piece.start:
                yield f"{mark.layer}-begins"
            if mark.end == piece.end:
                yield f"{mark.layer}-ends"


def _group(mark: Mark) -> str:
    return GROUPS.get(mark.annotation["type"], NUMBER)


def _tag(mark: Mark) -> Tag:
    found = mark.annotation
    if mark.layer == "quotation":
        return Tag("quotation", f"{mark.id} {found['kind']}")
    alleged = " alleged" if found["alleged"] else ""
    label = f"{SIGNS[found['polarity']]} {mark.id}{alleged}"
    return Tag(f"stance {found['polarity']}{alleged}", label)
