"""Splitters: where on a line one sentence ends and the next begins.

A line end always ends a sentence, so each line of a page is split by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from baselines.common import Json, ignore_escape_warnings, lines
from winnow.score import Gold

Spans = Iterable[tuple[int, int]]
"""Offsets ``[start, end)`` in code points of a line."""

BOUNDARY = re.compile(r"""[.!?…]["'”’»)\]]*(?P<gap>\s+)(?=(?P<next>["'“‘«(\[]|[^\W\d_]))""")
"""The end of a sentence, white space, and what may begin the next: a letter or an opening mark."""


def sentences(gold: Gold, split: Callable[[str], Spans]) -> list[Json]:
    """Predictions for all pages from a function that splits a line."""
    return [
        {
            "page_id": page.id,
            "sentences": [
                {"start": line.start + start, "end": line.start + end}
                for line in lines(page.text)
                for start, end in _trimmed(line.text, split(line.text))
            ],
        }
        for page in gold.pages.values()
    ]


def _trimmed(line: str, spans: Spans) -> Spans:
    """Spans without white space at their edges; those of nothing but white space are left out."""
    for start, end in spans:
        if stripped := line[start:end].strip():
            first = line.index(stripped, start)
            yield first, first + len(stripped)


def expression(gold: Gold) -> list[Json]:
    """Split where ``BOUNDARY`` matches, unless a letter follows that is not upper-case."""
    return sentences(gold, by_expression)


def by_expression(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line by ``BOUNDARY``."""
    start = 0
    for match in BOUNDARY.finditer(line):
        if match["next"].isupper() or not match["next"].isalpha():
            yield start, match.start("gap")
            start = match.end("gap")
    yield start, len(line)


def sentencizer(gold: Gold) -> list[Json]:
    """Split with the rule-based component ``sentencizer`` of spaCy for English."""
    import spacy

    with ignore_escape_warnings():
        pipeline = spacy.blank("en")
        pipeline.add_pipe("sentencizer")
    return sentences(
        gold, lambda line: [(span.start_char, span.end_char) for span in pipeline(line).sents]
    )


def pysbd(gold: Gold) -> list[Json]:
    """Split with pySBD (Sadvilkar and Neumann 2020) for English."""
    with ignore_escape_warnings():
        from pysbd import Segmenter

    segmenter = Segmenter(language="en", clean=False, char_span=True)
    # Its offsets can be those of an equal sentence elsewhere in the line, so only the texts of its
    # sentences are used.
    return sentences(
        gold, lambda line: aligned(line, [span.sent for span in segmenter.segment(line)])
    )


def aligned(line: str, texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The spans of texts that follow one another in a line, with only white space between them.

    From the first text that does not begin where the one before it ends, the rest of the line is
    one span: a doubtful boundary is left out.
    """
    offset = 0
    for text in texts:
        stripped = text.strip()
        start = len(line) - len(line[offset:].lstrip())
        if not line.startswith(stripped, start):
            break
        offset = start + len(stripped)
        yield start, offset
    yield offset, len(line)
