"""What a system may learn from: the other pages, one page being left out at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from winnow.annotations import Mention, Sentence
from winnow.corpus import Page
from winnow.score.gold import Gold


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
