"""What must hold before a release is made."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow import release_rules as rules
from winnow.documents import Json, read_bytes
from winnow.paths import Paths
from winnow.problems import Problem, printable, shortened
from winnow.release import archive
from winnow.rules import FILE_MISSING
from winnow.versions import changes, snapshot, steps

CHANGELOG = "CHANGELOG.md"
SECTION = re.compile(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$", re.MULTILINE)
"""How a section of the changelog begins: version and date."""


@dataclass(frozen=True)
class Section:
    """A version of the changelog."""

    version: str
    date: str


def tree(paths: Paths) -> Iterator[Problem]:
    """Everything under the root is committed."""
    done = subprocess.run(
        ["git", "-C", paths.root, "status", "--porcelain", "--", "."],
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        message = "is not under version control, so nobody could find what the release was made of"
        yield rules.TREE_DIRTY.at(".", "", message, "put it into a git repository, and commit it")
        return
    for line in done.stdout.splitlines():
        state, path = line[:2].strip(), line[3:]
        said = "is not committed" if state == "??" else f"differs from the last commit ({state})"
        yield rules.TREE_DIRTY.at(printable(path), "", said)


def names(metadata: Json, paths: Paths) -> Iterator[Problem]:
    """The version is new: it opens the changelog, and no release of it is there."""
    version, date = metadata["version"], metadata["date"]
    sections = history(paths)
    if not sections:
        message = "has no section that begins with a version and a date"
        yield rules.VERSION_TAKEN.at(CHANGELOG, "", message)
    elif sections[0] != Section(version, date):
        message = (
            f"begins with {sections[0].version} ({sections[0].date}), and metadata.json has "
            f"{version} ({date})"
        )
        yield rules.VERSION_TAKEN.at(CHANGELOG, "", message)
    for earlier in sections[1:]:
        if steps.taken(earlier.version, version) is None:
            message = f"{version} does not follow on {earlier.version}, which was before it"
            yield rules.VERSION_TAKEN.at(CHANGELOG, "", message)
    there = [paths.relative(path) for path in taken_names(metadata, paths) if path.exists()]
    if there:
        message = f"{version} was released already ({', '.join(there)}), and none is overwritten"
        yield rules.VERSION_TAKEN.at(paths.relative(paths.releases), "", message)
    tagged = _commit(f"refs/tags/v{version}", paths.root)
    if tagged and tagged != _commit("HEAD", paths.root):
        message = f"{version} was released already, from the commit that is tagged v{version}"
        yield rules.VERSION_TAKEN.at(paths.relative(paths.metadata), "version", message)
    for needed in (paths.datasheet, paths.changelog, paths.code_licence):
        if not needed.exists():
            yield FILE_MISSING.at(paths.relative(needed), "", "a release has this file")


def taken_names(metadata: Json, paths: Paths) -> list[Path]:
    """Every path that a release of this version has in ``dist/``."""
    name = f"{metadata['name']}-{metadata['version']}"
    return [
        paths.releases / f"{name}{form}{suffix}"
        for form in ("", "-standoff")
        for suffix in ("", archive.SUFFIX, f"{archive.SUFFIX}.sha256")
    ]


def history(paths: Paths) -> list[Section]:
    """The versions of the changelog, the latest first."""
    data, _ = read_bytes(paths.changelog, CHANGELOG)
    text = (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    return [Section(*found) for found in SECTION.findall(text)]


def previous(
    metadata: Json, paths: Paths, given: str | None, *, first: bool
) -> tuple[str | None, list[Problem]]:
    """What names the release before: what was given, else what is in ``dist/``, else its tag.

    With ``first`` there may be none; where there is one, it counts all the same.
    """
    if given is not None:
        return given, []
    earlier = [each.version for each in history(paths)[1:]]
    for version in earlier:
        name = f"{metadata['name']}-{version}"
        for path in (paths.releases / name, paths.releases / f"{name}{archive.SUFFIX}"):
            if path.exists():
                return str(path), []
        if _commit(f"refs/tags/v{version}", paths.root):
            return f"v{version}", []
    if not earlier or first:
        return None, []
    message = f"none of the versions before {metadata['version']} is in dist/ or has a tag"
    return None, [rules.PREVIOUS_UNKNOWN.at(CHANGELOG, "", message)]


def _commit(name: str, root: Path) -> str | None:
    """The commit that a name in git stands for; None where there is none."""
    command = ["git", "-C", str(root), "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def since(old: str, paths: Paths) -> Iterator[Problem]:
    """The version rises by enough, and every id of the release before still means the same.

    Raises ``snapshot.UnreadableError`` where the release before cannot be read.
    """
    found = changes.between(
        snapshot.read(old, paths.root), snapshot.read(str(paths.root), paths.root)
    )
    before, now = found.old.version, found.new.version
    asked, taken = steps.asked(found), steps.taken(before, now)
    file = paths.relative(paths.metadata)
    if taken is None:
        message = f"{now} is no later version than {before}"
        yield rules.STEP_TOO_SMALL.at(file, "version", message)
    elif taken < asked:
        why = shortened("; ".join(each.said for each in steps.reasons(found)), 200)
        least = steps.after(before, asked)
        message = (
            f"from {before} to {now} is a {taken} step, and the changes ask for a {asked} one, "
            f"to {least} at least: {why}"
        )
        yield rules.STEP_TOO_SMALL.at(file, "version", message)
    for each in found.reused:
        page_id, _, number = each.partition("#")
        message = f"{number} stood for something else in {before}, or was withdrawn there"
        yield rules.ID_REUSED.at(paths.relative(paths.gold / f"{page_id}.json"), number, message)
    for each in found.lost:
        page_id, _, number = each.partition("#")
        message = f"{before} has {each}, which is neither on the page nor withdrawn"
        yield rules.ID_LOST.at(paths.relative(paths.ids), page_id, message)
