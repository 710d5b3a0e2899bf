"""The annotations of a page: read with patience, so that one fault does not hide the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from winnow.documents import Json


@dataclass(frozen=True)
class Part:
    """A stretch ``[start, end)`` of the page in code points, with its characters."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Article:
    """An article that the page carries; ``index`` is its place in the file's list, from 0."""

    index: int
    id: str
    role: str


@dataclass(frozen=True)
class Segment:
    """A piece of one line of the page, ``[start, end)`` in code points, and its article if any."""

    index: int
    id: str
    start: int
    end: int
    quote: str
    kind: str
    article: str | None


@dataclass(frozen=True)
class Sentence:
    """A sentence of the page, ``[start, end)`` in code points."""

    index: int
    id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Mention:
    """A name, date or number, ``[start, end)`` in code points; ``entity`` is a registry id."""

    index: int
    id: str
    start: int
    end: int
    quote: str
    type: str
    entity: str | None


@dataclass(frozen=True)
class Quotation:
    """A stretch in quotation marks, ``[start, end)`` in code points, its speaker and its cue."""

    index: int
    id: str
    start: int
    end: int
    quote: str
    kind: str
    speaker: str | None
    cue: Part | None


@dataclass(frozen=True)
class Stance:
    """A position of a holder on a target; ``[start, end)``, in code points, is its evidence."""

    index: int
    id: str
    start: int
    end: int
    quote: str
    holder: str
    holder_span: Part | None
    target: str
    target_span: Part | None
    polarity: str
    basis: str
    alleged: bool


KINDS = {
    "articles": Article,
    "segments": Segment,
    "sentences": Sentence,
    "mentions": Mention,
    "quotations": Quotation,
    "stances": Stance,
}

HINTS: dict[Any, dict[str, Any]] = {
    kind: {name: hint for name, hint in get_type_hints(kind).items() if name != "index"}
    for kind in KINDS.values()
}
"""The keys of an annotation in a file, and the types of their values."""

LAYERS = tuple(KINDS)
"""The layers in the order in which a file holds them."""

SPAN = {field.name: kind for field, kind in zip(fields(Part), (int, int, str), strict=True)}
"""What makes an object a span."""

INNER = ("cue", "holder_span", "target_span")
"""Keys under which an annotation holds a further span, or null."""

PREFIXES = dict(zip(LAYERS, "asxmqt", strict=True))
"""First letter of the ids of each layer."""

Spanned = Segment | Sentence | Mention | Quotation | Stance
Annotation = Article | Spanned
Kind = TypeVar("Kind", Article, Segment, Sentence, Mention, Quotation, Stance)


@dataclass(frozen=True)
class Span:
    """A stretch of the page in any layer: where in the file it stands, and whose it is."""

    place: str
    owner: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class PageAnnotations:
    """What a file holds, as far as it could be understood.

    ``incomplete`` names the layers from which something had to be left out; what is said of a
    layer as a whole (that it covers the page, say) means nothing for them.
    """

    file: str
    page_id: str | None
    text_sha256: str | None
    articles: tuple[Article, ...]
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    quotations: tuple[Quotation, ...]
    stances: tuple[Stance, ...]
    spans: tuple[Span, ...]
    ids: tuple[tuple[str, str], ...]
    incomplete: frozenset[str]

    def layer(self, name: str) -> tuple[Annotation, ...]:
        """The annotations of a layer by its name."""
        annotations: tuple[Annotation, ...] = getattr(self, name)
        return annotations


def parse(value: Json, file: str) -> PageAnnotations:
    """A file's content as annotations; what lacks the right types is left out and noted."""
    record = value if isinstance(value, dict) else {}
    items = {layer: _items(record, layer) for layer in LAYERS}
    built: Any = {layer: _built(KINDS[layer], items[layer]) for layer in LAYERS}
    page_id, sha256 = record.get("page_id"), record.get("text_sha256")
    return PageAnnotations(
        file=file,
        page_id=page_id if isinstance(page_id, str) else None,
        text_sha256=sha256 if isinstance(sha256, str) else None,
        **built,
        spans=tuple(span for layer in LAYERS for span in _spans(layer, items[layer])),
        ids=tuple(each for layer in LAYERS for each in _ids(layer, items[layer])),
        incomplete=frozenset(
            layer
            for layer in LAYERS
            if not isinstance(record.get(layer), list) or len(built[layer]) < len(record[layer])
        ),
    )


def _items(record: dict[str, Json], layer: str) -> list[Json]:
    items = record.get(layer)
    return items if isinstance(items, list) else []


def _built(kind: type[Kind], items: list[Json]) -> tuple[Kind, ...]:
    """The items that have what ``kind`` needs, each value in the type of its field."""
    wanted = HINTS[kind]
    return tuple(
        kind(index=index, **{name: _value(item[name]) for name in wanted})
        for index, item in enumerate(items)
        if isinstance(item, dict)
        and all(name in item and _is(item[name], hint) for name, hint in wanted.items())
    )


def _is(value: Json, hint: Any) -> bool:
    if isinstance(hint, UnionType):
        return any(_is(value, each) for each in get_args(hint))
    if hint is Part:
        return isinstance(value, dict) and all(_is(value.get(key), SPAN[key]) for key in SPAN)
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool)


def _value(value: Json) -> Any:
    return Part(*(value[key] for key in SPAN)) if isinstance(value, dict) else value


def _ids(layer: str, items: list[Json]) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(items):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield f"{layer}[{index}].id", item["id"]


def _spans(layer: str, items: list[Json]) -> Iterator[Span]:
    """The span of each item, and those inside it (a cue, a holder, a target)."""
    for index, item in enumerate(items):
        if isinstance(item, dict):
            owner = str(item.get("id", layer))
            for suffix, holder in (("", item), *((f".{key}", item.get(key)) for key in INNER)):
                if isinstance(holder, dict) and _is(holder, Part):
                    yield Span(f"{layer}[{index}]{suffix}", owner, *(holder[key] for key in SPAN))


def article_begins(page: PageAnnotations) -> dict[str, int]:
    """Where each article of a page begins: at the first segment that names it.

    Each reading numbers its articles itself, so this is what tells them apart.
    """
    begins: dict[str, int] = {}
    for segment in page.segments:
        if segment.article is not None:
            known = begins.get(segment.article, segment.start)
            begins[segment.article] = min(known, segment.start)
    return begins


def in_page_order(page: PageAnnotations) -> PageAnnotations:
    """The same annotations in an order that does not depend on how their file lists them."""
    spanned: Any = {
        layer: tuple(sorted(page.layer(layer), key=_place))
        for layer in LAYERS
        if layer != "articles"
    }
    articles = tuple(sorted(page.articles, key=lambda each: number(each.id)))
    return replace(page, articles=articles, **spanned)


def _place(annotation: Any) -> tuple[int, int, tuple[int, str]]:
    """By start, then the longer one first, then by the number in the id."""
    return annotation.start, -annotation.end, number(annotation.id)


def number(annotation_id: str) -> tuple[int, str]:
    """What ids of one layer are sorted by, so that m10 follows on m9."""
    return len(annotation_id), annotation_id


def format_page(record: Json) -> str:
    """A page's annotations as a file holds them: one annotation a line, keys as given."""
    lines = []
    for key, value in record.items():
        name = json.dumps(key)
        if isinstance(value, list) and value:
            items = ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f" {name}: [\n{items}\n ]")
        else:
            lines.append(f" {name}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
