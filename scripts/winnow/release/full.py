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
"""The licence of the code, which is also that of the schemas in a release.

``LICENSE.md`` states the licence of each part of the release.
"""

CHANGELOG = "CHANGELOG.md"

EXTERNAL_LINK = re.compile(rb"\[([^\]]+)\]\(\.\./[^)]*\)")
"""A Markdown link from a page of the guidelines to a file outside their folder.

A release does not have this file, so ``full`` replaces the link by its text.
"""


def full(build: Build, paths: Paths) -> dict[str, bytes]:
    """The files of a full release by path, including the file with their checksums.

    Built files are at the top, as ``load_dataset`` expects; what they were built from is in
    ``sources/``, ``annotations/``, ``guidelines/`` and ``schema/``.
    """
    guidelines = files_in(paths.guidelines, "guidelines/")
    files = build.files | build.root_files | build.annotations
    files[LICENCE] = paths.licence.read_bytes()
    files[CHANGELOG] = paths.changelog.read_bytes()
    files |= licence_of_code(paths)
    files |= files_in(paths.sources, "sources/")
    files |= {path: EXTERNAL_LINK.sub(rb"\1", data) for path, data in guidelines.items()}
    files |= files_in(paths.schema, "schema/")
    return archive.sealed(files)


def licence_of_code(paths: Paths) -> dict[str, bytes]:
    """The licence file of the code by its path in a release; empty if the project has none."""
    return {CODE_LICENCE: paths.code_licence.read_bytes()} if paths.code_licence.is_file() else {}


def files_in(folder: Path, prefix: str = "") -> dict[str, bytes]:
    """The content of all files in a folder and its subfolders, except hidden ones.

    A key is the prefix followed by the path of the file relative to the folder.
    """
    return {
        prefix + path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files_below(folder)
    }
