"""Pipelines of spaCy as plain functions: mentions, sentences and polarities.

A pipeline is an installed package or a folder, as ``spacy.load`` takes it; nothing is fetched.
What a pipeline can do is told by what its components are declared to assign, so that any component
will do: a trained ``ner`` as well as an ``entity_ruler``.
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
    """A function from a text to its mentions: ``doc.ents``, labels as the pipeline has them.

    Spans are in code points and in order; none overlap, none begin or end with white space. Raises
    UnusableError where the pipeline cannot be loaded or has no component that finds entities, and
    the function raises it for a text that is longer than ``nlp.max_length``.
    """
    nlp = _load(name, {"doc.ents"}, "finds entities, such as ner or entity_ruler")

    def tag(text: str) -> list[LabelledSpan]:
        ents = _read(nlp, name, text).ents
        return without_overlaps(
            ((each.start_char, each.end_char, each.label_) for each in ents), text
        )

    return tag


def splitter(name: str) -> Callable[[str], list[tuple[int, int]]]:
    """A function from a text to its sentences: ``doc.sents``, without white space at their edges.

    Sentences are in code points and in order; those of white space alone are left out. Raises
    UnusableError as ``tagger`` does.
    """
    what = "splits sentences, such as parser, senter or sentencizer"
    nlp = _load(name, {"doc.sents", "token.is_sent_start"}, what)

    def split(text: str) -> list[tuple[int, int]]:
        sents = _read(nlp, name, text).sents
        found = (trimmed(text, each.start_char, each.end_char) for each in sents)
        return [(start, end) for start, end in found if start < end]

    return split


def classifier(name: str) -> Callable[[str, str], str]:
    """A function from a text and a target to the label with the highest score in ``doc.cats``.

    A text classifier of spaCy has one input, so it is given ``{target}: {text}``, and must have
    been trained on the same. Of labels with the same score the first by name is taken. Labels are
    put in lower case, and are otherwise the pipeline's. Raises UnusableError as ``tagger`` does.
    """
    nlp = _load(name, {"doc.cats"}, "classifies texts, such as textcat")

    def classify(text: str, target: str) -> str:
        scores = _read(nlp, name, f"{target}: {text}").cats
        if not scores:
            raise UnusableError(f"{name!r} gives no label; train its text classifier on some")
        return highest(scores)

    return classify


def _load(name: str, assigned: set[str], what: str) -> Language:
    """The pipeline, which has an enabled component that assigns at least one of ``assigned``."""
    try:
        import spacy
    except ImportError as error:
        raise UnusableError("spaCy is not installed; install spacy") from error
    try:
        nlp = spacy.load(name)
    except Exception as error:  # a pipeline is code and data of others, and raises what it likes
        raise unloadable("spaCy", name, error) from error
    if not any(assigned.intersection(nlp.get_pipe_meta(each).assigns) for each in nlp.pipe_names):
        components = ", ".join(nlp.pipe_names) or "none at all"
        raise UnusableError(
            f"{name!r} has no component that {what} (it has {components}); name a pipeline with one"
        )
    return nlp


def _read(nlp: Language, name: str, text: str) -> Doc:
    """The text as a document, whose offsets are the text's own: spaCy keeps every character."""
    if len(text) > nlp.max_length:
        raise UnusableError(
            f"a text has {len(text)} code points, and {name!r} takes no more than "
            f"{nlp.max_length}; give it shorter ones"
        )
    return nlp(text)
