"""Load the JSON Schemas of a repository, validate with them, and extend the lock of labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import AUTHORED_FILES, CONFIGS, LOCK, PROFILE, SHARED, URN, Schemas
from winnow.model.spans import iob2_options
from winnow.read import schema_profile
from winnow.read.explain import violation
from winnow.read.files import is_missing, json_bytes, read_json, read_json_lines
from winnow.read.validators import Compiler, TwoStageValidator

NO_SCHEMAS = (
    "run winnow in the root of the repository, or name it with --root; a copy of dataset/ alone "
    "can be loaded, scored and verified, but not checked or built"
)


def load(folder: Path, shown: str = "schema") -> tuple[Schemas | None, tuple[Problem, ...]]:
    """The schemas in ``folder`` (``shown`` in messages); None if they cannot be used."""
    if is_missing(folder):
        message = "this folder does not exist"
        return None, (RULES["file-missing"].at(shown, "", message, NO_SCHEMAS),)
    problems: list[Problem] = []
    by_urn: dict[str, Json] = {}
    names = {f"{name}.schema.json": URN + name for name in (PROFILE, *SHARED, *AUTHORED_FILES)}
    names |= {f"rows/{config}.schema.json": f"{URN}rows:{config}" for config in CONFIGS}
    for name, urn in names.items():
        reading = read_json(folder / name, f"{shown}/{name}")
        problems.extend(reading.problems)
        by_urn[urn] = reading.value
    lock = read_json(folder / LOCK, f"{shown}/{LOCK}")
    problems.extend(lock.problems)
    if problems:
        return None, tuple(problems)
    files = {urn: f"{shown}/{name}" for name, urn in names.items()}
    problems.extend(schema_profile.lint(by_urn, URN + PROFILE, files))
    if problems:
        return None, tuple(problems)
    del by_urn[URN + PROFILE]
    derived = {urn: with_derived_labels(schema) for urn, schema in by_urn.items()}
    return Schemas(derived, lock.value), ()


def locked_labels(lock: Json) -> dict[str, list[str]] | None:
    """The label lists in a lock by name; None if the lock does not have its form."""
    match lock:
        case {"version": str(), "labels": dict(lists)}:
            return lists if all(isinstance(labels, list) for labels in lists.values()) else None
        case _:
            return None


def extend_lock(folder: Path) -> list[str]:
    """Add new labels to the lock in a folder of schemas; returns the labels added.

    A list is extended if its labels in the lock are the first of its labels in the schema. A list
    that the lock does not have is added, unless it is derived from another one. Nothing is written
    if there are no new labels, or if a schema or the lock is invalid. Raises ``OSError`` if the
    lock cannot be written.
    """
    schemas, _ = load(folder)
    locked = locked_labels(schemas.lock) if schemas else None
    if schemas is None or locked is None:
        return []
    added: list[str] = []
    extended = dict(locked)
    label_lists = schemas.label_lists()
    for name in dict.fromkeys([*locked, *schemas.locked_lists()]):
        old, new = locked.get(name, []), list(label_lists.get(name, ()))
        if new[: len(old)] == old:
            added.extend(new[len(old) :])
            extended[name] = new
    if added:
        temporary = folder / f".{LOCK}.new"
        try:
            temporary.write_bytes(json_bytes(schemas.lock | {"labels": extended}))
            temporary.replace(folder / LOCK)
        finally:
            temporary.unlink(missing_ok=True)
    return added


def from_documents(documents: Iterable[Json]) -> Schemas:
    """The schemas of a release, which are not checked again; without the lock of labels."""
    by_urn = {
        schema["$id"]: with_derived_labels(schema)
        for schema in documents
        if schema["$id"] != URN + PROFILE
    }
    return Schemas(by_urn, None)


def with_derived_labels(schema: Json) -> Json:
    """A schema with the tags of each list that ``x-iob2`` derives from another list."""
    definitions: dict[str, Json] = schema.get("$defs", {})
    derived = {
        name: {key: value for key, value in definition.items() if key != "pattern"}
        | {"oneOf": iob2_options(definitions[definition["x-iob2"]]["oneOf"])}
        for name, definition in definitions.items()
        if "x-iob2" in definition
    }
    return schema | {"$defs": definitions | derived} if derived else schema


def violations(schemas: Schemas, value: Json, name: str, file: str) -> Iterator[Problem]:
    """The violations of the schema ``urn:winnow:schema:<name>`` in ``value``."""
    for error in validator(schemas, name).iter_errors(value):
        yield violation(error, value, file)


def read_valid(
    schemas: Schemas | None, path: Path, file: str, name: str
) -> tuple[Json | None, list[Problem]]:
    """A file of JSON or JSON lines, and its problems; None if it is invalid or not validated."""
    read = read_json_lines if path.suffix == ".jsonl" else read_json
    reading = read(path, file)
    problems = list(reading.problems)
    if schemas and not problems:
        problems.extend(violations(schemas, reading.value, name, file))
    return None if problems or schemas is None else reading.value, problems


def violations_of_rows(
    schemas: Schemas, rows: list[Json], name: str, file: str
) -> Iterator[Problem]:
    """``violations`` of rows, with the number of the row (from 0) before each place."""
    for number, row in enumerate(rows):
        for problem in violations(schemas, row, name, file):
            yield replace(problem, place=f"[{number}].{problem.place}")


def validator(schemas: Schemas, name: str) -> TwoStageValidator:
    """The validator for ``urn:winnow:schema:<name>``, compiled on first use."""
    if schemas not in COMPILED:
        COMPILED[schemas] = Compiler(schemas.by_urn), {}
    compiler, validators = COMPILED[schemas]
    if name not in validators:
        validators[name] = compiler.validator(URN + name)
    return validators[name]


COMPILED: WeakKeyDictionary[Schemas, tuple[Compiler, dict[str, TwoStageValidator]]] = (
    WeakKeyDictionary()
)
"""Validators cannot be pickled, so ``Schemas`` has none; each worker compiles its own."""
