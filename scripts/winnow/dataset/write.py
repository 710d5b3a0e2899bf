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
from collections.abc import Container, Iterator
from pathlib import Path

from winnow.dataset.manifest import CARD
from winnow.model.hashes import sha256

if sys.platform != "win32":
    import fcntl  # on Windows, two builds at once are the caller's to avoid

STAGING = ".build"
"""Folder below ``dataset/`` that is there only while a build is being written."""

STATE = "card.sha256"
"""File in it with the digest of the card to come: whether that card is in place tells how far the
build has come."""

DATA = "data"


def unfinished(dataset: Path) -> bool:
    """Whether something stands where only a build that is not finished has its staging folder."""
    return os.path.lexists(dataset / STAGING)


@contextlib.contextmanager
def alone(dataset: Path) -> Iterator[None]:
    """Keeps other builds of a folder waiting, from the reading of its sources to the last file.

    The lock is on the folder itself; it ends with the process and leaves no file.
    """
    with _lock(dataset, wait=True):
        yield


def being_built(dataset: Path) -> bool:
    """Whether a build of the folder is running."""
    try:
        with _lock(dataset, wait=False):
            return False
    except BlockingIOError:
        return True


@contextlib.contextmanager
def _lock(dataset: Path, *, wait: bool) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    try:
        handle = os.open(dataset, os.O_RDONLY)
    except OSError:  # what cannot be read is told where it is read
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def commit(files: dict[str, bytes], dataset: Path) -> bool:
    """Write ``files`` (by path below ``dataset``); False where there is nothing to do.

    Raises ``OSError`` where a file cannot be written; the dataset is then whole all the same, old
    or new, and the next build completes it.
    """
    staging = dataset / STAGING
    changed = {path: data for path, data in files.items() if _content(dataset / path) != data}
    stale, empty = stale_files(files, dataset), _empty_folders(dataset / DATA)
    if not (changed or stale or empty or unfinished(dataset)):
        return False
    _clear(staging)
    if CARD in changed:
        write(staging / STATE, sha256(changed[CARD]).encode())
    _stage_and_move(changed, dataset, staging)
    for path in stale:
        remove(path)
    for folder in _empty_folders(dataset / DATA):
        remove_folder(folder)
    if CARD in changed:
        remove(staging / STATE)
    remove_folder(staging)
    return True


def write_beside(files: dict[str, bytes], root: Path) -> bool:
    """Write files that stand beside ``dataset/``, each in one step; False where all are current."""
    changed = {path: data for path, data in files.items() if _content(root / path) != data}
    for path, data in changed.items():
        staged = root / f"{path}.new"
        write(staged, data)
        move(staged, root / path)
    return bool(changed)


def _clear(staging: Path) -> None:
    """Make the staging folder, or empty the one that an earlier build left.

    The folder stays all the while, as the sign that what stands beside it may be left over.
    """
    if staging.is_symlink() or (staging.exists() and not staging.is_dir()):
        remove(staging)
    if not staging.is_dir():
        make_folder(staging)
    for path in sorted(staging.iterdir()):
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            remove(path)


def _stage_and_move(changed: dict[str, bytes], dataset: Path, staging: Path) -> None:
    order = sorted(changed, key=lambda path: (path != CARD, path))
    staged = {path: staging / path.replace("/", "+") for path in order}
    for path in order:
        write(staged[path], changed[path])
    sync_folder(staging)
    parquet = [path for path in order if path.startswith(f"{DATA}/")]
    folders = list(dict.fromkeys((dataset / path).parent for path in parquet))
    for folder in folders:
        if not folder.exists():
            make_folder(folder)
    for path in parquet:
        move(staged[path], dataset / path)
    for folder in folders:
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


def stale_files(files: Container[str], dataset: Path) -> list[Path]:
    """Parquet files of earlier builds, which a build of ``files`` removes."""
    found = sorted((dataset / DATA).rglob("*.parquet"))
    return [
        path
        for path in found
        if path.relative_to(dataset).as_posix() not in files
        and (path.is_symlink() or not path.is_dir())
    ]


def _empty_folders(data: Path) -> list[Path]:
    folders = sorted(data.iterdir()) if data.is_dir() else []
    return [path for path in folders if path.is_dir() and not any(path.iterdir())]


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
