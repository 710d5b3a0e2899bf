"""Check offsets and quotes of spans against the text of the page (level 3)."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.model.page import PageAnnotations, PlacedSpan
from winnow.model.problem import Problem, excerpt, where_they_differ
from winnow.model.rules import RULES

Extent = tuple[int, int]
"""Start and end in code points, the end excluded."""

UNITS = {"UTF-16 code units": ("utf-16-le", 2), "UTF-8 bytes": ("utf-8", 1)}
"""Units that offsets may count by mistake: the encoding, and the bytes of a unit in it."""


def text_digest(sha256: str, page: PageAnnotations) -> Iterator[Problem]:
    """``text_sha256`` of the annotations is the digest of the page."""
    if page.text_sha256 is not None and page.text_sha256 != sha256:
        message = f"text_sha256 is {excerpt(page.text_sha256, 16)}, but the page has {sha256[:12]}…"
        yield RULES["text-digest-differs"].at(page.file, "text_sha256", message)


def spans(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """Spans are in order and within the page, match their quotes and have no white space at edges.

    This includes inner spans such as cues and holders.
    """
    layers: dict[str, list[PlacedSpan]] = {}
    for span in page.spans:
        layers.setdefault(span.place.partition("[")[0], []).append(span)
    for layer in layers.values():
        unit = _unit(layer, text)
        for span in layer:
            yield from _span(span, text, page.file, unit)


def _span(span: PlacedSpan, text: str, file: str, unit: str | None) -> Iterator[Problem]:
    extent = f"{excerpt(span.owner)[1:-1]}: {span.start}–{span.end}"
    if span.start >= span.end:
        yield RULES["span-reversed"].at(file, span.place, f"{extent} does not start before it ends")
    elif span.start < 0 or span.end > len(text):
        message = f"{extent} is not within the page, which ends at {len(text)}"
        yield RULES["span-out-of-bounds"].at(file, span.place, message, _remedy(span, text, unit))
    elif text[span.start : span.end] != span.quote:
        actual, quote = where_they_differ(text[span.start : span.end], span.quote)
        message = f"{extent} is {actual}, but the quote is {quote}"
        yield RULES["span-quote-differs"].at(file, span.place, message, _remedy(span, text, unit))
    elif span.quote != span.quote.strip():
        message = f"{extent} begins or ends with white space: {excerpt(span.quote)}"
        yield RULES["span-white-space"].at(file, span.place, message)


def _remedy(span: PlacedSpan, text: str, unit: str | None) -> str:
    if unit and (extent := _recounted(span.start, span.end, span.quote, text, unit)):
        return (
            f"the offsets count {unit}; in code points they are {extent[0]}–{extent[1]}: "
            "convert all offsets of this layer"
        )
    nearest = _nearest(span.quote, span.start, text)
    if nearest is None:
        return "the quote does not occur on the page: copy it from there, character by character"
    return f"the quote is at {nearest[0]}–{nearest[1]}: correct the offsets or the quote"


def _unit(layer: list[PlacedSpan], text: str) -> str | None:
    """The wrong unit that the offsets of a layer count, if it fits more spans than code points."""
    correct = {span.place for span in layer if text[span.start : span.end] == span.quote}
    if len(correct) == len(layer):
        return None
    for unit in UNITS:
        votes = 0
        for span in layer:
            fits = _recounted(span.start, span.end, span.quote, text, unit) is not None
            votes += fits - (span.place in correct)
        if votes > 0:
            return unit
    return None


def _recounted(start: int, end: int, quote: str, text: str, unit: str) -> Extent | None:
    """The extent in code points if ``start`` and ``end`` count ``unit``, else None."""
    encoding, width = UNITS[unit]
    data = text.encode(encoding, "surrogatepass")
    try:
        before = data[: max(start, 0) * width].decode(encoding, "surrogatepass")
        inside = data[max(start, 0) * width : max(end, 0) * width].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    return (len(before), len(before) + len(inside)) if inside == quote else None


def _nearest(quote: str, start: int, text: str) -> Extent | None:
    """The occurrence of ``quote`` that begins nearest to ``start``."""
    start = min(max(start, 0), len(text))
    offsets = text.rfind(quote, 0, start + len(quote)), text.find(quote, start)
    distances = [(abs(offset - start), offset) for offset in offsets if quote and offset >= 0]
    if not distances:
        return None
    _, nearest = min(distances)
    return nearest, nearest + len(quote)


def located(start: int, end: int, quote: str, text: str) -> Extent | None:
    """The extent of a quote: at its offsets, recounted in another unit, or the nearest occurrence.

    None if the quote does not occur on the page.
    """
    if not quote:
        return None
    if 0 <= start < end <= len(text) and text[start:end] == quote:
        return start, end
    for unit in UNITS:
        if extent := _recounted(start, end, quote, text, unit):
            return extent
    return _nearest(quote, start, text)
