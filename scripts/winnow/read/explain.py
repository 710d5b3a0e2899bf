"""Explain what a schema rejects (which key, which value, what is right), and find its line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

from winnow.model.problem import Problem, excerpt, hint, json_path, shortened
from winnow.model.rules import RULES

TYPE_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def violation(error: ValidationError, document: Any, file: str) -> Problem:
    """One error of jsonschema as a problem; no message quotes more than an excerpt."""
    nullable = error.validator == "anyOf"
    error = _innermost(error)
    path = list(error.absolute_path)
    place = json_path(path)
    whose = _owner(document, path)
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "required":
            missing = ", ".join(key for key in wanted if key not in value)
            return RULES["key-missing"].at(file, place, f"{whose}without the key {missing}")
        case "additionalProperties":
            known = schema["properties"]
            extra = [key for key in value if key not in known]
            hints = "".join(hint(key, list(known)) for key in extra)
            message = f"{whose}has the unknown key {', '.join(map(excerpt, extra))}{hints}"
            return RULES["key-unknown"].at(file, place, message)
        case "oneOf" | "enum" if isinstance(value, str):
            labels = [each["const"] if isinstance(each, dict) else each for each in wanted]
            message = f"{whose}{excerpt(value)} is not a label of this list{hint(value, labels)}"
            return RULES["label-unknown"].at(
                file, place, message, f"use one of: {', '.join(labels)}"
            )
        case "oneOf" | "enum" | "type":
            types = wanted if error.validator == "type" else "string"
            if nullable:
                types = [types, "null"]
            return RULES["type-wrong"].at(
                file, place, f"{whose}{excerpt(value)} is not {_types(types)}"
            )
        case _:
            return RULES["value-malformed"].at(file, place, f"{whose}{_malformed(error)}")


def _innermost(error: ValidationError) -> ValidationError:
    """The error in the branch that was meant, where a value may also be null."""
    while error.validator == "anyOf" and error.context:
        error = error.context[0]
    return error


def _owner(document: Any, path: Sequence[str | int]) -> str:
    """``s4: `` for a place inside the annotation s4, else nothing."""
    name: Any = ""
    for part in (None, *path):
        document = document if part is None else document[part]
        if isinstance(document, dict):
            name = document.get("id", document.get("page_id", name))
    return f"{shortened(name, 100)}: " if isinstance(name, str) and name else ""


def _types(types: str | Sequence[str]) -> str:
    names = [types] if isinstance(types, str) else types
    return " or ".join(TYPE_NAMES.get(name, name) for name in names)


def _malformed(error: ValidationError) -> str:
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "pattern" if "x-form" in schema:
            return f"{excerpt(value)} is not {schema['x-form']}: {_misfit(value, wanted)}"
        case "pattern":
            return f"{excerpt(value)} does not have the form {wanted}"
        case "format":
            return f"{excerpt(value)} is not a {wanted}"
        case "minimum":
            return f"{value} is less than {wanted}"
        case "maximum":
            return f"{excerpt(value)} is more than {wanted}"
        case "minLength" | "minItems":
            return f"{excerpt(value)} is shorter than {wanted}"
        case "maxLength" | "maxItems":
            return f"{excerpt(value)} is longer than {wanted}"
        case _:
            return f"{excerpt(value)} breaks {error.validator} of its schema"


def _misfit(value: str, pattern: str) -> str:
    """What in a text keeps it from matching the pattern of a form that has a name."""
    for offset, character in enumerate(value):
        if not re.fullmatch(pattern, f"x{character}x"):
            return f"{_named(character)} at offset {offset}"
    if not value:
        return "it is empty"
    if not re.fullmatch(pattern, value[0]):
        return f"{_named(value[0])} at its beginning"
    return f"{_named(value[-1])} at its end"


def _named(character: str) -> str:
    names = {"Cc": "control character", "Cs": "lone surrogate", "Zs": "white space"}
    default = unicodedata.name(character, "character").lower()
    name = names.get(unicodedata.category(character), default)
    return f"{name} U+{ord(character):04X}"


STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
"""A step of a JSON path: an index or a key."""


class Places:
    """A JSON text in which each object and list is looked through once, when it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self._members: dict[int, dict[str | int, int]] = {}

    def line(self, place: str) -> int | None:
        """The line (from 1) on which the value at a JSON path begins, or the object without it.

        None where the text holds no value.
        """
        at = self._skip(0)
        if at == len(self._text):
            return None
        for index, key in STEP.findall(place):
            found = self._members_of(at).get(int(index) if index else key)
            if found is None:
                break
            at = found
        return self._text.count("\n", 0, at) + 1

    def _members_of(self, start: int) -> dict[str | int, int]:
        """Where each member of the object or list at ``start`` begins; the first of equal keys."""
        if start not in self._members:
            self._members[start] = self._look_through(start)
        return self._members[start]

    def _look_through(self, start: int) -> dict[str | int, int]:
        found: dict[str | int, int] = {}
        opening, at = self._text[start], self._skip(start + 1)
        if opening not in "{[":
            return found
        while self._text[at] not in "]}":
            key: str | int = len(found)
            if opening == "{":
                key, at = self._decoder.raw_decode(self._text, at)
                at = self._skip(self._skip(at) + 1)
            found.setdefault(key, at)
            _, at = self._decoder.raw_decode(self._text, at)
            at = self._skip(at)
            at = self._skip(at + 1) if self._text[at] == "," else at
        return found

    def _skip(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in " \t\n\r":
            at += 1
        return at
