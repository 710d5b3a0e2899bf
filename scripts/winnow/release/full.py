"""The files of the full form of a release."""

from __future__ import annotations

import re
from pathlib import Path

from winnow.dataset.build import Build
from winnow.dataset.manifest import LICENCE
from winnow.read.files import files_below
from winnow.read.paths import Paths
from winnow.release import archive

CODE_LICENCE = "LICENSE-Apache-2.0.txt"
"""The licence of the schemas; LICENSE.md states the licence of each part."""

CHANGELOG = "CHANGELOG.md"


def full(build: Build, paths: Paths) -> dict[str, bytes]:
    """All files of a full release with their checksums.

    Built files are at the top, as ``load_dataset`` expects; what they were built from is in
    ``sources/``, ``annotations/``, ``guidelines/`` and ``schema/``.
    """
    guidelines = files_in(paths.guidelines, "guidelines/")
    files = build.files | build.root_files | build.annotations
    files[LICENCE] = paths.licence.read_bytes()
    files[CHANGELOG] = paths.changelog.read_bytes()
    files |= licence_of_code(paths)
    files |= files_in(paths.sources, "sources/")
    files |= {path: OUTWARD.sub(rb"\1", data) for path, data in guidelines.items()}
    files |= files_in(paths.schema, "schema/")
    return archive.sealed(files)


OUTWARD = re.compile(rb"\[([^\]]+)\]\(\.\./[^)]*\)")
"""A link of the guidelines to another folder of the docs, which a release does not have."""


def licence_of_code(paths: Paths) -> dict[str, bytes]:
    """The licence of the schemas, if the root has it."""
    return {CODE_LICENCE: paths.code_licence.read_bytes()} if paths.code_licence.is_file() else {}


def files_in(folder: Path, prefix: str = "") -> dict[str, bytes]:
    """All files below a folder, without hidden ones, by prefix and path below the folder."""
    return {
        prefix + path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files_below(folder)
    }
