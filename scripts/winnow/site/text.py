"""Text of a page as HTML: all characters are kept, and invisible ones are made visible.

Scraped pages have invisible characters, some of which change the direction of writing. They must
not hide text or affect the text around them, so each is in a separate, isolated element. The text
of the element is the character, and the style sheet shows its name.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

RANGES = (
    (0x00, 0x08),
    (0x0B, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""Invisible code points, first and last of each range.

They are the controls except tab and line feed, what Unicode calls ``Default_Ignorable_Code_Point``
(DerivedCoreProperties.txt), interlinear marks, the line and paragraph separators, and the empty
braille pattern.
"""

HIDDEN = "".join(f"{chr(first)}-{chr(last)}" for first, last in RANGES)
"""The same as the inside of a character class for ``re``."""

_ESCAPED = (f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in RANGES)
HIDDEN_IN_JAVASCRIPT = f"[{''.join(_ESCAPED)}]"
"""The same as a regular expression for JavaScript with the flag ``u``."""

SPACE = re.compile(
    rf"(?P<break>\n)|(?P<run>(?:(?<=[ \n]) | (?=[ \n]))+)|(?P<hidden>[{HIDDEN}])"
    r"|(?P<other>[^\S \n])"
)
"""Line ends, runs of spaces, spaces at the edges of lines, and invisible characters."""

NAMES = {
    "\t": "TAB",
    "\r": "CR",
    "\xa0": "NBSP",
    "\xad": "SHY",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u061c": "ALM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
"""Unicode abbreviations of invisible characters; others are named by their number."""

CONTROLS = re.compile(r"[\x00-\x1f]")
"""Characters that Markdown, or reading a file, drops or changes."""


def name(character: str) -> str:
    """The name of an invisible character, such as ``RLO`` or ``U+2009``."""
    return NAMES.get(character, f"U+{ord(character):04X}")


def shown(text: str, before: str = "\n", after: str = "\n") -> Markup:
    """``text`` as HTML whose text content is ``text``, character by character.

    ``before`` and ``after`` are the neighbouring characters; the default is the edge of a line. The
    HTML has no line break and nothing else that Markdown would change: such characters are numeric
    references.
    """
    parts: list[str] = []
    end = 0
    for match in SPACE.finditer(f"{before}{text}{after}"):
        start = max(match.start() - len(before), 0)
        stop = min(match.end() - len(before), len(text))
        if start < stop:
            parts += [_kept(text[end:start]), _special(match.lastgroup or "", text[start:stop])]
            end = stop
    return Markup("".join([*parts, _kept(text[end:])]))


def _special(kind: str, text: str) -> str:
    if kind == "run":
        return f'<span class="blank">{text}</span>'
    if kind == "break":
        return '<span class="newline">&#10;</span>'
    return f'<span class="hidden" data-name="{name(text)}">{_kept(text)}</span>'


def _kept(text: str) -> str:
    """Escaped for HTML, and for the Markdown parser, which drops or changes control characters."""
    return CONTROLS.sub(_reference, str(escape(text)))


def _reference(match: re.Match[str]) -> str:
    # HTML cannot represent NUL, so its symbol is shown instead
    return f"&#{ord(match.group())};" if match.group() != "\x00" else "␀"


def plain(text: str) -> str:
    """Text for a title or a label: in one line, with invisible characters named in brackets."""
    spaced = " ".join(text.split())
    return re.sub(f"[{HIDDEN}]", lambda match: f"[{name(match.group())}]", spaced)


def flattened(html: str) -> str:
    """The HTML of a template without line breaks, which Markdown would interpret."""
    return re.sub(r" *\n *", "", html)
