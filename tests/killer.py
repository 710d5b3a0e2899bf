"""Runs builds and kills them: ``NUMBER|before|ROOT``, ``NUMBER|after|ROOT`` or ``MS|timed|ROOT``.

Each line of standard input is a build in a separate process, which is killed with SIGKILL before
or after its file operation of that number, or that many milliseconds into its commit, which is
slowed down then. The exit code of each build goes to standard error. Everything is imported once,
before the first fork.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module

from winnow.cli.app import app
from winnow.dataset import write

BUILD_IMPORTS = ("pandas", "pyarrow.parquet", "winnow.cli.dataset")
"""What a build imports while it runs, pandas through pyarrow."""

OPERATIONS = (
    "write",
    "move",
    "remove",
    "make_folder",
    "remove_folder",
    "remove_tree",
    "sync_folder",
)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def build(root: str, stop_at: int = 0, moment: str = "", on_commit: int | None = None) -> None:
    """Build ``root`` and die at an operation, or say on a pipe that the commit begins."""
    done = 0

    def guarded(operation: Callable[..., None]) -> Callable[..., None]:
        def run(*arguments: object) -> None:
            nonlocal done
            done += 1
            if done == stop_at and moment == "before":
                _die()
            if on_commit is not None:
                time.sleep(0.001)
            operation(*arguments)
            if done == stop_at and moment == "after":
                _die()

        return run

    for name in OPERATIONS:
        setattr(write, name, guarded(getattr(write, name)))
    whole = write.commit

    def announced(files: dict[str, bytes], dataset: object) -> bool:
        if on_commit is not None:
            os.write(on_commit, b"!")
        return whole(files, dataset)  # type: ignore[arg-type]

    write.commit = announced
    app(["build", "--root", root], standalone_mode=False)


def main() -> None:
    for name in BUILD_IMPORTS:
        import_module(name)
    for line in sys.stdin:
        number, moment, root = line.rstrip("\n").split("|")
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            if moment == "timed":
                build(root, on_commit=writer)
            else:
                build(root, int(number), moment)
            os._exit(0)
        if moment == "timed":
            os.read(reader, 1)
            time.sleep(float(number) / 1000)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=sys.stderr)  # noqa: T201
        os.close(reader)
        os.close(writer)


if __name__ == "__main__":
    main()
