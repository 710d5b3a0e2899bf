"""A build's way to disk: readers see the whole old or the whole new dataset at any moment.

Everything is written into ``dataset/.build`` first. Parquet files carry a hash in their name, so
moving them beside the old ones changes nothing for a reader. Then the new ``README.md``, whose
front matter lists the files by exact path, is renamed over the old one: that is the one commit
point. The manifest follows, and the old Parquet files go last.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from winnow.manifest import CARD

if sys.platform != "win32":
    import fcntl  # on Windows, two builds at once are the caller's to avoid

STAGING = ".build"
"""Folder below ``dataset/`` that is there only while a build is being written."""

DATA = "data"


def commit(files: dict[str, bytes], dataset: Path) -> bool:
    """Write ``files`` (by path below ``dataset``); False where they are all there already.

    A second build waits until the first is done. Raises ``OSError`` where a file cannot be
    written; the dataset is then whole all the same, and the next build tidies up.
    """
    with _alone(dataset):
        staging = dataset / STAGING
        if staging.exists():
            remove_tree(staging)
        stale = _stale(files, dataset)
        changed = {path: data for path, data in files.items() if _content(dataset / path) != data}
        if not stale and not changed:
            return False
        make_folder(staging)
        _stage_and_move(changed, dataset, staging)
        for path in stale:
            remove(path)
        for folder in _empty_folders(dataset / DATA):
            remove_folder(folder)
        remove_folder(staging)
        return True


def _stage_and_move(changed: dict[str, bytes], dataset: Path, staging: Path) -> None:
    """The card is staged first, so that its presence there tells that it was not moved yet."""
    order = sorted(changed, key=lambda path: (path != CARD, path))
    staged = {path: staging / path.replace("/", "+") for path in order}
    for path in order:
        write(staged[path], changed[path])
    sync_folder(staging)
    parquet = [path for path in order if path.startswith(f"{DATA}/")]
    for folder in dict.fromkeys((dataset / path).parent for path in parquet):
        if not folder.exists():
            make_folder(folder)
    for path in parquet:
        move(staged[path], dataset / path)
    for folder in dict.fromkeys((dataset / path).parent for path in parquet):
        sync_folder(folder)
    if CARD in changed:
        move(staged[CARD], dataset / CARD)
        sync_folder(dataset)
    for path in order:
        if path != CARD and path not in parquet:
            move(staged[path], dataset / path)
    sync_folder(dataset)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _stale(files: dict[str, bytes], dataset: Path) -> list[Path]:
    """Parquet files of earlier builds."""
    found = sorted((dataset / DATA).rglob("*.parquet"))
    return [path for path in found if path.relative_to(dataset).as_posix() not in files]


def _empty_folders(data: Path) -> list[Path]:
    folders = sorted(data.iterdir()) if data.is_dir() else []
    return [path for path in folders if path.is_dir() and not any(path.iterdir())]


@contextlib.contextmanager
def _alone(dataset: Path) -> Iterator[None]:
    """Holds a lock on the folder itself, which ends with the process and leaves no file."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(dataset, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# Each change to the disk is one of these, so that a test can stop the process at any of them.


def write(path: Path, data: bytes) -> None:
    """Write a file and force it to disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def move(path: Path, target: Path) -> None:
    """Rename over the target, if there is one, in one step."""
    path.replace(target)


def remove(path: Path) -> None:
    """Remove a file."""
    path.unlink()


def make_folder(path: Path) -> None:
    """Make a folder, with those above it."""
    path.mkdir(parents=True)


def remove_folder(path: Path) -> None:
    """Remove an empty folder."""
    path.rmdir()


def remove_tree(path: Path) -> None:
    """Remove a folder with all that is in it."""
    shutil.rmtree(path)


def sync_folder(path: Path) -> None:
    """Force the names in a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
