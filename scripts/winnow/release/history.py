"""The versions of a dataset: what the changelog tells, and what was released."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow import git
from winnow import release_rules as rules
from winnow.documents import Json, read_bytes
from winnow.paths import Paths
from winnow.problems import Problem, excerpt
from winnow.release import archive, contents, sealed, standoff
from winnow.rules import FILE_MISSING
from winnow.versions import steps
from winnow.versions.snapshot import VERSION

SECTION = re.compile(r"(\d{1,9}\.\d{1,9}\.\d{1,9}) \((\d{4}-\d{2}-\d{2})\)")
"""How a section of the changelog is headed: version and date."""


@dataclass(frozen=True)
class Section:
    """A version of the changelog."""

    version: str
    date: str


def names(metadata: Json, paths: Paths) -> Iterator[Problem]:
    """The version is new: no release of it is there, and the changelog begins with it."""
    version, date = metadata["version"], metadata["date"]
    told, faults = sections(paths)
    file = paths.relative(paths.changelog)
    for heading in faults:
        message = f"{excerpt(heading)} is no heading of a version: those are VERSION (DATE)"
        yield rules.CHANGELOG_DIFFERS.at(file, "", message)
    if not told:
        yield rules.CHANGELOG_DIFFERS.at(file, "", "has no section of a version")
    elif told[0] != Section(version, date):
        message = (
            f"begins with {told[0].version} ({told[0].date}), and metadata.json has "
            f"{version} ({date})"
        )
        yield rules.CHANGELOG_DIFFERS.at(file, "", message)
    for earlier in told[1:]:
        if steps.taken(earlier.version, version) is None:
            message = f"{version} does not follow on {earlier.version}, which was before it"
            yield rules.VERSION_TAKEN.at(file, "", message)
    there = [paths.relative(path) for path in _places(metadata, paths) if path.exists()]
    if there:
        message = f"{version} was released already ({', '.join(there)}), and none is overwritten"
        yield rules.VERSION_TAKEN.at(paths.relative(paths.releases), "", message)
    tagged = git.commit(f"refs/tags/v{version}", paths.root)
    if tagged and tagged != git.commit("HEAD", paths.root):
        message = f"{version} was released already, from the commit that is tagged v{version}"
        yield rules.VERSION_TAKEN.at(paths.relative(paths.metadata), "version", message)


def needed(paths: Paths) -> Iterator[Problem]:
    """The files are there that only a release needs."""
    for path in (paths.datasheet, paths.changelog, paths.code_licence):
        if not path.exists():
            yield FILE_MISSING.at(paths.relative(path), "", "a release has this file")


def _places(metadata: Json, paths: Paths) -> list[Path]:
    """Every path that a release of this version has in ``dist/``."""
    name = f"{metadata['name']}-{metadata['version']}"
    return [
        paths.releases / f"{name}{form}{suffix}"
        for form in ("", standoff.SUFFIX)
        for suffix in ("", archive.SUFFIX, archive.SUFFIX + sealed.SIDECAR)
    ]


def sections(paths: Paths) -> tuple[list[Section], list[str]]:
    """The versions of the changelog, the latest first, and headings that are none."""
    data, _ = read_bytes(paths.changelog, contents.CHANGELOG)
    text = (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    found = [(heading, SECTION.fullmatch(heading)) for heading in headings]
    made = [Section(*match.groups()) for _, match in found if match]
    return made, [heading for heading, match in found if not match]


def previous(
    metadata: Json, paths: Paths, given: str | None, *, first: bool
) -> tuple[str | None, list[Problem]]:
    """What names the release before: what was given, else the latest in ``dist/`` or with a tag.

    With ``first`` there may be none; where there is one, it counts all the same.
    """
    if given is not None:
        return given, []
    known = released(metadata, paths)
    earlier = [each.version for each in sections(paths)[0][1:]]
    latest = max(known, key=steps.numbers, default=None)
    if latest is None and first:
        return None, []
    file = paths.relative(paths.changelog)
    if latest is None:
        message = f"nothing before {metadata['version']} is in dist/ or has a tag"
        return None, [rules.PREVIOUS_UNKNOWN.at(file, "", message)]
    if earlier and steps.numbers(earlier[0]) > steps.numbers(latest):
        message = f"{earlier[0]} was before {metadata['version']}, and only {latest} can be found"
        return None, [rules.PREVIOUS_UNKNOWN.at(file, "", message)]
    return known[latest], []


def released(metadata: Json, paths: Paths) -> dict[str, str]:
    """What names each earlier version that is in ``dist/`` or has a tag."""
    name, now = metadata["name"], metadata["version"]
    found = {
        tag[1:]: f"refs/tags/{tag}"
        for tag in git.tags(paths.root)
        if tag.startswith("v") and git.commit(f"refs/tags/{tag}", paths.root)
    }
    for path in sorted(paths.releases.glob(f"{name}-*"), key=lambda each: each.is_dir()):
        version = path.name.removeprefix(f"{name}-").removesuffix(archive.SUFFIX)
        found[version] = str(path)
    return {
        version: place
        for version, place in found.items()
        if VERSION.fullmatch(version) and steps.taken(version, now) is not None
    }
