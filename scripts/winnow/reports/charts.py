"""Charts as inline SVG, from plain data: bars in groups, and what every drawing needs.

An SVG is one physical line, as raw HTML in Markdown has to be, without script or outer reference.
Its colours are classes (``docs/assets/figures.css``), so that one SVG serves both themes, and a
texture stands beside each colour. Lengths are user units, which are pixels at natural size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

from markupsafe import Markup

from winnow.model.problem import printable

SIZE = 13
"""Font size of a chart of bars; nothing in it is smaller."""

Texture = Literal["solid", "lines", "dots", "empty"]

PATTERNS: Mapping[Texture, str] = {
    "solid": "",
    "lines": '<path class="winnow-stroke" d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"/>',
    "dots": '<circle class="winnow-fill" cx="3" cy="3" r="1.3"/>',
    "empty": "",
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


def one_line(text: str) -> str:
    """Text in which any white space is one space, and what cannot be printed is escaped."""
    return printable(" ".join(text.split()))


def measure(text: str, size: float) -> float:
    """About how wide a text is, in user units; rather too much, since the font is not known."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.05
    if character in "iljtfr.,:;'’|!/()[] ":
        return 0.38
    return 0.78 if character.isupper() or character in "mw@%+−×…" else 0.6


def number(value: float) -> str:
    """A length with at most one place, the same on every machine."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def text(x: float, y: float, said: str, kind: str = "", anchor: str = "start") -> Markup:
    """A line of text; ``kind`` names classes, ``anchor`` says which end of it stands at ``x``."""
    return Markup('<text x="{}" y="{}" text-anchor="{}" class="winnow-text {}">{}</text>').format(
        number(x), number(y), anchor, kind, one_line(said)
    )


def svg(
    key: str,
    title: str,
    said: str,
    width: float,
    height: float,
    size: int,
    parts: Iterable[Markup],
    role: str = "img",
) -> Markup:
    """A drawing with its title and its description, under a ``key`` that is unique on the page.

    ``role`` is ``group`` where there are links in it, which an image hides.
    """
    return Markup(
        '<svg class="winnow-chart" role="{role}" aria-labelledby="{key}-title {key}-desc" '
        'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-size="{size}">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{said}</desc>{drawn}</svg>'
    ).format(
        key=key,
        role=role,
        title=one_line(title),
        said=one_line(said),
        width=number(width),
        height=number(height),
        size=size,
        drawn=Markup("").join(parts),
    )


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
    parts = [Markup("<defs>"), *(_pattern(key, each) for each in series), Markup("</defs>")]
    y = top = 0.0
    if legend:
        drawn, y = _legend(key, series, width)
        parts, top = parts + drawn, y
    for group in groups:
        if group.heading:
            parts.append(text(0, y + SIZE, group.heading, "winnow-strong"))
            y += LINE
        for row in group.rows:
            if row.name:
                parts.append(text(left - GAP, y + SIZE, row.name, anchor="end"))
            if track:
                parts.append(_box(left, y + 2, room, "winnow-track"))
            parts += _parts(key, series, row, (left, y + 2), room / (group.whole or 1))
            parts.append(text(width - 1, y + SIZE, row.said, "winnow-said", "end"))
            y += LINE
        y += 8 if group.heading else 0
    if not track:
        line = '<path class="winnow-axis" d="M{} {}V{}"/>'
        parts.append(Markup(line).format(number(left), number(top), number(y)))
    told = "; ".join(
        ", ".join(filter(None, (group.heading, row.name, row.said)))
        for group in groups
        for row in group.rows
    )
    return svg(key, title, told, width, max(y, 1), SIZE, parts)


def _pattern(key: str, series: Series) -> Markup:
    ground = "winnow-fill" if series.texture == "solid" else "winnow-tint"
    return Markup(
        '<pattern id="{}" class="winnow-ink-{}" width="6" height="6" '
        'patternUnits="userSpaceOnUse"><rect width="6" height="6" class="{}"/>{}</pattern>'
    ).format(_tile(key, series), series.ink, ground, Markup(PATTERNS[series.texture]))


def _tile(key: str, series: Series) -> str:
    return f"{key}-{series.ink}-{series.texture}"


def _box(x: float, y: float, width: float, kind: str, fill: str = "") -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"{}/>').format(
        number(x),
        number(y),
        number(width),
        BAR,
        kind,
        Markup(' fill="url(#{})"').format(fill) if fill else "",
    )


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
        parts.append(text(x + 20, y + SIZE, each.name))
        x += needed + GAP
    return parts, y + LINE + 8
