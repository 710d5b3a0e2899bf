"""Dots on an axis, with whiskers for intervals, as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from winnow.reports.charts import GAP, LINE, SIZE
from winnow.reports.svg import chart, element, label, measure, number, one_line
from winnow.reports.tables import UNDEFINED

RADIUS = 4
STEP = 0.1
"""Ends of an axis are multiples of it."""

NARROWEST = 60
"""Least width of an axis."""


@dataclass(frozen=True)
class Dot:
    """A value, or None if it is not defined, with the ends of its interval if it has one.

    ``note`` is written after the value.
    """

    value: float | None
    interval: tuple[float, float] | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The value with three decimals."""
        return UNDEFINED if self.value is None else f"{self.value:.3f}"

    @property
    def text(self) -> str:
        """The label with the interval and the note."""
        ends = "[{:.3f} to {:.3f}]".format(*self.interval) if self.interval else ""
        return " ".join(filter(None, (self.label, ends, self.note)))


@dataclass(frozen=True)
class Panel:
    """An axis from ``low`` to ``high`` with a dot for each row of the chart."""

    title: str
    dots: tuple[Dot, ...]
    low: float = 0
    high: float = 1


def beginning(values: Iterable[float]) -> float:
    """The beginning of an axis that ends at 1 and is no longer than these values need."""
    lowest = min(values, default=1.0)
    return round(min(math.floor(lowest / STEP + 1e-9), 9) * STEP, 1)


def ending(values: Iterable[float]) -> float:
    """The end of an axis that is no longer than these values need."""
    return round(math.ceil(max(values, default=1.0) / STEP - 1e-9) * STEP, 1)


def dots(
    key: str, title: str, names: Sequence[str], panels: Sequence[Panel], *, width: float = 680
) -> Markup:
    """A row for each name, and a column for each panel; ``key`` is unique on the page."""
    left = max((measure(one_line(name), SIZE) for name in names), default=0) + GAP
    room = (width - left) / len(panels)
    top = LINE if any(panel.title for panel in panels) else 0
    bottom = top + LINE * len(names) + 4
    parts = [
        label(left - GAP, top + LINE * index + SIZE + 2, name, anchor="end")
        for index, name in enumerate(names)
    ]
    for index, panel in enumerate(panels):
        parts += _panel(panel, left + index * room, room, top, bottom)
    description = "; ".join(
        ", ".join(filter(None, (panel.title, name, dot.text)))
        for panel in panels
        for name, dot in zip(names, panel.dots, strict=True)
    )
    return chart(key, title, description, width, bottom + LINE, SIZE, parts)


def _panel(panel: Panel, x: float, width: float, top: float, bottom: float) -> list[Markup]:
    values, notes = (
        max((measure(text, SIZE) for text in texts), default=0)
        for texts in ([dot.label for dot in panel.dots], [dot.note for dot in panel.dots])
    )
    first = x + GAP
    span = max(width - values - notes - (4 if notes else 3) * GAP, NARROWEST)

    def place(value: float) -> float:
        share = (value - panel.low) / (panel.high - panel.low)
        return first + span * min(max(share, 0), 1)

    parts = [label(first, SIZE, panel.title, "winnow-strong")] if panel.title else []
    for tick in _ticks(panel):
        line = f"M{number(place(tick))} {number(top)}V{number(bottom)}"
        parts.append(element("path", class_="winnow-grid", d=line))
        parts.append(label(place(tick), bottom + SIZE, f"{tick:g}", "winnow-quiet-text", "middle"))
    for index, dot in enumerate(panel.dots):
        y = top + LINE * index + SIZE - 2.5
        if dot.interval is not None:
            low, high = map(place, dot.interval)
            whisker = f"M{number(low)} {number(y)}H{number(high)}"
            parts.append(element("path", class_="winnow-whisker", d=whisker))
        if dot.value is not None:
            parts.append(
                element("circle", class_="winnow-dot", cx=place(dot.value), cy=y, r=RADIUS)
            )
        end = first + span + GAP
        parts.append(label(end, y + 4.5, dot.label, "winnow-said"))
        if dot.note:
            parts.append(label(end + values + GAP, y + 4.5, dot.note, "winnow-quiet-text"))
    return parts


def _ticks(panel: Panel) -> list[float]:
    """Both ends, and the middle if it has one decimal."""
    middle = (panel.low + panel.high) / 2
    between = [middle] if abs(middle * 10 - round(middle * 10)) < 1e-6 else []
    return [round(tick, 1) for tick in (panel.low, *between, panel.high)]
