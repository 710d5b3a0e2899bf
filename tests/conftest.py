"""Trees to work on. No test reaches for a hub."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support import ROOT, copy_base, copy_real, git_commit, winnow
from winnow.checks.load import load
from winnow.model.corpus import Corpus
from winnow.read.paths import Paths

os.environ["HF_HUB_OFFLINE"] = "1"  # read when datasets is imported, so before anything else
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real corpus, checked."""
    found = load(Paths(ROOT)).corpus
    assert found is not None
    return found


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The small made-up corpus, not built yet."""
    return copy_base(tmp_path / "base")


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The real pages, annotations and built files."""
    return copy_real(tmp_path / "real")


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The releases of the real dataset, in both forms: ``dist/``. Tests copy what they change."""
    root = copy_real(tmp_path_factory.mktemp("released") / "root")
    git_commit(root)
    outcome = winnow("release", "--first", "--root", root)
    assert outcome.code == 0, outcome.out + outcome.err
    return root / "dist"
