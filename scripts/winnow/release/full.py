"""What is in a full release: each file by its path in it, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from winnow.dataset.build import Build
from winnow.dataset.manifest import LICENCE
from winnow.model.hashes import sha256
from winnow.read.files import files_below
from winnow.read.paths import Paths
from winnow.release import archive

CODE_LICENCE = "LICENSE-Apache-2.0.txt"
"""The licence of the schemas; LICENSE.md says what is under which."""

CHANGELOG = "CHANGELOG.md"


def full(build: Build, paths: Paths) -> dict[str, bytes]:
    """All files of a release, sealed.

    What is built stands at the top, as ``load_dataset`` wants it; the texts and annotations that
    it was built from stand below ``sources/``, ``annotations/``, ``guidelines/`` and ``schema/``.
    """
    files = build.files | build.beside | build.annotations
    files[LICENCE] = paths.licence.read_bytes()
    files[CHANGELOG] = paths.changelog.read_bytes()
    files |= licence_of_code(paths)
    files |= below("sources", paths.sources)
    files |= _guidelines(paths)
    files |= below("schema", paths.schema)
    return sealed(files)


OUTWARD = re.compile(rb"\[([^\]]+)\]\(\.\./[^)]*\)")
"""A link of the guidelines to another folder of the docs, which a release has not."""


def _guidelines(paths: Paths) -> dict[str, bytes]:
    found = below("guidelines", paths.guidelines)
    return {path: OUTWARD.sub(rb"\1", data) for path, data in found.items()}


def licence_of_code(paths: Paths) -> dict[str, bytes]:
    """The licence of the schemas, where the root has it."""
    return {CODE_LICENCE: paths.code_licence.read_bytes()} if paths.code_licence.is_file() else {}


def below(name: str, folder: Path) -> dict[str, bytes]:
    """All files below a folder, hidden ones left out, under a name in the release."""
    return {f"{name}/{path}": data for path, data in everything(folder).items()}


def everything(folder: Path) -> dict[str, bytes]:
    """The same by their paths below the folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with their checksums."""
    digests = {path: sha256(data) for path, data in files.items()}
    return {**files, archive.FILE: archive.document(digests)}
