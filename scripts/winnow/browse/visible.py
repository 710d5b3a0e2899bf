"""Text of a page as HTML: every character kept, and what cannot be seen made visible.

Invisible characters, those that turn the direction of writing among them, come from scraped pages
and must neither hide text nor reach beyond their own place. Each stands in an element of its own,
isolated, whose name the style sheet shows; the text of the element is the character itself.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

SPACE = re.compile(
    r"(?P<break>\n)"
    r"|(?P<run>(?:(?<=[ \n]) | (?=[ \n]))+)"
    r"|(?P<other>[^\S \n])"
    r"|(?P<hidden>[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff])"
)
"""White space that matters (line ends, runs, edges of lines, other than a space), and what hides.

A run of spaces is one match. Sources: the categories Cc and Cf of Unicode, its bidirectional
controls (UAX 9), and variation selectors, which have no width either.
"""

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
    return "".join(
        f"[{name(each)}]" if unicodedata.category(each) in ("Cc", "Cf") else each for each in spaced
    )


def one_line(html: str) -> str:
    """HTML of a template without its line breaks, which Markdown would read as its own."""
    return re.sub(r" *\n *", "", html)
