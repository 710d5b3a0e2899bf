"""Read the annotation files of the gold standard and of independent passes."""

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
from winnow.model.registry import entries as registry_entries
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.files import (
    is_missing,
    list_folder,
    list_optional_folder,
    prose_problems,
    read_json,
)
from winnow.read.paths import Paths
from winnow.read.schemas import read_valid, violations

HINTS: dict[type, dict[str, Any]] = {
    kind: {name: hint for name, hint in get_type_hints(kind).items() if name != "index"}
    for kind in (Span, *(layer.type for layer in LAYERS.values()))
}
"""The keys of a span and of each annotation class in a file, with the types of their values."""


def parse(value: Json, file: str, *, valid: bool) -> PageAnnotations:
    """The content of an annotation file, parsed leniently unless it is ``valid``.

    Items that lack a key or have a value of the wrong type are skipped; the layer is then listed
    as incomplete.
    """
    record = value if isinstance(value, dict) else {}
    lists = {layer: record[layer] for layer in LAYERS if isinstance(record.get(layer), list)}
    items: dict[str, list[Json]] = {layer: lists.get(layer, []) for layer in LAYERS}
    parsed: Any = {
        layer: _parsed(LAYERS[layer].type, items[layer], valid=valid) for layer in LAYERS
    }
    page_id, sha256 = record.get("page_id"), record.get("text_sha256")
    return PageAnnotations(
        file=file,
        valid=valid,
        page_id=page_id if isinstance(page_id, str) else None,
        text_sha256=sha256 if isinstance(sha256, str) else None,
        **parsed,
        spans=tuple(span for layer in LAYERS for span in _spans(layer, items[layer])),
        ids=tuple(
            (f"{layer}[{index}].id", item["id"])
            for layer in LAYERS
            for index, item in enumerate(items[layer])
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        ),
        incomplete=frozenset(
            layer
            for layer in LAYERS
            if layer not in lists or len(parsed[layer]) < len(lists[layer])
        ),
    )


def _parsed(kind: type[Any], items: list[Json], *, valid: bool) -> tuple[Any, ...]:
    return tuple(
        kind(index=index, **{name: _field(item[name]) for name in HINTS[kind]})
        for index, item in enumerate(items)
        if valid or _has_fields(item, kind)
    )


def _has_fields(value: Json, kind: type) -> TypeGuard[dict[str, Json]]:
    """Whether an object has every field of ``kind``, with a value of its type."""
    return isinstance(value, dict) and all(
        name in value and _has_type(value[name], hint) for name, hint in HINTS[kind].items()
    )


def _has_type(value: Json, hint: Any) -> bool:
    if isinstance(hint, UnionType):
        return any(_has_type(value, option) for option in get_args(hint))
    if hint is Span:
        return _has_fields(value, Span)
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool)


def _field(value: Json) -> Any:
    return Span(*(value[key] for key in HINTS[Span])) if isinstance(value, dict) else value


def _spans(layer: str, items: list[Json]) -> Iterator[PlacedSpan]:
    """The span of each item, and the spans inside it (of a cue, a holder, a target)."""
    for index, item in enumerate(items):
        if isinstance(item, dict):
            owner, place = str(item.get("id", layer)), f"{layer}[{index}]"
            inner = {f"{place}.{key}": item.get(key) for key in LAYERS[layer].spans}
            for span_place, span in {place: item, **inner}.items():
                if _has_fields(span, Span):
                    yield PlacedSpan(span_place, owner, *(span[key] for key in HINTS[Span]))


def format_page(record: Json) -> str:
    """The content of an annotation file: one annotation a line, keys in the order passed.

    ``record`` is the object that the file contains, as ``docs/reference/files.md`` describes it. It
    is not checked here; ``check`` does that after it is written.
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
    """Annotations of a file in one line, worded as in the adjudication log and in audits.

    ``file`` has the annotations of a page, of the gold standard or of a pass. Offsets in the line
    count code points of the page. None if no ids are passed, as in the log. Raises ``ValueError``
    if the file cannot be read, or has no valid annotation with one of the ids.
    """
    path = Path(file)
    reading = read_json(path, path.as_posix())
    for problem in reading.problems:
        raise ValueError(f"{problem.file}: {problem.message}")
    page = parse(reading.value, path.as_posix(), valid=False)
    annotations = {
        annotation.id: annotation for layer in LAYERS for annotation in page.layer(layer)
    }
    for annotation_id in ids:
        if annotation_id not in annotations:
            raise ValueError(f"{path.as_posix()}: no valid annotation has the id {annotation_id!r}")
    return wording([annotations[annotation_id] for annotation_id in ids])


def read_gold(
    paths: Paths, listed: tuple[str, ...], schemas: Schemas | None, *, index_known: bool
) -> tuple[Readings, tuple[Problem, ...]]:
    """The gold annotations of the listed pages by page id, and the problems in their files.

    Files of unlisted pages are problems if the index of sources is known.
    """
    problems: list[Problem] = []
    pages: Readings = {}
    for page_id in listed:
        path = paths.gold / f"{page_id}.json"
        if is_missing(path):
            message = f"{page_id} has no gold annotations"
            problems.append(RULES["gold-missing"].at(paths.relative(path), "", message))
            continue
        annotations, page_problems = _read_page(paths, path, schemas)
        problems.extend(page_problems)
        if annotations:
            pages[page_id] = annotations
    if index_known:
        problems.extend(_unlisted(paths, paths.gold, {f"{page_id}.json" for page_id in listed}))
    return pages, tuple(problems)


def read_passes(
    paths: Paths, listed: tuple[str, ...], schemas: Schemas | None, *, index_known: bool
) -> tuple[tuple[PassFiles, ...], tuple[Problem, ...]]:
    """The passes, sorted by name, and the problems in their files; a pass may leave out pages.

    Files of unlisted pages are problems if the index of sources is known.
    """
    folders, problem = list_optional_folder(paths.passes, paths.relative(paths.passes))
    problems = [problem] if problem else []
    passes = []
    for folder in folders:
        if not folder.is_dir():
            message = "neither the folder of a pass nor in one"
            problems.append(RULES["file-unexpected"].at(paths.relative(folder), "", message))
            continue
        pass_files, pass_problems = _read_pass(paths, folder, listed, schemas)
        passes.append(pass_files)
        problems.extend(pass_problems)
        if index_known:
            names = {f"{page_id}.json" for page_id in listed} | SHARED
            problems.extend(_unlisted(paths, folder, names))
    return tuple(passes), tuple(problems)


def _read_pass(
    paths: Paths, folder: Path, listed: tuple[str, ...], schemas: Schemas | None
) -> tuple[PassFiles, list[Problem]]:
    file = paths.relative(folder / "pass.json")
    registry_file = paths.relative(folder / "registry.json")
    record, problems = read_valid(schemas, paths.root / file, file, "pass")
    entries, more = read_valid(schemas, paths.root / registry_file, registry_file, "registry")
    problems.extend(more)
    if record is not None and record["name"] != folder.name:
        message = f"name is {excerpt(record['name'])}, but the folder is named {folder.name}"
        problems.append(RULES["pass-name-differs"].at(file, "name", message))
    elif folder.name in RESERVED:
        message = f"no pass can be named {folder.name}: that is {RESERVED[folder.name]}"
        problems.append(RULES["pass-name-differs"].at(file, "name", message))
    pages: Readings = {}
    names = {path.name for path in list_folder(folder, paths.relative(folder))[0]}
    if NOTES in names:
        problems.extend(prose_problems(folder / NOTES, paths.relative(folder / NOTES)))
    for page_id in listed:
        if f"{page_id}.json" in names - SHARED:
            annotations, page_problems = _read_page(paths, folder / f"{page_id}.json", schemas)
            problems.extend(page_problems)
            if annotations:
                pages[page_id] = annotations
    pass_files = PassFiles(
        name=folder.name,
        folder=paths.relative(folder),
        record=record,
        entries=entries,
        registry=registry_entries(entries or []),
        pages=pages,
    )
    return pass_files, problems


def _read_page(
    paths: Paths, path: Path, schemas: Schemas | None
) -> tuple[PageAnnotations | None, list[Problem]]:
    file = paths.relative(path)
    reading = read_json(path, file)
    problems = list(reading.problems)
    if not reading.known:
        return None, problems
    if schemas:
        problems.extend(violations(schemas, reading.value, "page", file))
    return parse(reading.value, file, valid=bool(schemas) and not problems), problems


def _unlisted(paths: Paths, folder: Path, names: set[str]) -> Iterator[Problem]:
    """Files in a folder under other names than these."""
    children, problem = list_folder(folder, paths.relative(folder))
    if problem:
        yield problem
    for path in children:
        file = paths.relative(path)
        if path.name in names:
            continue
        if path.suffix != ".json":
            yield RULES["file-unexpected"].at(file, "", "not the annotations of a page")
        else:
            message = f"sources.json has no entry for {path.stem}"
            yield RULES["gold-without-source"].at(file, "", message)
