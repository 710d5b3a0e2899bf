"""Elements of SVG and HTML, and the parts that all drawings have in common.

All values are escaped. A drawing is one physical line, which raw HTML in Markdown has to be.
Lengths are user units: pixels at natural size.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from winnow.model.problem import printable


def element(tag: str, *content: str, **attributes: str | float | None) -> Markup:
    """An element; one without content is closed at once, as SVG allows.

    In names of attributes ``_`` is written as ``-`` and a final ``_`` is dropped (``stroke_width``,
    ``class_``); attributes that are None are left out.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="'
        f'{escape(value if isinstance(value, str) else number(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if not content:
        return Markup(f"<{tag}{written}/>")
    return Markup(f"<{tag}{written}>{Markup('').join(content)}</{tag}>")


def number(value: float) -> str:
    """A length with at most one decimal, the same on every machine."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def one_line(text: str) -> str:
    """Text in one line: white space is one space, unprintable characters are escaped."""
    return printable(" ".join(text.split()))


def measure(text: str, size: float) -> float:
    """The width of a text in user units; an estimate on the high side, as the font is unknown."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.05
    if character in "iljtfr.,:;'’|!/()[] ":
        return 0.38
    return 0.78 if character.isupper() or character in "mw@%+−×…" else 0.6


def label(x: float, y: float, text: str, classes: str = "", anchor: str = "start") -> Markup:
    """A line of text in a chart; ``anchor`` is the end of the text that is at ``x``."""
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
    """A drawing with title and description; ``key`` is unique on the page.

    Colours are classes of ``docs/assets/figures.css``, for both themes; there are no scripts or
    external references. A drawing with links has the ``role`` ``group``, because an image hides
    them from assistive technology.
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
