"""Pipelines of spaCy as functions that return mentions, sentences and polarities.

A pipeline is an installed package or a folder, as for ``spacy.load``; nothing is downloaded. What a
pipeline can do follows from the attributes that its components declare to assign, so a trained
``ner`` is as good as an ``entity_ruler``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from winnow.model.spans import trimmed
from winnow.score.spans import LabelledSpan
from winnow.score.systems.common import UnusableError, highest, unloadable, without_overlaps

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def tagger(name: str) -> Callable[[str], list[LabelledSpan]]:
    """A function from a text to its mentions, ``doc.ents``, with the labels of the pipeline.

    Spans are in code points, sorted, without overlaps and without white space at their edges.
    Raises UnusableError if the pipeline cannot be loaded or has no component that finds entities;
    the function raises it for a text that is longer than ``nlp.max_length``.
    """
    nlp = _load(name, {"doc.ents"}, "finds entities, such as ner or entity_ruler")

    def tag(text: str) -> list[LabelledSpan]:
        ents = _read(nlp, name, text).ents
        return without_overlaps(((ent.start_char, ent.end_char, ent.label_) for ent in ents), text)

    return tag


def splitter(name: str) -> Callable[[str], list[tuple[int, int]]]:
    """A function from a text to its sentences, ``doc.sents``, without white space at their edges.

    Sentences are in code points, in order, and not empty. Raises UnusableError as ``tagger`` does.
    """
    what = "splits sentences, such as parser, senter or sentencizer"
    nlp = _load(name, {"doc.sents", "token.is_sent_start"}, what)

    def split(text: str) -> list[tuple[int, int]]:
        sents = _read(nlp, name, text).sents
        extents = (trimmed(text, sent.start_char, sent.end_char) for sent in sents)
        return [(start, end) for start, end in extents if start < end]

    return split


def classifier(name: str) -> Callable[[str, str], str]:
    """A function from a text and a target to the label with the highest score in ``doc.cats``.

    A text classifier of spaCy has one input: ``{target}: {text}``, on which it must have been
    trained. Of labels with the same score the first in the alphabet is taken. Labels are those of
    the pipeline in lower case. Raises UnusableError as ``tagger`` does.
    """
    nlp = _load(name, {"doc.cats"}, "classifies texts, such as textcat")

    def classify(text: str, target: str) -> str:
        scores = _read(nlp, name, f"{target}: {text}").cats
        if not scores:
            raise UnusableError(f"{name!r} gives no label; train its text classifier on some")
        return highest(scores)

    return classify


def _load(name: str, assigned: set[str], what: str) -> Language:
    """A pipeline with an enabled component that assigns one of ``assigned``."""
    try:
        import spacy
    except ImportError as error:
        raise UnusableError("spaCy is not installed; install spacy") from error
    try:
        nlp = spacy.load(name)
    except Exception as error:  # a pipeline is code of others, and can raise anything
        raise unloadable("spaCy", name, error) from error
    if not any(assigned.intersection(nlp.get_pipe_meta(name).assigns) for name in nlp.pipe_names):
        components = ", ".join(nlp.pipe_names) or "none"
        raise UnusableError(
            f"{name!r} has no component that {what} (it has {components}); name a pipeline with one"
        )
    return nlp


def _read(nlp: Language, name: str, text: str) -> Doc:
    """The text as a document with the same offsets, since spaCy keeps every character."""
    if len(text) > nlp.max_length:
        raise UnusableError(
            f"a text has {len(text)} code points, and {name!r} takes no more than "
            f"{nlp.max_length}; give it shorter ones"
        )
    return nlp(text)
