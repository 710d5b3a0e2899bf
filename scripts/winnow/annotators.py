"""Folders of annotations: the gold standard, and each independent pass beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow import rules
from winnow.annotations import PageAnnotations, parse
from winnow.documents import Json, list_folder, list_optional_folder, prose_problems, read_json
from winnow.paths import Paths
from winnow.problems import Problem, excerpt
from winnow.registry import Entry, entries
from winnow.schemas import Schemas, violations

Readings = dict[str, PageAnnotations]
"""Annotations by page id."""


THIRD = "third"
"""What the log of adjudication says was taken where it is no pass's reading."""

GOLD = "gold"
"""What the gold standard is called where readings are named."""

RESERVED = {THIRD: "a reading that no pass has", GOLD: "the gold standard"}
"""Names that mean something else than a pass."""

NOTES = "notes.md"
"""What the annotator of a pass noted, in prose; a pass may have none."""

SHARED = frozenset({"pass.json", "registry.json", NOTES})
"""What the folder of a pass holds besides pages; a page of such a name cannot be in it."""


@dataclass(frozen=True)
class PassFiles:
    """An independent pass as it was given: its ``pass.json``, its registry and its pages.

    ``record`` and ``entries`` are None where the file could not be read or breaks its schema.
    """

    name: str
    folder: str
    record: Json | None
    entries: Json | None
    registry: dict[str, Entry]
    pages: Readings


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
        if any(fault.rule == rules.FILE_MISSING.id for fault in faults):
            message = f"{page_id} has no gold annotations"
            problems.append(rules.GOLD_MISSING.at(file, "", message))
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
            problems.append(rules.FILE_UNEXPECTED.at(paths.relative(folder), "", message))
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
        problems.append(rules.PASS_NAME_DIFFERS.at(file, "name", message))
    elif folder.name in RESERVED:
        message = f"no pass can be named {folder.name}: that is {RESERVED[folder.name]}"
        problems.append(rules.PASS_NAME_DIFFERS.at(file, "name", message))
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
    return parse(reading.value, file), problems


def _strangers(paths: Paths, folder: Path, known: set[str]) -> Iterator[Problem]:
    found, problem = list_folder(folder, paths.relative(folder))
    if problem:
        yield problem
    for path in found:
        file = paths.relative(path)
        if path.name in known:
            continue
        if path.suffix != ".json":
            yield rules.FILE_UNEXPECTED.at(file, "", "not the annotations of a page")
        else:
            message = f"sources.json has no entry for {path.stem}"
            yield rules.GOLD_WITHOUT_SOURCE.at(file, "", message)
