"""Text of a page as HTML: every character kept, and what cannot be seen made visible.

Invisible characters, those that turn the direction of writing among them, come from scraped pages
and must neither hide text nor reach beyond their own place. Each stands in an element of its own,
isolated, whose name the style sheet shows; the text of the element is the character itself.
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
"""Code points that nothing shows, first and last of each range.

They are the controls but tab and line feed, what Unicode calls ``Default_Ignorable_Code_Point``
(DerivedCoreProperties.txt), interlinear marks, the line and paragraph separators, and the empty
braille pattern.
"""

HIDDEN = "".join(f"{chr(first)}-{chr(last)}" for first, last in RANGES)
"""The same as the inside of a character class of ``re``."""

_ESCAPED = (f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in RANGES)
HIDDEN_IN_JAVASCRIPT = f"[{''.join(_ESCAPED)}]"
"""The same as a regular expression of JavaScript with the flag ``u``."""

SPACE = re.compile(
    rf"(?P<break>\n)|(?P<run>(?:(?<=[ \n]) | (?=[ \n]))+)|(?P<hidden>[{HIDDEN}])"
    r"|(?P<other>[^\S \n])"
)
"""White space that matters: line ends, runs of spaces, those at edges of lines; and what hides."""

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
"""What Unicode abbreviates a character to; others are named by their number."""

CONTROLS = re.compile(r"[\x00-\x1f]")
"""What Markdown drops or changes, or what reading a file does."""


def name(character: str) -> str:
    """How an invisible character is called, such as ``RLO`` or ``U+2009``."""
    return NAMES.get(character, f"U+{ord(character):04X}")


def shown(text: str, before: str = "\n", after: str = "\n") -> Markup:
    """``text`` as HTML; ``before`` and ``after`` are its neighbours, the edge of a line if none.

    The text of what is returned is ``text``, character by character. It holds no newline and
    nothing else that Markdown would change: such characters are numeric references.
    """
    parts: list[str] = []
    end = 0
    padded = f"{before}{text}{after}"
    for found in SPACE.finditer(padded):
        start, stop = max(found.start() - len(before), 0), found.end() - len(before)
        stop = min(stop, len(text))
        if stop <= start:
            continue
        parts += [_kept(text[end:start]), _special(found.lastgroup or "", text[start:stop])]
        end = stop
    parts.append(_kept(text[end:]))
    return Markup("".join(parts))


def _special(kind: str, text: str) -> str:
    if kind == "run":
        return f'<span class="blank">{text}</span>'
    if kind == "break":
        return '<span class="newline">&#10;</span>'
    return f'<span class="hidden" data-name="{name(text)}">{_kept(text)}</span>'


def _kept(text: str) -> str:
    """Escaped, and safe from the Markdown parser, which drops or changes control characters."""
    return CONTROLS.sub(_reference, str(escape(text)))


def _reference(found: re.Match[str]) -> str:
    # HTML has no way to write NUL; its picture stands in for it
    return f"&#{ord(found.group())};" if found.group() != "\x00" else "␀"


def plain(text: str) -> str:
    """Text for a title or a label: in one line, with invisible characters named in brackets."""
    spaced = " ".join(text.split())
    return re.sub(f"[{HIDDEN}]", lambda found: f"[{name(found.group())}]", spaced)


def flattened(html: str) -> str:
    """HTML of a template without its line breaks, which Markdown would read as its own."""
    return re.sub(r" *\n *", "", html)
