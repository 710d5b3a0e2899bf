"""The state of the git repository: tags, revisions, and whether everything is committed."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow.dataset.metadata import cff, zenodo
from winnow.model.problem import Problem, excerpt, printable
from winnow.model.rules import RULES
from winnow.read.paths import Paths
from winnow.release import archive


@dataclass(frozen=True)
class Blob:
    """A file of a commit; ``mode`` is as git writes it, 120000 for a link."""

    mode: str
    id: str

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == "120000"

    def holds(self, data: bytes) -> bool:
        """Whether these are its bytes."""
        kind = hashlib.sha256 if len(self.id) == 64 else hashlib.sha1
        return kind(b"blob %d\0" % len(data) + data).hexdigest() == self.id


def _run(root: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it fails or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def changed_files(root: Path) -> list[tuple[str, str]] | None:
    """State and path, relative to the root, of what differs from the last commit.

    None where the root is in no repository.
    """
    said = _run(root, "status", "--porcelain", "--untracked-files=all", "--no-renames", "-z", ".")
    prefix = _run(root, "rev-parse", "--show-prefix")
    if said is None or prefix is None:
        return None
    here = prefix.decode("utf-8", "replace").strip("\n")
    lines = said.decode("utf-8", "replace").split("\0")
    return [(line[:2].strip(), line[3:].removeprefix(here)) for line in lines if line]


def files(root: Path) -> dict[str, Blob]:
    """The files of the last commit below the root, by their paths relative to it."""
    said = _run(root, "ls-tree", "-r", "-z", "HEAD", ".") or b""
    found = {}
    for line in said.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = line.partition("\t")
        if path:
            mode, _, blob = about.split(" ")
            found[path] = Blob(mode, blob)
    return found


def commit(name: str, root: Path) -> str | None:
    """The commit that a name stands for; None where there is none."""
    said = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return said.decode().strip() if said else None


def tags(root: Path) -> list[str]:
    """The names of all tags."""
    return (_run(root, "tag", "--list") or b"").decode("utf-8", "replace").split()


def packed(revision: str, folders: list[str], root: Path) -> bytes | None:
    """Folders of a commit as a tar file; None where there is no such commit or folder."""
    found = commit(revision, root)
    return _run(root, "archive", "--format=tar", found, *folders) if found else None


def tree(paths: Paths) -> Iterator[Problem]:
    """Everything under the root is committed, and what is released is so to the last byte.

    Git can be told to overlook files, so what a release reads is compared with the commit itself.
    """
    changed = changed_files(paths.root)
    if changed is None:
        message = "is in no git repository, so nobody could find what the release was made of"
        remedy = "install git where it is missing; put this into a repository, and commit it"
        yield RULES["tree-dirty"].at(".", "", message, remedy)
        return
    told = set()
    for state, path in changed:
        told.add(path)
        said = "is not committed" if state == "??" else f"differs from the last commit ({state})"
        yield RULES["tree-dirty"].at(printable(path), "", said)
    committed = files(paths.root)
    for file in _read(paths):
        name = paths.relative(file)
        blob = committed.get(name)
        if file.is_symlink() or (blob and blob.is_link):
            message = "is a link, and a release has files of its own"
            yield RULES["file-unexpected"].at(name, "", message, "put the file itself there")
        elif not archive.PATH.fullmatch(name):
            message = f"{excerpt(file.name)} is no name that every system and checksum can have"
            remedy = "name it with printable ASCII characters and single spaces"
            yield RULES["file-unexpected"].at(name, "", message, remedy)
        elif name in told:
            continue
        elif blob is None:
            yield RULES["tree-dirty"].at(name, "", "is not committed, though git overlooks it")
        elif not blob.holds(file.read_bytes()):
            yield RULES["tree-dirty"].at(name, "", "has other bytes than the last commit")


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
