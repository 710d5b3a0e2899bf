"""Load the JSON Schemas of a root, and validate with them."""

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
from winnow.read.files import read_json
from winnow.read.validators import Compiler, TwoStageValidator

NO_SCHEMAS = (
    "restore it from version control; a copy of dataset/ alone can be loaded, scored and verified, "
    "but not checked or built"
)


def load(folder: Path, shown: str = "schema") -> tuple[Schemas | None, tuple[Problem, ...]]:
    """The schemas in ``folder`` (named ``shown`` in messages); None where they cannot be used."""
    if not folder.is_dir():
        problem = RULES["file-missing"].at(shown, "", "this folder does not exist", NO_SCHEMAS)
        return None, (problem,)
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


def from_documents(documents: Iterable[Json]) -> Schemas:
    """Schemas that were checked before, as a release has them; without the lock of labels."""
    by_urn = {
        schema["$id"]: with_derived_labels(schema)
        for schema in documents
        if schema["$id"] != URN + PROFILE
    }
    return Schemas(by_urn, None)


def with_derived_labels(schema: Json) -> Json:
    """A schema in which each list that ``x-iob2`` derives from another has its tags."""
    definitions: dict[str, Json] = schema.get("$defs", {})
    derived = {
        name: {key: value for key, value in definition.items() if key != "pattern"}
        | {"oneOf": iob2_options(definitions[definition["x-iob2"]]["oneOf"])}
        for name, definition in definitions.items()
        if "x-iob2" in definition
    }
    return schema | {"$defs": definitions | derived} if derived else schema


def violations(schemas: Schemas, value: Json, name: str, file: str) -> Iterator[Problem]:
    """Each violation of the schema ``urn:winnow:schema:<name>`` in ``value``."""
    for error in validator(schemas, name).iter_errors(value):
        yield violation(error, value, file)


def violations_of_rows(
    schemas: Schemas, rows: list[Json], name: str, file: str
) -> Iterator[Problem]:
    """The same for each of many rows, with the row's number (from 0) before its place."""
    for number, row in enumerate(rows):
        for problem in violations(schemas, row, name, file):
            yield replace(problem, place=f"[{number}].{problem.place}")


def validator(schemas: Schemas, name: str) -> TwoStageValidator:
    """The validator for ``urn:winnow:schema:<name>``, compiled when it is first needed."""
    if schemas not in COMPILED:
        COMPILED[schemas] = Compiler(schemas.by_urn), {}
    compiler, validators = COMPILED[schemas]
    if name not in validators:
        validators[name] = compiler.validator(URN + name)
    return validators[name]


COMPILED: WeakKeyDictionary[Schemas, tuple[Compiler, dict[str, TwoStageValidator]]] = (
    WeakKeyDictionary()
)
"""Validators cannot be pickled, so schemas do not hold them; a worker compiles its own."""
