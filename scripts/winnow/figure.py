"""The picture in the README: a line of a page with its segments and sentences, as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from winnow.annotations import Segment, Sentence
from winnow.corpus import Page
from winnow.schemas import Schemas

COLUMNS = 84
"""Most characters in a row of the picture."""

MARGIN = 24
CHARACTER = 9
ROW = 64
LABEL = 7
"""Width of a label's character."""

FILL = {"content": "#cfe8d5", "metadata": "#d5e0f5", "boilerplate": "#f3dfc1"}
INK = "#1f2328"


@dataclass(frozen=True)
class _Row:
    """A row of the picture: offsets in the page, and the y of its base line."""

    start: int
    end: int
    y: int

    def extent(self, annotation: Segment | Sentence) -> tuple[int, int] | None:
        """From which x to which an annotation stands in this row, if it does."""
        start, end = max(annotation.start, self.start), min(annotation.end, self.end)
        if start >= end:
            return None
        return (MARGIN + (start - self.start) * CHARACTER, MARGIN + (end - self.start) * CHARACTER)


def annotated_line(page: Page, line: int, schemas: Schemas) -> str:
    """Line ``line`` (from 0) of a page: a box for each segment, a rule under each sentence."""
    lines = page.text.split("\n")
    start = sum(len(each) + 1 for each in lines[:line])
    end = start + len(lines[line])
    segments = [each for each in page.segments if start <= each.start < end]
    sentences = [each for each in page.sentences if start <= each.start < end]
    classes = schemas.segment_classes()
    rows = list(_rows(page.text, start, end))
    width, height = 2 * MARGIN + COLUMNS * CHARACTER, MARGIN + len(rows) * ROW + 34
    title = f"Line {line + 1} of page {page.id}: {', '.join(each.kind for each in segments)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title">',
        f'<title id="title">{escape(title)}</title>',
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" '
        f'font-size="15" fill="{INK}">',
    ]
    for row in rows:
        parts.extend(_boxes(row, segments, classes))
        parts.extend(_rules(row, sentences))
        shown = page.text[row.start : row.end].rstrip()
        parts.append(
            f'<text x="{MARGIN}" y="{row.y}" xml:space="preserve" '
            f'textLength="{len(shown) * CHARACTER}">{escape(shown)}</text>'
        )
    parts.append("</g>")
    parts.append(_legend(height, list(dict.fromkeys(classes[each.kind] for each in segments))))
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _rows(text: str, start: int, end: int) -> Iterator[_Row]:
    """Stretches of at most ``COLUMNS`` characters, cut after a space where there is one."""
    y = MARGIN + 34
    while start < end:
        cut = min(start + COLUMNS, end)
        if cut < end:
            space = text.rfind(" ", start, cut)
            cut = space + 1 if space > start else cut
        yield _Row(start, cut, y)
        start, y = cut, y + ROW


def _boxes(row: _Row, segments: list[Segment], classes: dict[str, str]) -> Iterator[str]:
    free = 0
    for segment in segments:
        if extent := row.extent(segment):
            left, right = extent
            label = segment.kind + ("" if segment.start >= row.start else " (continued)")
            label_y = row.y - 23 if left >= free else row.y - 34
            free = left + len(label) * LABEL
            yield (
                f'<rect x="{left + 1}" y="{row.y - 18}" width="{right - left - 2}" height="25" '
                f'rx="3" fill="{FILL[classes[segment.kind]]}"/>'
            )
            yield (
                f'<text x="{left + 2}" y="{label_y}" font-size="11" font-weight="bold">'
                f"{escape(label)}</text>"
            )


def _rules(row: _Row, sentences: list[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        if extent := row.extent(sentence):
            left, right = extent
            yield f'<path d="M{left + 2} {row.y + 12}H{right - 2}" {_STROKE}/>'


_STROKE = f'stroke="{INK}" stroke-width="1.5"'


def _legend(height: int, segment_classes: list[str]) -> str:
    x, parts = MARGIN, []
    for segment_class in segment_classes:
        parts.append(
            f'<rect x="{x}" y="{height - 29}" width="14" height="14" rx="3" '
            f'fill="{FILL[segment_class]}"/>'
            f'<text x="{x + 20}" y="{height - 17}">{segment_class}</text>'
        )
        x += 120
    parts.append(
        f'<path d="M{x} {height - 21}h24" {_STROKE}/>'
        f'<text x="{x + 32}" y="{height - 17}">a sentence</text>'
    )
    return f'<g font-family="sans-serif" font-size="12" fill="{INK}">{"".join(parts)}</g>'
