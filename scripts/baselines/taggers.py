"""Baselines that tag mentions: gazetteers and a trained pipeline."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from baselines.common import commonest, mentions_by_sentence, others, unescaped
from winnow.model.json import Json
from winnow.model.page import Mention, Page
from winnow.model.spans import tokens
from winnow.score.gold import Gold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example


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


EPOCHS, BATCH, DROPOUT, SEED = 30, 8, 0.1, 0
"""How it is trained: until it gets every mention right that it learns from, and no longer.

The dropout is the default of spaCy's configurations.
"""


def recogniser(gold: Gold) -> list[Json]:
    """Mentions by the component ``ner`` of spaCy, trained anew for each page on the others."""

    def tagger(page: Page) -> Callable[[str], Found]:
        pages = others(gold, page.id)
        if not any(other.mentions for other in pages):
            return lambda text: []
        pipeline = trained(pages)
        return lambda text: [
            (each.start_char, each.end_char, each.label_) for each in pipeline(text).ents
        ]

    return tagged(gold, tagger)


def trained(pages: Iterable[Page]) -> Language:
    """A pipeline for English with nothing but the recogniser, trained on the sentences of pages.

    The seeds of ``random`` and NumPy are set, for spaCy draws its first weights from them.
    """
    import spacy
    from thinc.api import fix_random_seed

    fix_random_seed(SEED)
    with unescaped():
        pipeline = spacy.blank("en")
    pipeline.add_pipe("ner")
    examples = [example for page in pages for example in training_examples(pipeline, page)[0]]
    optimizer = pipeline.initialize(lambda: examples)
    order = random.Random(SEED)
    for _ in range(EPOCHS):
        order.shuffle(examples)
        for at in range(0, len(examples), BATCH):
            pipeline.update(examples[at : at + BATCH], drop=DROPOUT, sgd=optimizer)
    return pipeline


def training_examples(pipeline: Language, page: Page) -> tuple[list[Example], int]:
    """The sentences of a page as training examples, and how many mentions had to be left out.

    Left out are mentions with an edge within a token of spaCy, whose tokens are others than ours.
    """
    from spacy.training import Example

    examples = []
    left_out = 0
    for sentence, mentions in mentions_by_sentence(page):
        document = pipeline.make_doc(page.text[sentence.start : sentence.end])
        entities: list[Any] = []
        for each in mentions:
            start, end = each.start - sentence.start, each.end - sentence.start
            if document.char_span(start, end) is None:
                left_out += 1
            else:
                entities.append((start, end, each.type))
        examples.append(Example.from_dict(document, {"entities": entities}))
    return examples, left_out
