"""The picture in the README and on the first page of the docs: lines of a page with its layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from markupsafe import Markup

from winnow.model.layers import Mention, Quotation, Segment, Spanned, Stance
from winnow.model.page import Page
from winnow.model.schemas import Schemas
from winnow.reports.svg import element
from winnow.site.templates import SIGNS

AnySpan = TypeVar("AnySpan", bound=Spanned)

COLUMNS = 84
"""Most characters in a row of the picture."""

MARGIN = 24
CHARACTER = 9
ROW = 76
EMPTY = 20
"""Height of a line without text."""

LABEL = 6.2
"""Width of a label's character."""
FONT: Mapping[str, str | float] = {"font_family": "sans-serif", "font_size": 11}

FILL = {"content": "#eaf5ec", "metadata": "#e6eefa", "boilerplate": "#faf0e0"}
EDGE = {"content": "#116329", "metadata": "#0a4a8f", "boilerplate": "#7a4100"}
POLARITY = {"favor": "#116329", "against": "#a1161f", "neutral": "#4b515a"}
MENTION = "#c9e4f2"
MENTION_INK = "#075a73"
QUOTATION = "#6d28a0"
INK = "#1f2328"
MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"


@dataclass(frozen=True)
class _Row:
    """A row of the picture: offsets in the page, and the y of its base line."""

    start: int
    end: int
    y: int

    def shown(self, spans: Iterable[AnySpan]) -> Iterator[tuple[AnySpan, int, int, bool]]:
        """The spans that stand in this row: from which x to which, and whether they begin here."""
        for span in spans:
            start, end = max(span.start, self.start), min(span.end, self.end)
            if start < end:
                left, right = (MARGIN + (at - self.start) * CHARACTER for at in (start, end))
                yield span, left, right, span.start >= self.start


def annotated_lines(page: Page, lines: range, names: dict[str, str], schemas: Schemas) -> str:
    """Lines (from 0) of a page as SVG, with segments, mentions, quotations and stances.

    ``names`` are those of the registry by id. A stance is drawn over its evidence.
    """
    classes = schemas.classes
    rows = list(_rows(page.text, lines))
    width, height = 2 * MARGIN + COLUMNS * CHARACTER, rows[-1].y + 72
    title = f"Lines {lines.start + 1} to {lines.stop} of page {page.id} with their annotations"
    parts = [
        element("title", title, id="title"),
        element("rect", width=width, height=height, rx=8, fill="#ffffff", stroke="#d0d7de"),
    ]
    text: list[Markup] = []
    for row in rows:
        text += _segments(row, page.segments, classes)
        text += _mentions(row, page.mentions)
        text += _quotations(row, page.quotations)
        text += _stances(row, page.stances, names)
        shown = page.text[row.start : row.end].rstrip()
        length = len(shown) * CHARACTER
        space = {"xml:space": "preserve"}
        text.append(element("text", shown, x=MARGIN, y=row.y, **space, textLength=length))
    parts.append(_lines("g", text, font_family=MONOSPACE, font_size=15, fill=INK))
    parts.append(_legend(height - 22))
    svg = _lines(
        "svg",
        parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_labelledby="title",
    )
    return f"{svg}\n"


def _lines(tag: str, content: Iterable[Markup], **attributes: str | float) -> Markup:
    """An element with each part of its content in a line."""
    return element(tag, Markup("\n"), Markup("\n").join(content), Markup("\n"), **attributes)


def _rows(text: str, lines: range) -> Iterator[_Row]:
    """Stretches of at most ``COLUMNS`` characters, cut after a space where there is one."""
    all_lines = text.split("\n")
    start = sum(len(each) + 1 for each in all_lines[: lines.start])
    y = MARGIN + 38
    for line in all_lines[lines.start : lines.stop]:
        end = start + len(line)
        if start == end:
            y += EMPTY
        while start < end:
            cut = min(start + COLUMNS, end)
            if cut < end:
                space = text.rfind(" ", start, cut)
                cut = space + 1 if space > start else cut
            yield _Row(start, cut, y)
            start, y = cut, y + ROW
        start = end + 1


def _segments(row: _Row, segments: Iterable[Segment], classes: dict[str, str]) -> Iterator[Markup]:
    for segment, left, right, begins in row.shown(segments):
        group = classes[segment.kind]
        label = f"{segment.kind} ({group})"
        width = max(right - left + 12, len(label) * LABEL + 16)
        at = {"x": left - 8, "y": row.y - 44}
        ground = element("rect", **at, width=width, height=66, rx=3, fill=FILL[group])
        yield ground + element("rect", **at, width=4, height=66, fill=EDGE[group])
        if begins:
            yield _label(left, row.y - 33, label, EDGE[group])


def _mentions(row: _Row, mentions: Iterable[Mention]) -> Iterator[Markup]:
    for mention, left, right, begins in row.shown(mentions):
        x, y, width = left - 2, row.y - 14, right - left + 4
        yield element("rect", x=x, y=y, width=width, height=20, rx=4, fill=MENTION)
        if begins:
            yield _label(left, row.y + 18, mention.type, MENTION_INK)


def _quotations(row: _Row, quotations: Iterable[Quotation]) -> Iterator[Markup]:
    for quotation, left, right, begins in row.shown(quotations):
        path = f"M{left} {row.y + 6}H{right}"
        yield element("path", d=path, stroke=QUOTATION, stroke_width=2.5)
        if begins:
            yield _label(left, row.y + 18, f"quotation: {quotation.kind}", QUOTATION)


def _stances(row: _Row, stances: Iterable[Stance], names: dict[str, str]) -> Iterator[Markup]:
    free = 0.0
    for stance, left, right, begins in row.shown(stances):
        ink = POLARITY[stance.polarity]
        dashes = "5 3" if stance.alleged else None
        path = f"M{left} {row.y - 16}H{right}"
        yield element("path", d=path, stroke=ink, stroke_width=3, stroke_dasharray=dashes)
        if begins:
            holder = names.get(stance.holder, "the writer")
            label = f"{SIGNS[stance.polarity]} {holder} → {names[stance.target]}"
            label += ", alleged" if stance.alleged else ""
            x = max(float(left), free)
            free = x + len(label) * LABEL + 10
            yield _label(x, row.y - 21, label, ink)


def _label(x: float, y: float, text: str, ink: str) -> Markup:
    return element("text", text, x=x, y=y, **FONT, font_weight="bold", fill=ink)


def _legend(y: int) -> Markup:
    parts, x = [], MARGIN - 8
    for group, edge in EDGE.items():
        at = {"x": x, "y": y - 12}
        parts.append(element("rect", **at, width=16, height=16, rx=2, fill=FILL[group]))
        parts.append(element("rect", **at, width=4, height=16, fill=edge))
        parts.append(element("text", group, x=x + 22, y=y))
        x += 36 + len(group) * 6
    names = ("mention", "quotation", "stance, holder → target: + favor, − against")
    at_mention, at_quotation, at_stance, _ = xs = list(
        accumulate((44 + len(name) * 6 for name in names), initial=x)
    )
    symbols = (
        element("rect", x=at_mention, y=y - 12, width=22, height=16, rx=4, fill=MENTION),
        element("path", d=f"M{at_quotation} {y}h22", stroke=QUOTATION, stroke_width=2.5),
        element("path", d=f"M{at_stance} {y - 10}h22", stroke=POLARITY["against"], stroke_width=3),
    )
    for left, symbol, name in zip(xs, symbols, names, strict=False):
        parts += [symbol, element("text", name, x=left + 28, y=y)]
    return element("g", *parts, font_family="sans-serif", font_size=12, fill=INK)
