"""Align extracted text with its page: find the place of each word on the page."""

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
"""Splits a text into the parts that are aligned, in order."""

TYPOGRAPHY = {
    **dict.fromkeys(map(ord, "‘’‚‛"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―"), "-"),
}
"""Quotation marks and dashes, and the ASCII characters that replace them for comparison."""


def folded(word: str) -> str:
    """A word normalized for comparison: NFKC, case-folded, ASCII quotation marks and dashes."""
    return unicodedata.normalize("NFKC", word).casefold().translate(TYPOGRAPHY)


def words(text: str) -> list[Stretch]:
    """Start and end of the words of a text, in order."""
    return [match.span() for match in WORD.finditer(text)]


def line_extents(text: str) -> list[Stretch]:
    """Start and end of each line of a text without its newline, in code points."""
    extents = []
    start = 0
    for line in text.split("\n"):
        extents.append((start, start + len(line)))
        start += len(line) + 1
    return extents


def located(page: str, text: str, split: Split = words) -> list[Stretch | None]:
    """The place on a page of each word of an extracted text; None if it is not aligned.

    First, each line of the text is matched with the next equal line of the page. If a line of the
    text is on the page only before the last match, no lines are matched at all. Then the words
    between matched lines are aligned, longest common runs first (``difflib``). Case and typographic
    variants of quotation marks and dashes are ignored. ``split`` can split the texts into other
    parts than words.
    """
    page_parts, text_parts = split(page), split(text)
    places: list[Stretch | None] = [None] * len(text_parts)
    page_done, text_done = 0, 0
    page_end, text_end = len(page_parts), len(text_parts)
    anchors = _anchors(page, text, page_parts, text_parts)
    for page_line, text_line in [*anchors, ((page_end, page_end), (text_end, text_end))]:
        page_gap = page_parts[page_done : page_line[0]]
        text_gap = text_parts[text_done : text_line[0]]
        for number, place in _aligned(page, text, page_gap, text_gap):
            places[text_done + number] = place
        places[slice(*text_line)] = page_parts[slice(*page_line)]
        page_done, text_done = page_line[1], text_line[1]
    return places


Line = tuple[int, int]
"""The number of the first word of a line, and of the first word after it."""


def _lines(text: str, parts: list[Stretch]) -> list[Line]:
    """The lines that have words."""
    starts = [
        number
        for number, (start, _) in enumerate(parts)
        if not number or "\n" in text[parts[number - 1][1] : start]
    ]
    return list(zip(starts, [*starts, len(parts)][1:], strict=False))


def _anchors(
    page: str, text: str, page_parts: list[Stretch], text_parts: list[Stretch]
) -> list[tuple[Line, Line]]:
    """Pairs of equal lines of the page and the text; empty if their order is different."""
    page_lines = _lines(page, page_parts)
    page_words = [_folded(page, page_parts[slice(*line)]) for line in page_lines]
    pairs: list[tuple[Line, Line]] = []
    done = 0
    for line in _lines(text, text_parts):
        words_of_line = _folded(text, text_parts[slice(*line)])
        if words_of_line in page_words[done:]:
            number = page_words.index(words_of_line, done)
            pairs.append((page_lines[number], line))
            done = number + 1
        elif words_of_line in page_words:
            return []
    return pairs


def _folded(text: str, parts: list[Stretch]) -> tuple[str, ...]:
    return tuple(folded(text[start:end]) for start, end in parts)


def _aligned(
    page: str, text: str, page_parts: list[Stretch], text_parts: list[Stretch]
) -> list[tuple[int, Stretch]]:
    """The number in ``text_parts`` of each aligned word, with its place on the page."""
    if not page_parts or not text_parts:
        return []
    words_of_page, words_of_text = _folded(page, page_parts), _folded(text, text_parts)
    matcher = SequenceMatcher(None, words_of_page, words_of_text, autojunk=False)
    return [
        (block.b + step, page_parts[block.a + step])
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]


def stretches(page: str, text: str) -> list[Stretch]:
    """The stretches of a page that an extracted text covers, in code points.

    Some scorers need offsets; this gives them for extractors that return only text. The tokens of
    the text are found on the page. Those on the same line are joined to one stretch if there is no
    letter or digit between them.
    """
    joined: list[Stretch] = []
    for place in sorted(place for place in located(page, text, tokens) if place is not None):
        between = page[joined[-1][1] : place[0]] if joined else "\n"
        if "\n" in between or any(map(str.isalnum, between)):
            joined.append(place)
        else:
            joined[-1] = joined[-1][0], place[1]
    return joined


def on_page(page: str, text: str) -> float:
    """The share of the words of an extracted text that are on the page; 1 if it has no words."""
    places = located(page, text)
    return sum(place is not None for place in places) / len(places) if places else 1.0
