"""The git repository of a root: tags, commits, and files that are not committed."""

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
    """A file of a commit; ``mode`` is that of git, 120000 for a symbolic link."""

    mode: str
    id: str

    @property
    def is_link(self) -> bool:
        """Whether the file is a symbolic link."""
        return self.mode == "120000"

    def holds(self, data: bytes) -> bool:
        """Whether these are its bytes."""
        algorithm = hashlib.sha256 if len(self.id) == 64 else hashlib.sha1
        return algorithm(b"blob %d\0" % len(data) + data).hexdigest() == self.id


def _run(root: Path, *arguments: str) -> bytes | None:
    """The output of git; None if it fails or is not installed."""
    try:
        process = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True)
    except OSError:
        return None
    return process.stdout if process.returncode == 0 else None


def changed_files(root: Path) -> list[tuple[str, str]] | None:
    """Status and path, relative to the root, of files that differ from the last commit.

    None if the root is in no repository.
    """
    status = _run(root, "status", "--porcelain", "--untracked-files=all", "--no-renames", "-z", ".")
    prefix = _run(root, "rev-parse", "--show-prefix")
    if status is None or prefix is None:
        return None
    folder = prefix.decode("utf-8", "replace").strip("\n")
    lines = status.decode("utf-8", "replace").split("\0")
    return [(line[:2].strip(), line[3:].removeprefix(folder)) for line in lines if line]


def files(root: Path) -> dict[str, Blob]:
    """The files of the last commit below the root, by their paths relative to it."""
    listing = _run(root, "ls-tree", "-r", "-z", "HEAD", ".") or b""
    blobs = {}
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        attributes, _, path = line.partition("\t")
        if path:
            mode, _, blob_id = attributes.split(" ")
            blobs[path] = Blob(mode, blob_id)
    return blobs


def commit(name: str, root: Path) -> str | None:
    """The id of the commit with a name; None if there is none."""
    revision = f"{name}^{{commit}}"
    output = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    return output.decode().strip() if output else None


def tags(root: Path) -> list[str]:
    """The names of all tags."""
    return (_run(root, "tag", "--list") or b"").decode("utf-8", "replace").split()


def packed(revision: str, folders: list[str], root: Path) -> bytes | None:
    """Folders of a commit as a tar file; None without such a commit or folder."""
    commit_id = commit(revision, root)
    return _run(root, "archive", "--format=tar", commit_id, *folders) if commit_id else None


def tree(paths: Paths) -> Iterator[Problem]:
    """Problems of files under the root that are not committed, or cannot be released.

    Git can be told to ignore files, so files of the release are compared with the commit itself.
    """
    changed = changed_files(paths.root)
    if changed is None:
        message = "is not in a git repository, so the source of the release would be unknown"
        remedy = "install git if it is missing; put this into a repository and commit it"
        yield RULES["tree-dirty"].at(".", "", message, remedy)
        return
    for status, path in changed:
        untracked = status == "??"
        message = "is not committed" if untracked else f"differs from the last commit ({status})"
        yield RULES["tree-dirty"].at(printable(path), "", message)
    reported = {path for _, path in changed}
    committed = files(paths.root)
    for file in _release_files(paths):
        name = paths.relative(file)
        blob = committed.get(name)
        if file.is_symlink() or (blob and blob.is_link):
            message = "is a link, but a release holds regular files"
            remedy = "replace it with the file itself"
            yield RULES["file-unexpected"].at(name, "", message, remedy)
        elif not archive.PATH.fullmatch(name):
            message = f"{excerpt(file.name)} is not a valid name on all systems and in checksums"
            remedy = "name it with printable ASCII characters and single spaces"
            yield RULES["file-unexpected"].at(name, "", message, remedy)
        elif name in reported:
            continue
        elif blob is None:
            yield RULES["tree-dirty"].at(name, "", "is not committed, and git ignores it")
        elif not blob.holds(file.read_bytes()):
            yield RULES["tree-dirty"].at(name, "", "differs from the last commit in its bytes")


def _release_files(paths: Paths) -> Iterator[Path]:
    """Every file that a release is made from."""
    for folder in (paths.dataset, paths.schema, paths.guidelines):
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or path.is_file():
                yield path
    documents = (paths.card, paths.datasheet, paths.changelog, paths.code_licence)
    for path in (*documents, paths.root / cff.FILE, paths.root / zenodo.FILE):
        if path.exists():
            yield path
