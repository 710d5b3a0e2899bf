"""Extracted text: what of it stands where on the page, and in what words two texts agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from winnow.corpus import Page
from winnow.score.gold import Gold
from winnow.score.measures import Array
from winnow.tokens import tokens

WORD = re.compile(r"\w+")
"""A word, as in the article extraction benchmark of Zyte (Scrapinghub): letters, digits and _."""

Stretch = tuple[int, int]
"""Start and end of a part of a text, half-open, in code points."""

LENGTH = 4
"""Words in a shingle."""


def words(text: str) -> list[Stretch]:
    """Where the words of a text stand, in order."""
    return [match.span() for match in WORD.finditer(text)]


def located(
    page: str, text: str, split: Callable[[str], list[Stretch]] = words
) -> list[Stretch | None]:
    """Where on a page each word of an extracted text stands.

    Words are aligned in order, by the longest runs in common first (``difflib``), so that of two
    equal words the one in the longer run is taken; None for a word that is not on the page, or not
    in that order. What an extractor repeats stands on the page once.
    """
    there, found = split(page), split(text)
    places: list[Stretch | None] = [None] * len(found)
    matcher = SequenceMatcher(
        None,
        [page[start:end] for start, end in there],
        [text[start:end] for start, end in found],
        autojunk=False,
    )
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            places[block.b + step] = there[block.a + step]
    return places


def stretches(page: str, text: str) -> list[Stretch]:
    """The stretches of a page that an extracted text covers, in code points.

    Neighbouring tokens of the page that are both in the text make one stretch, within a line. Such
    stretches can be given to scorers that need offsets, from extractors that give text alone.
    """
    taken = {place for place in located(page, text, tokens) if place is not None}
    found: list[Stretch] = []
    joined = False
    for start, end in tokens(page):
        if (start, end) not in taken:
            joined = False
            continue
        if joined and "\n" not in page[found[-1][1] : start]:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
        joined = True
    return found


@dataclass(frozen=True)
class Extracted:
    """The words of a text, each with the sentence of the gold standard and the line it is in."""

    words: tuple[str, ...]
    units: tuple[int, ...]
    lines: tuple[int, ...]


def of_text(gold: Gold, page: Page, text: str) -> Extracted:
    """An extracted text; a word that is not on the page goes with the one before it."""
    found = words(text)
    units = []
    last = gold.unit_at(page, 0)
    for place in located(page.text, text):
        last = last if place is None else gold.unit_at(page, place[0])
        units.append(last)
    lines = tuple(text.count("\n", 0, start) for start, _ in found)
    return Extracted(tuple(text[start:end] for start, end in found), tuple(units), lines)


def of_stretches(
    gold: Gold, page: Page, kept: Iterable[Stretch], by_sentence: bool = False
) -> Extracted:
    """Stretches of a page as a text, in lines of the page or with a line for each sentence."""
    found = [
        (page.text[origin + start : origin + end], origin + start)
        for origin, last in sorted(kept)
        for start, end in words(page.text[origin:last])
    ]
    units = tuple(gold.unit_at(page, start) for _, start in found)
    lines = tuple(page.text.count("\n", 0, start) for _, start in found)
    return Extracted(tuple(word for word, _ in found), units, units if by_sentence else lines)


Parts = list[tuple[int, str]]
"""What a text is made of, each part with the sentence that it belongs to."""


def single(text: Extracted) -> Parts:
    """The words."""
    return list(zip(text.units, text.words, strict=True))


def shingles(text: Extracted) -> Parts:
    """Runs of four words, one beginning at each word that has three more after it.

    A text of fewer words is one shingle, and an empty text has none.
    """
    number = len(text.words)
    last = max(number - LENGTH + 1, min(number, 1))
    return [
        (text.units[start], " ".join(text.words[start : start + LENGTH])) for start in range(last)
    ]


def rouge_tokens(text: Extracted) -> Parts:
    """The tokens that ROUGE counts: runs of a to z and 0 to 9, in lower case."""
    return [each for line in _rouge_lines(text).values() for each in line]


def _rouge_lines(text: Extracted) -> dict[int, Parts]:
    """The same by lines, in order."""
    from rouge_score.tokenize import tokenize

    found: dict[int, Parts] = {}
    for unit, line, word in zip(text.units, text.lines, text.words, strict=True):
        found.setdefault(line, []).extend((unit, token) for token in tokenize(word, None))
    return found


def rouge_union(predicted: Extracted, wanted: Extracted) -> Parts:
    """Those tokens of the wanted text that are in the union of longest common subsequences.

    Of each of its lines with every line of the predicted text; what ROUGE-LSum counts, each token
    as often as the predicted text has it. Lin (2004), "ROUGE: A Package for Automatic Evaluation
    of Summaries", section 3.2; the subsequences are those of the package ``rouge-score``.
    """
    from rouge_score.rouge_scorer import lcs_ind

    theirs = [[token for _, token in line] for line in _rouge_lines(predicted).values()]
    found: Parts = []
    for line in _rouge_lines(wanted).values():
        ours = [token for _, token in line]
        union = set().union(*(lcs_ind(ours, each) for each in theirs))
        found += [line[index] for index in sorted(union)]
    return found


def bags(units: int, predicted: Parts, wanted: Parts, found: Parts) -> Array:
    """Columns of ``measures.Bags``: what is predicted, what is wanted, and what of that is found.

    What is not wanted cannot be right and shares one column.
    """
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(kind for _, kind in wanted))}
    size = len(kinds) + 1
    columns: Array = np.zeros((units, 3 * size))
    for block, parts in enumerate((predicted, wanted, found)):
        for unit, kind in parts:
            columns[unit, block * size + kinds.get(kind, size - 1)] += 1
    return columns
