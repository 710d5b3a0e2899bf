"""Trees to work on, and how many samples are tried. No test reaches for a hub."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from support import FULL, ROOT, copy_base, copy_real, sample_size
from trees import Trees
from winnow.checks.load import load
from winnow.model.corpus import Corpus
from winnow.read.paths import Paths
from winnow.score import Gold
from winnow.score import load as load_gold

pytest_plugins = ("browsing",)

os.environ["HF_HUB_OFFLINE"] = "1"  # read when datasets is imported, so before anything else
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

settings.register_profile("quick", max_examples=25)
settings.register_profile("full", max_examples=100)
settings.load_profile("full" if FULL else "quick")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose number of examples depends on the profile of Hypothesis."""
    for item in items:
        if is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker("sampled")


@pytest.fixture
def samples(request: pytest.FixtureRequest) -> int:
    """What the marker ``sampled(quick, full)`` of the test gives for this run."""
    marker = request.node.get_closest_marker("sampled")
    assert marker is not None
    return sample_size(*marker.args)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real corpus, checked."""
    loading = load(Paths(ROOT))
    assert loading.problems == ()
    assert loading.corpus is not None
    return loading.corpus


@pytest.fixture(scope="session")
def gold() -> Gold:
    """The gold standard as it was built."""
    return load_gold(ROOT / "dataset")


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trees]:
    """Prepared trees, in a folder that all workers of pytest-xdist share."""
    session = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        session = session.parent
    folder = session / "trees"
    folder.mkdir(exist_ok=True)
    prepared = Trees(folder)
    yield prepared
    prepared.check_unchanged()


@pytest.fixture(scope="session")
def released(trees: Trees) -> Path:
    """The releases of the real dataset, in both forms: ``dist/``. Tests copy what they change."""
    return trees.get("real-released") / "dist"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The small made-up corpus, not built yet."""
    return copy_base(tmp_path / "base")


@pytest.fixture
def base_built(trees: Trees, tmp_path: Path) -> Path:
    """The small corpus, built."""
    return trees.copy("base-built", tmp_path / "base")


@pytest.fixture
def base_committed(trees: Trees, tmp_path: Path) -> Path:
    """The small corpus, built and committed."""
    return trees.copy("base-committed", tmp_path / "base")


@pytest.fixture
def base_released(trees: Trees, tmp_path: Path) -> Path:
    """The small corpus, built, committed and released as 0.1.0."""
    return trees.copy("base-released", tmp_path / "base")


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The real pages, annotations and built files."""
    return copy_real(tmp_path / "real")


@pytest.fixture
def real_committed(trees: Trees, tmp_path: Path) -> Path:
    """The real pages, annotations and built files, committed."""
    return trees.copy("real-committed", tmp_path / "real")
