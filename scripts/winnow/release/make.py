"""Make a release: both forms, as folders and as archives with checksums."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from winnow.dataset.build import Build
from winnow.model.corpus import Corpus
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.read.paths import Paths
from winnow.release import archive, rehydrate, standoff, verify
from winnow.release.full import full


@dataclass(frozen=True)
class Form:
    """A form of a release: its name, and its files with their checksums by path."""

    name: str
    files: Mapping[str, bytes]


def forms(corpus: Corpus, build: Build, front: Json, paths: Paths) -> tuple[Form, Form]:
    """The full form and the standoff form, which is rehydrated to test it.

    ``front`` is the front matter of the card's template.
    """
    metadata = corpus.metadata
    front = standoff.allowed_front(front)
    full_files = full(build, paths)
    standoff_files = standoff.standoff(corpus, build, front, paths)
    standoff_files[standoff.FILE] = standoff.described(build, front, metadata, {})
    try:
        texts = {page.id: page.text for page in corpus.pages}
        rehydrated = rehydrate.restore(standoff_files, texts)
    except rehydrate.BROKEN as error:
        raise AssertionError("the standoff form does not give back the dataset") from error
    restored = {
        path: sha256(data) for path, data in rehydrated.items() if full_files.get(path) == data
    }
    lost = [path for path in build.files if path.startswith("data/") and path not in restored]
    assert not lost, f"the standoff form does not give back {', '.join(lost)}"
    standoff_files[standoff.FILE] = standoff.described(build, front, metadata, restored)
    name = f"{metadata['name']}-{metadata['version']}"
    return Form(name, full_files), Form(name + standoff.SUFFIX, archive.sealed(standoff_files))


def write(forms: tuple[Form, ...], date: str, target: Path) -> list[Path]:
    """Write folders, archives and their checksums into a folder; returns their paths.

    Everything is written to a temporary folder first and then renamed, the checksums last; on an
    error, nothing is left. Raises ``OSError``, with ``FileExistsError`` for existing files, and
    ``archive.RefusedError`` if an archive could not be unpacked.
    """
    seconds = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=target, prefix=".release-") as scratch,
        ExitStack() as undo,
    ):
        staging = Path(scratch)
        folders, archives, sidecars = [], [], []
        for form in forms:
            write_files(form.files, staging / form.name)
            assert not verify.verify(staging / form.name), f"{form.name} is invalid"
            packed = staging / (form.name + archive.SUFFIX)
            packed.write_bytes(archive.pack(form.files, form.name, seconds))
            archive.check(packed)
            sidecar = staging / (packed.name + verify.SIDECAR)
            sidecar.write_bytes(archive.document({packed.name: sha256(packed.read_bytes())}))
            packed.chmod(archive.MODE)
            sidecar.chmod(archive.MODE)
            folders.append(staging / form.name)
            archives.append(packed)
            sidecars.append(sidecar)
        moves = [(path, target / path.name) for path in (*folders, *archives, *sidecars)]
        for _, place in moves:
            if os.path.lexists(place):
                raise FileExistsError(17, "exists already", str(place))
        for source, place in moves:
            undo.callback(_take_back, source, place)
            source.rename(place)
        undo.pop_all()
    return [place for _, place in moves]


def _take_back(source: Path, place: Path) -> None:
    """Remove a file that was moved to its place, but not one of somebody else."""
    if os.path.lexists(source):
        return
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write a new folder completely or not at all. Raises ``OSError``."""
    if os.path.lexists(target):
        raise FileExistsError(17, "exists already", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".release-") as scratch:
        write_files(files, Path(scratch) / target.name)
        (Path(scratch) / target.name).rename(target)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files by their paths below a folder, with the modes of the archive."""
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(archive.MODE)
    for path_below in (folder, *folder.rglob("*")):
        if path_below.is_dir():
            path_below.chmod(0o755)
