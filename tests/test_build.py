"""A build gives the same bytes for the same input, and reports what it would change."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from support import PAGES, ROOT, build, copy_real, digests, replace, winnow, without_names
from winnow.dataset import parquet
from winnow.dataset.write import commit
from winnow.model.hashes import logical_hash
from winnow.rows.columns import Field, arrow_schema, table


def _built(root: Path) -> dict[str, str]:
    built = digests(root / "dataset")
    return {
        path: digest
        for path, digest in built.items()
        if path.startswith("data/") or path in ("README.md", "manifest.json")
    }


def test_what_is_in_the_repository_is_a_fresh_build(tmp_path: Path) -> None:
    root = copy_real(tmp_path)
    for path in _built(root):
        (root / "dataset" / path).unlink()
    assert winnow("build", "--root", root).code == 0
    assert _built(root) == _built(ROOT)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_folder_and_hash_seed_give_the_same_bytes(
    seed: str, tmp_path: Path
) -> None:
    root = copy_real(tmp_path / f"folder {seed}")
    for path in _built(root):
        (root / "dataset" / path).unlink()
    subprocess.run(
        [sys.executable, "-m", "winnow", "build", "--root", root],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        cwd=tmp_path,
        capture_output=True,
    )
    assert _built(root) == _built(ROOT)


def _shuffled(value: Any, draw: random.Random) -> Any:
    """The same data with keys and lists of records in another order."""
    if isinstance(value, dict):
        items = [(key, _shuffled(item, draw)) for key, item in value.items()]
        draw.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        records = [_shuffled(record, draw) for record in value]
        if records and isinstance(records[0], dict):
            draw.shuffle(records)
        return records
    return value


@pytest.mark.sampled(2, 5)
def test_the_order_in_annotation_files_does_not_matter(samples: int, real: Path) -> None:
    files = [*(real / "dataset/annotations").rglob("*.json"), real / "dataset/sources/sources.json"]
    assert len(files) == 3 * (len(PAGES) + 1) + 4  # gold and two passes, pass.json, ids, sources
    for seed in range(samples):
        draw = random.Random(seed)
        for path in files:
            value = _shuffled(json.loads(path.read_text(encoding="utf-8")), draw)
            path.write_text(json.dumps(value, indent=draw.choice([None, 1, 4])), encoding="utf-8")
        outcome = winnow("build", "--check", "--format", "json", "--root", real)
        assert [problem["file"] for problem in outcome.problems] == ["dataset/manifest.json"], seed
        before = json.loads((real / "dataset/manifest.json").read_bytes())
        build(real)
        after = json.loads((real / "dataset/manifest.json").read_bytes())
        assert before.pop("annotations") != after.pop("annotations"), seed
        assert before == after, seed


def test_a_changed_label_is_reported_and_then_built(base: Path) -> None:
    assert winnow("build", "--root", base).code == 0
    replace(base / "dataset/annotations/gold/tea.json", '"site_info"', '"comments"')
    before = _built(base)

    outcome = winnow("build", "--check", "--format", "json", "--root", base)

    assert outcome.code == 1
    assert outcome.rules == {"build-stale"}
    reported = {(problem["place"], problem["message"]) for problem in outcome.problems}
    assert reported == {
        (place, "is 'site_info' as built and would be 'comments'")
        for place in ("tea#s3 kind", "tea segments[2].kind", "tea#x3 segment_kind")
    }
    assert _built(base) == before
    assert winnow("build", "--root", base).code == 0
    assert winnow("build", "--check", "--root", base).code == 0
    assert winnow("verify", "--root", base).code == 0
    assert len(_built(base)) == len(before)


def test_gold_does_not_change_without_a_decision(real: Path) -> None:
    """Each change of gold on pages of passes is reported until a decision on it exists."""
    replace(
        real / f"dataset/annotations/gold/{PAGES[0]}.json",
        '"kind": "section_label"',
        '"kind": "site_info"',
    )
    outcome = winnow("check", "--format", "json", "--root", real)
    assert outcome.rules == {"adjudication-missing"}
    (problem,) = outcome.problems
    assert problem["file"] == f"dataset/annotations/gold/{PAGES[0]}.json"
    assert problem["place"] == "segments[0]"
    assert "is not the same in pass a and b, and has no decision" in problem["message"]


def test_added_and_removed_rows_are_reported(base: Path) -> None:
    without_names(base)
    assert winnow("build", "--root", base).code == 0
    index = base / "dataset/sources/sources.json"
    index.write_text(json.dumps(json.loads(index.read_text())[:1]))
    ids = base / "dataset/annotations/ids.json"
    ids.write_text(json.dumps(json.loads(ids.read_text())[:1]))
    (base / "dataset/sources/tea.txt").unlink()
    (base / "dataset/annotations/gold/tea.json").unlink()
    outcome = winnow("build", "--check", "--format", "json", "--root", base)
    reported = {(problem["place"], problem["message"]) for problem in outcome.problems}
    assert ("tea", "a build would remove this row") in reported
    assert ("tea#s1", "a build would remove this row") in reported


def test_a_card_or_manifest_that_differs_is_reported(real: Path) -> None:
    replace(real / "dataset_card.md", "## Load it", "## Load")
    outcome = winnow("build", "--check", "--format", "json", "--root", real)
    assert {problem["file"] for problem in outcome.problems} == {
        "dataset/README.md",
        "dataset/manifest.json",
    }


def test_a_second_build_changes_nothing(real: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in (real / "dataset").rglob("*")}
    outcome = winnow("build", "--root", real)
    assert outcome.code == 0
    assert outcome.out.startswith("Already current")
    assert {path: path.stat().st_mtime_ns for path in (real / "dataset").rglob("*")} == times


def test_a_folder_that_cannot_be_written_is_reported(
    real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(real / "dataset_card.md", "## Load it", "## Load")
    before = _built(real)

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("winnow.dataset.write.write", full)
    outcome = winnow("build", "--root", real)
    assert outcome.code == 1
    assert "No space left on device" in outcome.err
    assert _built(real) == before
    monkeypatch.undo()
    assert winnow("build", "--root", real).code == 0
    assert winnow("verify", "--root", real).code == 0


LONG = {"text", "body", "pieces.list.element.quote", "segments.list.element.quote"}
"""Columns whose values are too long for statistics, and so for a column index."""


def test_files_are_written_as_promised() -> None:
    for path in (ROOT / "dataset/data").rglob("*.parquet"):
        file = pq.ParquetFile(path)
        for group in range(file.metadata.num_row_groups):
            assert file.metadata.row_group(group).total_byte_size <= parquet.ROW_GROUP_BYTES
            for column in range(file.metadata.num_columns):
                chunk = file.metadata.row_group(group).column(column)
                assert chunk.has_offset_index
                assert chunk.has_column_index or chunk.path_in_schema in LONG
                assert chunk.compression == "ZSTD"


TEXT = Field("text", "string", False, "Text", "A text for this test.")


def test_large_tables_are_cut_into_shards_and_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"text": "x" * number} for number in range(1000)]
    monkeypatch.setattr(parquet, "SHARD_BYTES", 100_000)
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 20_000)
    whole = table(rows, arrow_schema([TEXT]))
    files = parquet.write(whole, "texts")
    assert len(files) > 4
    names = [path.split("/")[-1] for path in files]
    assert names[0].startswith(f"test-00000-of-{len(files):05d}-")
    assert [name[:10] for name in names] == [f"test-{number:05d}" for number in range(len(files))]
    for part in parquet.split(whole, 20_000):
        assert part.nbytes <= 20_000


def test_an_empty_config_is_a_file_without_rows(tmp_path: Path) -> None:
    ((path, data),) = parquet.write(table([], arrow_schema([TEXT])), "texts").items()
    commit({path: data}, tmp_path)
    assert parquet.read(tmp_path / path) == []


def test_the_logical_hash_sees_rows_and_nothing_else() -> None:
    rows = [{"a": 1, "b": ["é", None]}, {"a": 2, "b": []}]
    same = [{"b": [], "a": 2}, {"b": ["é", None], "a": 1}]
    assert logical_hash(rows) == logical_hash(same)
    assert logical_hash(rows) != logical_hash(rows[:1])
    assert logical_hash(rows) != logical_hash([rows[0], rows[0], rows[1]])
    assert logical_hash(rows) != logical_hash([{"a": 1, "b": ["e", None]}, rows[1]])
    assert (
        logical_hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )  # SHA-256 of nothing
