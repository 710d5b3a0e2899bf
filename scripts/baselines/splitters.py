"""Splitters: where on a line one sentence ends and the next begins.

A line end always ends a sentence, so each line of a page is split by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from baselines.common import lines, unescaped
from winnow.model.json import Json
from winnow.model.spans import trimmed
from winnow.score.gold import Gold

Spans = Iterable[tuple[int, int]]
"""Stretches ``[start, end)`` of a line, in code points of the line."""

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
                for start, end in (trimmed(line.text, *span) for span in split(line.text))
                if start < end
            ],
        }
        for page in gold.pages.values()
    ]


def expression(gold: Gold) -> list[Json]:
    """Split where ``BOUNDARY`` matches and the next letter, if it is one, is upper-case."""
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
    """Split as the rule-based component ``sentencizer`` of spaCy does, for English."""
    import spacy

    with unescaped():
        pipeline = spacy.blank("en")
        pipeline.add_pipe("sentencizer")
    return sentences(
        gold, lambda line: [(each.start_char, each.end_char) for each in pipeline(line).sents]
    )


def pysbd(gold: Gold) -> list[Json]:
    """Split as pysbd does for English (Sadvilkar and Neumann 2020)."""
    with unescaped():
        from pysbd import Segmenter

    segmenter = Segmenter(language="en", clean=False, char_span=True)
    # Its offsets are those of the first match that ends late enough, which may be another's; so
    # only the texts of its sentences are used.
    return sentences(
        gold, lambda line: placed(line, [span.sent for span in segmenter.segment(line)])
    )


def placed(line: str, texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where texts stand that follow on one another in a line, but for the white space between.

    From the first that does not stand where the one before it ends, the rest of the line stays
    whole: a boundary that is in doubt is none.
    """
    at = 0
    for text in texts:
        stripped = text.strip()
        start = len(line) - len(line[at:].lstrip())
        if not line.startswith(stripped, start):
            break
        at = start + len(stripped)
        yield start, at
    yield at, len(line)
