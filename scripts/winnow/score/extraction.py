"""Extracted text in parts that are counted: words, shingles, and the tokens of ROUGE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from winnow.model.page import Page
from winnow.score.alignment import Stretch, located, words
from winnow.score.gold import Gold
from winnow.score.measures import Array, Numbers

LENGTH = 4
"""Words in a shingle."""


@dataclass(frozen=True)
class Extracted:
    """The words of a text, each with the sentence of the gold standard and the line it is in.

    ``astray`` of them are not on the page, and go with the word before them.
    """

    words: tuple[str, ...]
    units: tuple[int, ...]
    lines: tuple[int, ...]
    astray: int = 0


def of_text(gold: Gold, page: Page, text: str) -> Extracted:
    """An extracted text, aligned with the page."""
    found = words(text)
    units = []
    last = gold.unit_at(page, 0)
    places = located(page.text, text)
    for place in places:
        last = last if place is None else gold.unit_at(page, place[0])
        units.append(last)
    lines = tuple(text.count("\n", 0, start) for start, _ in found)
    words_ = tuple(text[start:end] for start, end in found)
    return Extracted(words_, tuple(units), lines, places.count(None))


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
    found: dict[int, Parts] = {}
    for unit, line, word in zip(text.units, text.lines, text.words, strict=True):
        tokens = re.findall("[a-z0-9]+", word.lower())
        found.setdefault(line, []).extend((unit, token) for token in tokens)
    return found


def rouge_union(predicted: Extracted, wanted: Extracted) -> Parts:
    """Those tokens of the wanted text that are in the union of longest common subsequences.

    Of each of its lines with every line of the predicted text; what ROUGE-LSum counts, each token
    as often as the predicted text has it. Lin (2004), "ROUGE: A Package for Automatic Evaluation
    of Summaries", section 3.2.
    """
    theirs = [[token for _, token in line] for line in _rouge_lines(predicted).values()]
    found: Parts = []
    for line in _rouge_lines(wanted).values():
        ours = [token for _, token in line]
        union = set().union(*(common_subsequence(ours, line) for line in theirs))
        found += [line[index] for index in sorted(union)]
    return found


def common_subsequence(wanted: Sequence[str], predicted: Sequence[str]) -> set[int]:
    """Indices in ``wanted`` of a longest common subsequence with ``predicted``.

    Where there are several, it is the one that the package ``rouge-score`` picks, since the union
    over lines depends on it. The table of lengths is kept as one integer per row, whose zero bits
    mark the columns where the length rises: Hyyrö (2004), "Bit-parallel LCS-length computation
    revisited", Proceedings of AWOCA 2004.
    """
    positions: dict[str, int] = {}
    for column, token in enumerate(predicted):
        positions[token] = positions.get(token, 0) | 1 << column
    rows = [(1 << len(predicted)) - 1]
    for token in wanted:
        matches = rows[-1] & positions.get(token, 0)
        rows.append(((rows[-1] + matches) | (rows[-1] - matches)) & rows[0])

    def length(row: int, column: int) -> int:
        return column - (rows[row] & ((1 << column) - 1)).bit_count()

    indices = set()
    row, column = len(wanted), len(predicted)
    while row and column:
        if wanted[row - 1] == predicted[column - 1]:
            row, column = row - 1, column - 1
            indices.add(row)
        elif length(row, column - 1) > length(row - 1, column):
            column -= 1
        else:
            row -= 1
    return indices


def bags(units: Numbers, predicted: Parts, wanted: Parts, found: Parts) -> Array:
    """Columns of ``measures.Bags``: what is predicted, what is wanted, and what of that is found.

    There is a row for each of the sentences ``units``, which are those of a page. What is not
    wanted cannot be right and shares one column.
    """
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(kind for _, kind in wanted))}
    rows = {unit: row for row, unit in enumerate(units.tolist())}
    size = len(kinds) + 1
    columns: Array = np.zeros((len(rows), 3 * size))
    for block, parts in enumerate((predicted, wanted, found)):
        for unit, kind in parts:
            columns[rows[unit], block * size + kinds.get(kind, size - 1)] += 1
    return columns
