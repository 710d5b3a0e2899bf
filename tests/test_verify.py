"""``winnow verify``: any damage of a built folder is reported, without a traceback."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support import PAGES, ROOT, replace, winnow
from winnow.dataset import write
from winnow.model.hashes import sha256
from winnow.model.schemas import CONFIGS


@pytest.fixture
def built(base_built: Path) -> Path:
    """The small corpus, built; its dataset folder."""
    return base_built / "dataset"


def _rules(folder: Path) -> set[str]:
    outcome = winnow("verify", "--format", "json", folder)
    assert outcome.code == (1 if outcome.problems else 0)
    return outcome.rules


def _manifest(folder: Path, change: Callable[[Any], None]) -> None:
    path = folder / "manifest.json"
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))


def test_one_changed_byte_in_any_built_file_is_reported(built: Path) -> None:
    files = [path for path in built.rglob("*") if path.is_file()]
    checked = 0
    for path in files:
        data = bytearray(path.read_bytes())
        for at in {0, len(data) // 2, len(data) - 1} if path.parent == built else {len(data) // 2}:
            data[at] ^= 1
            path.write_bytes(bytes(data))
            assert _rules(built), (path.name, at)
            data[at] ^= 1
        path.write_bytes(bytes(data))
        checked += 1
    listed = json.loads((built / "manifest.json").read_text())["annotations"]
    assert {"metadata.json", "sources/sources.json", "annotations/gold/tea.json"} < {
        file["path"] for file in listed
    }
    # card, manifest, licence, datasheet, two forms
    assert checked == len(CONFIGS) + 6 + len(PAGES) + len(listed)
    assert _rules(built) == set()


def test_a_changed_label_is_reported(built: Path) -> None:
    replace(built / "annotations/gold/storm.json", '"kind": "comments"', '"kind": "promotion"')
    outcome = winnow("verify", "--format", "json", built)
    assert outcome.rules == {"built-file-differs"}
    assert outcome.problems[0]["file"].endswith("annotations/gold/storm.json")
    assert "winnow build" in outcome.problems[0]["remedy"]


def test_missing_and_additional_annotation_files_are_reported(built: Path) -> None:
    (built / "annotations/ids.json").unlink()
    (built / "annotations/gold/more.json").write_text("{}")
    outcome = winnow("verify", "--format", "json", built)
    reported = {problem["rule"]: problem["file"] for problem in outcome.problems}
    assert reported.keys() == {"built-file-missing", "manifest-differs"}
    assert reported["built-file-missing"].endswith("annotations/ids.json")
    assert reported["manifest-differs"].endswith("annotations/gold/more.json")


def test_an_empty_annotation_file_verifies(base: Path) -> None:
    (base / "dataset/annotations/exceptions.jsonl").write_bytes(b"")
    assert winnow("build", "--root", base).code == 0
    assert _rules(base / "dataset") == set()


def test_what_was_verified_is_named(built: Path) -> None:
    outcome = winnow("verify", built)
    listed = json.loads((built / "manifest.json").read_text())["annotations"]
    files = f"{len(CONFIGS)} Parquet files and the logical hashes of their rows, card, manifest,"
    assert files in outcome.out
    assert f"{len(PAGES)} texts, {len(listed)} annotation files." in outcome.out
    data = json.loads(winnow("verify", "--format", "json", built).out)
    assert data["verified"]["annotations"] == len(listed)


def test_a_manifest_without_digests_of_annotations_is_not_silently_accepted(built: Path) -> None:
    _manifest(built, lambda record: record.pop("annotations"))
    replace(built / "annotations/gold/storm.json", '"kind": "comments"', '"kind": "promotion"')
    outcome = winnow("verify", built)
    assert outcome.code == 0
    assert "Annotation files were not verified" in outcome.out
    data = json.loads(winnow("verify", "--format", "json", built).out)
    assert data["verified"]["annotations"] == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["configs"]["pages"]["files"][0].update(bytes=1),
        lambda record: record["configs"]["pages"]["files"][0].update(
            sha256=record["configs"]["pages"]["files"][0]["sha256"][:16] + "0" * 48
        ),
        lambda record: record["configs"]["pages"].update(logical_hash="0" * 64),
        lambda record: record["configs"].update(more=record["configs"]["pages"]),
        lambda record: record["configs"].pop("pages"),
        lambda record: record["counts"]["total"].update(segments=1),
        lambda record: record.update(version="9.9.9"),
        lambda record: record["card"].update(sha256="0" * 64),
        lambda record: record["sources"].clear(),
        lambda record: record.update(sources=7),
        lambda record: record.update(annotations=7),
        lambda record: record["annotations"].pop(0),
        lambda record: record.update(licence=None),
    ],
)
def test_a_changed_manifest_is_reported(change: Callable[[Any], None], built: Path) -> None:
    _manifest(built, change)
    assert _rules(built) == {"manifest-differs"}


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", "7", '"\\ud83d"', "[NaN, NaN, Infinity", "[" * 100_000]
)
def test_an_invalid_manifest_or_card_is_reported(text: str, built: Path) -> None:
    (built / "manifest.json").write_text(text)
    assert _rules(built) == {"manifest-differs"}
    (built / "README.md").write_text(f"---\n{text[:500]}\n---\n")
    assert _rules(built) == {"built-card-unreadable"}


def test_paths_outside_the_folder_are_not_followed(built: Path) -> None:
    _manifest(built, lambda record: record["sources"][0].update(path="t\0"))
    assert _rules(built) == {"built-file-missing", "manifest-differs"}
    _manifest(built, lambda record: record["sources"][0].update(path="../../etc/hostname"))
    outcome = winnow("verify", "--format", "json", built)
    assert "lists a path outside the folder" in outcome.out


@pytest.mark.parametrize(
    "column", [pa.array([b"\xff"]), pa.array([1], pa.timestamp("s")), pa.array([1.5]), pa.nulls(1)]
)
def test_a_parquet_file_of_another_kind_is_reported(
    column: pa.Array, built: Path, base_built: Path
) -> None:
    (path,) = (built / "data/pages").iterdir()
    pq.write_table(pa.table({"page_id": column}), path)
    renamed = path.with_name(f"test-00000-of-00001-{sha256(path.read_bytes())[:16]}.parquet")
    path.rename(renamed)
    card = (built / "README.md").read_text().replace(path.name, renamed.name)
    (built / "README.md").write_text(card)
    assert _rules(built) & {"rows-differ", "built-file-differs"}
    assert winnow("build", "--check", "--root", base_built).code == 1
    assert winnow("build", "--root", base_built).code == 0
    assert _rules(built) == set()


def _staging_file(built: Path) -> None:
    (built / ".build").write_text("x")


def test_anything_in_place_of_the_staging_folder_is_reported(built: Path, base_built: Path) -> None:
    for litter in (_staging_file, _staging_link, _staging_litter):
        litter(built)
        assert _rules(built) == {"build-interrupted"}
        outcome = winnow("build", "--check", "--format", "json", "--root", base_built)
        assert outcome.rules == {"build-interrupted"}
        assert winnow("build", "--root", base_built).code == 0


def _staging_link(built: Path) -> None:
    (built / ".build").symlink_to("nowhere")


def _staging_litter(built: Path) -> None:
    (built / ".build/deep/deeper").mkdir(parents=True)


def _folder_named_like_parquet(built: Path) -> None:
    (built / "data/pages/old.parquet").mkdir()


def _empty_old_config(built: Path) -> None:
    (built / "data/oldconfig").mkdir()


def _old_parquet(built: Path) -> None:
    shutil.copy(ROOT / "README.md", built / "data/pages/test-00000-of-00001-00.parquet")


@pytest.mark.parametrize(
    "litter",
    [_staging_file, _staging_link, _staging_litter, _empty_old_config, _old_parquet],
)
def test_the_next_build_tidies_up(
    litter: Callable[[Path], None], built: Path, base_built: Path
) -> None:
    litter(built)
    assert winnow("build", "--root", base_built).code == 0
    assert _rules(built) == set()
    assert not os.path.lexists(built / ".build")
    assert {path.name for path in (built / "data").iterdir()} == set(CONFIGS)
    assert winnow("build", "--check", "--root", base_built).code == 0


def test_an_old_parquet_file_is_reported_before_a_build_removes_it(
    built: Path, base_built: Path
) -> None:
    _old_parquet(built)
    assert _rules(built) == {"built-file-unexpected"}
    outcome = winnow("build", "--check", "--format", "json", "--root", base_built)
    assert outcome.rules == {"build-stale"}
    assert "would remove" in outcome.problems[0]["message"]


def test_a_folder_named_like_a_file_is_reported_and_left_alone(
    built: Path, base_built: Path
) -> None:
    _folder_named_like_parquet(built)
    assert _rules(built) == {"built-file-unexpected"}
    assert winnow("build", "--root", base_built).code == 0


def test_what_is_missing_is_reported_though_a_build_was_interrupted(built: Path) -> None:
    (path,) = (built / "data/pages").iterdir()
    path.unlink()
    (built / ".build").mkdir()
    outcome = winnow("verify", "--format", "json", built)
    assert outcome.rules == {"build-interrupted", "built-file-missing"}
    assert "is complete" not in outcome.out


def test_a_first_build_that_was_interrupted_is_reported(base: Path) -> None:
    (base / "dataset/.build").mkdir()
    assert _rules(base / "dataset") == {"build-absent", "build-interrupted"}


def test_a_running_build_is_distinguished_from_an_interrupted_one(built: Path) -> None:
    (built / ".build").mkdir()
    with write.lock(built):
        assert "is being written" in winnow("verify", built).out
    assert "was interrupted" in winnow("verify", built).out


def test_a_repository_is_not_verified_as_a_release() -> None:
    outcome = winnow("verify", "--format", "json", ROOT)
    assert outcome.rules == {"build-absent"}
    assert outcome.problems[0]["message"].endswith(f"did you mean {ROOT.as_posix()}/dataset?")


def test_verify_covers_the_licence_and_the_sources(built: Path) -> None:
    replace(built / "LICENSE.md", "Made up", "Made")
    (built / "sources/tea.txt").unlink()
    assert _rules(built) == {"built-file-differs", "built-file-missing"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_unreadable_files_and_folders_are_reported(built: Path, base_built: Path) -> None:
    """In a child that is not root, since root may read everything."""
    b"x".decode("utf-8-sig")  # loaded now, since the child may not read Python's own folder either
    for path in (base_built, *base_built.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in base_built.parents:
        if parent.owner() == "root" and "pytest" in str(parent):
            parent.chmod(0o755)
    hidden = (
        base_built / "dataset/sources/tea.txt",
        base_built / "dataset/annotations/gold/tea.json",
        base_built / "dataset/manifest.json",
        next((base_built / "dataset/data/pages").iterdir()),
        base_built / "schema/rows",
        base_built / "dataset/sources",
        base_built / "dataset/annotations/gold",
        base_built / "dataset/data",
    )
    for path in hidden:
        mode = path.stat().st_mode
        path.chmod(0)
        child = os.fork()
        if child == 0:
            try:
                os.setuid(65534)
                codes = {winnow(*command).code for command in _commands(base_built)}
                os._exit(0 if codes <= {0, 1} else 9)
            except BaseException:
                __import__("traceback").print_exc()
                os._exit(8)
        _, status = os.waitpid(child, 0)
        path.chmod(mode)
        assert os.waitstatus_to_exitcode(status) == 0, path.name


def _commands(base: Path) -> list[list[str | Path]]:
    return [
        ["build", "--check", "--root", base],
        ["build", "--root", base],
        ["verify", base / "dataset"],
    ]
