"""What several baselines share: lines of a page, held-out pages, imports of optional packages."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.page import Mention, Page, Sentence
from winnow.score.gold import Gold


@dataclass(frozen=True)
class PageLine:
    """A line without the white space around it, ``[start, end)`` in code points of the page."""

    start: int
    end: int
    text: str


def lines(text: str) -> list[PageLine]:
    """The lines of a text that are not blank, in order.

    They end wherever ``str.splitlines`` ends one, which is at every newline, so that no library
    that splits lines in its own way can find two lines in one of these.
    """
    found = []
    at = 0
    for whole in text.splitlines(keepends=True):
        if stripped := whole.strip():
            start = at + whole.index(stripped)
            found.append(PageLine(start, start + len(stripped), stripped))
        at += len(whole)
    return found


def squeezed(text: str) -> str:
    """A text without its white space, which libraries collapse or trim, each in its own way."""
    return "".join(text.split())


def stretches(kept: Iterable[PageLine]) -> list[Json]:
    """Lines as predictions have stretches of a page."""
    return [{"start": line.start, "end": line.end} for line in kept]


def others(gold: Gold, page_id: str) -> list[Page]:
    """All pages but one, in their order."""
    return [page for page in gold.pages.values() if page.id != page_id]


def commonest(labels: Iterable[str]) -> str | None:
    """The label that occurs most often, of equals the first in the alphabet; None of none."""
    counted = Counter(labels)
    return min(counted, key=lambda label: (-counted[label], label), default=None)


def mentions_by_sentence(page: Page) -> Iterator[tuple[Sentence, list[Mention]]]:
    """Each sentence of a page that is learned from, with the mentions that lie in it."""
    for sentence in page.sentences:
        yield (
            sentence,
            [
                each
                for each in page.mentions
                if sentence.start <= each.start and each.end <= sentence.end
            ],
        )


@contextmanager
def unescaped() -> Iterator[None]:
    """Let pass that pysbd 0.3.4 writes some regular expressions as plain strings.

    Python says so when it compiles the package, once. spaCy loads pysbd wherever both are
    installed, for pysbd registers a component with it, and DataTrove loads spaCy.
    """
    message = r'invalid escape sequence|"?\\.*is an invalid escape sequence'
    with warnings.catch_warnings():
        for category in (DeprecationWarning, SyntaxWarning):  # the latter from Python 3.12 on
            warnings.filterwarnings("ignore", message, category)
        yield
