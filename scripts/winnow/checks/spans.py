"""Offsets and quotes against the page's text (level 3)."""

from __future__ import annotations

from collections.abc import Iterator

from winnow import rules
from winnow.annotations import PageAnnotations, Span
from winnow.problems import Problem, excerpt
from winnow.sources import Source

Extent = tuple[int, int]
"""A stretch ``[start, end)``, in code points."""


def text_digest(source: Source, page: PageAnnotations) -> Iterator[Problem]:
    """The digest that the offsets were counted on is the page's."""
    if page.text_sha256 is not None and page.text_sha256 != source.sha256:
        message = f"says {excerpt(page.text_sha256, 16)}, but the page has {source.sha256[:12]}…"
        yield rules.TEXT_DIGEST_DIFFERS.at(page.file, "text_sha256", message)


def spans(source: Source, page: PageAnnotations) -> Iterator[Problem]:
    """Order, bounds, quote and edges of every span, the inner ones (cue, holder) included."""
    for span in page.spans:
        yield from _span(span, source.text, page.file)


def _span(span: Span, text: str, file: str) -> Iterator[Problem]:
    extent = f"{span.owner}: {span.start}–{span.end}"
    if span.start >= span.end:
        yield rules.SPAN_REVERSED.at(file, span.place, f"{extent} does not start before it ends")
    elif span.start < 0 or span.end > len(text):
        message = f"{extent} leaves the page, which ends at {len(text)}"
        yield rules.SPAN_OUT_OF_BOUNDS.at(file, span.place, message, _remedy(span, text))
    elif text[span.start : span.end] != span.quote:
        found = excerpt(text[span.start : span.end])
        message = f"{extent} is {found}, but the quote is {excerpt(span.quote)}"
        yield rules.SPAN_QUOTE_DIFFERS.at(file, span.place, message, _remedy(span, text))
    elif span.quote != span.quote.strip():
        message = f"{extent} has white space at its edge: {excerpt(span.quote)}"
        yield rules.SPAN_WHITE_SPACE.at(file, span.place, message)


def _remedy(span: Span, text: str) -> str | None:
    """How the offsets can be mended, where that can be told."""
    for unit, encoding in (("UTF-16 code units", "utf-16-le"), ("UTF-8 bytes", "utf-8")):
        extent = _recounted(span, text, encoding)
        if extent:
            return (
                f"the offsets count {unit}; in code points they are {extent[0]}–{extent[1]}: "
                "convert all offsets of this file"
            )
    nearest = _nearest(span.quote, span.start, text)
    if nearest is None:
        return "the quote stands nowhere on the page: copy it from there, character by character"
    return f"the quote stands at {nearest[0]}–{nearest[1]}"


def _recounted(span: Span, text: str, encoding: str) -> Extent | None:
    """The span in code points if its offsets count the units of ``encoding``, else None."""
    width = 2 if encoding.startswith("utf-16") else 1
    data = text.encode(encoding, "surrogatepass")
    try:
        before = data[: span.start * width].decode(encoding, "surrogatepass")
        inside = data[span.start * width : span.end * width].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    return (len(before), len(before) + len(inside)) if inside == span.quote else None


def _nearest(quote: str, start: int, text: str) -> Extent | None:
    """The occurrence of ``quote`` that begins nearest to ``start``."""
    places = []
    place = text.find(quote)
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1)
    nearest = min(places, key=lambda each: abs(each - start), default=None)
    return None if nearest is None else (nearest, nearest + len(quote))


def located(start: int, end: int, quote: str, text: str) -> Extent | None:
    """Where a span really stands: as given, recounted, or where its quote is; None if nowhere."""
    if not quote:
        return None
    if 0 <= start < end <= len(text) and text[start:end] == quote:
        return start, end
    span = Span("", "", max(start, 0), max(end, 0), quote)
    for encoding in ("utf-16-le", "utf-8"):
        if extent := _recounted(span, text, encoding):
            return extent
    return _nearest(quote, start, text)
