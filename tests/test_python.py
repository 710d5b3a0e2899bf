"""The public names of the package: what they give, and what they raise."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import winnow
from support import ROOT, parquet_rows, replace, without_names
from support import winnow as command
from winnow import Page, audit_lines, check, describe, load, score
from winnow.dataset.folder import split_front_matter
from winnow.model.hashes import logical_hash

GOLD = "dataset/annotations/gold/vote.json"


def test_every_public_name_is_there_and_documented() -> None:
    for name in winnow.__all__:
        value = getattr(winnow, name)
        assert value.__module__.startswith("winnow.")
        assert value.__doc__
    assert dir(winnow) == sorted([*winnow.__all__, "__version__"])


def test_other_names_are_errors_for_python_and_for_type_checkers() -> None:
    with pytest.raises(AttributeError, match="'winnow' has no attribute 'mentions'"):
        winnow.mentions  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, winnow; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name.split(".")[0] for name in done.stdout.split()}
    assert not modules & {"datasets", "importlib_metadata", "jsonschema", "numpy", "pyarrow"}
    assert not [name for name in done.stdout.split() if name.startswith("winnow.")]


def test_a_loaded_dataset_has_the_annotations_of_its_rows() -> None:
    dataset: winnow.Dataset = winnow.load(ROOT / "dataset")
    pages: list[Page] = list(dataset)
    rows = {row["page_id"]: row for row in parquet_rows(ROOT, "pages")}
    assert [page.id for page in pages] == sorted(rows)
    assert len(dataset) == len(rows)
    for page in pages:
        assert dataset[page.id] is page
        for layer in ("articles", "segments", "sentences", "mentions", "quotations", "stances"):
            given = [annotation["id"] for annotation in rows[page.id][layer]]
            assert [f"{page.id}#{annotation.id}" for annotation in page.layer(layer)] == given
        for mention in page.mentions:
            assert page.text[mention.start : mention.end] == mention.quote
            assert mention.entity is None or dataset.registry[mention.entity].id == mention.entity
        assert dataset[page.id[:3]] is page
    for unknown, message in (("none", "no page id begins with"), ("00", "several page ids")):
        with pytest.raises(KeyError, match=f"{message}.*{pages[0].id}"):
            dataset[unknown]


def test_a_folder_that_was_not_built_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it was never built"):
        load(tmp_path)


def test_a_repository_is_not_a_dataset_folder() -> None:
    with pytest.raises(ValueError, match=r"did you mean .*dataset\?"):
        load(ROOT)
    with pytest.raises(ValueError, match=r"did you mean .*dataset\?"):
        score.load(ROOT)


def test_a_check_gives_the_problems_of_a_root(base: Path) -> None:
    assert check(base) == ()
    replace(base / GOLD, '"role": "main"', '"role": "min"')
    assert {problem.file for problem in check(base)} == {GOLD}


def test_annotations_are_described_as_the_log_states_them() -> None:
    path = ROOT / "dataset/annotations/adjudication.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        if line["page_id"] is None:
            continue
        for reading in line["readings"]:
            folder = ROOT / "dataset/annotations/passes" / reading["pass"]
            assert (
                describe(folder / f"{line['page_id']}.json", *reading["ids"]) == reading["reading"]
            )


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("none.json", "this file does not exist"),
        ("registry.json", "no valid annotation has the id 'x99'"),
        ("gold/vote.json", "no valid annotation has the id 'x99'"),
        ("audit.jsonl", "not JSON"),
    ],
)
def test_what_cannot_be_described_is_an_error(base: Path, file: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        describe(base / "dataset/annotations" / file, "x99")


def test_an_audit_can_judge_everything_that_was_judged() -> None:
    """Each line of an audit that still holds is a line that can be judged again."""
    lines = audit_lines("third", ROOT)
    keys = [(line["page_id"], line["layer"], line["id"]) for line in lines]
    assert len(keys) == len(set(keys))
    audit = (ROOT / "dataset/annotations/audit.jsonl").read_text("utf-8").splitlines()
    given = {(line["page_id"], line["layer"], line["id"]) for line in map(json.loads, audit)}
    assert set(keys) <= given
    assert {line["verdict"] for line in lines} == {None}


def test_an_audit_of_a_broken_gold_standard_is_an_error(base: Path) -> None:
    replace(base / GOLD, '"role": "main"', '"role": "min"')
    with pytest.raises(ValueError, match="winnow check"):
        audit_lines("third", base)


def test_a_dataset_without_entities_is_loaded(base: Path) -> None:
    without_names(base)
    assert command("build", "--root", base).code == 0
    dataset = winnow.load(base / "dataset")
    assert dataset.registry == {}
    assert set(dataset.hashes) == {"pages"}
    assert all(not page.mentions for page in dataset)
    gold = score.load(base / "dataset")
    assert list(gold.pages) == [page.id for page in dataset]
    assert gold.targets == {}


def changed_rows(real: Path, config: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change the rows of a built config; the card states what they are now, if that has a hash."""
    (path,) = (real / f"dataset/data/{config}").glob("*.parquet")
    rows = change(pl.read_parquet(path))
    rows.write_parquet(path)
    card = real / "dataset/README.md"
    try:
        digest = logical_hash(rows.to_dicts())
    except TypeError:
        return
    stated = json.loads((real / "dataset/manifest.json").read_text())["configs"][config]
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace(stated["logical_hash"], digest), encoding="utf-8")


@pytest.mark.parametrize(
    ("config", "change", "message"),
    [
        ("registry", lambda rows: rows.cast({"name": pl.Binary}), "cannot read the rows"),
        ("registry", lambda rows: rows.drop("name"), "cannot read rows of that version"),
        ("pages", lambda rows: rows.drop("segments"), "cannot read rows of that version"),
    ],
)
@pytest.mark.parametrize("reader", [winnow.load, score.load])
def test_rows_that_cannot_be_used_are_an_error_with_a_remedy(
    real: Path,
    config: str,
    change: Callable[[pl.DataFrame], pl.DataFrame],
    message: str,
    reader: Callable[[Path], object],
) -> None:
    changed_rows(real, config, change)
    with pytest.raises(ValueError, match=message):
        reader(real / "dataset")


def test_a_missing_file_of_rows_is_named(real: Path) -> None:
    (path,) = (real / "dataset/data/pages").glob("*.parquet")
    path.unlink()
    with pytest.raises(ValueError, match=rf"{path.name}.*winnow verify"):
        winnow.load(real / "dataset")


def test_a_card_nested_deeply_is_refused() -> None:
    """The YAML parser in C crashes on this."""
    nested = "[" * 100_000 + "]" * 100_000
    with pytest.raises(ValueError, match="not YAML"):
        split_front_matter(f"---\na: {nested}\n---\n")
