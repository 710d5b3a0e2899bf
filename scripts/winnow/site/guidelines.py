"""The examples in the guidelines, written from the gold standard so that they cannot differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from winnow.model.corpus import Corpus
from winnow.model.describe import labels
from winnow.model.layers import LAYERS, Annotation, Article, Segment, Sentence, Spanned
from winnow.model.page import Page
from winnow.read.guidelines import EXAMPLE, HEADING

CONTEXT = 40
"""Code points of the sentence that an example shows on either side of its span, at most."""

SHOWN = {
    "mention": ("mentions",),
    "quotation": ("quotations",),
    "stance": ("stances",),
}
"""What an example that is a sentence shows, by the first word of the rule above it."""


def rendered(text: str, corpus: Corpus) -> str:
    """A page of the guidelines with each line of example written anew from the gold standard.

    A line of example is an item of a list that begins with a permanent id in backquotes; what
    follows the id in that line is replaced. An id that is not in the gold standard is left alone.
    """
    pages = {page.id: page for page in corpus.pages}
    rule = ""
    lines = []
    for line in text.split("\n"):
        if heading := HEADING.match(line):
            rule = heading.group(1)
        example = EXAMPLE.match(line)
        lines.append(_example(example.group(1), rule, pages) or line if example else line)
    return "\n".join(lines)


def _example(permanent: str, rule: str, pages: Mapping[str, Page]) -> str | None:
    page_id, _, annotation_id = permanent.partition("#")
    page = pages.get(page_id)
    found = _by_id(page).get(annotation_id) if page else None
    if page is None or found is None:
        return None
    said = " – ".join(_said(found, rule, page))
    return f"- `{permanent}`: {said}"


def _by_id(page: Page) -> dict[str, Annotation]:
    return {each.id: each for layer in LAYERS for each in page.layer(layer)}


def _said(annotation: Annotation, rule: str, page: Page) -> Iterator[str]:
    match annotation:
        case Article():
            own = [each for each in page.segments if each.article == annotation.id]
            yield f"{_code(_cut(own[0].quote))} {annotation.role}"
        case Sentence():
            yield _code(_cut(annotation.quote))
            for layer in SHOWN.get(rule.partition("-")[0], ()):
                inside = [
                    each
                    for each in page.layer(layer)
                    if not isinstance(each, Article)
                    and annotation.start <= each.start < annotation.end
                ]
                yield "; ".join(_marked(each) for each in inside) or f"No {layer}"
        case Segment():
            yield _marked(annotation)
        case _:
            yield f"{_marked(annotation)}, in {_context(annotation, page)}"


def _marked(annotation: Spanned) -> str:
    return f"{_code(_cut(annotation.quote))}{labels(annotation, offsets=False)}"


def _cut(quote: str) -> str:
    """A long text without its middle."""
    if len(quote) <= 4 * CONTEXT:
        return quote
    start = quote[: 2 * CONTEXT].rpartition(" ")[0]
    return f"{start} … {quote[-CONTEXT:].partition(' ')[2]}"


def _context(annotation: Spanned, page: Page) -> str:
    """The span with some of its sentence, cut at spaces."""
    sentence = page.sentence_of(annotation)
    before = page.text[sentence.start : annotation.start]
    after = page.text[annotation.end : sentence.end]
    quote = _cut(annotation.quote)
    if len(before) > CONTEXT:
        before = "…" + before[-CONTEXT:].partition(" ")[2]
    if len(after) > CONTEXT:
        after = after[:CONTEXT].rpartition(" ")[0] + "…"
    return _code(before + quote + after)


def _code(text: str) -> str:
    """Text as Markdown shows it character by character, in one line."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
