"""A state of the dataset, read without checks: a repository, a release, or a git revision.

States of other versions may lack layers, files and columns that this version has; what is not
there is empty.
"""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from winnow.dataset import folder as built
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
    """What a version has.

    ``columns`` has the type of each column of each config by its dotted path; ``keys`` the
    column that tells its rows apart, ``hashes`` the logical hash of each config that was built.
    ``descriptions`` are those of all schemas, by schema and place; ``withdrawn`` are ids by page.
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
"""What a version looks like: major, minor, patch."""


class UnreadableError(Exception):
    """A state of the dataset cannot be read; the message says why, and what to name instead."""


def read(given: str, root: Path) -> Snapshot:
    """The state that a path (a folder or an archive) or a git revision of ``root`` names.

    Raises ``UnreadableError``.
    """
    try:
        return _read(given, root)
    except UnreadableError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, OSError, tarfile.TarError) as error:
        said = shortened(f"{type(error).__name__}: {error}", 90)
        raise UnreadableError(f"{given} is no dataset as Winnow writes it ({said})") from None


def _read(given: str, root: Path) -> Snapshot:
    path = Path(given)
    if path.is_dir():
        return _of_folder(path, given)
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch)
        if path.is_file():
            folder, problems = archive.unpack(path, target)
            if folder is None:
                raise UnreadableError(f"{given}: {problems[0].message}")
            return _of_folder(folder, given)
        _check_out(given, root, target)
        return _of_folder(target, given)


def _check_out(revision: str, root: Path, target: Path) -> None:
    """Put dataset and schemas of a git revision into a folder. Raises ``UnreadableError``."""
    packed = git.packed(revision, ["dataset", "schema"], root)
    if packed is None:
        raise UnreadableError(
            f"{revision} is no folder, no archive, and no git revision here with dataset/ and "
            "schema/"
        )
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(target, filter="data")


def _of_folder(folder: Path, name: str) -> Snapshot:
    """The state in a repository or in a release, where ``dataset/`` is the folder itself."""
    dataset = folder / "dataset" if (folder / "dataset").is_dir() else folder
    metadata = read_json(dataset / "metadata.json", "metadata.json").value
    version = metadata.get("version") if isinstance(metadata, dict) else None
    gold = sorted((dataset / "annotations/gold").glob("*.json"))
    if not isinstance(version, str) or not VERSION.fullmatch(version) or not gold:
        raise UnreadableError(f"{name} has no dataset with metadata.json and annotations/gold/")
    if not (dataset / "sources").is_dir():
        raise UnreadableError(
            f"{name} has no texts; if it is a standoff release, make the dataset of it first: "
            "winnow rehydrate"
        )
    schemas = _schemas(folder / "schema")
    issued = _records(dataset / "annotations/ids.json")
    configs, _ = built.read_card(dataset)
    if configs is None:
        raise UnreadableError(f"{name} has no card that lists its configs; build it: winnow build")
    classes = schemas.classes
    pages = {path.stem: _page(path, dataset, name) for path in gold}
    unknown = {one.kind for page in pages.values() for one in page.segments} - set(classes)
    if unknown:
        raise UnreadableError(f"{name} has segments of kinds that its schemas do not know")
    return Snapshot(
        name=name,
        version=version,
        doi=metadata.get("doi"),
        pages=pages,
        registry=entries(_records(dataset / "annotations/registry.json")),
        withdrawn={
            each["page_id"]: frozenset(gone["id"] for gone in each["withdrawn"]) for each in issued
        },
        labels=schemas.label_lists(),
        descriptions=dict(
            found for urn, each in schemas.by_urn.items() for found in _descriptions(each, urn)
        ),
        classes=classes,
        actor_types=schemas.actor_types or ACTOR_TYPES_BEFORE_1_3,
        columns={
            urn.removeprefix(f"{URN}rows:"): dict(
                pair
                for column in columns(schemas, urn.rpartition(":")[2])
                for pair in _types(column)
            )
            for urn in schemas.by_urn
            if urn.startswith(f"{URN}rows:")
        },
        keys={
            urn.removeprefix(f"{URN}rows:"): each.get("x-key", "")
            for urn, each in schemas.by_urn.items()
            if urn.startswith(f"{URN}rows:")
        },
        hashes={each.name: each.logical_hash for each in configs},
    )


def _records(path: Path) -> list[Json]:
    """A file that is a list of records; empty where it is not there."""
    value = read_json(path, path.name).value
    return value if isinstance(value, list) else []


def _page(path: Path, dataset: Path, name: str) -> Page:
    text = dataset / "sources" / f"{path.stem}.txt"
    reading = read_json(path, path.name)
    if not isinstance(reading.value, dict) or "segments" not in reading.value:
        raise UnreadableError(f"{name}: gold/{path.name} holds no annotations of a page")
    data, problem = read_possibly_empty(text, f"sources/{text.name}")
    if data is None:
        why = problem.message if problem else "cannot be read"
        raise UnreadableError(f"{name}: sources/{text.name}: {why}")
    try:
        content = data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name}: sources/{text.name} cannot be read: {error}") from None
    return page_of(path.stem, content, sha256(data), parse(reading.value, path.name, valid=False))


def _schemas(folder: Path) -> Schemas:
    """The schemas as far as they are there; enough to tell labels and columns."""
    found = {}
    for path in sorted(folder.rglob("*.schema.json")):
        value = read_json(path, path.name).value
        if isinstance(value, dict) and isinstance(value.get("$id"), str):
            found[value["$id"]] = with_derived_labels(value)
    if f"{URN}labels" not in found:
        raise UnreadableError(
            f"{folder.parent} has no schema/labels.schema.json; name a repository or a release, "
            "not a copy of dataset/ alone"
        )
    return Schemas(found, None)


def _descriptions(node: Json, place: str) -> Iterator[tuple[str, str]]:
    """Everything that a schema describes, by the names that lead to it."""
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield place, node["description"]
        for key, value in node.items():
            yield from _descriptions(value, f"{place} {key}" if key not in BETWEEN else place)
    elif isinstance(node, list):
        for each in node:
            named = each.get("const", "") if isinstance(each, dict) else ""
            yield from _descriptions(each, f"{place} {named}".strip())


BETWEEN = ("properties", "$defs", "items", "oneOf", "anyOf")
"""Keys of a schema that name nothing."""


def _types(field: Field, path: str = "") -> list[tuple[str, str]]:
    """The dotted path and the type of a column and of all that is in it."""
    here = f"{path}.{field.name}" if path else field.name
    inner, kind = field, _kind(field)
    if field.item:
        inner, kind = field.item, f"list of {_kind(field.item)}"
    found = [(here, f"{kind} or null" if field.nullable else kind)]
    for member in inner.members:
        found.extend(_types(member, f"{here}[]" if field.item else here))
    return found


def _kind(field: Field) -> str:
    return f"int{field.bits}" if field.kind == "integer" else field.label_list or field.kind
