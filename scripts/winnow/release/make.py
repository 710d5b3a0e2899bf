"""Releases on disk: both forms, each as a folder and as an archive with its checksum."""

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
from winnow.release import full as contents


@dataclass(frozen=True)
class Form:
    """A form of a release: its name and its files, sealed."""

    name: str
    files: Mapping[str, bytes]


def forms(corpus: Corpus, build: Build, front: Json, paths: Paths) -> tuple[Form, Form]:
    """The full form, and the standoff form, which is tried out: what it restores is in it.

    ``front`` is the front matter of the card's template.
    """
    metadata = corpus.metadata
    front = standoff.allowed_front(front)
    name = f"{metadata['name']}-{metadata['version']}"
    full = contents.full(build, paths)
    apart = standoff.standoff(corpus, build, front, paths)
    apart[standoff.FILE] = standoff.described(build, front, metadata, {})
    try:
        back = rehydrate.restore(apart, {page.id: page.text for page in corpus.pages})
    except rehydrate.BROKEN as error:
        raise AssertionError("the standoff form does not give back the dataset") from error
    same = {path: sha256(data) for path, data in back.items() if full.get(path) == data}
    lost = [path for path in build.files if path.startswith("data/") and path not in same]
    assert not lost, f"the standoff form does not give back {', '.join(lost)}"
    apart[standoff.FILE] = standoff.described(build, front, metadata, same)
    return Form(name, full), Form(name + standoff.SUFFIX, contents.sealed(apart))


def write(made: tuple[Form, ...], date: str, target: Path) -> list[Path]:
    """Write folders, archives and their checksums into a folder; gives their paths.

    Everything is written beside its place first and then renamed, the checksums last: where
    something fails, nothing is left. Raises ``OSError``, ``FileExistsError`` among them, since
    what is there is never overwritten, and ``archive.RefusedError`` where nobody could unpack what
    was packed.
    """
    seconds = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=target, prefix=".release-") as scratch,
        ExitStack() as undo,
    ):
        staged: list[tuple[Path, Path]] = []
        for form in made:
            folder = Path(scratch) / form.name
            write_files(form.files, folder)
            name = form.name + archive.SUFFIX
            packed = archive.pack(form.files, form.name, seconds)
            (Path(scratch) / name).write_bytes(packed)
            archive.check(Path(scratch) / name)
            line = archive.document({name: sha256(packed)})
            (Path(scratch) / (name + verify.SIDECAR)).write_bytes(line)
            for each in (name, name + verify.SIDECAR):
                (Path(scratch) / each).chmod(archive.MODE)
            order = (folder.name, name, name + verify.SIDECAR)
            staged += [(Path(scratch) / each, target / each) for each in order]
            assert not verify.verify(folder), f"{form.name} is not whole"
        staged.sort(key=lambda each: (each[0].name.count(".tar"), each[0].suffix == verify.SIDECAR))
        for _, place in staged:
            if os.path.lexists(place):
                raise FileExistsError(17, "is there already", str(place))
        for source, place in staged:
            undo.callback(_take_back, source, place)
            source.rename(place)
        undo.pop_all()
    return [place for _, place in staged]


def _take_back(source: Path, place: Path) -> None:
    """Remove what was moved to its place; what stands there otherwise is somebody else's."""
    if os.path.lexists(source):
        return
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write a folder that is not there yet, whole or not at all. Raises ``OSError``."""
    if os.path.lexists(target):
        raise FileExistsError(17, "is there already", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".release-") as scratch:
        write_files(files, Path(scratch) / target.name)
        (Path(scratch) / target.name).rename(target)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files by their paths below a folder, with the same rights as in the archive."""
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(archive.MODE)
    for each in (folder, *folder.rglob("*")):
        if each.is_dir():
            each.chmod(0o755)
