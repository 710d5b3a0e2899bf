"""Taggers by rule: mentions from forms seen on the other pages, and from capital letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from winnow.annotations import Mention
from winnow.baselines.held_out import commonest, others
from winnow.corpus import Page
from winnow.documents import Json
from winnow.score.gold import Gold
from winnow.tokens import tokens

Found = Iterable[tuple[int, int, str]]
"""Mentions as start, end and type, in code points of the text that they stand in."""


def tagged(gold: Gold, tagger: Callable[[Page], Callable[[str], Found]]) -> list[Json]:
    """Predictions for every sentence of all pages.

    ``tagger`` gives for a page what tags its sentences, which has not seen the page itself.
    """
    records = []
    for page in gold.pages.values():
        tag = tagger(page)
        for sentence in page.sentences:
            text = page.text[sentence.start : sentence.end]
            mentions = [
                {"start": start, "end": end, "type": kind} for start, end, kind in tag(text)
            ]
            records.append({"id": f"{page.id}#{sentence.id}", "mentions": mentions})
    return records


def gazetteer(gold: Gold) -> list[Json]:
    """Each form that is a mention on the other pages, with the type that it most often has."""
    return tagged(gold, lambda page: gazetteer_for(gold, page))


def gazetteer_for(gold: Gold, page: Page) -> Callable[[str], Found]:
    """What tags texts of a page with the forms of the other pages."""
    types = by_form(others(gold, page.id), lambda each: each.type)
    return lambda text: list(matches(text, types))


def by_form(pages: Iterable[Page], label: Callable[[Mention], str | None]) -> dict[str, str]:
    """The commonest label of each form that mentions have; those without any are left out."""
    labels: dict[str, list[str]] = {}
    for page in pages:
        for each in page.mentions:
            if (found := label(each)) is not None:
                labels.setdefault(each.quote, []).append(found)
    return {form: top for form in sorted(labels) if (top := commonest(labels[form])) is not None}


def matches(text: str, labels: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where forms stand in a text, from left to right, of several at one place the longest.

    A form begins and ends where a token does, and its letters are matched with their case.
    """
    extents = tokens(text)
    longest = max((len(tokens(form)) for form in labels), default=0)
    at = 0
    while at < len(extents):
        start = extents[at][0]
        for last in range(min(at + longest, len(extents)) - 1, at - 1, -1):
            end = extents[last][1]
            if text[start:end] in labels:
                yield start, end, labels[text[start:end]]
                at = last
                break
        at += 1


def capitals(gold: Gold) -> list[Json]:
    """Each run of capitalised words, all of the type that is commonest on the other pages."""

    def tagger(page: Page) -> Callable[[str], Found]:
        kind = commonest(each.type for other in others(gold, page.id) for each in other.mentions)
        return lambda text: [(*run, kind) for run in runs(text)] if kind else []

    return tagged(gold, tagger)


def runs(sentence: str) -> list[tuple[int, int]]:
    """Runs of words with a capital and nothing but spaces between them.

    The first word of the sentence belongs to none where it is on scikit-learn's list of English
    stop words, for there a capital says nothing.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    found: list[tuple[int, int]] = []
    words = [(start, end) for start, end in tokens(sentence) if sentence[start].isalpha()]
    for number, (start, end) in enumerate(words):
        word = sentence[start:end]
        if not word[0].isupper() or (number == 0 and word.lower() in ENGLISH_STOP_WORDS):
            continue
        if found and sentence[found[-1][1] : start].isspace():
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found
