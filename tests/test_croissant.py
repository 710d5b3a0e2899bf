"""``croissant.json``, read by mlcroissant: valid, offline, and every row of every config."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from support import ROOT, parquet_rows, winnow
from winnow.dataset import parquet
from winnow.model.hashes import sha256
from winnow.model.schemas import CONFIGS

pytestmark = pytest.mark.filterwarnings("ignore")  # rdflib, below mlcroissant, uses what it retires


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("something reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refused)


def _load(folder: Path) -> Any:
    import mlcroissant

    loaded = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    issues = loaded.metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings
    return loaded


def _plain(value: Any) -> Any:
    """A record as rows are: text as text, and names without the names of their owners."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.rpartition("/")[2]: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _opened(struct: Any, names: list[str]) -> dict[str, Any]:
    """A struct as Croissant has it: structs within it opened; one that is null has null parts."""
    found: dict[str, Any] = {}
    for name, value in (struct or {}).items():
        if isinstance(value, dict):
            found |= {f"{name}_{part}": each for part, each in value.items()}
        elif name in names:
            found[name] = value
    return dict.fromkeys(names) | found


def _shaped(row: dict[str, Any], fields: dict[str, list[str]]) -> dict[str, Any]:
    shaped = {}
    for name, value in row.items():
        if not fields[name]:
            shaped[name] = value
        elif isinstance(value, list):
            shaped[name] = [_opened(each, fields[name]) for each in value]
        else:
            shaped[name] = _opened(value, fields[name])
    return shaped


def _records_equal_rows(folder: Path, config: str, rows: list[dict[str, Any]]) -> None:
    loaded = _load(folder)
    (record_set,) = [each for each in loaded.metadata.record_sets if each.id == config]
    fields = {each.name: [part.name for part in each.sub_fields] for each in record_set.fields}
    assert list(fields) == list(rows[0])
    records = [_plain(each) for each in loaded.records(config)]
    assert records == [_shaped(row, fields) for row in rows]


@pytest.mark.parametrize("config", CONFIGS)
def test_every_record_is_the_row(config: str) -> None:
    _records_equal_rows(ROOT / "dataset", config, parquet_rows(ROOT, config))


def test_a_release_is_read_where_it_is_unpacked(released: Path) -> None:
    (folder,) = [each for each in released.iterdir() if (each / "croissant.json").exists()]
    _records_equal_rows(folder, "stance", parquet_rows(ROOT, "stance"))


def test_several_files_of_a_config_are_read_together(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "SHARD_BYTES", 2_000)
    assert winnow("build", "--root", base).code == 0
    assert len(list((base / "dataset/data/boilerplate").iterdir())) > 1
    _records_equal_rows(base / "dataset", "boilerplate", parquet_rows(base, "boilerplate"))


def test_every_file_is_described_as_it_is() -> None:
    value = json.loads((ROOT / "dataset/croissant.json").read_text("utf-8"))
    assert value["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert [each["@id"] for each in value["recordSet"]] == list(CONFIGS)
    described = {each["contentUrl"]: each for each in value["distribution"]}
    built = {
        path.relative_to(ROOT / "dataset").as_posix()
        for path in (ROOT / "dataset").rglob("*")
        if path.suffix in (".parquet", ".txt") and "annotations" not in path.parts
    }
    assert set(described) == built | {"LICENSE.md"}
    for path, each in described.items():
        data = (ROOT / "dataset" / path).read_bytes()
        assert each["sha256"] == sha256(data)
        assert each["contentSize"] == f"{len(data)} B"


def test_columns_have_the_descriptions_of_the_schemas() -> None:
    value = json.loads((ROOT / "dataset/croissant.json").read_text("utf-8"))
    schema = json.loads((ROOT / "schema/rows/boilerplate.schema.json").read_text("utf-8"))
    (record_set,) = [each for each in value["recordSet"] if each["@id"] == "boilerplate"]
    said = {each["name"]: each["description"] for each in record_set["field"]}
    assert said["line"] == schema["properties"]["line"]["description"]
    assert list(said) == list(schema["properties"])
