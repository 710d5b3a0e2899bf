"""A page as a strip: its segments in order, as wide as they have characters.

``docs/assets/strip.css`` draws it. The parts differ in height and in colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup

from winnow.model.describe import count
from winnow.model.json import Json
from winnow.reports.svg import element
from winnow.site.layout import short
from winnow.site.text import plain

PARTS = {
    "main": "main article",
    "related": "related articles",
    "metadata": "metadata",
    "boilerplate": "boilerplate",
}
"""The parts of a page and their names: content by the role of its article, else the class."""

SPACE = "white space"
"""The name of the characters between segments."""

HEIGHTS = {"main": 100, "related": 70, "metadata": 45, "boilerplate": 20}
"""How high each part is drawn, in percent, so that colour is not the only difference."""

QUOTED = 60
"""Most characters of a segment in its tooltip."""


@dataclass(frozen=True)
class Piece:
    """A segment, or a run of segments of the same part, on a page."""

    part: str
    segments: tuple[Json, ...]

    @property
    def start(self) -> int:
        """The offset of the first character."""
        return int(self.segments[0]["page_start"])

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return int(self.segments[-1]["page_end"])

    @property
    def title(self) -> str:
        """The part, the number of characters, and for a segment its id, kind and first words."""
        characters = sum(segment["page_end"] - segment["page_start"] for segment in self.segments)
        size = f"{PARTS[self.part].capitalize()}, {count(characters, 'character')}"
        if len(self.segments) > 1:
            return f"{size} in {len(self.segments)} segments"
        (segment,) = self.segments
        text = plain(segment["quote"])
        words = text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()} …"
        return f"{size}: {short(segment['id'])} {segment['kind']}, “{words}”"


def pieces(row: Json, *, runs: bool = False) -> Iterator[Piece]:
    """The segments of a row of ``pages`` in order; with ``runs``, neighbours of a part are one."""
    roles = {article["id"]: article["role"] for article in row["articles"]}

    def part_of(segment: Json) -> str:
        if segment["class"] != "content":
            return str(segment["class"])
        return "main" if roles.get(segment["article_id"]) == "main" else "related"

    for part, group in groupby(row["segments"], part_of):
        if runs:
            yield Piece(part, tuple(group))
        else:
            yield from (Piece(part, (segment,)) for segment in group)


def characters(row: Json) -> dict[str, int]:
    """The number of characters (code points) of a page in each part, then in white space."""
    counts = dict.fromkeys(PARTS, 0)
    for piece in pieces(row):
        counts[piece.part] += piece.end - piece.start
    return {**counts, SPACE: len(row["text"]) - sum(counts.values())}


def percent(share: int, total: int) -> str:
    """A share in whole percent; a share that rounds to nothing is ``<1 %``."""
    rounded = round(100 * share / (total or 1))
    return "<1\u00a0%" if share and not rounded else f"{rounded}\u00a0%"


def strip(row: Json, page: str = "", *, runs: bool = False) -> Markup:
    """The strip of a row of ``pages`` as SVG that fills the width it has.

    Segments are linked to their anchors on ``page``, which is empty on that page itself. They are
    not in the tab order: the text has the same anchors.
    """
    total = len(row["text"]) or 1
    counts = characters(row)
    summary = ", ".join(
        f"{name} {percent(counts[part], total)}" for part, name in PARTS.items() if counts[part]
    )
    return element(
        "svg",
        *(_drawn(piece, page, total) for piece in pieces(row, runs=runs)),
        class_="winnow-strip",
        data_search_exclude="",
        role="group",
        aria_label=f"The page from beginning to end: {summary or 'no segments'}",
    )


def _drawn(piece: Piece, page: str, total: int) -> Markup:
    """The piece on a tint of full height, which is easy to hit."""
    place = {
        "x": f"{100 * piece.start / total:.3f}%",
        "width": f"{100 * (piece.end - piece.start) / total:.3f}%",
    }
    height = HEIGHTS[piece.part]
    anchor = quote(short(piece.segments[0]["id"]), safe="")
    return element(
        "a",
        element("title", piece.title),
        element("rect", class_="winnow-strip-tint", height="100%", **place),
        element("rect", y=f"{100 - height}%", height=f"{height}%", **place),
        class_=f"winnow-strip-{piece.part}",
        href=f"{page}#{anchor}",
        tabindex=-1,
    )


def legend(row: Json) -> Markup:
    """The parts of a page with their characters and shares, as a list with swatches."""
    counts = characters(row)
    total = len(row["text"])
    items = (
        element(
            "li",
            element("i", "", class_=f"winnow-swatch winnow-strip-{part}"),
            Markup("{} <b>{:,}</b> {}").format(name, counts[part], percent(counts[part], total)),
        )
        for part, name in PARTS.items()
        if counts[part]
    )
    return element("ul", *items, class_="winnow-legend")
