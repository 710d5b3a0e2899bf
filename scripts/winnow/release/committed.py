"""What a release is made of, held to the last commit byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from winnow import git
from winnow import release_rules as rules
from winnow.metadata import cff, zenodo
from winnow.paths import Paths
from winnow.problems import Problem, excerpt, printable
from winnow.release import checksums
from winnow.rules import FILE_UNEXPECTED


def tree(paths: Paths) -> Iterator[Problem]:
    """Everything under the root is committed, and what is released is so to the last byte.

    Git can be told to overlook files, so what a release reads is compared with the commit itself.
    """
    changed = git.changed(paths.root)
    if changed is None:
        message = "is in no git repository, so nobody could find what the release was made of"
        remedy = "install git where it is missing; put this into a repository, and commit it"
        yield rules.TREE_DIRTY.at(".", "", message, remedy)
        return
    told = set()
    for state, path in changed:
        told.add(path)
        said = "is not committed" if state == "??" else f"differs from the last commit ({state})"
        yield rules.TREE_DIRTY.at(printable(path), "", said)
    committed = git.files(paths.root)
    for file in _read(paths):
        name = paths.relative(file)
        blob = committed.get(name)
        if file.is_symlink() or (blob and blob.is_link):
            message = "is a link, and a release has files of its own"
            yield FILE_UNEXPECTED.at(name, "", message, "put the file itself there")
        elif not checksums.PATH.fullmatch(name):
            message = f"{excerpt(file.name)} is no name that every system and checksum can have"
            remedy = "name it with printable ASCII characters and single spaces"
            yield FILE_UNEXPECTED.at(name, "", message, remedy)
        elif name in told:
            continue
        elif blob is None:
            yield rules.TREE_DIRTY.at(name, "", "is not committed, though git overlooks it")
        elif not blob.holds(file.read_bytes()):
            yield rules.TREE_DIRTY.at(name, "", "has other bytes than the last commit")


def _read(paths: Paths) -> Iterator[Path]:
    """Every file that a release is made of, whether it goes into it or not."""
    for folder in (paths.dataset, paths.schema, paths.guidelines):
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or path.is_file():
                yield path
    for path in (
        *(paths.card, paths.datasheet, paths.changelog, paths.code_licence),
        *(paths.root / cff.FILE, paths.root / zenodo.FILE),
    ):
        if path.exists():
            yield path
