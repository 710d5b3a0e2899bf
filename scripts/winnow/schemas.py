"""The JSON Schemas: loaded from ``schema/``, held to their profile, and used to validate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from winnow import rules
from winnow.documents import Json, read_json
from winnow.problems import Problem, excerpt, json_path, shortened
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


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """The whole string has the form: ``$`` is its end, and no newline may follow."""
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


WinnowValidator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: type(value) is int
    ),
)
"""Draft 2020-12, but 1.0 is no integer, and a pattern stands for the whole string."""

META = Draft202012Validator(
    Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER
)


@dataclass(frozen=True)
class Schemas:
    """All schemas of a root, by URN; every reference in them leads somewhere."""

    by_urn: dict[str, Json]
    lock: Json
    registry: Registry[Json]

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
        return {each["const"]: each["x-class"] for each in self.label_options("segment_kind")}

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
            schema, urn = _lookup(self.by_urn, schema["$ref"], urn)
        return schema | words, urn

    def validator(self, name: str) -> Validator:
        """A validator for ``urn:winnow:schema:<name>``; it never reaches for the network."""
        validator: Validator = WinnowValidator(
            {"$ref": URN + name}, registry=self.registry, format_checker=FormatChecker(["date"])
        )
        return validator

    def violations(self, value: Json, name: str, file: str) -> Iterator[Problem]:
        """Each violation of the schema ``urn:winnow:schema:<name>`` in ``value``."""
        for error in self.validator(name).iter_errors(value):
            yield violation(error, value, file)

    def violations_of_rows(self, rows: list[Json], name: str, file: str) -> Iterator[Problem]:
        """The same for each of many rows, with the row's number (from 0) before its place."""
        validator = self.validator(name)
        for number, row in enumerate(rows):
            for error in validator.iter_errors(row):
                found = violation(error, row, file)
                yield replace(found, place=f"[{number}].{found.place}")


def _lookup(by_urn: dict[str, Json], reference: str, urn: str) -> tuple[Json, str]:
    target, _, name = reference.partition("#/$defs/")
    urn = target or urn
    return by_urn[urn]["$defs"][name], urn


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
    profile_file = f"{PROFILE}.schema.json"
    profile = by_urn.pop(names.pop(profile_file))
    problems.extend(_meta_problems(profile, f"{shown}/{profile_file}"))
    if problems:
        return None, tuple(problems)
    for name, urn in names.items():
        problems.extend(_profile_problems(by_urn[urn], urn, profile, f"{shown}/{name}"))
    if not problems:
        for name, urn in names.items():
            problems.extend(_reference_problems(by_urn, urn, f"{shown}/{name}"))
    if problems:
        return None, tuple(problems)
    by_urn = {urn: with_derived_labels(schema) for urn, schema in by_urn.items()}
    return Schemas(by_urn, lock.value, _registry(by_urn)), ()


def from_documents(documents: Iterable[Json]) -> Schemas:
    """Schemas that were checked before, as a release has them; without the lock of labels."""
    by_urn = {
        each["$id"]: with_derived_labels(each) for each in documents if each["$id"] != URN + PROFILE
    }
    return Schemas(by_urn, None, _registry(by_urn))


def with_derived_labels(schema: Json) -> Json:
    """A schema in which each list that ``x-iob2`` derives from another has its tags."""
    definitions: dict[str, Json] = schema.get("$defs", {})
    derived = {
        name: {key: value for key, value in definition.items() if key != "pattern"}
        | {"oneOf": _iob2(definitions[definition["x-iob2"]]["oneOf"])}
        for name, definition in definitions.items()
        if "x-iob2" in definition
    }
    return schema | {"$defs": definitions | derived} if derived else schema


def _iob2(labels: Iterable[Json]) -> list[Json]:
    """The IOB2 tags over some labels, as the options of a label list."""
    tags = [("O", "The token lies in no mention.")]
    for label in (option["const"] for option in labels):
        tags.append((f"B-{label}", f"The first token of a {label} mention."))
        tags.append((f"I-{label}", f"A further token of a {label} mention."))
    return [{"const": tag, "description": description} for tag, description in tags]


def _registry(by_urn: dict[str, Json]) -> Registry[Json]:
    """The schemas without ``$schema``, which would lead back to the draft's own validator."""
    resources = (
        (urn, DRAFT202012.create_resource({key: each[key] for key in each if key != "$schema"}))
        for urn, each in by_urn.items()
    )
    registry: Registry[Json] = Registry().with_resources(resources)
    return registry.crawl()


def _meta_problems(schema: Json, file: str) -> Iterator[Problem]:
    """What keeps a file from being a JSON Schema at all."""
    if not isinstance(schema, dict):
        yield rules.SCHEMA_PROFILE.at(file, "", "is not an object")
        return
    yield from _faults(META, schema, file, "is no JSON Schema")


def _profile_problems(schema: Json, urn: str, profile: Json, file: str) -> list[Problem]:
    """A schema against the profile and, where it keeps to that, what the profile cannot say."""
    problems = list(_meta_problems(schema, file))
    validator = Draft202012Validator(profile)
    problems.extend(_faults(validator, schema, file, "breaks the profile"))
    if not problems:
        found = (
            *_header_problems(schema, urn),
            *_object_problems(schema),
            *_label_problems(schema),
            *_tag_problems(schema),
        )
        problems = [rules.SCHEMA_PROFILE.at(file, place, message) for place, message in found]
    return problems


Finding = tuple[str, str]
"""A place in a schema and what is wrong there."""


def _header_problems(schema: Json, urn: str) -> Iterator[Finding]:
    if schema["$id"] != urn:
        yield "$id", f"its $id is {excerpt(schema['$id'])}, not {urn}"
    if "x-key" in schema and schema["x-key"] not in schema.get("properties", {}):
        yield "x-key", f"x-key names {excerpt(schema['x-key'])}, which is no property"


def _object_problems(schema: Json) -> Iterator[Finding]:
    for path, node in _nodes(schema):
        properties, required = node.get("properties"), node.get("required")
        described = isinstance(properties, dict) and isinstance(required, list)
        if described and sorted(properties) != sorted(map(str, required)):
            yield json_path((*path, "required")), "required does not name exactly the properties"


def _label_problems(schema: Json) -> Iterator[Finding]:
    for path, node in _nodes(schema):
        if isinstance(node.get("oneOf"), list):
            labels = [option["const"] for option in node["oneOf"]]
            for label in sorted({each for each in labels if labels.count(each) > 1}):
                yield json_path((*path, "oneOf")), f"{excerpt(label)} stands twice in its list"


def _tag_problems(schema: Json) -> Iterator[Finding]:
    """Tags are derived from a list of labels that is there, and fit their own pattern."""
    definitions = schema.get("$defs", {})
    for path, node in _nodes(schema):
        if not isinstance(node.get("x-iob2"), str):
            continue
        place, source = json_path((*path, "x-iob2")), node["x-iob2"]
        if path[:-1] != ("$defs",):
            yield place, "only a definition can be derived by x-iob2"
        elif "oneOf" not in definitions.get(source, {}):
            yield place, f"x-iob2 names {excerpt(source)}, which is no list of labels here"
        else:
            tags = [option["const"] for option in _iob2(definitions[source]["oneOf"])]
            for tag in tags:
                if not re.fullmatch(node["pattern"], tag):
                    yield json_path((*path, "pattern")), f"{excerpt(tag)} does not match it"


def _faults(validator: Validator, schema: Json, file: str, verdict: str) -> Iterator[Problem]:
    """What a schema of schemas finds, at the innermost place that it can tell."""
    for error in validator.iter_errors(schema):
        innermost = best_match([error]) or error
        message = f"{verdict}: {shortened(innermost.message, 120)}"
        yield rules.SCHEMA_PROFILE.at(file, json_path(innermost.absolute_path), message)


def _nodes(
    node: Json, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    """Every object in a schema with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from _nodes(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _nodes(value, (*path, index))


def _reference_problems(by_urn: dict[str, Json], urn: str, file: str) -> Iterator[Problem]:
    """References that lead nowhere, or back to where they stand."""
    for path, node in _nodes(by_urn[urn]):
        if isinstance(node.get("$ref"), str):
            place = json_path((*path, "$ref"))
            try:
                circular = _leads_back(by_urn, node["$ref"], urn, ())
            except KeyError:
                yield rules.SCHEMA_REFERENCE.at(file, place, f"{node['$ref']} leads nowhere")
                continue
            if circular:
                message = f"{node['$ref']} leads back to itself"
                yield rules.SCHEMA_REFERENCE.at(file, place, message)


def _leads_back(by_urn: dict[str, Json], reference: str, urn: str, way: tuple[str, ...]) -> bool:
    """Whether a definition refers to itself, directly or through others."""
    found, urn = _lookup(by_urn, reference, urn)
    here = f"{urn}#{reference.partition('#')[2]}"
    if here in way:
        return True
    inner = [node["$ref"] for _, node in _nodes(found) if isinstance(node.get("$ref"), str)]
    return any(_leads_back(by_urn, each, urn, (*way, here)) for each in inner)
