"""jsonschema-rs accepts what jsonschema accepts, and jsonschema explains everything else."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support import FIXTURES, ROOT, digests, edit, replace, sample_size, winnow
from trees import Trees
from winnow.model.corpus import Corpus
from winnow.model.problem import Problem
from winnow.model.schemas import CONFIGS, URN, Schemas, definition
from winnow.read import files as documents
from winnow.read import schemas
from winnow.read.explain import violation
from winnow.read.schemas import validator, violations, violations_of_rows
from winnow.read.validators import PORTABLE_PATTERN, Compiler, TwoStageValidator
from winnow.rows.configs import corpus_rows

Document = tuple[str, Any]
"""The name of a schema and a value to validate against it."""

ON_FILES = {"replace", "write", "write_hex", "append", "remove", "make_folder", "copy", "rehash"}
"""Edits of a fixture that run no command."""

RULE_FIXTURES = sorted((FIXTURES / "rules").glob("*.json"))

LISTS = ("metadata", "annotations/ids", "annotations/registry", "sources/sources")
LOGS = ("adjudication", "audits", "audit", "exceptions")

SETTINGS = settings(
    max_examples=sample_size(25, 400),
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def load(root: Path) -> Schemas:
    loaded, problems = schemas.load(root / "schema")
    assert loaded is not None, problems
    return loaded


SCHEMAS = load(ROOT)


def authored(root: Path) -> Iterator[Document]:
    """Every authored file below a root that can be read."""
    dataset = root / "dataset"
    files = {dataset / f"{name}.json": name.rpartition("/")[2] for name in LISTS}
    files |= {dataset / f"annotations/{name}.jsonl": name for name in LOGS}
    files |= dict.fromkeys((dataset / "annotations/gold").glob("*.json"), "page")
    for path in (dataset / "annotations/passes").glob("*/*.json"):
        files[path] = path.stem if path.stem in ("pass", "registry") else "page"
    for path, name in files.items():
        read = documents.read_json_lines if path.suffix == ".jsonl" else documents.read_json
        reading = read(path, path.name)
        if reading.known:
            yield name, reading.value


def verdicts(validator: TwoStageValidator, value: Any) -> tuple[bool, bool]:
    """Whether jsonschema-rs and jsonschema accept a value."""
    assert validator.fast is not None
    try:
        fast = validator.fast.is_valid(value)
    except ValueError:  # a string that Rust cannot hold
        fast = False
    return fast, validator.exact.is_valid(value)


def explained(loaded: Schemas, value: Any, name: str) -> list[Problem]:
    """The problems that jsonschema alone reports."""
    errors = validator(loaded, name).exact.iter_errors(value)
    return [violation(error, value, "file") for error in errors]


def agree(loaded: Schemas, name: str, value: Any) -> bool:
    """Both give the same verdict, which is returned, and the problems are those of jsonschema."""
    fast, exact = verdicts(validator(loaded, name), value)
    assert fast == exact, (name, value)
    assert list(violations(loaded, value, name, "file")) == explained(loaded, value, name)
    return exact


def test_every_schema_compiles_and_every_pattern_is_portable() -> None:
    for urn, schema in SCHEMAS.by_urn.items():
        assert validator(SCHEMAS, urn.removeprefix(URN)).fast is not None
        for pattern in patterns(schema):
            assert PORTABLE_PATTERN.fullmatch(pattern), pattern


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from patterns(item)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            yield from patterns(value)


@pytest.mark.parametrize("root", [ROOT, FIXTURES / "base"], ids=["real", "base"])
def test_authored_files_are_accepted_by_both(root: Path) -> None:
    for name, value in authored(root):
        assert agree(SCHEMAS, name, value), name


def examples_of_predictions() -> Iterator[Document]:
    for form, schema in SCHEMAS.by_urn[f"{URN}predictions"]["$defs"].items():
        for example in schema.get("examples", ()):
            yield f"predictions#/$defs/{form}", example


def test_examples_of_predictions_are_accepted_by_both() -> None:
    for name, value in examples_of_predictions():
        assert agree(SCHEMAS, name, value), name


@pytest.fixture(scope="module")
def rows(corpus: Corpus) -> Mapping[str, list[Any]]:
    return corpus_rows(corpus)


@pytest.mark.sampled(20, 1)
@pytest.mark.parametrize("config", CONFIGS)
def test_gold_rows_are_accepted_by_both(
    config: str, samples: int, rows: Mapping[str, list[Any]]
) -> None:
    for row in rows[config][::samples]:
        assert verdicts(validator(SCHEMAS, f"rows:{config}"), row) == (True, True)
        # jsonschema-rs takes a tuple for a list, so views must not yield any.
        assert json.loads(json.dumps(row)) == row


@pytest.mark.parametrize("fixture", RULE_FIXTURES, ids=lambda path: path.stem)
def test_fixtures_of_rules_get_the_same_problems(
    fixture: Path, trees: Trees, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unedited = trees.get("base")
    for step in json.loads(fixture.read_text())["edits"]:
        if not ON_FILES.issuperset(step):
            break
        edit(base, [step])
    if digests(base / "schema") == digests(unedited / "schema"):
        accepted = {(name, json.dumps(value)) for name, value in authored(unedited)}
        for name, value in authored(base):
            if (name, json.dumps(value)) not in accepted:
                agree(SCHEMAS, name, value)
        return
    loaded, problems = schemas.load(base / "schema")
    for name, value in authored(base) if loaded else ():
        agree(loaded or SCHEMAS, name, value)
    monkeypatch.setattr(TwoStageValidator, "_accepts", lambda *_: False)
    assert schemas.load(base / "schema")[1] == problems


def mutated(value: Any, data: st.DataObject) -> Any:
    """A copy of a JSON value with one change somewhere in it."""
    holder = [copy.deepcopy(value)]
    spots = list(places(holder))
    container, key = spots[data.draw(st.integers(0, len(spots) - 1))]
    old = container[key]
    changes: list[Any] = [
        *(None, True, False, 0, 1, -1, 0.0, 1.0, 1.5, 2**31, 2**63, 2**64, -(2**70), 10**300),
        *(
            float("nan"),
            float("inf"),
            "",
            "x",
            "\ud800",
            "null",
            "a1\n",
            [],
            {},
            [old],
            {"id": old},
        ),
        *("2026-02-29", "2024-02-29", "0000-01-01", "2026-1-1", "20260101", "2026-W01-1"),
    ]
    match old:
        case bool():
            changes += [int(old), float(old), str(old)]
        case int():
            changes += [float(old), old + 2**31, str(old), -old]
        case str():
            changes += [f"{old}\n", f"\n{old}", f"{old} ", f"{old}\ud83d", f"{old}\0", old * 20]
            changes += [re.sub("[0-9]", "٣", old), re.sub("[a-z]", "é", old, count=1), old.upper()]
        case dict():
            changes += [old | {"lemma": "world"}, old | {"\ud800": 1}, list(old)]
            changes += [{name: old[name] for name in old if name != left} for left in old]
        case list():
            changes += [
                [*old, *old],
                [*old, None],
                {str(number): item for number, item in enumerate(old)},
                old[1:],
            ]
    container[key] = changes[data.draw(st.integers(0, len(changes) - 1))]
    return holder[0]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value as its container and key."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from places(inner)


@pytest.fixture(scope="module")
def originals(rows: Mapping[str, list[Any]]) -> list[Document]:
    """Valid values of every kind that is validated."""
    first_rows = [(f"rows:{config}", rows[config][0]) for config in CONFIGS]
    return [*authored(FIXTURES / "base"), *first_rows, *examples_of_predictions()]


@SETTINGS
@given(data=st.data())
def test_mutated_values_get_the_same_problems(
    data: st.DataObject, originals: list[Document]
) -> None:
    name, value = data.draw(st.sampled_from(originals))
    for _ in range(data.draw(st.integers(1, 2))):
        value = mutated(value, data)
    agree(SCHEMAS, name, value)


STRINGS = sorted(
    {
        f"{urn}#/$defs/{name}"
        for urn in (f"{URN}common",)
        for name, schema in SCHEMAS.by_urn[urn]["$defs"].items()
        if schema.get("type") == "string"
    }
)


@SETTINGS
@given(data=st.data())
def test_strings_of_shared_definitions_get_the_same_verdict(data: st.DataObject) -> None:
    uri = data.draw(st.sampled_from(STRINGS))
    schema, _ = definition(SCHEMAS.by_urn, uri, "")
    value = data.draw(st.from_regex(schema.get("pattern", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))
    value = mutated(value, data) if data.draw(st.booleans()) else value
    agree(SCHEMAS, uri.removeprefix(URN), value)


def both(schema: Any) -> TwoStageValidator:
    """The validators of a schema that need not keep to the profile."""
    urn = "urn:winnow:schema:sketch"
    return Compiler({urn: {"$defs": {"it": schema}}}).validator(f"{urn}#/$defs/it")


WORDS = (
    *("", "a", "b", "ab", "aa", "aab", "aaa", "a\n", "\na", "a\nb", "é", "٣", "3", "33", "_", " "),
    *("\u00a0", "\r", "\u2028", "A", "K", "-", "&", "a{,2}", "<", "a-b", "x", "\U0001f600"),
)


@pytest.mark.parametrize(
    "pattern",
    [
        *("^a$", "a", "^a|b$", "a|ab", "^(a|b)+$", "^.$", "^a.b$", "^[^a]$", "^[^ ]+$", "^[!-~]+$"),
        *("^[a-]$", r"^\.$", r"^a\-b$", "^a{2}$", "^a{1,2}$", "^a{1,}$", "^a$.*", "a$|^b", "^a??$"),
        *(r"^\w$", r"^\d+$", r"^\D$", r"^\W$", r"^\s$", r"^\S$", r"^[\d]$", r"^[^\d]$", r"\Aa\Z"),
        *("(?i)^a$", "(?i)^k$", "^a++b$", "^a++a$", "^a{,2}$", "^(?=a)a$", "^(?P<x>a)(?P=x)$"),
        *(
            r"^(a)\1$",
            r"^\<$",
            "^[a&&b]$",
            "^é$",
            "^[^é]$",
            r"^\x61$",
            r"^\u0061$",
            "^a*+$",
            "^a+?$",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_patterns_mean_what_they_mean_in_python(pattern: str) -> None:
    validator = both({"type": "string", "pattern": pattern})
    for word in WORDS:
        assert verdicts(validator, word) == (re.fullmatch(pattern, word) is not None,) * 2, word


@pytest.mark.parametrize(
    ("types", "accepted"),
    [
        ("integer", [0, 1, -3, 2**70]),
        (["integer", "null"], [0, 1, -3, 2**70, None]),
        ("number", [0, 1, -3, 2**70, 1.0, 2.5]),
        ("boolean", [True, False]),
    ],
)
def test_types_of_numbers(types: Any, accepted: list[Any]) -> None:
    validator = both({"type": types})
    for value in (0, 1, -3, 2**70, 1.0, 2.5, True, False, None, "1"):
        wanted = any(value == item and type(value) is type(item) for item in accepted)
        assert verdicts(validator, value) == (wanted, wanted), value


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        *(("2026-01-31", True), ("2024-02-29", True), ("0001-01-01", True), ("9999-12-31", True)),
        *(("2026-02-29", False), ("0000-01-01", False), ("2026-13-01", False), ("", False)),
        *(("20260131", False), ("2026-W01-1", False), ("2026-1-1", False), ("2026-01-31\n", False)),
        *(("٢٠٢٦-01-31", False), ("10000-01-01", False), ("2026-01-31T00:00:00Z", False)),
    ],
)
def test_dates(value: str, valid: bool) -> None:
    assert agree(SCHEMAS, "common#/$defs/date", value) is valid


def test_a_schema_that_only_jsonschema_can_use_is_left_to_it() -> None:
    validator = both({"type": "integer", "minimum": "one"})
    assert validator.fast is None
    assert [error.validator for error in validator.iter_errors("x")] == ["type"]


def test_a_lone_surrogate_is_left_to_jsonschema() -> None:
    assert list(violations(SCHEMAS, "\ud800", "common#/$defs/quote", "file")) == []
    (problem,) = violations(SCHEMAS, "\ud800", "common#/$defs/page_id", "file")
    assert problem.rule == "value-malformed"


def test_valid_rows_are_never_shown_to_jsonschema(
    rows: Mapping[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("jsonschema was asked")

    loaded = load(ROOT)
    monkeypatch.setattr("winnow.read.validators.WinnowValidator.iter_errors", refuse)
    for config in CONFIGS:
        assert list(violations_of_rows(loaded, rows[config], f"rows:{config}", "file")) == []


def test_problems_of_rows_have_the_number_of_the_row(rows: Mapping[str, list[Any]]) -> None:
    first, second, *_ = rows["articles"]
    (problem,) = violations_of_rows(
        SCHEMAS, [first, second | {"page_id": "A"}], "rows:articles", "file"
    )
    assert problem.place == "[1].page_id"


def test_schemas_can_be_pickled_after_use() -> None:
    loaded = load(ROOT)
    assert loaded.classes is loaded.classes
    before = list(violations(loaded, {}, "metadata", "file"))
    unpickled = pickle.loads(pickle.dumps(loaded))
    assert unpickled.by_urn == loaded.by_urn
    assert list(violations(unpickled, {}, "metadata", "file")) == before
    assert unpickled.classes == loaded.classes


@pytest.mark.parametrize("command", ["check", "build", "show"])
def test_a_reference_of_the_profile_that_leads_nowhere_is_reported(
    command: str, base: Path
) -> None:
    replace(
        base / "schema/profile.schema.json",
        '"title": {"$ref": "#/$defs/title"},\n    "description": {"$ref": "#/$defs/description"},\n'
        '    "x-key"',
        '"title": {"$ref": "#/$defs/elsewhere"},\n'
        '    "description": {"$ref": "#/$defs/description"},\n    "x-key"',
    )
    arguments = ["vote"] if command == "show" else []
    outcome = winnow(command, *arguments, "--root", base)
    assert outcome.code == 1
    assert "schema-profile" in outcome.out + outcome.err


@pytest.mark.sampled(4, 1)
def test_the_linter_reports_the_same_as_jsonschema_alone(
    samples: int, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each edit is made to the same schema in turn, and undone."""
    path = base / "schema/rows/boilerplate.schema.json"
    original = json.loads(path.read_text())
    edits: list[dict[str, Any]] = [
        {},
        {"type": 3},
        {"title": ""},
        {"description": None},
        {"pattern": "("},
        {"pattern": r"\p{L}"},
        {"type": "number"},
        {"minimum": 1.0},
        {"maxLength": -1},
        {"$ref": "urn:winnow:schema:common"},
        {"x-lemma": "world"},
    ]
    for change in edits[::samples]:
        edited = copy.deepcopy(original)
        edited["properties"]["line"] |= change
        path.write_text(json.dumps(edited))
        loaded, problems = schemas.load(base / "schema")
        with monkeypatch.context() as patch:
            patch.setattr(TwoStageValidator, "_accepts", lambda *_: False)
            assert schemas.load(base / "schema")[1] == problems
        assert (loaded is None) == bool(problems)
        assert problems or change in ({}, {"minimum": 1.0})
