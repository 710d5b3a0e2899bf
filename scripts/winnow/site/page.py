"""The view of a page: its text with every annotation marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.site import layout, tables
from winnow.site.layout import MARKED, Block, Mark, Piece, short
from winnow.site.templates import SIGNS, markdown
from winnow.site.text import plain, shown
from winnow.site.view import View

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


PAGES_SEARCHED = 1000
"""Pages whose text the site's search knows, since a browser loads its index as a whole."""


def page(view: View, index: int, list_file: str) -> str:
    """The Markdown of the view of a page, by its place among the rows of ``pages``."""
    row = view.pages[index]
    page_id: str = row["page_id"]
    before, after = view.pages[max(index - 1, 0) : index], view.pages[index + 1 : index + 2]
    roles = {article["id"]: article["role"] for article in row["articles"]}
    source = view.sources[page_id]
    return markdown(
        "page.html",
        view.titles[page_id],
        searched=index < PAGES_SEARCHED,
        boost=2,
        view=view,
        up="../",
        page_id=page_id,
        citation=view.citation,
        notice=NOTICE,
        caution=source["caution"],
        previous=before[0]["page_id"] if before else None,
        next=after[0]["page_id"] if after else None,
        list_file=list_file,
        related=any(role != "main" for role in roles.values()),
        lines=list(lines(row, roles)),
        entities=_entities(view, row),
        tables=tables.of_page(view, row),
        decisions=[tables.decision(line) for line in view.decisions.get(page_id, ())],
        withdrawn=view.withdrawn[page_id],
        digest=row["text_sha256"],
        site=source["site"],
        publishers=source["publishers"],
        address=source["url"],
        retrieved=source["retrieved"],
        rights=source["rights"],
        remarks=source["remarks"],
    )


def _entities(view: View, row: Json) -> list[Json]:
    """What the page names or takes a stance on: in the order of names, with its mentions."""
    jumps: dict[str, list[str]] = {}
    for mention in row["mentions"]:
        if mention["entity_id"]:
            jumps.setdefault(mention["entity_id"], []).append(short(mention["id"]))
    others = [each[key] for each in row["stances"] for key in ("holder_id", "target_id")]
    others += [each["speaker_id"] for each in row["quotations"]]
    ids = dict.fromkeys(
        each for each in [*jumps, *others] if each is not None and each in view.entities
    )
    found = [
        {
            "id": each,
            "name": view.name(each),
            "what": view.entities[each]["type"] or view.entities[each]["kind"],
            "jumps": jumps.get(each, []),
        }
        for each in ids
    ]
    return sorted(found, key=lambda each: (plain(each["name"]).casefold(), each["id"]))
