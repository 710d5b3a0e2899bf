"""The picture in the README and on the first page of the docs: lines of a page with its layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from winnow.model.page import Mention, Page, Quotation, Segment, Spanned, Stance
from winnow.model.schemas import Schemas

COLUMNS = 84
"""Most characters in a row of the picture."""

MARGIN = 24
CHARACTER = 9
ROW = 76
EMPTY = 20
"""Height of a line without text."""

LABEL = 6.2
"""Width of a label's character."""

FILL = {"content": "#eaf5ec", "metadata": "#e6eefa", "boilerplate": "#faf0e0"}
EDGE = {"content": "#116329", "metadata": "#0a4a8f", "boilerplate": "#7a4100"}
POLARITY = {"favor": ("+", "#116329"), "against": ("−", "#a1161f"), "neutral": ("0", "#4b515a")}
MENTION = "#c9e4f2"
MENTION_INK = "#075a73"
QUOTATION = "#6d28a0"
INK = "#1f2328"


@dataclass(frozen=True)
class _Row:
    """A row of the picture: offsets in the page, and the y of its base line."""

    start: int
    end: int
    y: int

    def extent(self, span: Spanned) -> tuple[int, int] | None:
        """From which x to which an annotation stands in this row, if it does."""
        start, end = max(span.start, self.start), min(span.end, self.end)
        if start >= end:
            return None
        return (MARGIN + (start - self.start) * CHARACTER, MARGIN + (end - self.start) * CHARACTER)


def annotated_lines(page: Page, lines: range, names: dict[str, str], schemas: Schemas) -> str:
    """Lines (from 0) of a page as SVG, with segments, mentions, quotations and stances.

    ``names`` are those of the registry by id. A stance is drawn over its evidence.
    """
    classes = schemas.segment_classes()
    rows = list(_rows(page.text, lines))
    width, height = 2 * MARGIN + COLUMNS * CHARACTER, rows[-1].y + 72
    title = f"Lines {lines.start + 1} to {lines.stop} of page {page.id} with their annotations"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title">',
        f'<title id="title">{escape(title)}</title>',
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" '
        f'font-size="15" fill="{INK}">',
    ]
    for row in rows:
        parts.extend(_segments(row, page.segments, classes))
        parts.extend(_mentions(row, page.mentions))
        parts.extend(_quotations(row, page.quotations))
        parts.extend(_stances(row, page.stances, names))
        shown = page.text[row.start : row.end].rstrip()
        parts.append(
            f'<text x="{MARGIN}" y="{row.y}" xml:space="preserve" '
            f'textLength="{len(shown) * CHARACTER}">{escape(shown)}</text>'
        )
    parts += ["</g>", _legend(height - 22), "</svg>"]
    return "\n".join(parts) + "\n"


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


def _segments(row: _Row, segments: Iterable[Segment], classes: dict[str, str]) -> Iterator[str]:
    for segment in segments:
        if extent := row.extent(segment):
            left, right = extent
            group = classes[segment.kind]
            label = f"{segment.kind} ({group})"
            width = max(right - left + 12, len(label) * LABEL + 16)
            yield (
                f'<rect x="{left - 8}" y="{row.y - 44}" width="{width:g}" height="66" rx="3" '
                f'fill="{FILL[group]}"/>'
                f'<rect x="{left - 8}" y="{row.y - 44}" width="4" height="66" '
                f'fill="{EDGE[group]}"/>'
            )
            if segment.start >= row.start:
                yield _label(left, row.y - 33, label, EDGE[group])


def _mentions(row: _Row, mentions: Iterable[Mention]) -> Iterator[str]:
    for mention in mentions:
        if extent := row.extent(mention):
            left, right = extent
            yield (
                f'<rect x="{left - 2}" y="{row.y - 14}" width="{right - left + 4}" height="20" '
                f'rx="4" fill="{MENTION}"/>'
            )
            if mention.start >= row.start:
                yield _label(left, row.y + 18, mention.type, MENTION_INK)


def _quotations(row: _Row, quotations: Iterable[Quotation]) -> Iterator[str]:
    for quotation in quotations:
        if extent := row.extent(quotation):
            left, right = extent
            yield f'<path d="M{left} {row.y + 6}H{right}" stroke="{QUOTATION}" stroke-width="2.5"/>'
            if quotation.start >= row.start:
                yield _label(left, row.y + 18, f"quotation: {quotation.kind}", QUOTATION)


def _stances(row: _Row, stances: Iterable[Stance], names: dict[str, str]) -> Iterator[str]:
    free = 0.0
    for stance in stances:
        if extent := row.extent(stance):
            left, right = extent
            sign, ink = POLARITY[stance.polarity]
            dashes = ' stroke-dasharray="5 3"' if stance.alleged else ""
            yield (
                f'<path d="M{left} {row.y - 16}H{right}" stroke="{ink}" stroke-width="3"{dashes}/>'
            )
            if stance.start >= row.start:
                holder = names.get(stance.holder, "the writer")
                said = f"{sign} {holder} → {names[stance.target]}"
                said += ", alleged" if stance.alleged else ""
                at = max(float(left), free)
                free = at + len(said) * LABEL + 10
                yield _label(at, row.y - 21, said, ink)


def _label(x: float, y: float, said: str, ink: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="sans-serif" font-size="11" font-weight="bold" '
        f'fill="{ink}">{escape(said)}</text>'
    )


def _legend(y: int) -> str:
    parts, x = [], MARGIN - 8
    for group, edge in EDGE.items():
        parts.append(
            f'<rect x="{x}" y="{y - 12}" width="16" height="16" rx="2" fill="{FILL[group]}"/>'
            f'<rect x="{x}" y="{y - 12}" width="4" height="16" fill="{edge}"/>'
            f'<text x="{x + 22}" y="{y}">{group}</text>'
        )
        x += 36 + len(group) * 6
    for said, drawn in (
        (
            "mention",
            f'<rect x="{{}}" y="{y - 12}" width="22" height="16" rx="4" fill="{MENTION}"/>',
        ),
        ("quotation", f'<path d="M{{}} {y}h22" stroke="{QUOTATION}" stroke-width="2.5"/>'),
        (
            "stance, holder → target: + favor, − against",
            f'<path d="M{{}} {y - 10}h22" stroke="{POLARITY["against"][1]}" stroke-width="3"/>',
        ),
    ):
        parts.append(f'{drawn.format(x)}<text x="{x + 28}" y="{y}">{said}</text>')
        x += 44 + len(said) * 6
    return f'<g font-family="sans-serif" font-size="12" fill="{INK}">{"".join(parts)}</g>'
