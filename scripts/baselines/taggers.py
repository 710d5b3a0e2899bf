"""Taggers of mentions: a gazetteer, capital letters, a trained pipeline."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from baselines.common import (
    Json,
    commonest,
    ignore_escape_warnings,
    mentions_by_sentence,
    other_pages,
)
from winnow import Mention, Page, tokens
from winnow.score import Gold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

Spans = Iterable[tuple[int, int, str]]
"""Labelled spans as start, end and label, in code points of a text."""

Tagger = Callable[[str], Spans]
"""Gives the mentions of a text with their types."""


def tagged(gold: Gold, learn: Callable[[Page], Tagger]) -> list[Json]:
    """Predictions for every sentence of all pages.

    ``learn`` gives the tagger for a page, which must not have seen the page itself.
    """
    records = []
    for page in gold.pages.values():
        tag = learn(page)
        for sentence in page.sentences:
            text = page.text[sentence.start : sentence.end]
            mentions = [
                {"start": start, "end": end, "type": label} for start, end, label in tag(text)
            ]
            records.append({"id": f"{page.id}#{sentence.id}", "mentions": mentions})
    return records


def gazetteer(gold: Gold) -> list[Json]:
    """Each form that is a mention on the other pages, with its most frequent type there."""
    return tagged(gold, lambda page: gazetteer_for(gold, page))


def gazetteer_for(gold: Gold, page: Page) -> Tagger:
    """The gazetteer for a page, with the forms of the other pages."""
    types = labels_by_form(other_pages(gold, page.id), lambda mention: mention.type)
    return lambda text: list(matches(text, types))


def labels_by_form(
    pages: Iterable[Page], label_of: Callable[[Mention], str | None]
) -> dict[str, str]:
    """The most frequent label of each form that mentions have; forms without any are left out."""
    labels: dict[str, list[str]] = {}
    for page in pages:
        for mention in page.mentions:
            if (label := label_of(mention)) is not None:
                labels.setdefault(mention.quote, []).append(label)
    return {form: top for form in sorted(labels) if (top := commonest(labels[form])) is not None}


def matches(text: str, labels: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """The labelled forms in a text, from left to right; the longest if several begin at one token.

    A form begins and ends where a token does, and matches case.
    """
    extents = tokens(text)
    longest = max((len(tokens(form)) for form in labels), default=0)
    first = 0
    while first < len(extents):
        start = extents[first][0]
        for last in range(min(first + longest, len(extents)) - 1, first - 1, -1):
            end = extents[last][1]
            if text[start:end] in labels:
                yield start, end, labels[text[start:end]]
                first = last
                break
        first += 1


def capitals(gold: Gold) -> list[Json]:
    """Each run of capitalised words, all with the most frequent type on the other pages."""

    def learn(page: Page) -> Tagger:
        pages = other_pages(gold, page.id)
        top = commonest(mention.type for page in pages for mention in page.mentions)
        return lambda text: [(*run, top) for run in runs(text)] if top else []

    return tagged(gold, learn)


def runs(sentence: str) -> list[tuple[int, int]]:
    """Runs of capitalised words with only white space between them.

    The first word of the sentence is left out if it is on scikit-learn's list of English stop
    words, since every sentence begins with a capital.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    merged: list[tuple[int, int]] = []
    words = [(start, end) for start, end in tokens(sentence) if sentence[start].isalpha()]
    for number, (start, end) in enumerate(words):
        word = sentence[start:end]
        if not word[0].isupper() or (number == 0 and word.lower() in ENGLISH_STOP_WORDS):
            continue
        if merged and sentence[merged[-1][1] : start].isspace():
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


EPOCHS, BATCH, DROPOUT, SEED = 30, 8, 0.1, 0
"""Settings of the training: 30 epochs suffice to get every mention of the training data right.

The dropout is the default of spaCy's configurations.
"""


def recogniser(gold: Gold) -> list[Json]:
    """Mentions by the component ``ner`` of spaCy, trained for each page on the other pages."""

    def learn(page: Page) -> Tagger:
        pipeline = trained(other_pages(gold, page.id))
        return lambda text: [
            (span.start_char, span.end_char, span.label_) for span in pipeline(text).ents
        ]

    return tagged(gold, learn)


def trained(pages: Sequence[Page]) -> Language:
    """A pipeline for English with only the recogniser, trained on the sentences of pages.

    Without mentions to learn from it has no recogniser. Sets the seeds of ``random`` and NumPy,
    from which spaCy draws its first weights.
    """
    import spacy
    from thinc.api import fix_random_seed

    fix_random_seed(SEED)
    with ignore_escape_warnings():
        pipeline = spacy.blank("en")
    if not any(page.mentions for page in pages):
        return pipeline
    pipeline.add_pipe("ner")
    examples = [example for page in pages for example in training_examples(pipeline, page)[0]]
    optimizer = pipeline.initialize(lambda: examples)
    order = random.Random(SEED)
    for _ in range(EPOCHS):
        order.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            pipeline.update(examples[start : start + BATCH], drop=DROPOUT, sgd=optimizer)
    return pipeline


def training_examples(pipeline: Language, page: Page) -> tuple[list[Example], int]:
    """The sentences of a page as training examples, and how many mentions were left out.

    Mentions that begin or end within a token of spaCy are left out: its tokens differ from ours.
    """
    from spacy.training import Example

    examples = []
    left_out = 0
    for sentence, mentions in mentions_by_sentence(page):
        document = pipeline.make_doc(page.text[sentence.start : sentence.end])
        entities: list[Any] = []
        for mention in mentions:
            start, end = mention.start - sentence.start, mention.end - sentence.start
            if document.char_span(start, end) is None:
                left_out += 1
            else:
                entities.append((start, end, mention.type))
        examples.append(Example.from_dict(document, {"entities": entities}))
    return examples, left_out
