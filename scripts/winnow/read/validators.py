"""Validate with jsonschema-rs, which is fast, and explain errors with jsonschema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from winnow.model.json import Json

Formats = dict[str, Callable[[str], bool]]
"""Python checks of strings by the name of a ``format``."""

FORMATS = FormatChecker(["date"])

INTEGER = "urn:winnow:integer"
INTEGER_SCHEMA = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer"}
"""Since draft 6, 1.0 is an integer; a reference to a schema of draft 4 excludes it."""

PORTABLE_PATTERN = re.compile(
    r"""(?: [|^$]
          | \( (?!\?)
          | (?: [\w\ #/:-] | \\[-./*+?^$|()\[\]{}\\] | [).]
              | \[\^?(?!\S*--)(?: [\w\ !\#/:~-] | \\u[0-9A-F]{4} | \U0010FFFF )+\] )
            (?: [*+?](?![*+?{]) | \{\d+(?:,\d*)?\}(?![*+?{]) )?
        )*""",
    re.ASCII | re.VERBOSE,
)
"""Patterns with the same meaning in Rust and Python: no ``\\w``, ``\\d``, groups with ``?``,
possessive or lazy quantifiers; code points outside ASCII only in classes, as escapes (U+10FFFF,
which four digits cannot escape, as itself)."""


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """Match the whole string: ``$`` is its end, and no newline may follow."""
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _is_integer(_: Any, value: Any) -> bool:
    return type(value) is int


WinnowValidator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)
"""Draft 2020-12, but 1.0 is not an integer, and a pattern matches the whole string."""


@dataclass(frozen=True)
class TwoStageValidator:
    """Two validators of one schema. ``fast`` accepts no value that ``exact`` rejects.

    ``fast`` is None for schemas that jsonschema-rs cannot compile.
    """

    fast: jsonschema_rs.Draft202012Validator | None
    exact: Validator

    def iter_errors(self, value: Json) -> Iterator[ValidationError]:
        """The errors of ``exact``, which is slow and runs only if ``fast`` rejects the value."""
        if not self._accepts(value):
            yield from self.exact.iter_errors(value)

    def _accepts(self, value: Json) -> bool:
        try:
            return self.fast is not None and self.fast.is_valid(value)
        except ValueError:  # Rust cannot represent the value, such as a lone surrogate
            return False


class Compiler:
    """Compile schemas that refer to each other by URN; no reference uses the network."""

    def __init__(self, by_urn: Mapping[str, Json]) -> None:
        # With $schema, jsonschema would use the validator of the draft instead of ours.
        plain = {
            urn: {key: schema[key] for key in schema if key != "$schema"}
            for urn, schema in by_urn.items()
        }
        self._formats: Formats = {"date": partial(FORMATS.conforms, format="date")}
        self._strict = {urn: _strict(schema, self._formats) for urn, schema in plain.items()}
        self._registry: Registry[Json] = Registry().with_resources(
            (urn, DRAFT202012.create_resource(schema)) for urn, schema in plain.items()
        )

    def validator(self, uri: str) -> TwoStageValidator:
        """The validator for a schema, or for a definition in one: ``urn#/$defs/name``."""
        exact = WinnowValidator({"$ref": uri}, registry=self._registry, format_checker=FORMATS)
        resources = self._strict | {INTEGER: INTEGER_SCHEMA}
        fast = compiled(
            {"$ref": uri},
            retriever=resources.__getitem__,
            formats=self._formats,
            validate_formats=True,
        )
        return TwoStageValidator(fast, exact)


def compiled(schema: Json, **options: Any) -> jsonschema_rs.Draft202012Validator | None:
    """A schema compiled by jsonschema-rs; None if it cannot compile it."""
    try:
        return jsonschema_rs.Draft202012Validator(schema, **options)
    except (ValueError, jsonschema_rs.ReferencingError):
        return None


def _strict(schema: Json, formats: Formats) -> Json:
    """A schema with which jsonschema-rs accepts nothing that ``WinnowValidator`` rejects.

    Patterns that are not portable become formats, which are added to ``formats``.
    """
    if isinstance(schema, list):
        return [_strict(item, formats) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value, formats) for key, value in schema.items()}
    conditions: list[Json] = []
    match schema.get("type"):  # a property may also be named type; its value is then an object
        case "integer":
            del strict["type"]
            conditions.append({"$ref": INTEGER})
        case list(kinds) if "integer" in kinds:
            del strict["type"]
            conditions.append({"anyOf": [_strict({"type": kind}, formats) for kind in kinds]})
    match schema.get("pattern"):
        case str(pattern) if PORTABLE_PATTERN.fullmatch(pattern):
            strict["pattern"] = f"^(?:{pattern})$"
        case str(pattern):
            del strict["pattern"]
            formats[f"pattern {pattern}"] = partial(_matches, pattern)
            conditions.append({"format": f"pattern {pattern}"})
    return strict | {"allOf": [*strict.get("allOf", ()), *conditions]} if conditions else strict


def _matches(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value) is not None
