"""Verify a release of any version, as a folder or an archive.

Files are compared with checksums, rows with logical hashes, and forms of the metadata with each
other. Nothing but the release is needed.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from winnow.dataset import manifest
from winnow.dataset.folder import is_repository
from winnow.dataset.manifest import METADATA
from winnow.dataset.metadata import cff, zenodo
from winnow.dataset.verify import verify as verify_dataset
from winnow.model.hashes import sha256_of_file
from winnow.model.problem import Problem, excerpt, in_order, shortened
from winnow.model.rules import RULES
from winnow.read.files import is_missing, read_bytes, read_json
from winnow.release import archive, statements

SIDECAR = ".sha256"
"""Suffix of the file next to an archive with its checksum."""

CITED = re.compile(
    r"(?<=\(Version )[^)]*(?=\) \[Data set\])"
    r"|(?<=\{Data set, version )[^}]*(?=})"
    r"|(?<=version = {)[^}]*(?=})"  # releases before 1.3.0
)
"""The version in a reference, in APA style or BibTeX."""


NOT_IN_DATASETS = (archive.FILE, cff.FILE, zenodo.FILE, "schema", "annotations/pages.json")
"""Files and folders of a release that a dataset folder does not have."""


def is_release(folder: Path) -> bool:
    """Whether a folder is a release, as opposed to a built dataset folder or a repository."""
    if is_repository(folder):
        return False
    return any(os.path.lexists(folder / name) for name in NOT_IN_DATASETS)


def problems_of(path: Path) -> tuple[Problem, ...]:
    """The problems of a release as folder or archive; none if the path is something else."""
    if path.is_dir():
        return verify(path) if is_release(path) else ()
    return verify_archive(path) if path.is_file() else ()


def verify_archive(path: Path) -> tuple[Problem, ...]:
    """All problems of an archive; files in the problems begin with its name."""
    problems = list(_sidecar_problems(path))
    with tempfile.TemporaryDirectory() as scratch:
        folder, unpack_problems = archive.unpack(path, Path(scratch))
        problems.extend(unpack_problems)
        if folder is not None:
            in_folder = verify(folder) if is_release(folder) else (_no_checksums(),)
            problems.extend(
                replace(problem, file=f"{path.name}/{problem.file}") for problem in in_folder
            )
    return in_order(problems)


def _sidecar_problems(path: Path) -> Iterator[Problem]:
    """Problems of the archive and the checksum file next to it, if there is one."""
    name = path.name + SIDECAR
    sidecar = path.with_name(name)
    if not os.path.lexists(sidecar):
        return
    data, problem = read_bytes(sidecar, name)
    if data is None:
        if problem:
            yield problem
        return
    digests, invalid = archive.parse(data)
    for number, message in invalid:
        yield RULES["checksums-malformed"].at(name, f"{number}:1", message)
    if not invalid and set(digests) != {path.name}:
        yield RULES["checksums-malformed"].at(name, "1:1", f"is not about {path.name}")
    elif not invalid:
        yield from _file_problems(path, path.name, digests[path.name], name)


def _no_checksums() -> Problem:
    message = "is missing, so the files of the release are unknown"
    return RULES["release-file-missing"].at(archive.FILE, "", message)


def verify(folder: Path) -> tuple[Problem, ...]:
    """All problems of the folder of a release; files are relative to it.

    If files differ from their checksums, their content is not verified.
    """
    if is_missing(folder / archive.FILE):
        return (_no_checksums(),)
    data, problem = read_bytes(folder / archive.FILE, archive.FILE)
    if data is None:
        return (problem,) if problem else ()
    digests, invalid = archive.parse(data)
    problems = [
        RULES["checksums-malformed"].at(archive.FILE, f"{number}:1", message)
        for number, message in invalid
    ]
    for path, digest in digests.items():
        problems.extend(_file_problems(folder / path, path, digest, archive.FILE))
    files, empty = _entries(folder)
    for path in sorted(files - digests.keys() - {archive.FILE}):
        message = f"{archive.FILE} does not list it"
        problems.append(RULES["release-file-unexpected"].at(path, "", message))
    for path in sorted(empty - digests.keys()):
        message = "this folder is empty, but a release has no empty folders"
        problems.append(RULES["release-file-unexpected"].at(path, "", message))
    if not problems:
        problems.extend(_metadata_problems(folder))
        if manifest.FILE in digests:
            problems.extend(verify_dataset(folder))
    return tuple(_capped(in_order(problems)))


SHOWN = 20
"""Maximum number of problems of a rule that are reported one by one."""


def _capped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """At most ``SHOWN`` problems of each rule, and one with the number of the others."""
    by_rule: dict[str, list[Problem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    for alike in by_rule.values():
        yield from alike[:SHOWN]
        if len(alike) > SHOWN:
            message = f"{len(alike) - SHOWN:,} more files have problems of this kind"
            yield replace(alike[0], file=archive.FILE, place="", message=message)


def _entries(folder: Path) -> tuple[set[str], set[str]]:
    """Everything below a folder that is not a folder, hidden or not, and the empty folders."""
    files, empty = set(), set()
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        relative = Path(parent).relative_to(folder)
        files |= {(relative / name).as_posix() for name in (*names, *links)}
        if not folders and not names:
            empty.add(relative.as_posix())
    return files, empty


def _file_problems(path: Path, name: str, stated: str, lister: str) -> Iterator[Problem]:
    """Whether a file has the digest that ``lister`` states."""
    differs, missing = RULES["release-file-differs"], RULES["release-file-missing"]
    try:
        if path.is_symlink():
            yield differs.at(name, "", "is a link, but a release holds regular files")
            return
        if path.exists() and not path.is_file():
            yield differs.at(name, "", "is not a regular file")
            return
        digest = sha256_of_file(path)
    except FileNotFoundError:
        yield missing.at(name, "", f"{lister} lists it, but it is missing")
        return
    except OSError as error:
        yield differs.at(name, "", f"cannot be read: {error.strerror}")
        return
    if digest != stated:
        message = f"has the sha256 {digest[:12]}…, but {lister} states {stated[:12]}…"
        yield differs.at(name, "", message)


def _metadata_problems(folder: Path) -> Iterator[Problem]:
    """Problems of ``metadata.json``, and differences of other forms and the card from it."""
    differs = RULES["metadata-differs"]
    json_file = read_json(folder / METADATA, METADATA)
    yield from json_file.problems
    metadata = json_file.value
    try:
        version = statements.source(metadata)["version"]
    except (KeyError, TypeError, AttributeError):
        yield differs.at(METADATA, "", "is not the metadata of a dataset")
        return
    for name in statements.FORMS:
        data, _ = read_bytes(folder / name, name)
        if data is None:  # not all releases have all forms; missing files are in the checksums
            continue
        try:
            differences = list(statements.differences(name, data, metadata))
        except Exception as error:  # a broken form can raise anything
            yield differs.at(name, "", f"cannot be read: {shortened(repr(error), 90)}")
            continue
        for part, stated, expected in differences:
            message = f"states {excerpt(stated, 60)}, but {METADATA} has {excerpt(expected, 60)}"
            yield differs.at(name, part, message)
    card, _ = read_bytes(folder / manifest.CARD, manifest.CARD)
    for cited in sorted(set(CITED.findall((card or b"").decode("utf-8", "replace")))):
        if cited != version:
            message = f"cites version {excerpt(cited)}, but {METADATA} has {version}"
            yield differs.at(manifest.CARD, "", message)
