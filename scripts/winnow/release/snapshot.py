"""A snapshot of the dataset, read without checks: a repository, a release, or a git revision.

Snapshots of other versions may lack layers, files and columns of this version; these are empty.
"""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from winnow.dataset.folder import read_card
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.page import Page, page_of
from winnow.model.problem import shortened
from winnow.model.registry import Entry, entries
from winnow.model.schemas import URN, Schemas
from winnow.read.annotations import parse
from winnow.read.files import read_json, read_possibly_empty
from winnow.read.schemas import with_derived_labels
from winnow.release import archive, git
from winnow.rows.columns import Field, columns


@dataclass(frozen=True)
class Snapshot:
    """Pages, registry, schemas and logical hashes of a version.

    ``columns`` maps each config and the dotted path of each column to its type, ``keys`` each
    config to its key column, ``hashes`` each built config to its logical hash. ``descriptions`` are
    those in all schemas, by schema and place; ``withdrawn`` are withdrawn ids by page.
    """

    name: str
    version: str
    doi: str | None
    pages: Mapping[str, Page]
    registry: Mapping[str, Entry]
    withdrawn: Mapping[str, frozenset[str]]
    labels: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[str, str]
    classes: Mapping[str, str]
    actor_types: frozenset[str]
    columns: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, str]
    hashes: Mapping[str, str]


ACTOR_TYPES_BEFORE_1_3 = frozenset({"PERSON", "NORP", "ORG", "GPE"})
"""The types that ``x-candidate`` marks in the schemas of later versions."""

VERSION = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})")
"""A version: major, minor, patch."""


class UnreadableError(Exception):
    """A snapshot cannot be read; the message has the reason and what to name instead."""


def read(name: str, root: Path) -> Snapshot:
    """The snapshot at a path (folder or archive), or of a git revision of ``root``.

    Raises ``UnreadableError``.
    """
    try:
        return _read(name, root)
    except UnreadableError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, OSError, tarfile.TarError) as error:
        reason = shortened(f"{type(error).__name__}: {error}", 90)
        raise UnreadableError(f"{name} is not a dataset as Winnow writes it ({reason})") from None


def _read(name: str, root: Path) -> Snapshot:
    path = Path(name)
    if path.is_dir():
        return _of_folder(path, name)
    with tempfile.TemporaryDirectory() as scratch:
        if path.is_file():
            folder, problems = archive.unpack(path, Path(scratch))
            if folder is None:
                raise UnreadableError(f"{name}: {problems[0].message}")
            return _of_folder(folder, name)
        _check_out(name, root, Path(scratch))
        return _of_folder(Path(scratch), name)


def _check_out(revision: str, root: Path, target: Path) -> None:
    """Put dataset and schemas of a git revision into a folder. Raises ``UnreadableError``."""
    packed = git.packed(revision, ["dataset", "schema"], root)
    if packed is None:
        raise UnreadableError(
            f"{revision} is not a folder, not an archive, and not a git revision here with "
            "dataset/ and schema/"
        )
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(target, filter="data")


def _of_folder(folder: Path, name: str) -> Snapshot:
    """The snapshot in a repository, or in a release, which has no folder ``dataset/``."""
    dataset = folder / "dataset" if (folder / "dataset").is_dir() else folder
    metadata = read_json(dataset / "metadata.json", "metadata.json").value
    version = metadata.get("version") if isinstance(metadata, dict) else None
    gold = sorted((dataset / "annotations/gold").glob("*.json"))
    if not isinstance(version, str) or not VERSION.fullmatch(version) or not gold:
        raise UnreadableError(f"{name} has no dataset with metadata.json and annotations/gold/")
    if not (dataset / "sources").is_dir():
        raise UnreadableError(
            f"{name} has no texts; if it is a standoff release, rehydrate it first: winnow "
            "rehydrate"
        )
    schemas = _schemas(folder / "schema")
    issued = _records(dataset / "annotations/ids.json")
    configs, _ = read_card(dataset)
    if configs is None:
        raise UnreadableError(f"{name} has no card that lists its configs; build it: winnow build")
    classes = schemas.classes
    pages = {path.stem: _page(path, dataset, name) for path in gold}
    kinds = {segment.kind for page in pages.values() for segment in page.segments}
    if kinds - classes.keys():
        raise UnreadableError(f"{name} has segments of kinds that are not in its schemas")
    rows = {
        urn.removeprefix(ROWS): schema
        for urn, schema in schemas.by_urn.items()
        if urn.startswith(ROWS)
    }
    return Snapshot(
        name=name,
        version=version,
        doi=metadata.get("doi"),
        pages=pages,
        registry=entries(_records(dataset / "annotations/registry.json")),
        withdrawn={
            entry["page_id"]: frozenset(withdrawn["id"] for withdrawn in entry["withdrawn"])
            for entry in issued
        },
        labels=schemas.label_lists(),
        descriptions={
            place: description
            for urn, schema in schemas.by_urn.items()
            for place, description in _descriptions(schema, urn)
        },
        classes=classes,
        actor_types=schemas.actor_types or ACTOR_TYPES_BEFORE_1_3,
        columns={
            config: dict(pair for column in columns(schemas, config) for pair in _types(column))
            for config in rows
        },
        keys={config: schema.get("x-key", "") for config, schema in rows.items()},
        hashes={config.name: config.logical_hash for config in configs},
    )


ROWS = f"{URN}rows:"
"""What the URNs of the schemas of rows begin with."""


def _records(path: Path) -> list[Json]:
    """The records in a file; none without the file."""
    value = read_json(path, path.name).value
    return value if isinstance(value, list) else []


def _page(path: Path, dataset: Path, name: str) -> Page:
    gold = read_json(path, path.name).value
    if not isinstance(gold, dict) or "segments" not in gold:
        raise UnreadableError(f"{name}: gold/{path.name} has no annotations of a page")
    file = f"sources/{path.stem}.txt"
    data, problem = read_possibly_empty(dataset / file, file)
    if data is None:
        reason = problem.message if problem else "cannot be read"
        raise UnreadableError(f"{name}: {file}: {reason}")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name}: {file} cannot be read: {error}") from None
    return page_of(path.stem, text, sha256(data), parse(gold, path.name, valid=False))


def _schemas(folder: Path) -> Schemas:
    """The schemas that exist; those of labels are required."""
    by_urn = {}
    for path in sorted(folder.rglob("*.schema.json")):
        value = read_json(path, path.name).value
        if isinstance(value, dict) and isinstance(value.get("$id"), str):
            by_urn[value["$id"]] = with_derived_labels(value)
    if f"{URN}labels" not in by_urn:
        raise UnreadableError(
            f"{folder.parent} has no schema/labels.schema.json; name a repository or a release, "
            "not a copy of dataset/ alone"
        )
    return Schemas(by_urn, None)


def _descriptions(node: Json, place: str) -> Iterator[tuple[str, str]]:
    """Each place in a schema with a description, as the path of names to it."""
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield place, node["description"]
        for key, value in node.items():
            yield from _descriptions(value, f"{place} {key}" if key not in BETWEEN else place)
    elif isinstance(node, list):
        for item in node:
            label = item.get("const", "") if isinstance(item, dict) else ""
            yield from _descriptions(item, f"{place} {label}".strip())


BETWEEN = ("properties", "$defs", "items", "oneOf", "anyOf")
"""Keys of a schema that name nothing."""


def _types(field: Field, path: str = "") -> list[tuple[str, str]]:
    """The dotted path and the type of a column and of all its members."""
    path = f"{path}.{field.name}" if path else field.name
    kind = f"list of {_kind(field.item)}" if field.item else _kind(field)
    types = [(path, f"{kind} or null" if field.nullable else kind)]
    for member in (field.item or field).members:
        types.extend(_types(member, f"{path}[]" if field.item else path))
    return types


def _kind(field: Field) -> str:
    return f"int{field.bits}" if field.kind == "integer" else field.label_list or field.kind
