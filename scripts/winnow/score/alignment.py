"""Extracted text: where on the page each word of it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher

from winnow.model.spans import tokens

WORD = re.compile(r"\w+")
"""A word, as in the article extraction benchmark of Zyte (Scrapinghub): letters, digits and _."""

Stretch = tuple[int, int]
"""Start and end of a part of a text, half-open, in code points."""

Split = Callable[[str], list[Stretch]]
"""What gives the parts of a text that are aligned, in order."""

DRAWN = {
    **dict.fromkeys(map(ord, "‘’‚‛"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―"), "-"),
}
"""Quotation marks and dashes, and what stands for them where texts are aligned."""


def folded(word: str) -> str:
    """A word as it is compared where texts are aligned."""
    return unicodedata.normalize("NFKC", word).casefold().translate(DRAWN)


def words(text: str) -> list[Stretch]:
    """Where the words of a text stand, in order."""
    return [match.span() for match in WORD.finditer(text)]


def located(page: str, text: str, split: Split = words) -> list[Stretch | None]:
    """Where on a page each word of an extracted text stands.

    Lines that stand on the page as they are, in its order, are taken to be the first such lines.
    What is between them is aligned word by word, by the longest runs in common first (``difflib``);
    None for a word that is not found so. Case, and how quotation marks and dashes are drawn, make
    no difference.
    """
    there, found = split(page), split(text)
    ours, theirs = _lines(page, there), _lines(text, found)
    places: list[Stretch | None] = [None] * len(found)
    at, done = 0, 0
    for line, other in [*_anchors(page, text, there, found, ours, theirs), (None, None)]:
        first, last = line or (len(there), len(there))
        begin, end = other or (len(found), len(found))
        for here, place in _aligned(page, text, there[at:first], found[done:begin]):
            places[done + here] = place
        places[begin:end] = there[first:last]
        at, done = last, end
    return places


Numbers = tuple[int, int]
"""The first word of a line and the first one after it, by their numbers."""


def _lines(text: str, parts: list[Stretch]) -> list[Numbers]:
    """The lines that have words."""
    starts = [
        number
        for number, (start, _) in enumerate(parts)
        if not number or "\n" in text[parts[number - 1][1] : start]
    ]
    return list(zip(starts, [*starts, len(parts)][1:], strict=False))


def _anchors(
    page: str,
    text: str,
    there: list[Stretch],
    found: list[Stretch],
    ours: list[Numbers],
    theirs: list[Numbers],
) -> list[tuple[Numbers, Numbers]]:
    """Lines of the text with the lines of the page that they are; none where they are reordered."""
    pool = [_said(page, there[first:last]) for first, last in ours]
    pairs: list[tuple[Numbers, Numbers]] = []
    at = 0
    for first, last in theirs:
        wanted = _said(text, found[first:last])
        match = next((number for number in range(at, len(pool)) if pool[number] == wanted), None)
        if match is not None:
            pairs.append((ours[match], (first, last)))
            at = match + 1
        elif wanted in pool:
            return []
    return pairs


def _said(text: str, parts: list[Stretch]) -> tuple[str, ...]:
    return tuple(folded(text[start:end]) for start, end in parts)


def _aligned(
    page: str, text: str, there: list[Stretch], found: list[Stretch]
) -> list[tuple[int, Stretch]]:
    """Words of a part of the text, by number, with their places on a part of the page."""
    if not there or not found:
        return []
    matcher = SequenceMatcher(None, _said(page, there), _said(text, found), autojunk=False)
    return [
        (block.b + step, there[block.a + step])
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]


def stretches(page: str, text: str) -> list[Stretch]:
    """The stretches of a page that an extracted text covers, in code points.

    Tokens of the page that are in the text make one stretch, within a line, where no letter or
    digit stands between them. Such stretches can be given to scorers that need offsets, from
    extractors that give text alone.
    """
    found: list[Stretch] = []
    for place in sorted(place for place in located(page, text, tokens) if place is not None):
        between = page[found[-1][1] : place[0]] if found else "\n"
        if "\n" in between or any(map(str.isalnum, between)):
            found.append(place)
        else:
            found[-1] = found[-1][0], place[1]
    return found


def on_page(page: str, text: str) -> float:
    """The share of the words of an extracted text that stand on the page; 1 where it has none."""
    places = located(page, text)
    return sum(place is not None for place in places) / len(places) if places else 1.0
