"""Charts as inline SVG: bars in groups, where a texture stands beside each colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from winnow.reports.svg import chart, element, label, measure, number, one_line

SIZE = 13
"""Font size of a chart of bars; nothing in it is smaller."""

Texture = Literal["solid", "lines", "dots", "empty"]

PATTERNS: Mapping[Texture, tuple[Markup, ...]] = {
    "solid": (),
    "lines": (element("path", class_="winnow-stroke", d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),),
    "dots": (element("circle", class_="winnow-fill", cx=3, cy=3, r=1.3),),
    "empty": (),
}
"""What is drawn on the ground of a tile of 6 by 6."""


@dataclass(frozen=True)
class Series:
    """What a part of a bar stands for; ``ink`` names a colour of the style sheet."""

    name: str
    ink: str
    texture: Texture = "solid"


@dataclass(frozen=True)
class Row:
    """A bar: a value for each series, laid end to end, and what is said of them behind it."""

    name: str
    values: tuple[float, ...]
    said: str


@dataclass(frozen=True)
class Group:
    """Bars under one heading; where it is empty, none is written."""

    heading: str
    rows: tuple[Row, ...]
    whole: float
    """What the full width of each bar stands for."""


GAP = 10
LINE = 19
BAR = 13


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
    """Horizontal bars; ``key`` is unique on the page, ``track`` draws what a bar could fill.

    Names stand before the bars, in a column as wide as the widest needs, and what is said behind
    them in one, too; the rest of ``width`` is for the bars.
    """
    rows = [row for group in groups for row in group.rows]
    names = max((measure(one_line(row.name), SIZE) for row in rows), default=0)
    left = names + GAP if names else 1
    said = max((measure(one_line(row.said), SIZE) for row in rows), default=0)
    room = max(width - left - said - GAP, 60)
    parts = [element("defs", *(_pattern(key, each) for each in series))]
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
            parts += _parts(key, series, row, (left, y + 2), room / (group.whole or 1))
            parts.append(label(width - 1, y + SIZE, row.said, "winnow-said", "end"))
            y += LINE
        y += 8 if group.heading else 0
    if not track:
        axis = f"M{number(left)} {number(top)}V{number(y)}"
        parts.append(element("path", class_="winnow-axis", d=axis))
    told = "; ".join(
        ", ".join(filter(None, (group.heading, row.name, row.said)))
        for group in groups
        for row in group.rows
    )
    return chart(key, title, told, width, max(y, 1), SIZE, parts)


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


def _parts(
    key: str, series: Sequence[Series], row: Row, at: tuple[float, float], unit: float
) -> list[Markup]:
    x, y = at
    drawn = []
    for each, value in zip(series, row.values, strict=True):
        if value > 0:
            kind = f"winnow-part winnow-ink-{each.ink}"
            drawn.append(_box(x, y, max(value * unit, 1), kind, _tile(key, each)))
            x += value * unit
    return drawn


def _legend(key: str, series: Sequence[Series], width: float) -> tuple[list[Markup], float]:
    """What each colour and texture stands for, in as many lines as it takes; and their height."""
    x, y, parts = 0.0, 0.0, []
    for each in series:
        needed = 20 + measure(each.name, SIZE)
        if x and x + needed > width:
            x, y = 0.0, y + LINE
        swatch = f"winnow-part winnow-ink-{each.ink}"
        parts.append(_box(x + 0.5, y + 2, BAR, swatch, _tile(key, each)))
        parts.append(label(x + 20, y + SIZE, each.name))
        x += needed + GAP
    return parts, y + LINE + 8
