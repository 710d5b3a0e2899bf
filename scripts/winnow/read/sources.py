"""The pages as they were scraped, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.files import decode, list_folder, read_bytes, read_json, text_problems
from winnow.read.paths import Paths
from winnow.read.schemas import violations

INDEX = "sources.json"


@dataclass(frozen=True)
class Sources:
    """The pages that could be read, and what ``sources.json`` lists.

    ``texts`` and ``digests`` (SHA-256) are by page id; ``entries`` are those of the index, with
    their place in it in ``index_of``. ``known`` is whether the index could be read, ``valid``
    whether it also keeps its schema.
    """

    texts: dict[str, str]
    digests: dict[str, str]
    entries: dict[str, Json]
    index_of: dict[str, int]
    index: Json
    known: bool
    valid: bool
    problems: tuple[Problem, ...]

    @property
    def listed(self) -> tuple[str, ...]:
        """The ids of all pages in the index, sorted."""
        return tuple(sorted(self.entries))


def read(paths: Paths, schemas: Schemas | None) -> Sources:
    """Every page in ``dataset/sources`` with what is wrong with it, sorted by id."""
    reading = read_json(paths.sources_index, Paths.sources_index)
    problems = list(reading.problems)
    if schemas and not problems:
        problems.extend(violations(schemas, reading.value, "sources", Paths.sources_index))
    valid = not problems
    index_of = _index(reading.value)
    entries = {page_id: reading.value[index] for page_id, index in index_of.items()}
    texts, digests = {}, {}
    for page_id in sorted(entries):
        data, faults = _read_page(paths, page_id)
        problems.extend(faults)
        if data is None:
            continue
        file = f"{Paths.sources}/{page_id}.txt"
        digests[page_id] = sha256(data)
        problems.extend(_digest_problems(entries[page_id], data, digests[page_id], file))
        text, faults = decode(data, file)
        problems.extend(faults)
        if text is not None:
            problems.extend(text_problems(text, file))
            texts[page_id] = text
    if reading.known:
        problems.extend(_strangers(paths, set(entries)))
    return Sources(
        texts=texts,
        digests=digests,
        entries=entries,
        index_of=index_of,
        index=reading.value,
        known=reading.known,
        valid=valid,
        problems=tuple(problems),
    )


def _index(value: Json) -> dict[str, int]:
    """Place in the index by page id, whatever else is wrong with an entry; the first of each id."""
    index_of: dict[str, int] = {}
    for index, entry in enumerate(value if isinstance(value, list) else []):
        page_id = entry.get("page_id") if isinstance(entry, dict) else None
        if isinstance(page_id, str) and "/" not in page_id and page_id not in ("", ".", ".."):
            index_of.setdefault(page_id, index)
    return index_of


def _read_page(paths: Paths, page_id: str) -> tuple[bytes | None, list[Problem]]:
    file = f"{Paths.sources}/{page_id}.txt"
    data, problem = read_bytes(paths.sources / f"{page_id}.txt", file)
    if problem and problem.rule == RULES["file-missing"].id:
        message = f"{INDEX} lists {page_id}, but its text is not there"
        return None, [RULES["source-missing"].at(file, "", message)]
    return data, [problem] if problem else []


def _digest_problems(entry: Json, data: bytes, digest: str, file: str) -> Iterator[Problem]:
    """Size and digest, each compared only where the entry states it in the right type."""
    size, stated = entry.get("bytes"), entry.get("sha256")
    differences = []
    if isinstance(size, int) and size != len(data):
        differences.append(f"has {len(data)} bytes where {INDEX} says {size}")
    if isinstance(stated, str) and stated != digest:
        differences.append(f"has the sha256 {digest[:12]}… where {INDEX} says {stated[:12]}…")
    if differences:
        yield RULES["source-digest-differs"].at(file, "", " and ".join(differences))


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
            yield RULES["source-unlisted"].at(file, "", f"{INDEX} has no entry for {path.stem}")
        else:
            yield RULES["file-unexpected"].at(file, "", "neither a page's text nor the index")
