"""Elements of SVG and HTML from plain data, and how wide text is.

Everything that is filled in is escaped. A drawing is one physical line, as raw HTML in Markdown has
to be. Lengths are user units, which are pixels at natural size.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width

from markupsafe import Markup

from winnow.model.problem import printable


def element(tag: str, *content: str, **attributes: str | float | None) -> Markup:
    """An element; without any content it is closed at once, as SVG allows.

    An attribute that Python cannot name is written with ``_`` for ``-`` or with ``_`` behind it
    (``stroke_width``, ``class_``); one that is None is left out.
    """
    given = Markup("").join(
        Markup(' {}="{}"').format(
            name.rstrip("_").replace("_", "-"), value if isinstance(value, str) else number(value)
        )
        for name, value in attributes.items()
        if value is not None
    )
    if not content:
        return Markup("<{}{}/>").format(tag, given)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, given, Markup("").join(content))


def number(value: float) -> str:
    """A length with at most one place, the same on every machine."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


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


def label(x: float, y: float, text: str, classes: str = "", anchor: str = "start") -> Markup:
    """A line of text in a chart; ``anchor`` says which end of it is at ``x``."""
    return element(
        "text", one_line(text), x=x, y=y, text_anchor=anchor, class_=f"winnow-text {classes}"
    )


def chart(
    key: str,
    title: str,
    description: str,
    width: float,
    height: float,
    size: int,
    parts: Iterable[Markup],
    role: str = "img",
) -> Markup:
    """A drawing with its title and its description, under a ``key`` that is unique on the page.

    Its colours are classes (``docs/assets/figures.css``), so that it serves both themes; it has
    neither script nor outer reference. ``role`` is ``group`` where it has links, which an image
    hides.
    """
    return element(
        "svg",
        element("title", one_line(title), id=f"{key}-title"),
        element("desc", one_line(description), id=f"{key}-desc"),
        *parts,
        class_="winnow-chart",
        role=role,
        aria_labelledby=f"{key}-title {key}-desc",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_size=size,
    )
