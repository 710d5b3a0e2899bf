"""Trees that are built, committed or released once for all processes of a test run."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from support import build, copy_base, copy_real, digests, git_commit, release

Step = Callable[[Path], object]

STEPS: dict[str, tuple[str | None, Step]] = {
    "base": (None, copy_base),
    "base-built": ("base", build),
    "base-committed": ("base-built", git_commit),
    "base-released": ("base-committed", release),
    "real": (None, copy_real),
    "real-committed": ("real", git_commit),
    "real-released": ("real-committed", release),
}
"""Each prepared tree: which tree it is a copy of, and what is done to the copy."""


@dataclass(frozen=True)
class Trees:
    """Prepared trees in a folder that all processes of a run share. Tests change copies alone."""

    folder: Path
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    """Digests of the files of each tree that this process uses."""

    def get(self, name: str) -> Path:
        return self.make(name, *STEPS[name])

    def copy(self, name: str, target: Path) -> Path:
        return copy_tree(self.get(name), target)

    def make(self, name: str, start: str | None, step: Step) -> Path:
        """The tree of that name, which the first process that asks for it makes."""
        tree = self.folder / name
        if name not in self.used:
            with (self.folder / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not tree.exists():
                    unfinished = Path(tempfile.mkdtemp(dir=self.folder)) / name
                    if start:
                        self.copy(start, unfinished)
                    step(unfinished)
                    unfinished.rename(tree)
            self.used[name] = digests(tree)
        return tree

    def check_unchanged(self) -> None:
        for name, before in self.used.items():
            assert digests(self.folder / name) == before, f"a test changed the tree {name}"


def copy_tree(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, symlinks=True)
    return target
