"""The picture in the README: a line of a page with its segments and sentences, as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from winnow.corpus import Page
from winnow.schemas import Schemas

COLUMNS = 84
"""Characters in a row of the picture."""

WIDTH, ROW, MARGIN = 9, 64, 24
FILL = {"content": "#cfe8d5", "metadata": "#d5e0f5", "boilerplate": "#f3dfc1"}
INK = "#1f2328"


@dataclass(frozen=True)
class _Run:
    """Part of a segment within a row of the picture."""

    row: int
    column: int
    text: str
    kind: str
    segment_class: str
    first: bool


def annotated_line(page: Page, line: int, schemas: Schemas) -> str:
    """Line ``line`` (from 0) of a page: a box for each segment, a rule under each sentence."""
    classes = {each["const"]: each["x-class"] for each in schemas.label_options("segment_kind")}
    start = sum(len(each) + 1 for each in page.text.split("\n")[:line])
    end = start + len(page.text.split("\n")[line])
    segments = [segment for segment in page.segments if start <= segment.start < end]
    sentences = [sentence for sentence in page.sentences if start <= sentence.start < end]
    kinds = [segment.kind for segment in segments]
    rows = _rows(page.text[start:end])
    height = MARGIN + len(rows) * ROW + 34
    width = 2 * MARGIN + COLUMNS * WIDTH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title">',
        f'<title id="title">{escape(_title(page, line, kinds))}</title>',
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" '
        f'font-size="15" fill="{INK}">',
    ]
    for number, (row_start, row_end) in enumerate(rows):
        y = MARGIN + number * ROW + 34
        for segment in segments:
            parts.extend(
                _box(
                    segment.start - start,
                    segment.end - start,
                    row_start,
                    row_end,
                    y,
                    segment.kind,
                    classes[segment.kind],
                )
            )
        for sentence in sentences:
            parts.extend(_rule(sentence.start - start, sentence.end - start, row_start, row_end, y))
        shown = page.text[start + row_start : start + row_end].rstrip()
        parts.append(
            f'<text x="{MARGIN}" y="{y}" xml:space="preserve" textLength="{len(shown) * WIDTH}">'
            f"{escape(shown)}</text>"
        )
    parts.append("</g>")
    parts.append(_legend(height, classes, kinds))
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _title(page: Page, line: int, kinds: list[str]) -> str:
    return f"Line {line + 1} of page {page.id}: {', '.join(kinds)}"


def _rows(text: str) -> list[tuple[int, int]]:
    """Stretches of at most ``COLUMNS`` characters, cut after a space where there is one."""
    rows, start = [], 0
    while start < len(text):
        end = min(start + COLUMNS, len(text))
        if end < len(text):
            space = text.rfind(" ", start, end)
            end = space + 1 if space > start else end
        rows.append((start, end))
        start = end
    return rows


def _box(
    start: int, end: int, row_start: int, row_end: int, y: int, kind: str, segment_class: str
) -> list[str]:
    left, right = max(start, row_start), min(end, row_end)
    if left >= right:
        return []
    x, width = MARGIN + (left - row_start) * WIDTH, (right - left) * WIDTH
    label = kind if left == start else f"{kind} (continued)"
    return [
        f'<rect x="{x + 1}" y="{y - 18}" width="{width - 2}" height="25" rx="3" '
        f'fill="{FILL[segment_class]}"/>',
        f'<text x="{x + 2}" y="{y - 23}" font-size="11" font-weight="bold">{escape(label)}</text>',
    ]


def _rule(start: int, end: int, row_start: int, row_end: int, y: int) -> list[str]:
    left, right = max(start, row_start), min(end, row_end)
    if left >= right:
        return []
    x1, x2 = MARGIN + (left - row_start) * WIDTH + 2, MARGIN + (right - row_start) * WIDTH - 2
    return [f'<path d="M{x1} {y + 12}H{x2}" stroke="{INK}" stroke-width="1.5"/>']


def _legend(height: int, classes: dict[str, str], kinds: list[str]) -> str:
    x, parts = MARGIN, []
    for segment_class in dict.fromkeys(classes[kind] for kind in kinds):
        parts.append(
            f'<rect x="{x}" y="{height - 29}" width="14" height="14" rx="3" '
            f'fill="{FILL[segment_class]}"/><text x="{x + 20}" y="{height - 17}">'
            f"{segment_class}</text>"
        )
        x += 120
    parts.append(
        f'<path d="M{x} {height - 21}h24" stroke="{INK}" stroke-width="1.5"/>'
        f'<text x="{x + 32}" y="{height - 17}">a sentence</text>'
    )
    return f'<g font-family="sans-serif" font-size="12" fill="{INK}">{"".join(parts)}</g>'
