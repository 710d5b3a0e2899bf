"""Bar charts as inline SVG, with a texture for every colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from winnow.reports.svg import chart, element, label, measure, number, one_line

SIZE = 13
"""Font size of a bar chart; no text in it is smaller."""

GAP = 10
LINE = 19
BAR = 13

Texture = Literal["solid", "lines", "dots", "empty"]

PATTERNS: Mapping[Texture, tuple[Markup, ...]] = {
    "solid": (),
    "lines": (element("path", class_="winnow-stroke", d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),),
    "dots": (element("circle", class_="winnow-fill", cx=3, cy=3, r=1.3),),
    "empty": (),
}
"""The drawing on a tile of 6 by 6 for each texture."""


@dataclass(frozen=True)
class Series:
    """A part of every bar, with its name in the legend; ``ink`` is a colour of the style sheet."""

    name: str
    ink: str
    texture: Texture = "solid"


@dataclass(frozen=True)
class Row:
    """A bar with its name: a value for each series, laid end to end, and a label after them."""

    name: str
    values: tuple[float, ...]
    label: str


@dataclass(frozen=True)
class Group:
    """Bars under a heading, if it is not empty; ``whole`` is the value of a bar of full width."""

    heading: str
    rows: tuple[Row, ...]
    whole: float


def bars(
    key: str,
    title: str,
    series: Sequence[Series],
    groups: Sequence[Group],
    *,
    width: float = 400,
    legend: bool = True,
    track: bool = True,
) -> Markup:
    """Horizontal bars; ``key`` is unique on the page, ``track`` outlines bars of full width.

    Names and labels have columns as wide as the widest of them; the bars have the rest of
    ``width``.
    """
    rows = [row for group in groups for row in group.rows]
    names = max((measure(one_line(row.name), SIZE) for row in rows), default=0)
    labels = max((measure(one_line(row.label), SIZE) for row in rows), default=0)
    left = names + GAP if names else 1
    room = max(width - left - labels - GAP, 60)
    parts = [element("defs", *(_pattern(key, part) for part in series))]
    y = top = 0.0
    if legend:
        drawn, y = _legend(key, series, width)
        parts, top = parts + drawn, y
    for group in groups:
        if group.heading:
            parts.append(label(0, y + SIZE, group.heading, "winnow-strong"))
            y += LINE
        for row in group.rows:
            if row.name:
                parts.append(label(left - GAP, y + SIZE, row.name, anchor="end"))
            if track:
                parts.append(_box(left, y + 2, room, "winnow-track"))
            parts += _bar(key, series, row, left, y + 2, room / (group.whole or 1))
            parts.append(label(width - 1, y + SIZE, row.label, "winnow-said", "end"))
            y += LINE
        y += 8 if group.heading else 0
    if not track:
        axis = f"M{number(left)} {number(top)}V{number(y)}"
        parts.append(element("path", class_="winnow-axis", d=axis))
    description = "; ".join(
        ", ".join(filter(None, (group.heading, row.name, row.label)))
        for group in groups
        for row in group.rows
    )
    return chart(key, title, description, width, max(y, 1), SIZE, parts)


def _pattern(key: str, series: Series) -> Markup:
    ground = "winnow-fill" if series.texture == "solid" else "winnow-tint"
    return element(
        "pattern",
        element("rect", width=6, height=6, class_=ground),
        *PATTERNS[series.texture],
        id=_tile(key, series),
        class_=f"winnow-ink-{series.ink}",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )


def _tile(key: str, series: Series) -> str:
    return f"{key}-{series.ink}-{series.texture}"


def _box(x: float, y: float, width: float, classes: str, tile: str | None = None) -> Markup:
    fill = f"url(#{tile})" if tile else None
    return element("rect", x=x, y=y, width=width, height=BAR, class_=classes, fill=fill)


def _filled_box(x: float, y: float, width: float, key: str, series: Series) -> Markup:
    return _box(x, y, width, f"winnow-part winnow-ink-{series.ink}", _tile(key, series))


def _bar(
    key: str, series: Sequence[Series], row: Row, x: float, y: float, unit: float
) -> list[Markup]:
    boxes = []
    for part, value in zip(series, row.values, strict=True):
        if value > 0:
            boxes.append(_filled_box(x, y, max(value * unit, 1), key, part))
            x += value * unit
    return boxes


def _legend(key: str, series: Sequence[Series], width: float) -> tuple[list[Markup], float]:
    """A swatch and a name for each series, wrapped to ``width``; and their height."""
    x, y, parts = 0.0, 0.0, []
    for part in series:
        needed = 20 + measure(part.name, SIZE)
        if x and x + needed > width:
            x, y = 0.0, y + LINE
        parts.append(_filled_box(x + 0.5, y + 2, BAR, key, part))
        parts.append(label(x + 20, y + SIZE, part.name))
        x += needed + GAP
    return parts, y + LINE + 8
