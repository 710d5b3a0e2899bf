"""Write a build to disk: readers see the old or the new dataset, complete, at any moment.

Everything is written into ``dataset/.build`` first. Parquet files have a hash in their name, so
moving them next to the old ones changes nothing for a reader. Then the new ``README.md``, whose
front matter lists the files by exact path, is renamed over the old one: that is the commit. The
manifest follows, and the old Parquet files are removed last.
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
    import fcntl  # on Windows, the caller must not run two builds at once

STAGING = ".build"
"""Folder below ``dataset/`` that exists only while a build is being written."""

NEW_CARD = "card.sha256"
"""File in it with the digest of the new card, which is in place if the build was committed."""

DATA = "data"


def unfinished(dataset: Path) -> bool:
    """Whether the staging folder of a running or interrupted build exists."""
    return os.path.lexists(dataset / STAGING)


@contextlib.contextmanager
def lock(dataset: Path) -> Iterator[None]:
    """Let other builds of the folder wait.

    The lock is on the folder itself; it ends with the process and leaves no file.
    """
    with _lock(dataset, wait=True):
        yield


def is_being_built(dataset: Path) -> bool:
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
    except OSError:  # reported where the folder is read
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def commit(files: dict[str, bytes], dataset: Path) -> bool:
    """Write ``files`` (by path below ``dataset``); False if nothing has to be written.

    Raises ``OSError`` if a file cannot be written; the dataset is then complete, old or new, and
    the next build finishes the work.
    """
    staging = dataset / STAGING
    changed = {path: data for path, data in files.items() if _content(dataset / path) != data}
    stale, empty = stale_files(files, dataset), _empty_folders(dataset / DATA)
    if not (changed or stale or empty or unfinished(dataset)):
        return False
    _clear(staging)
    if CARD in changed:
        write(staging / NEW_CARD, sha256(changed[CARD]).encode())
    _stage_and_move(changed, dataset, staging)
    for path in stale:
        remove(path)
    for folder in _empty_folders(dataset / DATA):
        remove_folder(folder)
    if CARD in changed:
        remove(staging / NEW_CARD)
    remove_folder(staging)
    return True


def write_root_files(files: dict[str, bytes], root: Path) -> bool:
    """Write files next to ``dataset/``, each atomically; False if all are current."""
    changed = {path: data for path, data in files.items() if _content(root / path) != data}
    for path, data in changed.items():
        staged = root / f"{path}.new"
        write(staged, data)
        move(staged, root / path)
    return bool(changed)


def _clear(staging: Path) -> None:
    """Make the staging folder, or empty that of an interrupted build.

    The folder itself is never removed meanwhile: it marks the dataset folder as unfinished.
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
    return [
        path
        for path in sorted((dataset / DATA).rglob("*.parquet"))
        if path.relative_to(dataset).as_posix() not in files
        and (path.is_symlink() or not path.is_dir())
    ]


def _empty_folders(data: Path) -> list[Path]:
    folders = sorted(data.iterdir()) if data.is_dir() else []
    return [path for path in folders if path.is_dir() and not any(path.iterdir())]


# All changes to the disk are made by these functions, so that a test can stop at any of them.


def write(path: Path, data: bytes) -> None:
    """Write a file and force it to disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def move(path: Path, target: Path) -> None:
    """Rename atomically, over the target if it exists."""
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
    """Remove a folder and its content."""
    shutil.rmtree(path)


def sync_folder(path: Path) -> None:
    """Force the names in a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
