"""The pages as they were scraped, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winnow.model import rules
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.page import Source
from winnow.model.problem import Problem
from winnow.model.schemas import Schemas
from winnow.read.files import decode, list_folder, read_bytes, read_json, text_problems
from winnow.read.paths import Paths
from winnow.read.schemas import violations

INDEX = "sources.json"


@dataclass(frozen=True)
class Sources:
    """The pages that could be read, by id, and what ``sources.json`` lists.

    ``known`` says that the index could be read, ``sound`` that it keeps its schema besides.
    """

    by_id: dict[str, Source]
    listed: tuple[str, ...]
    index: Json
    known: bool
    sound: bool
    problems: tuple[Problem, ...]


def read(paths: Paths, schemas: Schemas | None) -> Sources:
    """Every page in ``dataset/sources`` with what is wrong with it, sorted by id."""
    file = paths.relative(paths.sources_index)
    reading = read_json(paths.sources_index, file)
    problems = list(reading.problems)
    if schemas and not problems:
        problems.extend(violations(schemas, reading.value, "sources", file))
    sound = not problems
    entries = _entries(reading.value)
    by_id: dict[str, Source] = {}
    for page_id in sorted(entries):
        source, found = _read_page(paths, page_id, *entries[page_id])
        problems.extend(found)
        if source:
            by_id[page_id] = source
    if reading.known:
        problems.extend(_strangers(paths, set(entries)))
    return Sources(
        by_id, tuple(sorted(entries)), reading.value, reading.known, sound, tuple(problems)
    )


def _entries(value: Json) -> dict[str, tuple[str, Json]]:
    """Place and entry by id, whatever else is wrong with an entry; the first of each id."""
    entries: dict[str, tuple[str, Json]] = {}
    for index, entry in enumerate(value if isinstance(value, list) else []):
        page_id = entry.get("page_id") if isinstance(entry, dict) else None
        if isinstance(page_id, str) and "/" not in page_id and page_id not in ("", ".", ".."):
            entries.setdefault(page_id, (f"[{index}]", entry))
    return entries


def _read_page(
    paths: Paths, page_id: str, place: str, entry: Json
) -> tuple[Source | None, list[Problem]]:
    path = paths.sources / f"{page_id}.txt"
    file = paths.relative(path)
    data, problem = read_bytes(path, file)
    if problem and problem.rule == rules.FILE_MISSING.id:
        message = f"{INDEX} lists {page_id}, but its text is not there"
        return None, [rules.SOURCE_MISSING.at(file, "", message)]
    if data is None:
        return None, [problem] if problem else []
    digest = sha256(data)
    problems = list(_digest_problems(entry, data, digest, file))
    text, faults = decode(data, file)
    problems.extend(faults)
    if text is None:
        return None, problems
    problems.extend(text_problems(text, file))
    return Source(page_id, text, digest, place, entry), problems


def _digest_problems(entry: Json, data: bytes, digest: str, file: str) -> Iterator[Problem]:
    """Size and digest, each compared only where the entry states it in the right type."""
    size, stated = entry.get("bytes"), entry.get("sha256")
    differences = []
    if isinstance(size, int) and size != len(data):
        differences.append(f"has {len(data)} bytes where {INDEX} says {size}")
    if isinstance(stated, str) and stated != digest:
        differences.append(f"has the sha256 {digest[:12]}… where {INDEX} says {stated[:12]}…")
    if differences:
        yield rules.SOURCE_DIGEST_DIFFERS.at(file, "", " and ".join(differences))


def _strangers(paths: Paths, listed: set[str]) -> Iterator[Problem]:
    """Files in the folder that belong to no listed page."""
    found, problem = list_folder(paths.sources, paths.relative(paths.sources))
    if problem:
        yield problem
    for path in found:
        if path.name == INDEX or (path.suffix == ".txt" and path.stem in listed):
            continue
        file = paths.relative(path)
        if path.suffix == ".txt":
            yield rules.SOURCE_UNLISTED.at(file, "", f"{INDEX} has no entry for {path.stem}")
        else:
            yield rules.FILE_UNEXPECTED.at(file, "", "neither a page's text nor the index")
