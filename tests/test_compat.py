"""Each supported version of datasets, in an environment of its own (``make compat``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support import PAGES, ROOT, copy_base, replace, winnow
from winnow.dataset.folder import read_card, read_rows
from winnow.model.schemas import CONFIGS

VERSIONS = ("2.21", "3.6", "4.8", "5.2")

pytestmark = pytest.mark.compat


@pytest.fixture(scope="module", params=VERSIONS)
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with one version of datasets and nothing else."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, folder], check=True)
    interpreter = folder / "bin" / "python"
    wanted = f"datasets=={request.param}.*"
    subprocess.run([*uv, "pip", "install", "--python", interpreter, wanted], check=True)
    return interpreter


def _read(python: Path, dataset: Path, cache: Path, *configs: str) -> dict[str, Any]:
    reader = Path(__file__).with_name("compat_reader.py")
    done = subprocess.run(
        [python, "-W", "ignore", reader, dataset, cache, *configs],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_reads_every_config_with_the_labels_of_parquet(python: Path, tmp_path: Path) -> None:
    configs, _ = read_card(ROOT / "dataset")
    assert configs is not None
    found = _read(python, ROOT / "dataset", tmp_path, *CONFIGS)
    assert found["version"].startswith(VERSIONS)
    for config in configs:
        rows = read_rows(ROOT / "dataset", config)
        for streaming in (False, True):
            assert found["read"][f"{config.name} {streaming}"] == rows
    assert found["read"]["default"] == {"test": len(PAGES)}


def test_a_rebuild_in_place_is_seen_through_an_old_cache(python: Path, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "root")
    assert winnow("build", "--root", root).code == 0
    before = _read(python, root / "dataset", tmp_path / "cache", "boilerplate")
    replace(root / "dataset/annotations/gold/tea.json", '"site_info"', '"comments"')
    assert winnow("build", "--root", root).code == 0
    after = _read(python, root / "dataset", tmp_path / "cache", "boilerplate")
    for streaming in ("False", "True"):
        kinds = [
            [row["kind"] for row in found["read"][f"boilerplate {streaming}"]]
            for found in (before, after)
        ]
        assert kinds[0].count("comments") == 1
        assert kinds[1].count("comments") == 2


def test_two_folders_of_one_name_do_not_share_rows(python: Path, tmp_path: Path) -> None:
    one, two = copy_base(tmp_path / "one"), copy_base(tmp_path / "two")
    replace(two / "dataset/annotations/gold/tea.json", '"site_info"', '"comments"')
    counts = []
    for root in (one, two):
        assert winnow("build", "--root", root).code == 0
        found = _read(python, root / "dataset", tmp_path / "cache", "boilerplate")
        rows = found["read"]["boilerplate False"]
        counts.append([row["kind"] for row in rows].count("comments"))
    assert counts == [1, 2]
