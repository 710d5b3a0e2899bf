"""The schemas are the single source: whatever is derived from them agrees with them."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Features, Value

from support import ROOT, lock_labels, replace, winnow
from winnow.dataset.folder import read_card, split_front_matter
from winnow.model.schemas import CONFIGS, LOCK, Schemas
from winnow.read import schemas
from winnow.rows import columns as arrow
from winnow.rows.columns import Field, columns, features


@pytest.fixture(scope="module")
def loaded() -> Schemas:
    found, problems = schemas.load(ROOT / "schema")
    assert problems == ()
    assert found is not None
    return found


def test_the_parquet_files_have_the_schema_of_their_rows(loaded: Schemas) -> None:
    configs, _ = read_card(ROOT / "dataset")
    assert configs is not None
    assert [config.name for config in configs] == list(CONFIGS)
    for config in configs:
        wanted = arrow.arrow_schema(columns(loaded, config.name))
        for path in config.files:
            assert pq.read_schema(ROOT / "dataset" / path).equals(wanted)


def test_the_arrow_schema_says_what_the_json_schema_says(loaded: Schemas) -> None:
    """Told again from the raw schema, by another way than the code under test."""
    raw = json.loads((ROOT / "schema/rows/boilerplate.schema.json").read_text())
    table = arrow.arrow_schema(columns(loaded, "boilerplate"))
    assert table.names == list(raw["properties"]) == raw["required"]
    types = {
        "id": pa.string(), "page_id": pa.string(), "text": pa.string(), "page_start": pa.int32(),
        "page_end": pa.int32(), "line": pa.int32(), "kind": pa.string(), "class": pa.string(),
        "article_id": pa.string(), "role": pa.string(), "in_main": pa.bool_(),
        "passes": pa.list_(pa.field("element", pa.string(), nullable=False)),
        "line_id": pa.string(), "verdict": pa.string(),
    }  # fmt: skip
    assert {field.name: field.type for field in table} == types
    assert {field.name for field in table if field.nullable} == {
        "article_id",
        "role",
        "line_id",
        "verdict",
    }


@pytest.mark.parametrize("config", CONFIGS)
def test_the_features_in_the_card_are_those_of_the_schema(config: str, loaded: Schemas) -> None:
    front, _ = split_front_matter((ROOT / "dataset/README.md").read_text(encoding="utf-8"))
    info = next(each for each in front["dataset_info"] if each["config_name"] == config)
    assert info["features"] == features(columns(loaded, config))
    read = Features._from_yaml_list(info["features"])
    assert read.arrow_schema.names == [field.name for field in columns(loaded, config)]
    for field in columns(loaded, config):
        _same(field, read[field.name])


def _same(field: Field, feature: Any) -> None:
    """A feature as ``datasets`` understands it against the field that it was made from."""
    match field.kind:
        case "label":
            assert feature == ClassLabel(names=list(field.labels))
        case "list":
            assert field.item is not None
            inner = feature[0] if isinstance(feature, list) else feature.feature
            _same(field.item, inner)
        case "struct":
            assert list(feature) == [member.name for member in field.members]
            for member in field.members:
                _same(member, feature[member.name])
        case kind:
            types = {"string": "string", "integer": "int32", "boolean": "bool"}
            assert feature == Value(types[kind])


def test_every_property_is_described(loaded: Schemas) -> None:
    for config in CONFIGS:
        for field in _all(columns(loaded, config)):
            assert field.title
            assert len(field.description) >= 10


def _all(fields: tuple[Field, ...]) -> list[Field]:
    inner = [each.item.members if each.item else each.members for each in fields]
    return [*fields, *(deeper for each in inner for deeper in _all(each))]


def test_the_generated_pages_of_the_docs_are_current() -> None:
    outcome = winnow("site", "--check", "--root", ROOT)
    assert outcome.code == 0, outcome.out


def test_a_change_of_a_description_makes_card_and_docs_stale(real: Path) -> None:
    replace(
        real / "schema/rows/boilerplate.schema.json",
        "Number of the line on the page, counted from 0",
        "Number of the line on the page, from 0 on",
    )
    assert winnow("build", "--check", "--root", real).code == 1
    outcome = winnow("site", "--check", "--format", "json", "--root", real)
    assert "docs/reference/configs.md" in {each["file"] for each in outcome.problems}


def test_label_lists_begin_as_users_have_them(loaded: Schemas) -> None:
    """Numbers in saved predictions depend on these orders."""
    assert loaded.labels("polarity")[:3] == ("against", "neutral", "favor")
    assert loaded.labels("segment_class") == ("content", "metadata", "boilerplate")
    assert loaded.labels("segment_kind")[13:15] == ("site_info", "navigation")
    assert len(loaded.labels("entity_type")) == 18


def test_a_label_list_stands_once() -> None:
    """No schema but that of the labels lists a label of another."""
    lists = json.loads((ROOT / "schema/labels.lock.json").read_text())["labels"]
    for path in (ROOT / "schema").rglob("*.schema.json"):
        text = path.read_text()
        for name, labels in lists.items():
            quoted = sum(f'"const": "{label}"' in text for label in labels)
            assert quoted in (0, len(labels)), (path.name, name)
            if quoted:
                assert path.name == "labels.schema.json"


def test_a_new_label_at_the_end_only_asks_for_the_lock(base: Path) -> None:
    path = base / "schema/labels.schema.json"
    schema = json.loads(path.read_text())
    roles = schema["$defs"]["article_role"]["oneOf"]
    roles.append({"const": "sponsored", "description": "An advertisement."})
    path.write_text(json.dumps(schema))
    assert winnow("check", "--format", "json", "--root", base).rules == {"labels-unlocked"}
    replace(base / "schema/labels.lock.json", '"related"', '"related",\n      "sponsored"')
    assert winnow("check", "--root", base).code == 0


def test_a_new_major_version_may_reorder_labels(base: Path) -> None:
    path = base / "schema/labels.schema.json"
    schema = json.loads(path.read_text())
    schema["$defs"]["article_role"]["oneOf"].reverse()
    path.write_text(json.dumps(schema))
    assert winnow("check", "--format", "json", "--root", base).rules == {"labels-changed"}
    replace(base / "dataset/metadata.json", '"version": "0.1.0"', '"version": "1.0.0"')
    assert winnow("check", "--format", "json", "--root", base).rules == {"labels-lock-outdated"}
    lock = base / "schema/labels.lock.json"
    replace(lock, '"main",\n      "related"', '"related",\n      "main"')
    replace(lock, '"version": "0.1.0"', '"version": "1.0.0"')
    assert winnow("check", "--root", base).code == 0


@pytest.mark.parametrize("locked_for", ["0.4.0", "2.0.0", "10.0.0", "next"])
def test_a_lock_of_another_major_version_is_a_problem(real: Path, locked_for: str) -> None:
    lock_labels(real, locked_for)
    (problem,) = winnow("check", "--format", "json", "--root", real).problems
    assert problem["rule"] == "labels-lock-outdated"
    assert problem["file"] == "schema/labels.lock.json"
    assert problem["place"] == "version"
    assert problem["line"] == 2


LABELS = json.loads((ROOT / "schema/labels.schema.json").read_text())
LISTS = [name for name, definition in LABELS["$defs"].items() if "oneOf" in definition]


@pytest.mark.parametrize("name", LISTS)
def test_the_lock_guards_the_real_dataset(real: Path, name: str) -> None:
    """A label in the middle of a list would change the numbers of those after it."""
    schema = copy.deepcopy(LABELS)
    options = schema["$defs"][name]["oneOf"]
    options.insert(len(options) // 2, options[0] | {"const": "INSERTED"})
    (real / "schema/labels.schema.json").write_text(json.dumps(schema))
    (problem,) = winnow("check", "--format", "json", "--root", real).problems
    assert problem["rule"] == "labels-changed"
    assert problem["place"] == f"labels.{name}"
    assert "INSERTED" in problem["message"]


def _lock(root: Path) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = json.loads((root / "schema" / LOCK).read_text())["labels"]
    return labels


def _add_label(root: Path, name: str, label: str, position: int | None = None) -> None:
    path = root / "schema/labels.schema.json"
    schema = json.loads(path.read_text())
    options = schema["$defs"][name]["oneOf"]
    options.insert(len(options) if position is None else position, options[0] | {"const": label})
    path.write_text(json.dumps(schema))


def test_new_labels_are_added_to_the_lock(base: Path) -> None:
    path = base / "schema" / LOCK
    old = path.read_bytes()
    assert schemas.extend_lock(base / "schema") == []
    assert path.read_bytes() == old
    _add_label(base, "polarity", "ambivalent")
    _add_label(base, "entity_type", "VEHICLE")
    (problem, _) = winnow("check", "--format", "json", "--root", base).problems
    assert problem["rule"] == "labels-unlocked"
    assert problem["remedy"] == "run winnow build, which adds it to the lock"
    assert sorted(schemas.extend_lock(base / "schema")) == ["VEHICLE", "ambivalent"]
    changed = (
        path.read_text().replace(',\n      "VEHICLE"', "").replace(',\n      "ambivalent"', "")
    )
    assert changed.encode() == old
    assert winnow("check", "--root", base).code == 0
    assert {child.name for child in path.parent.iterdir() if child.name.startswith(".")} == set()


def test_a_list_that_the_lock_does_not_have_is_added_unless_it_is_derived(base: Path) -> None:
    path = base / "schema" / LOCK
    lock = json.loads(path.read_text())
    verdicts = lock["labels"].pop("verdict")
    path.write_text(json.dumps(lock))
    assert schemas.extend_lock(base / "schema") == verdicts
    assert _lock(base)["verdict"] == verdicts
    assert "entity_tag" not in _lock(base)


def test_a_derived_list_in_the_lock_is_extended(base: Path) -> None:
    path = base / "schema" / LOCK
    lock = json.loads(path.read_text())
    made, _ = schemas.load(base / "schema")
    assert made is not None
    lock["labels"]["entity_tag"] = list(made.labels("entity_tag"))
    path.write_text(json.dumps(lock))
    _add_label(base, "entity_type", "VEHICLE")
    added = schemas.extend_lock(base / "schema")
    assert sorted(added) == ["B-VEHICLE", "I-VEHICLE", "VEHICLE"]
    assert winnow("check", "--root", base).code == 0


def test_a_list_in_another_order_is_not_extended(base: Path) -> None:
    _add_label(base, "polarity", "ambivalent", position=0)
    _add_label(base, "verdict", "unclear")
    old = _lock(base)["polarity"]
    assert schemas.extend_lock(base / "schema") == ["unclear"]
    assert _lock(base)["polarity"] == old


@pytest.mark.parametrize(
    "lock",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1, "labels": {}}',
        '{"version": "1.0.0"}',
        '{"version": "1.0.0", "labels": []}',
        '{"version": "1.0.0", "labels": {"verdict": 7}}',
        '{"version": "1.0.0", "version": "1", "labels": {}}',
    ],
)
def test_a_broken_lock_is_reported_and_not_extended(base: Path, lock: str) -> None:
    path = base / "schema" / LOCK
    path.write_text(lock)
    _add_label(base, "verdict", "unclear")
    assert schemas.extend_lock(base / "schema") == []
    assert path.read_text() == lock
    assert winnow("check", "--root", base).code == 1


def test_no_lock_is_extended_without_valid_schemas(base: Path) -> None:
    _add_label(base, "verdict", "unclear")
    old = (base / "schema" / LOCK).read_bytes()
    (base / "schema/page.schema.json").write_text("{")
    assert schemas.extend_lock(base / "schema") == []
    assert (base / "schema" / LOCK).read_bytes() == old
    assert schemas.extend_lock(base / "nowhere") == []


def test_without_the_folder_of_schemas_there_is_one_problem(base: Path) -> None:
    shutil.rmtree(base / "schema")
    for command in ("check", "counts"):
        (problem,) = winnow(command, "--format", "json", "--root", base).problems
        assert (problem["rule"], problem["file"]) == ("file-missing", "schema")
        assert "--root" in problem["remedy"]


def test_an_unresolved_reference_does_not_reach_for_the_network(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    replace(
        base / "schema/registry.schema.json",
        "urn:winnow:schema:common#/$defs/registry_id",
        "urn:winnow:schema:elsewhere#/$defs/registry_id",
    )
    assert winnow("check", "--format", "json", "--root", base).rules == {"schema-reference"}


def test_datasets_is_the_version_that_the_lock_names() -> None:
    locked = (ROOT / "requirements.txt").read_text()
    assert f"\ndatasets=={datasets.__version__} " in locked
