"""The annotations of a page: read with patience, so that one fault does not hide the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from winnow import rules
from winnow.documents import Json, list_folder, read_json
from winnow.paths import Paths
from winnow.problems import Problem
from winnow.schemas import Schemas

LAYERS = ("articles", "segments", "sentences", "mentions", "quotations", "stances")
"""The layers in the order in which a file holds them."""

SPAN = {"start": int, "end": int, "quote": str}
"""What makes an object a span."""

INNER = ("cue", "holder_span", "target_span")
"""Keys under which an annotation holds a further span, or null."""

PREFIXES = dict(zip(LAYERS, "asxmqt", strict=True))
"""First letter of the ids of each layer."""


Annotation = TypeVar("Annotation", "Article", "Segment", "Sentence")


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
    spans: tuple[Span, ...]
    ids: tuple[tuple[str, str], ...]
    incomplete: frozenset[str]


def read_gold(
    paths: Paths, listed: tuple[str, ...], schemas: Schemas | None, *, strangers: bool
) -> tuple[dict[str, PageAnnotations], tuple[Problem, ...]]:
    """The gold annotations of each listed page, by id, and what is wrong with the files.

    With ``strangers``, files of pages that are not listed are problems too.
    """
    problems: list[Problem] = []
    pages: dict[str, PageAnnotations] = {}
    for page_id in listed:
        path = paths.gold / f"{page_id}.json"
        file = paths.relative(path)
        reading = read_json(path, file)
        if any(problem.rule == rules.FILE_MISSING.id for problem in reading.problems):
            message = f"{page_id} has no gold annotations"
            problems.append(rules.GOLD_MISSING.at(file, "", message))
            continue
        problems.extend(reading.problems)
        if reading.known:
            if schemas:
                problems.extend(schemas.violations(reading.value, "page", file))
            pages[page_id] = parse(reading.value, file)
    if strangers:
        problems.extend(_strangers(paths, set(listed)))
    return pages, tuple(problems)


def _strangers(paths: Paths, listed: set[str]) -> Iterator[Problem]:
    found, problem = list_folder(paths.gold, paths.relative(paths.gold))
    if problem:
        yield problem
    for path in found:
        file = paths.relative(path)
        if path.suffix != ".json":
            yield rules.FILE_UNEXPECTED.at(file, "", "not the gold annotations of a page")
        elif path.stem not in listed:
            message = f"sources.json has no entry for {path.stem}"
            yield rules.GOLD_WITHOUT_SOURCE.at(file, "", message)


def parse(value: Json, file: str) -> PageAnnotations:
    """A file's content as annotations; what lacks the right types is left out and noted."""
    record = value if isinstance(value, dict) else {}
    articles = _built(Article, _items(record, "articles"))
    segments = _built(Segment, _items(record, "segments"))
    sentences = _built(Sentence, _items(record, "sentences"))
    built = {"articles": len(articles), "segments": len(segments), "sentences": len(sentences)}
    page_id, sha256 = record.get("page_id"), record.get("text_sha256")
    return PageAnnotations(
        file=file,
        page_id=page_id if isinstance(page_id, str) else None,
        text_sha256=sha256 if isinstance(sha256, str) else None,
        articles=articles,
        segments=segments,
        sentences=sentences,
        spans=tuple(span for layer in LAYERS for span in _spans(layer, _items(record, layer))),
        ids=tuple(each for layer in LAYERS for each in _ids(layer, _items(record, layer))),
        incomplete=frozenset(
            layer
            for layer in LAYERS
            if not isinstance(record.get(layer), list)
            or (layer in built and built[layer] < len(record[layer]))
        ),
    )


def _items(record: dict[str, Json], layer: str) -> list[Json]:
    items = record.get(layer)
    return items if isinstance(items, list) else []


def _built(kind: type[Annotation], items: list[Json]) -> tuple[Annotation, ...]:
    """The items that have what ``kind`` needs, each value in the type of its field."""
    wanted = get_type_hints(kind)
    del wanted["index"]
    return tuple(
        kind(index=index, **{name: item[name] for name in wanted})
        for index, item in enumerate(items)
        if isinstance(item, dict)
        and all(name in item and _is(item[name], hint) for name, hint in wanted.items())
    )


def _is(value: Json, hint: Any) -> bool:
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool)


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
                if isinstance(holder, dict):
                    values = [holder[key] for key in SPAN if _is(holder.get(key), SPAN[key])]
                    if len(values) == len(SPAN):
                        yield Span(f"{layer}[{index}]{suffix}", owner, *values)


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
