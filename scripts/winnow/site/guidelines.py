"""The examples in the guidelines, generated from the gold standard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from winnow.model.corpus import Corpus
from winnow.model.describe import labels
from winnow.model.layers import LAYERS, Annotation, Article, Segment, Sentence, Spanned
from winnow.model.page import Page
from winnow.read.guidelines import EXAMPLE, HEADING

CONTEXT = 40
"""Most code points of the sentence that an example shows before its span, and after it."""

LAYER_IN_SENTENCE = {
    "mention": "mentions",
    "quotation": "quotations",
    "stance": "stances",
}
"""The layer that an example sentence lists, by the first word of the rule id."""


def rendered(text: str, corpus: Corpus) -> str:
    """A page of the guidelines with its example lines generated again.

    An example line is a list item that begins with a permanent id in backquotes. The rest of the
    line is replaced. A line whose id is not in the gold standard is unchanged.
    """
    pages = {page.id: page for page in corpus.pages}
    return "\n".join(
        (_example(example.group(1), rule, pages) or line)
        if (example := EXAMPLE.match(line))
        else line
        for rule, line in with_rules(text)
    )


def with_rules(text: str) -> Iterator[tuple[str, str]]:
    """Each line of a page with the id of the rule that it belongs to, empty before the first."""
    rule = ""
    for line in text.split("\n"):
        if heading := HEADING.match(line):
            rule = heading["id"]
        yield rule, line


def _example(permanent_id: str, rule: str, pages: Mapping[str, Page]) -> str | None:
    page_id, _, annotation_id = permanent_id.partition("#")
    page = pages.get(page_id)
    annotation = _annotations_by_id(page).get(annotation_id) if page else None
    if page is None or annotation is None:
        return None
    description = " – ".join(_description(annotation, rule, page))
    return f"- `{permanent_id}`: {description}"


def _annotations_by_id(page: Page) -> dict[str, Annotation]:
    return {annotation.id: annotation for layer in LAYERS for annotation in page.layer(layer)}


def _description(annotation: Annotation, rule: str, page: Page) -> Iterator[str]:
    match annotation:
        case Article():
            segments = [segment for segment in page.segments if segment.article == annotation.id]
            yield f"{_code(_shortened(segments[0].quote))} {annotation.role}"
        case Sentence():
            yield _code(_shortened(annotation.quote))
            if layer := LAYER_IN_SENTENCE.get(rule.partition("-")[0]):
                yield _annotations_in(annotation, layer, page)
        case Segment():
            yield _labelled(annotation)
        case _:
            yield f"{_labelled(annotation)}, in {_context(annotation, page)}"


def _annotations_in(sentence: Sentence, layer: str, page: Page) -> str:
    annotations = [
        annotation
        for annotation in page.layer(layer)
        if not isinstance(annotation, Article) and sentence.start <= annotation.start < sentence.end
    ]
    return "; ".join(map(_labelled, annotations)) or f"No {layer}"


def _labelled(annotation: Spanned) -> str:
    return f"{_code(_shortened(annotation.quote))}{labels(annotation, offsets=False)}"


def _shortened(quote: str) -> str:
    """The beginning and the end of a long text, cut at spaces."""
    if len(quote) <= 4 * CONTEXT:
        return quote
    start = quote[: 2 * CONTEXT].rpartition(" ")[0]
    return f"{start} … {quote[-CONTEXT:].partition(' ')[2]}"


def _context(annotation: Spanned, page: Page) -> str:
    """The span with part of its sentence on both sides, cut at spaces."""
    sentence = page.sentence_of(annotation)
    before = page.text[sentence.start : annotation.start]
    after = page.text[annotation.end : sentence.end]
    quote = _shortened(annotation.quote)
    if len(before) > CONTEXT:
        before = "…" + before[-CONTEXT:].partition(" ")[2]
    if len(after) > CONTEXT:
        after = after[:CONTEXT].rpartition(" ")[0] + "…"
    return _code(before + quote + after)


def _code(text: str) -> str:
    """A Markdown code span, fenced with more backquotes than the text has in a row."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
