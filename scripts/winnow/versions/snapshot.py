"""A state of the dataset, read without checks: a repository, a release, or a git revision.

States of other versions may lack layers, files and columns that this version has; what is not
there is empty.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from referencing import Registry

from winnow import built
from winnow.annotations import in_page_order, parse
from winnow.corpus import Page
from winnow.digests import sha256
from winnow.documents import Json, read_json
from winnow.fields import Field, columns
from winnow.registry import Entry, entries
from winnow.release import archive
from winnow.schemas import URN, Schemas
from winnow.sources import Source


@dataclass(frozen=True)
class Snapshot:
    """What a version has.

    ``columns`` has the type of each column of each config by its dotted path; ``hashes`` the
    logical hash of each config that was built; ``issued`` and ``withdrawn`` are those of
    ``ids.json`` by page.
    """

    name: str
    version: str
    pages: Mapping[str, Page]
    registry: Mapping[str, Entry]
    issued: Mapping[str, Mapping[str, int]]
    withdrawn: Mapping[str, frozenset[str]]
    labels: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[tuple[str, str], str]
    classes: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    hashes: Mapping[str, str]


class UnreadableError(Exception):
    """A state of the dataset cannot be read; the message says why, and what to name instead."""


def read(given: str, root: Path) -> Snapshot:
    """The state that a path (a folder or an archive) or a git revision of ``root`` names.

    Raises ``UnreadableError``.
    """
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
        check_out(given, root, target)
        return _of_folder(target, given)


def check_out(revision: str, root: Path, target: Path) -> None:
    """Put dataset and schemas of a git revision into a folder. Raises ``UnreadableError``."""
    done = subprocess.run(
        ["git", "-C", root, "archive", "--format=tar", revision, "dataset", "schema"],
        capture_output=True,
    )
    if done.returncode != 0:
        raise UnreadableError(
            f"{revision} is no folder, no archive, and no git revision here with dataset/ and "
            "schema/"
        )
    packed = target / "revision.tar"
    packed.write_bytes(done.stdout)
    with tarfile.open(packed) as tar:
        tar.extractall(target, filter="data")


def _of_folder(folder: Path, name: str) -> Snapshot:
    """The state in a repository or in a release, where ``dataset/`` is the folder itself."""
    dataset = folder / "dataset" if (folder / "dataset").is_dir() else folder
    metadata = read_json(dataset / "metadata.json", "metadata.json").value
    version = metadata.get("version") if isinstance(metadata, dict) else None
    gold = sorted((dataset / "annotations/gold").glob("*.json"))
    if not isinstance(version, str) or not gold:
        raise UnreadableError(f"{name} has no dataset with metadata.json and annotations/gold/")
    if not (dataset / "sources").is_dir():
        raise UnreadableError(
            f"{name} has no texts; if it is a standoff release, make the dataset of it first: "
            "winnow rehydrate"
        )
    schemas = _schemas(folder / "schema")
    issued = _records(dataset / "annotations/ids.json")
    configs, _ = built.read_card(dataset)
    return Snapshot(
        name=name,
        version=version,
        pages={path.stem: _page(path, dataset, name) for path in gold},
        registry=entries(_records(dataset / "annotations/registry.json")),
        issued={each["page_id"]: each["issued"] for each in issued},
        withdrawn={
            each["page_id"]: frozenset(gone["id"] for gone in each["withdrawn"]) for each in issued
        },
        labels=schemas.label_lists(),
        descriptions={
            (name, each["const"]): each["description"]
            for name in schemas.label_lists()
            for each in schemas.label_options(name)
        },
        classes=schemas.segment_classes(),
        columns={
            urn.removeprefix(f"{URN}rows:"): dict(
                pair
                for column in columns(schemas, urn.rpartition(":")[2])
                for pair in _types(column)
            )
            for urn in schemas.by_urn
            if urn.startswith(f"{URN}rows:")
        },
        hashes={each.name: each.logical_hash for each in configs or ()},
    )


def _records(path: Path) -> list[Json]:
    """A file that is a list of records; empty where it is not there."""
    value = read_json(path, path.name).value
    return value if isinstance(value, list) else []


def _page(path: Path, dataset: Path, name: str) -> Page:
    text = dataset / "sources" / f"{path.stem}.txt"
    reading = read_json(path, path.name)
    try:
        data = text.read_bytes()
        source = Source(path.stem, data.decode(), sha256(data), "", {})
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{name}: sources/{text.name} cannot be read: {error}") from None
    return Page(source, in_page_order(parse(reading.value, path.name)))


def _schemas(folder: Path) -> Schemas:
    """The schemas as far as they are there; enough to tell labels and columns."""
    found = {}
    for path in sorted(folder.rglob("*.schema.json")):
        value = read_json(path, path.name).value
        if isinstance(value, dict) and isinstance(value.get("$id"), str):
            found[value["$id"]] = value
    if f"{URN}labels" not in found:
        raise UnreadableError(f"{folder.parent} has no schema/labels.schema.json")
    return Schemas(found, None, Registry())


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
