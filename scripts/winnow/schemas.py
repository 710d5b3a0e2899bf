"""The JSON Schemas: loaded from ``schema/``, held to their profile, and used to validate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from weakref import WeakKeyDictionary

from winnow import schema_profile
from winnow.documents import Json, read_json
from winnow.problems import Problem
from winnow.tagging import iob2_options
from winnow.validators import Compiler, TwoStageValidator
from winnow.violations import violation

URN = "urn:winnow:schema:"
SHARED = ("common", "labels", "predictions")
"""Schemas that hold nothing but definitions, by the last part of their URN."""

AUTHORED_FILES = (
    "page",
    "registry",
    "sources",
    "ids",
    "pass",
    "adjudication",
    "audits",
    "audit",
    "exceptions",
    "metadata",
)
"""Schemas of authored files, by the last part of their URN."""

CONFIGS = (
    "pages",
    "articles",
    "boilerplate",
    "entities",
    "stance",
    "quotations",
    "registry",
    "passes",
)
"""The configs in the order in which users meet them; each has its schema in ``schema/rows/``."""

PROFILE = "profile"
LOCK = "labels.lock.json"


@dataclass(frozen=True, eq=False)
class Schemas:
    """All schemas of a root, by URN; every reference in them can be resolved."""

    by_urn: dict[str, Json]
    lock: Json

    def row(self, config: str) -> Json:
        """The schema of a config's rows."""
        return self.by_urn[f"{URN}rows:{config}"]

    def labels(self, name: str) -> tuple[str, ...]:
        """The labels of a list, in their order."""
        return tuple(option["const"] for option in self.label_options(name))

    def label_lists(self) -> dict[str, tuple[str, ...]]:
        """Every label list by its name."""
        return {name: self.labels(name) for name in self.by_urn[f"{URN}labels"]["$defs"]}

    def locked_lists(self) -> dict[str, tuple[str, ...]]:
        """The label lists that the lock pins: those that are not derived from another."""
        definitions = self.by_urn[f"{URN}labels"]["$defs"]
        lists = self.label_lists()
        return {name: lists[name] for name in lists if "x-iob2" not in definitions[name]}

    def segment_classes(self) -> dict[str, str]:
        """The segment class of each segment kind."""
        return self._segment_classes

    @cached_property
    def _segment_classes(self) -> dict[str, str]:
        return {kind["const"]: kind["x-class"] for kind in self.label_options("segment_kind")}

    def label_options(self, name: str) -> list[dict[str, str]]:
        """The labels of a list with their descriptions and other annotations."""
        options: list[dict[str, str]] = self.by_urn[f"{URN}labels"]["$defs"][name]["oneOf"]
        return options

    def resolve(self, schema: Json, urn: str) -> tuple[Json, str]:
        """The definition that ``schema`` in ``urn`` refers to, and the URN that it stands in.

        Follows chains of ``$ref``; the title and description nearest to the start are kept.
        """
        words: dict[str, str] = {}
        while "$ref" in schema:
            words = {key: schema[key] for key in ("title", "description") if key in schema} | words
            schema, urn = schema_profile.definition(self.by_urn, schema["$ref"], urn)
        return schema | words, urn


def load(folder: Path, shown: str = "schema") -> tuple[Schemas | None, tuple[Problem, ...]]:
    """The schemas in ``folder`` (named ``shown`` in messages); None where they cannot be used."""
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
