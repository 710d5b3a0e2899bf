"""Free text in authored files is one line without anything that hides or turns it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support import ROOT, winnow
from winnow.model.problem import json_path
from winnow.model.schemas import AUTHORED_FILES, URN, Schemas
from winnow.read import schemas
from winnow.read.schemas import violations

PAGE_TEXT = ("quote", "described_reading")
"""Definitions of strings that quote a page, which may hold whatever the page holds."""

LOADED = schemas.load(ROOT / "schema")[0]
assert LOADED is not None
SCHEMAS: Schemas = LOADED
LINE = SCHEMAS.by_urn[f"{URN}common"]["$defs"]["line"]


@dataclass(frozen=True)
class Leaf:
    """A string in an authored file: where it is, its schema, and the definitions it refers to."""

    file: str
    path: tuple[str | int, ...]
    schema: Any
    definitions: tuple[str, ...]


def leaves(file: str) -> Iterator[Leaf]:
    """Every string that the schema of a file allows, the first item of each list."""
    yield from _leaves(file, SCHEMAS.by_urn[URN + file], URN + file, (), ())


def _leaves(
    file: str, schema: Any, urn: str, path: tuple[str | int, ...], definitions: tuple[str, ...]
) -> Iterator[Leaf]:
    if "$ref" in schema:
        definitions = (*definitions, schema["$ref"].rpartition("/")[2])
        schema, urn = _definition(schema["$ref"], urn)
        yield from _leaves(file, schema, urn, path, definitions)
    elif "anyOf" in schema:
        yield from _leaves(file, schema["anyOf"][0], urn, path, definitions)
    elif schema["type"] == "object":
        for name, member in schema["properties"].items():
            yield from _leaves(file, member, urn, (*path, name), definitions)
    elif schema["type"] == "array":
        yield from _leaves(file, schema["items"], urn, (*path, 0), definitions)
    elif schema["type"] in ("string", ["string", "null"]):
        yield Leaf(file, path, schema, definitions)


def _definition(reference: str, urn: str) -> tuple[Any, str]:
    target, _, name = reference.partition("#/$defs/")
    urn = target or urn
    return SCHEMAS.by_urn[urn]["$defs"][name], urn


ALL = [leaf for file in AUTHORED_FILES for leaf in leaves(file)]
FREE = [leaf for leaf in ALL if "x-form" in leaf.schema]

BAD = {
    "empty": "",
    "blank": "  ",
    "blank to the eye": "\u00a0\u3000",
    "leading space": " a",
    "trailing space": "a ",
    "trailing no-break space": "a\u00a0",
    "byte-order mark": "a\ufeff",
    "nul": "a\0b",
    "newline": "a\nb",
    "trailing newline": "a\n",
    "tab": "a\tb",
    "carriage return": "a\rb",
    "escape": "a\x1b[31mb",
    "next line": "a\x85b",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "override": "a\u202eb\u202c",
    "isolate": "a\u2067b\u2069",
    "lone surrogate": "a\ud800b",
}
GOOD = (
    "a",
    "a b",
    "“Für 東京” – n’est-ce pas?",
    "עברית\u200f, العربية",
    "👩\u200d🔬",
    "<b>&amp;",
    "\U0010ffff",
)


def with_value(path: tuple[str | int, ...], value: str) -> Any:
    """A document that has nothing but a value at a path."""
    if not path:
        return value
    inner = with_value(path[1:], value)
    return [inner] if path[0] == 0 else {path[0]: inner}


def at(leaf: Leaf, value: str) -> list[Any]:
    document = with_value(leaf.path, value)
    problems = violations(SCHEMAS, document, leaf.file, "file.json")
    return [problem for problem in problems if problem.place == json_path(leaf.path)]


def test_every_string_has_a_form_or_quotes_a_page() -> None:
    formed = ("pattern", "oneOf", "enum", "format")
    for leaf in ALL:
        if not any(keyword in leaf.schema for keyword in formed):
            assert set(leaf.definitions) & set(PAGE_TEXT), leaf
    names = {f"{leaf.file}.{json_path(leaf.path)}" for leaf in FREE}
    assert {
        "metadata.title", "metadata.keywords[0]", "metadata.creators[0].name",
        "metadata.related_works[0].identifier", "metadata.responsible_ai.data_biases[0]",
        "sources.[0].caution", "sources.[0].remarks[0]", "adjudication.[0].note",
        "audit.[0].note", "audits.[0].method", "registry.[0].name",
        "ids.[0].withdrawn[0].reason", "exceptions.[0].reason", "pass.annotator", "pass.method",
    } <= names  # fmt: skip


@pytest.mark.parametrize("leaf", FREE, ids=lambda leaf: f"{leaf.file}.{json_path(leaf.path)}")
def test_free_text_is_one_line(leaf: Leaf) -> None:
    for value in BAD.values():
        (problem,) = at(leaf, value)
        assert problem.rule == "value-malformed"
        assert "is not one line of text: " in problem.message
        assert problem.message.isprintable()
        assert len(problem.message) < 120
    for value in GOOD:
        assert at(leaf, value) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\0b", r"'a\x00b' is not one line of text: control character U+0000 at offset 1"),
        ("ab\n", "control character U+000A at offset 2"),
        ("a\u202eb", "right-to-left override U+202E at offset 1"),
        ("a\u2028b", "line separator U+2028 at offset 1"),
        ("a\ud800", "lone surrogate U+D800 at offset 1"),
        (" a", "white space U+0020 at its beginning"),
        ("a\u00a0", "white space U+00A0 at its end"),
        ("\ufeffa", "zero width no-break space U+FEFF at its beginning"),
        ("", "'' is not one line of text: it is empty"),
    ],
)
def test_the_message_names_what_is_wrong(value: str, words: str) -> None:
    (problem,) = violations(SCHEMAS, value, "common#/$defs/line", "file.json")
    assert words in problem.message


def test_no_text_where_there_may_be_none() -> None:
    name = "common#/$defs/optional_line"
    assert not list(violations(SCHEMAS, None, name, "file.json"))
    (problem,) = violations(SCHEMAS, 5, name, "file.json")
    assert (problem.rule, problem.message) == ("type-wrong", "5 is not a string or null")


BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def test_the_pattern_agrees_with_unicode() -> None:
    pattern = re.compile(LINE["pattern"])
    for code in range(0x110000):
        character = chr(code)
        hidden = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or code in BIDI
        assert bool(pattern.fullmatch(f"x{character}x")) != hidden, hex(code)
        blank = hidden or character.isspace() or code == 0xFEFF
        assert bool(pattern.fullmatch(character)) != blank, hex(code)


def test_other_validators_read_the_pattern_alike() -> None:
    fast = pytest.importorskip("jsonschema_rs").validator_for(LINE)
    plain = Draft202012Validator(LINE)
    edges = [
        end for part in re.findall(r"u([0-9A-F]{4})", LINE["pattern"]) for end in [int(part, 16)]
    ]
    codes = {code + step for code in edges for step in (-1, 0, 1)} | {
        *range(0x100),
        0x1F600,
        0x10FFFF,
    }
    for code in sorted(codes - {*range(0xD800, 0xE000)}):
        for value in (chr(code), f"x{chr(code)}", f"x{chr(code)}x", f"{chr(code)}x"):
            wanted = re.fullmatch(LINE["pattern"], value) is not None
            assert fast.is_valid(value) == wanted, (hex(code), value)
            if not value.endswith("\n"):  # Python's $ lets a newline follow
                assert plain.is_valid(value) == wanted, (hex(code), value)


EDITS: dict[str, tuple[str, tuple[str | int, ...]]] = {
    "metadata": ("dataset/metadata.json", ("keywords", 0)),
    "sources": ("dataset/sources/sources.json", (0, "rights")),
    "registry": ("dataset/annotations/registry.json", (0, "name")),
    "pass": ("dataset/annotations/passes/a/pass.json", ("method",)),
}


@pytest.mark.parametrize("name", EDITS)
def test_the_check_reports_hidden_characters(base: Path, name: str) -> None:
    file, path = EDITS[name]
    document = json.loads((base / file).read_text(encoding="utf-8"))
    inner = document
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] += "\u202e"
    (base / file).write_text(json.dumps(document), encoding="utf-8")
    (problem,) = winnow("check", "--format", "json", "--root", base).problems
    assert problem["rule"] == "value-malformed"
    assert (problem["file"], problem["place"]) == (file, json_path(path))
    assert "right-to-left override U+202E" in problem["message"]


def test_quotes_of_pages_may_hold_what_pages_hold() -> None:
    for name in PAGE_TEXT:
        assert not list(violations(SCHEMAS, "a\u202e\n", f"common#/$defs/{name}", "file.json"))


@pytest.mark.parametrize(
    "address", ["https://a.org/\n", "https://a.org/\0", "https://a.org/\u202e"]
)
def test_addresses_hide_no_characters(address: str) -> None:
    (url,) = (leaf for leaf in ALL if leaf.file == "sources" and leaf.path[-1] == "url")
    assert [problem.rule for problem in at(url, address)] == ["value-malformed"]
    assert at(url, "https://a.org/b?c=%20d") == []
