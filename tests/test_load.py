"""The dataset as readers meet it: datasets, pandas, Polars and DuckDB, all with the same labels."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas as pd
import polars as pl
import pytest
from datasets import ClassLabel, load_dataset

from support import PAGES, PINS, ROOT, copy_base, replace, winnow
from trees import Trees
from winnow.dataset.folder import read_card
from winnow.model.schemas import CONFIGS
from winnow.read.schemas import load
from winnow.rows.columns import Field, columns

DATASET = ROOT / "dataset"


def labels(value: Any, feature: Any) -> Any:
    """A value with every number of a ``ClassLabel``, nested ones too, as its string."""
    if value is None:
        return None
    if isinstance(feature, ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, dict):
        return {name: labels(value[name], inner) for name, inner in feature.items()}
    if isinstance(feature, datasets.List):
        return [labels(each, feature.feature) for each in value]
    return value


def class_labels(feature: Any, path: str = "") -> set[str]:
    """The paths of all ``ClassLabel`` below a feature."""
    if isinstance(feature, ClassLabel):
        return {path}
    if isinstance(feature, dict):
        return {
            each
            for name, inner in feature.items()
            for each in class_labels(inner, f"{path}.{name}")
        }
    return class_labels(feature.feature, path) if isinstance(feature, datasets.List) else set()


def parquet_files(config: str) -> list[str]:
    configs, _ = read_card(DATASET)
    assert configs is not None
    (found,) = [each for each in configs if each.name == config]
    return [str(DATASET / path) for path in found.files]


def test_the_default_config_is_pages(tmp_path: Path) -> None:
    pages = load_dataset(str(DATASET), cache_dir=str(tmp_path))
    assert list(pages) == ["test"]
    assert tuple(pages["test"]["page_id"][:]) == PAGES


def label_columns(fields: Iterable[Field], path: str) -> Iterator[str]:
    """Paths of the labels in the columns of a config, as its schema has them."""
    for field in fields:
        inner = field.item or field
        if inner.label_list:
            yield f"{path}.{field.name}"
        yield from label_columns(inner.members, f"{path}.{field.name}")


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("config", CONFIGS)
def test_every_label_is_a_class_label_and_says_what_parquet_says(
    config: str, streaming: bool, tmp_path: Path
) -> None:
    loaded = load_dataset(
        str(DATASET), config, split="test", streaming=streaming, cache_dir=str(tmp_path)
    )
    schemas, _ = load(ROOT / "schema")
    assert schemas is not None
    assert class_labels(loaded.features) == set(label_columns(columns(schemas, config), ""))
    rows = [labels(row, loaded.features) for row in loaded]
    assert rows == pl.read_parquet(parquet_files(config)).to_dicts()


def test_all_readers_see_the_same_strings() -> None:
    files = parquet_files("boilerplate")
    in_polars = pl.read_parquet(files)["kind"].to_list()
    in_pandas = pd.concat(pd.read_parquet(file) for file in files)["kind"].to_list()
    with duckdb.connect() as connection:
        query = "SELECT kind FROM read_parquet(?) ORDER BY page_id, page_start"
        in_duckdb = [kind for (kind,) in connection.execute(query, [files]).fetchall()]
    assert in_polars == in_pandas == in_duckdb
    assert in_polars.count("headline") == sum(
        pin["segments"].get("headline", 0) for pin in PINS.values()
    )


def test_nested_labels_are_strings_in_all_readers() -> None:
    files = parquet_files("pages")
    in_polars = [[each["kind"] for each in page] for page in pl.read_parquet(files)["segments"]]
    in_pandas = [
        [each["kind"] for each in page]
        for file in files
        for page in pd.read_parquet(file)["segments"]
    ]
    with duckdb.connect() as connection:
        kinds = "list_transform(segments, lambda segment: segment.kind)"
        query = f"SELECT {kinds} FROM read_parquet(?) ORDER BY page_id"
        in_duckdb = [found for (found,) in connection.execute(query, [files]).fetchall()]
    assert in_polars == in_pandas == in_duckdb


def test_a_rebuild_in_place_is_seen_through_an_old_cache(base_built: Path, tmp_path: Path) -> None:
    """In new processes, since one process could remember what it loaded."""
    assert "comments" not in _kinds_in_new_process(base_built, tmp_path, "tea")
    replace(base_built / "dataset/annotations/gold/tea.json", '"site_info"', '"comments"')
    assert winnow("build", "--root", base_built).code == 0
    assert "comments" in _kinds_in_new_process(base_built, tmp_path, "tea")


def _kinds_in_new_process(root: Path, cache: Path, page_id: str) -> list[str]:
    code = (
        "import json, sys; from datasets import load_dataset;"
        "rows = load_dataset(sys.argv[1], 'boilerplate', split='test', cache_dir=sys.argv[2]);"
        "kind = rows.features['kind'].int2str;"
        "print(json.dumps([kind(row['kind']) for row in rows if row['page_id'] == sys.argv[3]]))"
    )
    command = [sys.executable, "-c", code, str(root / "dataset"), str(cache / "cache"), page_id]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kinds: list[str] = json.loads(done.stdout)
    return kinds


def test_two_folders_of_one_name_do_not_share_rows(trees: Trees, tmp_path: Path) -> None:
    one = trees.copy("base-built", tmp_path / "one")
    two = copy_base(tmp_path / "two")
    replace(two / "dataset/annotations/gold/tea.json", '"site_info"', '"comments"')
    assert winnow("build", "--root", two).code == 0
    assert "comments" not in _kinds_in_new_process(one, tmp_path, "tea")
    assert "comments" in _kinds_in_new_process(two, tmp_path, "tea")


def test_a_copied_folder_loads_without_anything_else(tmp_path: Path) -> None:
    """As it is uploaded: no schemas, no tools, another place."""
    target = tmp_path / "elsewhere"
    shutil.copytree(DATASET, target)
    for config in CONFIGS:
        assert (
            len(load_dataset(str(target), config, split="test", cache_dir=str(tmp_path / "c"))) > 0
        )
    assert winnow("verify", target).code == 0
