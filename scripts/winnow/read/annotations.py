"""Annotation files: of the gold standard and of each independent pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, TypeGuard, get_args, get_type_hints

from winnow.model.describe import wording
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Span
from winnow.model.page import PageAnnotations, PlacedSpan
from winnow.model.passes import NOTES, RESERVED, SHARED, PassFiles, Readings
from winnow.model.problem import Problem, excerpt
from winnow.model.registry import entries
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.files import list_folder, list_optional_folder, prose_problems, read_json
from winnow.read.paths import Paths
from winnow.read.schemas import violations

HINTS: dict[type, dict[str, Any]] = {
    kind: {name: hint for name, hint in get_type_hints(kind).items() if name != "index"}
    for kind in (Span, *(layer.type for layer in LAYERS.values()))
}
"""The keys of a span and of an annotation in a file, and the types of their values."""


def parse(value: Json, file: str, *, valid: bool) -> PageAnnotations:
    """A file's content as annotations; where it breaks its schema, invalid items are skipped."""
    record = value if isinstance(value, dict) else {}
    items = {layer: _items(record, layer) for layer in LAYERS}
    built: Any = {layer: _built(LAYERS[layer].type, items[layer], valid=valid) for layer in LAYERS}
    page_id, sha256 = record.get("page_id"), record.get("text_sha256")
    return PageAnnotations(
        file=file,
        valid=valid,
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


def _built(kind: type[Any], items: list[Json], *, valid: bool) -> tuple[Any, ...]:
    """The items as ``kind``; where not all are valid, those that are."""
    return tuple(
        kind(index=index, **{name: _value(item[name]) for name in HINTS[kind]})
        for index, item in enumerate(items)
        if valid or _fits(item, kind)
    )


def _fits(value: Json, kind: type) -> TypeGuard[dict[str, Json]]:
    """Whether an object has what ``kind`` needs, each value in the type of its field."""
    return isinstance(value, dict) and all(
        name in value and _is(value[name], hint) for name, hint in HINTS[kind].items()
    )


def _is(value: Json, hint: Any) -> bool:
    if isinstance(hint, UnionType):
        return any(_is(value, each) for each in get_args(hint))
    if hint is Span:
        return _fits(value, Span)
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool)


def _value(value: Json) -> Any:
    return Span(*(value[key] for key in HINTS[Span])) if isinstance(value, dict) else value


def _ids(layer: str, items: list[Json]) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(items):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield f"{layer}[{index}].id", item["id"]


def _spans(layer: str, items: list[Json]) -> Iterator[PlacedSpan]:
    """The span of each item, and those inside it (a cue, a holder, a target)."""
    for index, item in enumerate(items):
        if isinstance(item, dict):
            owner = str(item.get("id", layer))
            inner = ((f".{key}", item.get(key)) for key in LAYERS[layer].spans)
            for suffix, holder in (("", item), *inner):
                if _fits(holder, Span):
                    place = f"{layer}[{index}]{suffix}"
                    yield PlacedSpan(place, owner, *(holder[key] for key in HINTS[Span]))


def format_page(record: Json) -> str:
    """The content of an annotation file: one annotation a line, keys in the order given.

    ``record`` is the object that the file holds, as ``docs/reference/files.md`` describes it. It is
    not checked here; ``check`` does that once it is written.
    """
    lines = []
    for key, value in record.items():
        name = json.dumps(key)
        if isinstance(value, list) and value:
            items = ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f" {name}: [\n{items}\n ]")
        else:
            lines.append(f" {name}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def describe(file: str | Path, *ids: str) -> str | None:
    """Annotations of a file in one line, in the words of the adjudication log and of audits.

    ``file`` holds the annotations of a page, of the gold standard or of a pass. Offsets in the line
    are code points of the page. None if no ids are given, as in the log. Raises ``ValueError`` if
    the file cannot be read, or if a valid annotation with one of the ids is not in it.
    """
    path = Path(file)
    reading = read_json(path, path.as_posix())
    for problem in reading.problems:
        raise ValueError(f"{problem.file}: {problem.message}")
    page = parse(reading.value, path.as_posix(), valid=False)
    annotations = {each.id: each for layer in LAYERS for each in page.layer(layer)}
    for annotation_id in ids:
        if annotation_id not in annotations:
            raise ValueError(f"{path.as_posix()}: no valid annotation has the id {annotation_id!r}")
    return wording([annotations[annotation_id] for annotation_id in ids])


def read_gold(
    paths: Paths, listed: tuple[str, ...], schemas: Schemas | None, *, strangers: bool
) -> tuple[Readings, tuple[Problem, ...]]:
    """The gold annotations of each listed page, by id, and what is wrong with the files.

    With ``strangers``, files of pages that are not listed are problems too.
    """
    problems: list[Problem] = []
    pages: Readings = {}
    for page_id in listed:
        file = paths.relative(paths.gold / f"{page_id}.json")
        found, faults = _read_page(paths, file, schemas)
        if any(fault.rule == RULES["file-missing"].id for fault in faults):
            message = f"{page_id} has no gold annotations"
            problems.append(RULES["gold-missing"].at(file, "", message))
            continue
        problems.extend(faults)
        if found:
            pages[page_id] = found
    if strangers:
        problems.extend(_strangers(paths, paths.gold, {f"{each}.json" for each in listed}))
    return pages, tuple(problems)


def read_passes(
    paths: Paths, listed: tuple[str, ...], schemas: Schemas | None, *, strangers: bool
) -> tuple[tuple[PassFiles, ...], tuple[Problem, ...]]:
    """The passes, sorted by name. A pass may leave out pages, such as those added after it."""
    folders, problem = list_optional_folder(paths.passes, paths.relative(paths.passes))
    problems = [problem] if problem else []
    passes = []
    for folder in folders:
        if not folder.is_dir():
            message = "neither the folder of a pass nor in one"
            problems.append(RULES["file-unexpected"].at(paths.relative(folder), "", message))
            continue
        found, faults = _read_pass(paths, folder, listed, schemas)
        passes.append(found)
        problems.extend(faults)
        if strangers:
            known = {f"{each}.json" for each in listed} | SHARED
            problems.extend(_strangers(paths, folder, known))
    return tuple(passes), tuple(problems)


def _read_pass(
    paths: Paths, folder: Path, listed: tuple[str, ...], schemas: Schemas | None
) -> tuple[PassFiles, list[Problem]]:
    problems: list[Problem] = []
    values = {}
    for name in ("pass", "registry"):
        file = paths.relative(folder / f"{name}.json")
        reading = read_json(folder / f"{name}.json", file)
        faults = list(reading.problems)
        if schemas and not faults:
            faults.extend(violations(schemas, reading.value, name, file))
        problems.extend(faults)
        values[name] = None if faults or schemas is None else reading.value
    record = values["pass"]
    file = paths.relative(folder / "pass.json")
    if record is not None and record["name"] != folder.name:
        message = f"says {excerpt(record['name'])}, but its folder is named {folder.name}"
        problems.append(RULES["pass-name-differs"].at(file, "name", message))
    elif folder.name in RESERVED:
        message = f"no pass can be named {folder.name}: that is {RESERVED[folder.name]}"
        problems.append(RULES["pass-name-differs"].at(file, "name", message))
    pages: Readings = {}
    there = {path.name for path in list_folder(folder, paths.relative(folder))[0]}
    if NOTES in there:
        problems.extend(prose_problems(folder / NOTES, paths.relative(folder / NOTES)))
    there -= SHARED
    for page_id in listed:
        if f"{page_id}.json" in there:
            found, faults = _read_page(paths, paths.relative(folder / f"{page_id}.json"), schemas)
            problems.extend(faults)
            if found:
                pages[page_id] = found
    listed_entries = values["registry"]
    registry = entries(listed_entries or [])
    made = PassFiles(folder.name, paths.relative(folder), record, listed_entries, registry, pages)
    return made, problems


def _read_page(
    paths: Paths, file: str, schemas: Schemas | None
) -> tuple[PageAnnotations | None, list[Problem]]:
    reading = read_json(paths.root / file, file)
    problems = list(reading.problems)
    if not reading.known:
        return None, problems
    if schemas:
        problems.extend(violations(schemas, reading.value, "page", file))
    return parse(reading.value, file, valid=bool(schemas) and not problems), problems


def _strangers(paths: Paths, folder: Path, known: set[str]) -> Iterator[Problem]:
    found, problem = list_folder(folder, paths.relative(folder))
    if problem:
        yield problem
    for path in found:
        file = paths.relative(path)
        if path.name in known:
            continue
        if path.suffix != ".json":
            yield RULES["file-unexpected"].at(file, "", "not the annotations of a page")
        else:
            message = f"sources.json has no entry for {path.stem}"
            yield RULES["gold-without-source"].at(file, "", message)
