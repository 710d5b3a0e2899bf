"""Is a release whole? Files against checksums, rows against hashes, metadata against itself.

It needs nothing but the release, of whatever version, as a folder or an archive.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from winnow.dataset import verify as built
from winnow.dataset.manifest import CARD, FILE
from winnow.dataset.metadata import cff, zenodo
from winnow.model.hashes import sha256_of_file
from winnow.model.problem import Problem, excerpt, in_order, shortened
from winnow.model.rules import RULES
from winnow.read.files import read_bytes, read_json
from winnow.release import archive, statements

SIDECAR = ".sha256"
"""What follows an archive's name in the name of the file with its checksum, beside it."""

CITED = re.compile(
    r"(?<=\(Version )[^)]*(?=\) \[Data set\])"
    r"|(?<=\{Data set, version )[^}]*(?=})"
    r"|(?<=version = {)[^}]*(?=})"  # releases before 1.3.0
)
"""The version in a reference, in APA style or BibTeX."""


def is_release(folder: Path) -> bool:
    """Whether a folder is a release and not a dataset folder as a build leaves it."""
    return any(os.path.lexists(folder / each) for each in TELLING)


TELLING = (archive.FILE, cff.FILE, zenodo.FILE, "schema", "annotations/pages.json")
"""What is in a release and in no dataset folder."""


def problems_of(path: Path) -> tuple[Problem, ...]:
    """The same for a release as folder or archive; nothing for whatever else there is."""
    if path.is_dir():
        return verify(path) if is_release(path) and not (path / "dataset").is_dir() else ()
    return verify_archive(path) if path.is_file() else ()


def verify_archive(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with an archive; files in the problems begin with its name."""
    problems = list(_sidecar_problems(path))
    with tempfile.TemporaryDirectory() as scratch:
        folder, faults = archive.unpack(path, Path(scratch))
        problems.extend(faults)
        if folder is None:
            return in_order(problems)
        found = verify(folder) if is_release(folder) else (_unsealed(),)
        problems.extend(replace(each, file=f"{path.name}/{each.file}") for each in found)
    return in_order(problems)


def _sidecar_problems(path: Path) -> Iterator[Problem]:
    """The archive against the checksum beside it, where there is one."""
    name = path.name + SIDECAR
    beside = path.with_name(name)
    if not os.path.lexists(beside):
        return
    data, problem = read_bytes(beside, name)
    if data is None:
        if problem:
            yield problem
        return
    found, faults = archive.parse(data)
    for number, fault in faults:
        yield RULES["checksums-malformed"].at(name, f"{number}:1", fault)
    if not faults and set(found) != {path.name}:
        yield RULES["checksums-malformed"].at(name, "1:1", f"is not about {path.name}")
    elif not faults:
        yield from _file_problems(path, path.name, found[path.name], name)


def _unsealed() -> Problem:
    message = "is not there, so nothing says what the release should hold"
    return RULES["release-file-missing"].at(archive.FILE, "", message)


def verify(folder: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the folder of a release; files are relative to it.

    Where files are not those that were sealed, that is told and nothing more is concluded from
    what is in them.
    """
    data, problem = read_bytes(folder / archive.FILE, archive.FILE)
    if data is None:
        if problem is None or problem.rule == RULES["file-missing"].id:
            problem = _unsealed()
        return (problem,)
    listed, faults = archive.parse(data)
    problems = [
        RULES["checksums-malformed"].at(archive.FILE, f"{number}:1", fault)
        for number, fault in faults
    ]
    for path, digest in listed.items():
        problems.extend(_file_problems(folder / path, path, digest, archive.FILE))
    files, empty = _entries(folder)
    for path in sorted(files - set(listed) - {archive.FILE}):
        message = f"{archive.FILE} does not list it"
        problems.append(RULES["release-file-unexpected"].at(path, "", message))
    for path in sorted(empty - set(listed)):
        message = "this folder is empty, and a release has no empty folder"
        problems.append(RULES["release-file-unexpected"].at(path, "", message))
    if not problems:
        problems.extend(_metadata_problems(folder))
        if FILE in listed:
            problems.extend(built.verify(folder))
    return tuple(_capped(in_order(problems)))


SHOWN = 20
"""Most problems of one rule that are reported one by one."""


def _capped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems, in place of those of a rule beyond ``SHOWN`` one that has their number."""
    by_rule: dict[str, list[Problem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    for alike in by_rule.values():
        yield from alike[:SHOWN]
        if len(alike) > SHOWN:
            message = f"{len(alike) - SHOWN:,} more files have problems of this kind"
            yield replace(alike[0], file=archive.FILE, place="", message=message)


def _entries(folder: Path) -> tuple[set[str], set[str]]:
    """Everything below a folder that is no folder itself, hidden files and links included.

    And the folders that have nothing in them.
    """
    files, empty = set(), set()
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        here = Path(parent).relative_to(folder)
        files |= {(here / name).as_posix() for name in (*names, *links)}
        if not folders and not names:
            empty.add(here.as_posix())
    return files, empty


def _file_problems(path: Path, shown: str, digest: str, lister: str) -> Iterator[Problem]:
    try:
        if path.is_symlink():
            yield RULES["release-file-differs"].at(shown, "", "is a link, and no file of its own")
            return
        if path.exists() and not path.is_file():
            yield RULES["release-file-differs"].at(shown, "", "is no plain file")
            return
        found = sha256_of_file(path)
    except FileNotFoundError:
        yield RULES["release-file-missing"].at(shown, "", f"{lister} lists it, and it is not there")
        return
    except OSError as error:
        yield RULES["release-file-differs"].at(shown, "", f"cannot be read: {error.strerror}")
        return
    if found != digest:
        message = f"has the sha256 {found[:12]}… where {lister} states {digest[:12]}…"
        yield RULES["release-file-differs"].at(shown, "", message)


def _metadata_problems(folder: Path) -> Iterator[Problem]:
    """Each form of the metadata that the release has against ``metadata.json``, and the card."""
    reading = read_json(folder / statements.SOURCE, statements.SOURCE)
    yield from reading.problems
    try:
        wanted = statements.source(reading.value)
    except (KeyError, TypeError, AttributeError):
        yield RULES["metadata-differs"].at(statements.SOURCE, "", "is not metadata of a dataset")
        return
    for name, read in statements.FORMS.items():
        data, _ = read_bytes(folder / name, name)
        if data is None:  # not every form belongs to every release; the checksums say which
            continue
        try:
            found = read(data)
        except Exception as error:  # whatever a broken form raises
            message = f"cannot be read: {shortened(repr(error), 90)}"
            yield RULES["metadata-differs"].at(name, "", message)
            continue
        for part, theirs, ours in found.differences(wanted):
            message = (
                f"states {excerpt(theirs, 60)} where {statements.SOURCE} has {excerpt(ours, 60)}"
            )
            yield RULES["metadata-differs"].at(name, part, message)
    card, _ = read_bytes(folder / CARD, CARD)
    for version in sorted(set(CITED.findall((card or b"").decode("utf-8", "replace")))):
        if version != wanted.version:
            message = (
                f"cites version {excerpt(version)}, and {statements.SOURCE} has {wanted.version}"
            )
            yield RULES["metadata-differs"].at(CARD, "", message)
