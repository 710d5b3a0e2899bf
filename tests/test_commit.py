"""A killed build leaves the complete old or new dataset, and the next build cleans up."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest
from datasets import load_dataset

from support import ROOT, build, digests, replace, winnow
from trees import Trees, copy_tree
from winnow.dataset.folder import read_card, read_rows
from winnow.dataset.write import STAGING
from winnow.model.schemas import CONFIGS

OPERATIONS = 60
"""More file operations than a build of the small corpus does; a test counts them."""

Seen = tuple[object, ...]


@dataclass(frozen=True)
class States:
    """A built corpus with a change that is not built yet, and the same after the next build."""

    start: Path
    end: Path
    old: Seen
    new: Seen

    def showing(self, seen: Seen) -> Path:
        """The tree in which a reader sees these rows."""
        return {self.old: self.start, self.new: self.end}[seen]

    @cached_property
    def digests(self) -> dict[str, str]:
        return digests(self.end / "dataset")


def _change(root: Path) -> None:
    """A change that reaches rows of every config: a kind, a name, and what made a pass."""
    gold = root / "dataset/annotations/gold/tea.json"
    replace(gold, '"kind": "site_info", "article": null', '"kind": "paragraph", "article": "a1"')
    for path in (root / "dataset/annotations").rglob("registry.json"):
        replace(path, '"name": "Ann Berg"', '"name": "Anne Berg"')
    replace(root / "dataset/annotations/passes/a/pass.json", '"rule"', '"human"')


def _see(root: Path) -> Seen:
    """The rows of every config in the files that the card lists."""
    configs, _ = read_card(root / "dataset")
    assert configs is not None
    assert [config.name for config in configs] == list(CONFIGS)
    return tuple(str(read_rows(root / "dataset", config)) for config in configs)


def _load(root: Path, cache: Path) -> Seen:
    """What datasets loads of every config."""
    return tuple(
        str(list(load_dataset(str(root / "dataset"), config, split="test", cache_dir=str(cache))))
        for config in CONFIGS
    )


_load_once = cache(_load)


@pytest.fixture(scope="module")
def states(trees: Trees, tmp_path_factory: pytest.TempPathFactory) -> States:
    folder = tmp_path_factory.mktemp("states")
    start = trees.copy("base-built", folder / "start")
    _change(start)
    end = copy_tree(start, folder / "end")
    build(end)
    old, new = _see(start), _see(end)
    assert all(left != right for left, right in zip(old, new, strict=True))
    return States(start, end, old, new)


def _judge(roots: Sequence[Path], states: States, cache: Path) -> list[str]:
    """The dataset that each tree has; every fifth is loaded with datasets as well."""
    for root in roots[4::5]:
        assert _load(root, cache) == _load_once(states.showing(_see(root)), states.end.parent)
    return [_judge_tree(root, states) for root in roots]


def _judge_tree(root: Path, states: States) -> str:
    """Assert that ``verify`` and the next build are right about what a reader finds."""
    seen = _see(root)
    assert seen in (states.old, states.new)
    outcome = winnow("verify", "--format", "json", "--root", root)
    if (root / "dataset" / STAGING).exists():
        assert outcome.rules == {"build-interrupted"}
        message = outcome.problems[0]["message"]
        if "before its commit" in message:
            assert seen == states.old
        if "after its commit" in message:
            assert seen == states.new
        assert "is complete" in message
    elif seen == states.old:  # the annotations are ahead of the build
        assert outcome.rules == {"built-file-differs"}
        assert all("/annotations/" in problem["file"] for problem in outcome.problems)
    else:
        assert outcome.code == 0, outcome.out
    assert winnow("build", "--root", root).code == 0
    assert winnow("verify", "--root", root).code == 0
    assert digests(root / "dataset") == states.digests
    return "old" if seen == states.old else "new"


Kill = Callable[[float, str, Path], int]
"""Builds a root, kills the build at a moment, and gives its exit code: see ``killer.py``."""


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("killer.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as killer:
        orders, codes = killer.stdin, killer.stderr
        assert orders is not None
        assert codes is not None

        def killed(number: float, moment: str, root: Path) -> int:
            print(number, moment, root, sep="|", file=orders, flush=True)
            return int(codes.readline())

        yield killed
    assert killer.returncode == 0


def _killed_until_the_end(
    kill: Kill, moment: str, start: Path, numbers: Iterable[int], folder: Path
) -> list[Path]:
    """Copies of a tree in which a build was killed at an operation, and one that it finished."""
    roots = []
    for number in numbers:
        roots.append(copy_tree(start, folder / str(number)))
        code = kill(number, moment, roots[-1])
        if code == 0:
            return roots
        assert code == -signal.SIGKILL
    raise AssertionError("a build does more operations than are tried")


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("before", marks=pytest.mark.sampled(5, 1)),
        pytest.param("after", marks=pytest.mark.sampled(10, 5)),
    ],
)
def test_killed_at_each_file_operation(
    moment: str, samples: int, kill: Kill, states: States, tmp_path: Path
) -> None:
    """After an operation is before the next one, so some of the former are enough."""
    steps = range(1, OPERATIONS, samples)
    *killed, _ = _killed_until_the_end(kill, moment, states.start, steps, tmp_path)
    assert len(killed) * samples >= 40
    seen = _judge(killed, states, tmp_path / "cache")
    assert seen == sorted(seen, reverse=True), "once the new data is seen, it stays"
    assert {"old", "new"} == set(seen)


@pytest.mark.sampled(14, 5)
@pytest.mark.parametrize("first", [16, 32, 40])
def test_killed_and_then_killed_again(
    first: int, samples: int, kill: Kill, states: States, tmp_path: Path
) -> None:
    """The first dies after a Parquet file, the card, an old file; the second every few steps."""
    interrupted = copy_tree(states.start, tmp_path / "interrupted")
    assert kill(first, "after", interrupted) == -signal.SIGKILL
    steps = range(1 + first % 5, OPERATIONS, samples)
    roots = _killed_until_the_end(kill, "before", interrupted, steps, tmp_path)
    _judge(roots, states, tmp_path / "cache")


@pytest.mark.sampled(5, 20)
def test_killed_at_random_moments(samples: int, kill: Kill, states: States, tmp_path: Path) -> None:
    draw = random.Random(20)
    roots = [copy_tree(states.start, tmp_path / str(number)) for number in range(samples)]
    codes = [kill(draw.uniform(0, 25), "timed", root) for root in roots]
    assert codes.count(-signal.SIGKILL) >= samples // 2
    _judge(roots, states, tmp_path / "cache")


@pytest.mark.sampled(2, 4)
def test_concurrent_builds_leave_a_complete_dataset(samples: int, base: Path) -> None:
    command = [sys.executable, "-m", "winnow", "build", "--root", str(base)]
    builds = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(samples)]
    assert [build.wait() for build in builds] == [0] * samples
    assert winnow("verify", "--root", base).code == 0


def test_files_of_other_kinds_are_not_removed(base_built: Path) -> None:
    notes = base_built / "dataset/data/pages/notes.txt"
    notes.write_text("mine")
    _change(base_built)
    assert winnow("build", "--root", base_built).code == 0
    assert notes.read_text() == "mine"


def test_the_repository_holds_no_trace_of_a_build_in_progress() -> None:
    assert not (ROOT / "dataset" / STAGING).exists()
