"""Explain errors of jsonschema in plain words, and find the lines of JSON paths."""

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
    """One error of jsonschema as a problem; messages quote at most an excerpt of a value."""
    nullable = error.validator == "anyOf"
    error = _innermost(error)
    path = list(error.absolute_path)
    place, owner = json_path(path), _owner(document, path)
    value: Any = error.instance
    expected: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "required":
            missing = [key for key in expected if key not in value]
            verb = "the key {} is" if len(missing) == 1 else "the keys {} are"
            message = f"{owner}{verb.format(', '.join(missing))} missing"
            return RULES["key-missing"].at(file, place, message)
        case "additionalProperties":
            known = list(schema["properties"])
            unknown = [f"{excerpt(key)}{hint(key, known)}" for key in value if key not in known]
            message = f"{owner}unknown key {', '.join(unknown)}"
            return RULES["key-unknown"].at(file, place, message)
        case "oneOf" | "enum" if isinstance(value, str):
            labels = [
                option["const"] if isinstance(option, dict) else option for option in expected
            ]
            message = f"{owner}{excerpt(value)} is not a label of this list{hint(value, labels)}"
            remedy = f"use one of: {', '.join(labels)}"
            return RULES["label-unknown"].at(file, place, message, remedy)
        case "oneOf" | "enum" | "type":
            types = expected if error.validator == "type" else "string"
            if nullable:
                types = [types, "null"]
            message = f"{owner}{excerpt(value)} is not {_types(types)}"
            return RULES["type-wrong"].at(file, place, message)
        case _:
            return RULES["value-malformed"].at(file, place, f"{owner}{_malformed(error)}")


def _innermost(error: ValidationError) -> ValidationError:
    """The error in the first branch of ``anyOf``; the other branch is null."""
    while error.validator == "anyOf" and error.context:
        error = error.context[0]
    return error


def _owner(document: Any, path: Sequence[str | int]) -> str:
    """``s4: `` for a place in the annotation s4, else an empty string."""
    value: Any = document
    name: Any = ""
    for part in (None, *path):
        value = value if part is None else value[part]
        if isinstance(value, dict):
            name = value.get("id", value.get("page_id", name))
    return f"{shortened(name, 100)}: " if isinstance(name, str) and name else ""


def _types(types: str | Sequence[str]) -> str:
    names = [types] if isinstance(types, str) else types
    return " or ".join(TYPE_NAMES.get(name, name) for name in names)


def _malformed(error: ValidationError) -> str:
    value, expected = excerpt(error.instance), error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "pattern" if "x-form" in schema:
            reason = _mismatch(str(error.instance), str(expected))
            return f"{value} is not {schema['x-form']}: {reason}"
        case "pattern":
            return f"{value} does not match the pattern {expected}"
        case "format":
            return f"{value} is not a {expected}"
        case "minimum":
            return f"{value} is less than {expected}"
        case "maximum":
            return f"{value} is more than {expected}"
        case "minLength" | "minItems":
            return f"{value} is shorter than {expected}"
        case "maxLength" | "maxItems":
            return f"{value} is longer than {expected}"
        case _:
            return f"{value} violates {error.validator} of its schema"


def _mismatch(value: str, pattern: str) -> str:
    """Why a text does not match the pattern of a named form such as one line of text."""
    for offset, character in enumerate(value):
        if not re.fullmatch(pattern, f"x{character}x"):
            return f"{_character_name(character)} at offset {offset}"
    if not value:
        return "it is empty"
    if not re.fullmatch(pattern, value[0]):
        return f"{_character_name(value[0])} at its beginning"
    return f"{_character_name(value[-1])} at its end"


def _character_name(character: str) -> str:
    names = {"Cc": "control character", "Cs": "lone surrogate", "Zs": "white space"}
    default = unicodedata.name(character, "character").lower()
    name = names.get(unicodedata.category(character), default)
    return f"{name} U+{ord(character):04X}"


STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
"""A step of a JSON path: an index or a key."""


class Places:
    """The places of values in a JSON text; each object and list is scanned once, on demand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self._members: dict[int, dict[str | int, int]] = {}

    def line(self, place: str) -> int | None:
        """The line (from 1) on which the value at a JSON path begins.

        If the path leads nowhere, that of the innermost object or list on it; None if the text is
        empty.
        """
        offset = self._skip(0)
        if offset == len(self._text):
            return None
        for index, key in STEP.findall(place):
            if offset not in self._members:
                self._members[offset] = self._scan(offset)
            member = self._members[offset].get(int(index) if index else key)
            if member is None:
                break
            offset = member
        return self._text.count("\n", 0, offset) + 1

    def _scan(self, start: int) -> dict[str | int, int]:
        """The offset of each member of the object or list at ``start``; the first of equal keys."""
        members: dict[str | int, int] = {}
        opening, offset = self._text[start], self._skip(start + 1)
        if opening not in "{[":
            return members
        while self._text[offset] not in "]}":
            key: str | int = len(members)
            if opening == "{":
                key, offset = self._decoder.raw_decode(self._text, offset)
                offset = self._skip(self._skip(offset) + 1)
            members.setdefault(key, offset)
            _, offset = self._decoder.raw_decode(self._text, offset)
            offset = self._skip(offset)
            offset = self._skip(offset + 1) if self._text[offset] == "," else offset
        return members

    def _skip(self, offset: int) -> int:
        while offset < len(self._text) and self._text[offset] in " \t\n\r":
            offset += 1
        return offset
