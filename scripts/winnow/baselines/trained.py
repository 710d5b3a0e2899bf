"""A tagger that is trained from nothing: spaCy's recogniser of entities, on the other pages."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from winnow.baselines.held_out import mentions_by_sentence, others
from winnow.baselines.imports import unescaped
from winnow.baselines.taggers import Found, tagged
from winnow.corpus import Page
from winnow.documents import Json
from winnow.score.gold import Gold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

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
