"""IOB2 tags are derived from the entity types, wherever schemas are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support import ROOT, winnow
from winnow.model.schemas import URN, Schemas
from winnow.read import schemas
from winnow.read.schemas import violations
from winnow.release import snapshot

FILE = ROOT / "schema/labels.schema.json"
DEFINITIONS = json.loads(FILE.read_text(encoding="utf-8"))["$defs"]
TYPES = [option["const"] for option in DEFINITIONS["entity_type"]["oneOf"]]
TAGS = ("O", *(f"{prefix}-{label}" for label in TYPES for prefix in "BI"))


@pytest.fixture(scope="module")
def loaded() -> Schemas:
    made, problems = schemas.load(ROOT / "schema")
    assert made is not None, problems
    return made


def test_the_tags_follow_the_types(loaded: Schemas) -> None:
    assert TAGS[:3] == ("O", "B-PERSON", "I-PERSON")
    assert loaded.labels("entity_tag") == TAGS
    assert "oneOf" not in DEFINITIONS["entity_tag"]


def test_rows_reject_unknown_tags(loaded: Schemas) -> None:
    name = "labels#/$defs/entity_tag"
    for tag in TAGS:
        assert not list(violations(loaded, tag, name, "rows"))
    for tag in ("B-SHIP", "PERSON", "B-", "o", ""):
        (problem,) = violations(loaded, tag, name, "rows")
        assert problem.rule == "label-unknown"


def test_every_reader_of_schemas_has_the_tags(loaded: Schemas, tmp_path: Path) -> None:
    documents = [json.loads(path.read_text()) for path in (ROOT / "schema").rglob("*.schema.json")]
    assert schemas.from_documents(documents).labels("entity_tag") == TAGS
    assert snapshot.read(str(ROOT), tmp_path).labels["entity_tag"] == TAGS


def test_the_file_alone_is_a_schema_that_rejects_nonsense() -> None:
    validator = Draft202012Validator(DEFINITIONS["entity_tag"])
    assert all(validator.is_valid(tag) for tag in TAGS)
    for value in ("", "PERSON", "X-PERSON", "B-", "B-person", "B PERSON", "OO", 1, None):
        assert not validator.is_valid(value)


def test_versions_with_typed_and_derived_tags_have_the_same_labels(
    loaded: Schemas, real: Path
) -> None:
    """Version 1.1.0 lists every tag."""
    path = real / "schema/labels.schema.json"
    typed = json.loads(path.read_text())
    expanded = loaded.by_urn[f"{URN}labels"]["$defs"]["entity_tag"]
    typed["$defs"]["entity_tag"] = {key: expanded[key] for key in expanded if key != "x-iob2"}
    path.write_text(json.dumps(typed))
    outcome = winnow("diff", str(real), str(ROOT), "--format", "json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["step"]["reasons"] == []


def test_a_new_type_takes_one_edit(base: Path) -> None:
    path = base / "schema/labels.schema.json"
    schema = json.loads(path.read_text())
    vehicle = {
        "const": "VEHICLE",
        "x-entity": "required",
        "x-group": "work",
        "description": "A named ship or train.",
    }
    schema["$defs"]["entity_type"]["oneOf"].append(vehicle)
    path.write_text(json.dumps(schema))
    (problem,) = winnow("check", "--format", "json", "--root", base).problems
    assert (problem["rule"], problem["place"]) == ("labels-unlocked", "labels.entity_type")
    outcome = winnow("build", "--root", base)
    assert outcome.code == 0
    assert "Added to schema/labels.lock.json: VEHICLE" in outcome.err
    assert winnow("check", "--root", base).code == 0
    made, _ = schemas.load(base / "schema")
    assert made is not None
    assert made.labels("entity_tag") == (*TAGS, "B-VEHICLE", "I-VEHICLE")


def test_a_lock_may_still_list_the_tags(base: Path) -> None:
    path = base / "schema/labels.lock.json"
    lock = json.loads(path.read_text())
    lock["labels"]["entity_tag"] = list(TAGS)
    path.write_text(json.dumps(lock))
    assert winnow("check", "--root", base).code == 0


TAG = {"title": "Tag", "description": "Tags over a list.", "type": "string"}
BROKEN: tuple[tuple[str, Any, str], ...] = (
    ("entity_tag", TAG | {"pattern": "^.*$", "x-iob2": "nowhere"}, "not a list of labels"),
    ("entity_tag", TAG | {"pattern": "^.*$", "x-iob2": "entity_tag"}, "not a list of labels"),
    ("entity_tag", TAG | {"pattern": "^(O|B-.*)$", "x-iob2": "entity_type"}, "'I-PERSON'"),
    ("entity_tag", TAG | {"x-iob2": "entity_type"}, "pattern"),
    ("entity_tag", TAG | {"pattern": "^.*$"}, "entity_tag"),
    (
        "entity_tag",
        TAG
        | {"pattern": "^.*$", "x-iob2": "polarity"}
        | {"oneOf": [{"const": "O", "description": "None."}]},
        "violates the profile",
    ),
)


@pytest.mark.parametrize(("name", "definition", "words"), BROKEN)
def test_the_profile_keeps_derived_lists_in_form(
    base: Path, name: str, definition: Any, words: str
) -> None:
    path = base / "schema/labels.schema.json"
    schema = json.loads(path.read_text())
    schema["$defs"][name] = definition
    path.write_text(json.dumps(schema))
    problems = winnow("check", "--format", "json", "--root", base).problems
    assert {problem["rule"] for problem in problems} == {"schema-profile"}
    assert words in " ".join(f"{problem['place']} {problem['message']}" for problem in problems)


def test_tags_are_derived_in_definitions_alone(base: Path) -> None:
    path = base / "schema/registry.schema.json"
    schema = json.loads(path.read_text())
    name = schema["$defs"]["entry"]["properties"]["name"]
    schema["$defs"]["entry"]["properties"]["name"] = {
        "title": name["title"], "description": name["description"],
        "type": "string", "pattern": "^.*$", "x-iob2": "entity_type",
    }  # fmt: skip
    path.write_text(json.dumps(schema))
    (problem,) = winnow("check", "--format", "json", "--root", base).problems
    assert problem["rule"] == "schema-profile"
    assert problem["place"] == "$defs.entry.properties.name.x-iob2"
