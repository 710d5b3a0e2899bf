"""The parts of an extracted text that are counted: words, shingles, and the tokens of ROUGE."""

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
"""The number of words in a shingle."""


@dataclass(frozen=True)
class Extracted:
    """The words of an extracted text.

    ``units`` has the number of the gold sentence of each word, ``lines`` the number of its line.
    ``not_on_page`` is the number of words that are not on the page; such a word is counted in the
    sentence of the word before it.
    """

    words: tuple[str, ...]
    units: tuple[int, ...]
    lines: tuple[int, ...]
    not_on_page: int = 0


def of_text(gold: Gold, page: Page, text: str) -> Extracted:
    """The words of an extracted text, aligned with the page."""
    extents = words(text)
    units = []
    unit = gold.unit_at(page, 0)
    places = located(page.text, text)
    for place in places:
        if place is not None:
            unit = gold.unit_at(page, place[0])
        units.append(unit)
    lines = tuple(text.count("\n", 0, start) for start, _ in extents)
    return Extracted(
        tuple(text[start:end] for start, end in extents),
        tuple(units),
        lines,
        places.count(None),
    )


def of_stretches(
    gold: Gold, page: Page, kept: Iterable[Stretch], by_sentence: bool = False
) -> Extracted:
    """The words in stretches of a page.

    Their lines are the lines of the page or, with ``by_sentence``, the sentences.
    """
    words_on_page = [
        (page.text[origin + start : origin + end], origin + start)
        for origin, last in sorted(kept)
        for start, end in words(page.text[origin:last])
    ]
    units = tuple(gold.unit_at(page, start) for _, start in words_on_page)
    lines = tuple(page.text.count("\n", 0, start) for _, start in words_on_page)
    return Extracted(
        tuple(word for word, _ in words_on_page), units, units if by_sentence else lines
    )


Parts = list[tuple[int, str]]
"""The parts of a text: the number of the gold sentence, and the part itself."""


def words_of(text: Extracted) -> Parts:
    """The words of a text, as they are counted."""
    return list(zip(text.units, text.words, strict=True))


def shingles(text: Extracted) -> Parts:
    """Every run of ``LENGTH`` words; a shorter text is one shingle, an empty text has none."""
    number = len(text.words)
    last = max(number - LENGTH + 1, min(number, 1))
    return [
        (text.units[start], " ".join(text.words[start : start + LENGTH])) for start in range(last)
    ]


def rouge_tokens(text: Extracted) -> Parts:
    """The tokens of ROUGE: runs of a to z and 0 to 9, in lower case."""
    return [token for line in _rouge_lines(text).values() for token in line]


def _rouge_lines(text: Extracted) -> dict[int, Parts]:
    lines: dict[int, Parts] = {}
    for unit, line, word in zip(text.units, text.lines, text.words, strict=True):
        tokens = re.findall("[a-z0-9]+", word.lower())
        lines.setdefault(line, []).extend((unit, token) for token in tokens)
    return lines


def rouge_union(predicted: Extracted, wanted: Extracted) -> Parts:
    """The tokens of the wanted text that ROUGE-LSum can count as right.

    For each line of the wanted text, this is the union of its longest common subsequences with each
    line of the predicted text. Lin (2004), "ROUGE: A Package for Automatic Evaluation of
    Summaries", section 3.2.
    """
    predicted_lines = [[token for _, token in line] for line in _rouge_lines(predicted).values()]
    matched: Parts = []
    for wanted_line in _rouge_lines(wanted).values():
        tokens = [token for _, token in wanted_line]
        union = set().union(*(common_subsequence(tokens, line) for line in predicted_lines))
        matched += [wanted_line[index] for index in sorted(union)]
    return matched


def common_subsequence(wanted: Sequence[str], predicted: Sequence[str]) -> set[int]:
    """Indices in ``wanted`` of a longest common subsequence with ``predicted``.

    If there are several, it is the one that the package ``rouge-score`` picks: the union over lines
    depends on it. The table of lengths is kept as one integer per row, whose zero bits
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


def bags(units: Numbers, predicted: Parts, wanted: Parts, matched: Parts) -> Array:
    """The columns of ``measures.Bags`` for a page, with a row for each of its sentences ``units``.

    ``matched`` has the wanted parts that a prediction can match. Predicted parts that are not
    wanted cannot be right, so they share one column.
    """
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(kind for _, kind in wanted))}
    rows = {unit: row for row, unit in enumerate(units.tolist())}
    size = len(kinds) + 1
    columns: Array = np.zeros((len(rows), 3 * size))
    for block, parts in enumerate((predicted, wanted, matched)):
        for unit, kind in parts:
            columns[rows[unit], block * size + kinds.get(kind, size - 1)] += 1
    return columns
