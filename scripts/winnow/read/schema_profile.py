"""Lint the schemas: against the draft, against our profile of it, and their references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, json_path, shortened
from winnow.model.rules import RULES
from winnow.model.schemas import definition
from winnow.model.spans import iob2_options
from winnow.read.validators import TwoStageValidator, compiled


def lint(by_urn: Mapping[str, Json], profile_urn: str, files: Mapping[str, str]) -> list[Problem]:
    """The problems of schemas; ``profile_urn`` is the profile, ``files`` has files by URN.

    The other schemas are checked against the profile only if it is a JSON Schema, and references
    only if all schemas conform to the profile.
    """
    profile = by_urn[profile_urn]
    problems = list(_meta_problems(profile, files[profile_urn]))
    if problems:
        return problems
    fast = compiled(profile, retriever={}.__getitem__)
    if fast is None:
        message = "cannot be compiled: check its patterns, and that its references are in this file"
        return [RULES["schema-profile"].at(files[profile_urn], "", message)]
    validator = TwoStageValidator(fast, Draft202012Validator(profile))
    others = {urn: file for urn, file in files.items() if urn != profile_urn}
    for urn, file in others.items():
        problems.extend(_profile_problems(by_urn[urn], urn, validator, file))
    if not problems:
        for urn, file in others.items():
            problems.extend(_reference_problems(by_urn, urn, file))
    return problems


@cache
def _meta_validator() -> TwoStageValidator:
    """The meta-schema of the draft; patterns must be regular expressions of Python."""
    schema = Draft202012Validator.META_SCHEMA
    checker = Draft202012Validator.FORMAT_CHECKER
    regex = partial(checker.conforms, format="regex")
    fast = compiled({"$ref": schema["$id"]}, formats={"regex": regex}, validate_formats=True)
    return TwoStageValidator(fast, Draft202012Validator(schema, format_checker=checker))


def _meta_problems(schema: Json, file: str) -> Iterator[Problem]:
    if not isinstance(schema, dict):
        yield RULES["schema-profile"].at(file, "", "is not an object")
        return
    yield from _violations(_meta_validator(), schema, file, "is not a JSON Schema")


def _profile_problems(
    schema: Json, urn: str, profile: TwoStageValidator, file: str
) -> list[Problem]:
    """Check a schema against the profile, and then against rules that no profile can express."""
    problems = list(_meta_problems(schema, file))
    problems.extend(_violations(profile, schema, file, "violates the profile"))
    if not problems:
        findings = (
            *_header_problems(schema, urn),
            *_object_problems(schema),
            *_label_problems(schema),
            *_tag_problems(schema),
        )
        problems = [RULES["schema-profile"].at(file, place, message) for place, message in findings]
    return problems


Finding = tuple[str, str]
"""A place in a schema, and a message."""


def _header_problems(schema: Json, urn: str) -> Iterator[Finding]:
    if schema["$id"] != urn:
        yield "$id", f"$id is {excerpt(schema['$id'])}, not {urn}"
    if "x-key" in schema and schema["x-key"] not in schema.get("properties", {}):
        yield "x-key", f"x-key names {excerpt(schema['x-key'])}, which is not a property"
    for index, name in enumerate(schema.get("x-shown", ())):
        if name not in schema.get("properties", {}):
            yield f"x-shown[{index}]", f"x-shown names {excerpt(name)}, which is not a property"
    for name in schema.get("x-first", {}):
        if name not in schema.get("properties", {}):
            yield f"x-first.{name}", f"x-first names {excerpt(name)}, which is not a property"


def _object_problems(schema: Json) -> Iterator[Finding]:
    for path, node in _nodes(schema):
        properties, required = node.get("properties"), node.get("required")
        both = isinstance(properties, dict) and isinstance(required, list)
        if both and sorted(properties) != sorted(map(str, required)):
            yield json_path((*path, "required")), "required does not list all properties"


def _label_problems(schema: Json) -> Iterator[Finding]:
    for path, node in _nodes(schema):
        if isinstance(node.get("oneOf"), list):
            labels = [option["const"] for option in node["oneOf"]]
            for label in sorted({label for label in labels if labels.count(label) > 1}):
                yield json_path((*path, "oneOf")), f"{excerpt(label)} occurs twice in its list"


def _tag_problems(schema: Json) -> Iterator[Finding]:
    """Tags are derived from an existing list of labels, and match their pattern."""
    definitions = schema.get("$defs", {})
    for path, node in _nodes(schema):
        if not isinstance(node.get("x-iob2"), str):
            continue
        place, source = json_path((*path, "x-iob2")), node["x-iob2"]
        if path[:-1] != ("$defs",):
            yield place, "x-iob2 is allowed only in a definition"
        elif "oneOf" not in definitions.get(source, {}):
            yield (
                place,
                f"x-iob2 names {excerpt(source)}, which is not a list of labels here",
            )
        else:
            tags = [option["const"] for option in iob2_options(definitions[source]["oneOf"])]
            for tag in tags:
                if not re.fullmatch(node["pattern"], tag):
                    yield (
                        json_path((*path, "pattern")),
                        f"{excerpt(tag)} does not match",
                    )


def _violations(
    validator: TwoStageValidator, schema: Json, file: str, verdict: str
) -> Iterator[Problem]:
    for error in validator.iter_errors(schema):
        innermost = best_match([error]) or error
        message = f"{verdict}: {shortened(innermost.message, 120)}"
        yield RULES["schema-profile"].at(file, json_path(innermost.absolute_path), message)


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


def _reference_problems(by_urn: Mapping[str, Json], urn: str, file: str) -> Iterator[Problem]:
    """References to missing definitions, and circular ones."""
    for path, node in _nodes(by_urn[urn]):
        if isinstance(node.get("$ref"), str):
            place = json_path((*path, "$ref"))
            try:
                circular = _is_circular(by_urn, node["$ref"], urn, ())
            except KeyError:
                yield RULES["schema-reference"].at(file, place, f"{node['$ref']} does not exist")
                continue
            if circular:
                message = f"{node['$ref']} refers to itself"
                yield RULES["schema-reference"].at(file, place, message)


def _is_circular(
    by_urn: Mapping[str, Json], reference: str, urn: str, chain: tuple[str, ...]
) -> bool:
    """Whether a definition refers to itself, directly or through others."""
    target, urn = definition(by_urn, reference, urn)
    name = f"{urn}#{reference.partition('#')[2]}"
    if name in chain:
        return True
    inner = [node["$ref"] for _, node in _nodes(target) if isinstance(node.get("$ref"), str)]
    return any(_is_circular(by_urn, reference, urn, (*chain, name)) for reference in inner)
