"""Shared by baselines: lines of a page, the pages to learn from, warnings of packages."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from winnow import Mention, Page, Sentence
from winnow.score import Gold

Json = Any
"""A prediction, or a list of them, as ``schema/predictions.schema.json`` has it."""


@dataclass(frozen=True)
class PageLine:
    """A line without the white space around it, ``[start, end)`` in code points of the page."""

    start: int
    end: int
    text: str


def lines(text: str) -> list[PageLine]:
    """The lines of a text that are not blank, in order.

    A line ends wherever ``str.splitlines`` ends one, not only at a newline, so that a library that
    splits text into lines finds no two in one of these.
    """
    page_lines = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if stripped := line.strip():
            start = offset + line.index(stripped)
            page_lines.append(PageLine(start, start + len(stripped), stripped))
        offset += len(line)
    return page_lines


def without_space(text: str) -> str:
    """A text without white space, which libraries collapse and trim in different ways."""
    return "".join(text.split())


def other_pages(gold: Gold, page_id: str) -> list[Page]:
    """The pages to learn from for a page: all but itself."""
    return [page for page in gold.pages.values() if page.id != page_id]


def commonest(labels: Iterable[str]) -> str | None:
    """The most frequent label; of equals the first in the alphabet. None if there are none."""
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], label), default=None)


def mentions_by_sentence(page: Page) -> Iterator[tuple[Sentence, list[Mention]]]:
    """Each sentence of a page with the mentions that lie in it."""
    for sentence in page.sentences:
        inside = [
            mention
            for mention in page.mentions
            if sentence.start <= mention.start and mention.end <= sentence.end
        ]
        yield sentence, inside


@contextmanager
def ignore_escape_warnings() -> Iterator[None]:
    """Ignore the warnings of invalid escape sequences in pysbd 0.3.4.

    Python gives them once, when it compiles the package. Where pysbd is installed, spaCy imports
    it, since pysbd registers a component with spaCy; and DataTrove imports spaCy.
    """
    message = r'invalid escape sequence|"?\\.*is an invalid escape sequence'
    with warnings.catch_warnings():
        for category in (DeprecationWarning, SyntaxWarning):  # the latter from Python 3.12 on
            warnings.filterwarnings("ignore", message, category)
        yield
