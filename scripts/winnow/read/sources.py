"""Read the scraped pages and their index, ``sources.json``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.files import (
    decode,
    is_missing,
    list_folder,
    read_bytes,
    read_json,
    text_problems,
)
from winnow.read.paths import Paths
from winnow.read.schemas import violations

INDEX = "sources.json"


@dataclass(frozen=True)
class Sources:
    """The texts of pages, and their entries in ``sources.json``, the index.

    ``texts``, ``digests`` (SHA-256) and ``entries`` are by page id; ``index_of`` has the position
    of each entry in the index. ``known`` is whether the index can be read, ``valid`` whether it is
    also valid against its schema.
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
    """Read every listed page in ``dataset/sources``, sorted by id."""
    reading = read_json(paths.sources_index, Paths.sources_index)
    problems = list(reading.problems)
    if schemas and not problems:
        problems.extend(violations(schemas, reading.value, "sources", Paths.sources_index))
    valid = not problems
    index_of = _index(reading.value)
    entries = {page_id: reading.value[index] for page_id, index in index_of.items()}
    texts, digests = {}, {}
    for page_id in sorted(entries):
        path, file = paths.sources / f"{page_id}.txt", f"{Paths.sources}/{page_id}.txt"
        if is_missing(path):
            message = f"{INDEX} lists {page_id}, but its text does not exist"
            problems.append(RULES["source-missing"].at(file, "", message))
            continue
        data, problem = read_bytes(path, file)
        if data is None:
            problems.extend([problem] if problem else [])
            continue
        digests[page_id] = sha256(data)
        problems.extend(_digest_problems(entries[page_id], data, digests[page_id], file))
        text, decode_problems = decode(data, file)
        problems.extend(decode_problems)
        if text is not None:
            problems.extend(text_problems(text, file))
            texts[page_id] = text
    if reading.known:
        problems.extend(_unlisted(paths, set(entries)))
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
    """The position of each page id in the index, also of invalid entries; the first if repeated."""
    index_of: dict[str, int] = {}
    for index, entry in enumerate(value if isinstance(value, list) else []):
        page_id = entry.get("page_id") if isinstance(entry, dict) else None
        if isinstance(page_id, str) and "/" not in page_id and page_id not in ("", ".", ".."):
            index_of.setdefault(page_id, index)
    return index_of


def _digest_problems(entry: Json, data: bytes, digest: str, file: str) -> Iterator[Problem]:
    """Compare size and digest with the entry, if it has them in the right type."""
    size, stated = entry.get("bytes"), entry.get("sha256")
    differences = []
    if isinstance(size, int) and size != len(data):
        differences.append(f"has {len(data)} bytes instead of {size}")
    if isinstance(stated, str) and stated != digest:
        differences.append(f"has the sha256 {digest[:12]}… instead of {stated[:12]}…")
    if differences:
        message = f"{' and '.join(differences)}, as {INDEX} states"
        yield RULES["source-digest-differs"].at(file, "", message)


def _unlisted(paths: Paths, listed: set[str]) -> Iterator[Problem]:
    """Files in the folder of sources that belong to no listed page."""
    children, problem = list_folder(paths.sources, paths.relative(paths.sources))
    if problem:
        yield problem
    for path in children:
        if path.name == INDEX or (path.suffix == ".txt" and path.stem in listed):
            continue
        file = paths.relative(path)
        if path.suffix == ".txt":
            yield RULES["source-unlisted"].at(file, "", f"{INDEX} has no entry for {path.stem}")
        else:
            yield RULES["file-unexpected"].at(file, "", "neither the text of a page nor the index")
