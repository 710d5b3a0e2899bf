"""The wheel holds what scoring needs, so that an installed package scores a copied dataset."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from predicting import PERFECT
from support import ROOT
from winnow import __version__
from winnow.score import load
from winnow.score.gold import packaged_schemas

SCORE = """
import json
import sys
from pathlib import Path

import winnow
from winnow.score import load, score
from winnow.score.gold import packaged_schemas

site = Path(sys.argv[1])
assert Path(winnow.__file__).is_relative_to(site), winnow.__file__
assert packaged_schemas() == site / "winnow" / "schema"
gold = load("dataset")
records = [json.loads(line) for line in Path("gold.jsonl").read_text().splitlines()]
print(score("entities", gold, records)["strict"].figures["f1"].value)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked, as an installer would do it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_has_every_schema_and_nothing_beside_the_package(site: Path) -> None:
    shipped = site / "winnow/schema"
    schemas = {path.relative_to(ROOT / "schema") for path in (ROOT / "schema").rglob("*.json")}
    assert {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()} == schemas
    assert all(
        (shipped / path).read_bytes() == (ROOT / "schema" / path).read_bytes() for path in schemas
    )
    top = {path.name for path in site.iterdir() if path.suffix != ".dist-info"}
    assert top == {"winnow"}


def test_a_wheel_scores_a_dataset_folder_that_was_copied(site: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "dataset", tmp_path / "dataset")
    records = PERFECT["tags"][1](load(ROOT / "dataset"))
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    environment = os.environ | {"PYTHONPATH": str(site)}
    for call in (
        [sys.executable, "-c", SCORE, str(site)],
        [sys.executable, "-m", "winnow", "score", "entities", "gold.jsonl", "--gold", "dataset"],
    ):
        done = subprocess.run(
            call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "1.0" in done.stdout


def test_an_editable_install_has_the_schemas_of_the_repository() -> None:
    assert packaged_schemas() == ROOT / "schema"


@pytest.mark.parametrize("version", ["0.9.0", "2.0.0", "10.0.0"])
def test_schemas_of_the_package_are_not_used_for_another_major_version(
    tmp_path: Path, version: str
) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(ROOT / "dataset", folder)
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    stated = f"Version {__version__}, logical"
    assert stated in text
    card.write_text(text.replace(stated, f"Version {version}, logical"), encoding="utf-8")
    with pytest.raises(ValueError, match=f"the dataset is version {version} and has no schemas"):
        load(folder)
    assert load(folder, ROOT / "schema").version == version


def test_schemas_that_are_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="this file does not exist"):
        load(ROOT / "dataset", tmp_path)
