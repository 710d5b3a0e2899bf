"""A layer of a page as items that can be compared, whoever read it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from winnow.annotations import Annotation, Article, Part, Segment, article_begins
from winnow.corpus import Page
from winnow.matching import Item

PARTS = {
    "articles": ("role",),
    "segments": ("kind", "article"),
    "sentences": (),
    "mentions": ("type", "entity"),
    "quotations": ("kind", "speaker", "cue"),
    "stances": (
        *("polarity", "holder", "target", "basis", "alleged"),
        *("holder_span", "target_span"),
    ),
}
"""What annotations of each layer say of their span. The first tells the kinds of a layer apart."""


def items(page: Page, layer: str, classes: Mapping[str, str]) -> list[Item]:
    """The annotations of a layer in page order; ``classes`` are those of the kinds of segments.

    An article stands for the stretch of its content. Where a segment names an article, that is
    told by where on the page the article begins, since each reading numbers its articles itself.
    """
    begins = article_begins(page.annotations)
    made = []
    for annotation in page.annotations.layer(layer):
        where = extent(page, annotation, classes)
        said = [(name, _value(getattr(annotation, name))) for name in PARTS[layer]]
        if isinstance(annotation, Segment):
            article = begins[annotation.article] if annotation.article else None
            said = [("kind", annotation.kind), ("article", article)]
        label = said[0][1] if said else ""
        made.append(Item(annotation.id, where.start, where.end, str(label), tuple(said)))
    return made


def _value(value: object) -> Hashable:
    """A label as it is; a span as its offsets, which say all that its quote does."""
    assert isinstance(value, str | bool | Part | None)
    return (value.start, value.end) if isinstance(value, Part) else value


def extent(page: Page, annotation: Annotation, classes: Mapping[str, str]) -> Part:
    """Where an annotation stands; of an article, from the start to the end of its content.

    A pass may list an article without content; that stands for all segments that name it, or else
    for the whole page.
    """
    if not isinstance(annotation, Article):
        return Part(annotation.start, annotation.end, annotation.quote)
    own = [each for each in page.segments if each.article == annotation.id]
    content = [each for each in own if classes[each.kind] == "content"]
    pieces = content or own or page.segments
    if not pieces:
        return Part(0, len(page.text), page.text)
    start, end = pieces[0].start, pieces[-1].end
    return Part(start, end, page.text[start:end])
