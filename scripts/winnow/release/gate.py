"""What must hold before a release: against the release before, the changelog and the tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, shortened
from winnow.model.rules import RULES
from winnow.read.files import read_bytes
from winnow.read.paths import Paths
from winnow.release import archive, changes, full, git, semver, snapshot, standoff, verify
from winnow.release.snapshot import VERSION

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
        yield RULES["changelog-differs"].at(file, "", message)
    if not told:
        yield RULES["changelog-differs"].at(file, "", "has no section of a version")
    elif told[0] != Section(version, date):
        message = (
            f"begins with {told[0].version} ({told[0].date}), and metadata.json has "
            f"{version} ({date})"
        )
        yield RULES["changelog-differs"].at(file, "", message)
    for earlier in told[1:]:
        if semver.taken(earlier.version, version) is None:
            message = f"{version} does not follow on {earlier.version}, which was before it"
            yield RULES["version-taken"].at(file, "", message)
    there = [paths.relative(path) for path in _places(metadata, paths) if path.exists()]
    if there:
        message = f"{version} was released already ({', '.join(there)}), and none is overwritten"
        yield RULES["version-taken"].at(paths.relative(paths.releases), "", message)
    tagged = git.commit(f"refs/tags/v{version}", paths.root)
    if tagged and tagged != git.commit("HEAD", paths.root):
        message = f"{version} was released already, from the commit that is tagged v{version}"
        yield RULES["version-taken"].at(paths.relative(paths.metadata), "version", message)


def needed(paths: Paths) -> Iterator[Problem]:
    """The files are there that only a release needs."""
    for path in (paths.datasheet, paths.changelog, paths.code_licence):
        if not path.exists():
            yield RULES["file-missing"].at(paths.relative(path), "", "a release has this file")


def _places(metadata: Json, paths: Paths) -> list[Path]:
    """Every path that a release of this version has in ``dist/``."""
    name = f"{metadata['name']}-{metadata['version']}"
    return [
        paths.releases / f"{name}{form}{suffix}"
        for form in ("", standoff.SUFFIX)
        for suffix in ("", archive.SUFFIX, archive.SUFFIX + verify.SIDECAR)
    ]


def sections(paths: Paths) -> tuple[list[Section], list[str]]:
    """The versions of the changelog, the latest first, and headings that are none."""
    data, _ = read_bytes(paths.changelog, full.CHANGELOG)
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
    latest = max(known, key=semver.numbers, default=None)
    if latest is None and first:
        return None, []
    file = paths.relative(paths.changelog)
    if latest is None:
        message = f"nothing before {metadata['version']} is in dist/ or has a tag"
        return None, [RULES["previous-unknown"].at(file, "", message)]
    if earlier and semver.numbers(earlier[0]) > semver.numbers(latest):
        message = f"{earlier[0]} was before {metadata['version']}, and only {latest} can be found"
        return None, [RULES["previous-unknown"].at(file, "", message)]
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
        if VERSION.fullmatch(version) and semver.taken(version, now) is not None
    }


def compared(old: str, paths: Paths) -> changes.Changes:
    """What changed since the release before.

    Raises ``snapshot.UnreadableError`` where that cannot be read, or is damaged.
    """
    damaged = verify.problems_of(Path(old))
    if damaged:
        message = f"{old} is damaged (winnow verify {old}), and cannot be compared with"
        raise snapshot.UnreadableError(message)
    return changes.between(
        snapshot.read(old, paths.root), snapshot.read(str(paths.root), paths.root)
    )


def latest(found: changes.Changes, known: Iterable[str], paths: Paths) -> Iterator[Problem]:
    """What is compared with is the latest of the releases that are known."""
    before = found.old.version
    for version in known:
        if semver.numbers(version) > semver.numbers(before):
            message = (
                f"{found.old.name} is of version {before}, and {version} was released after it"
            )
            yield RULES["previous-unknown"].at(paths.relative(paths.changelog), "", message)


def since(found: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """The version rises by enough, and every id of the release before still means the same."""
    before, now = found.old.version, found.new.version
    asked, taken = semver.asked(found), semver.taken(before, now)
    file = paths.relative(paths.metadata)
    if taken is None:
        message = f"{now} is no later version than {before}, which {found.old.name} has"
        yield RULES["step-too-small"].at(file, "version", message)
    elif taken < asked:
        why = shortened("; ".join(each.said for each in semver.reasons(found)), 200)
        least = semver.after(before, asked)
        message = (
            f"from {before} to {now} is a {taken} step, and the changes ask for a {asked} one, "
            f"to {least} at least: {why}"
        )
        yield RULES["step-too-small"].at(file, "version", message)
    for each in found.reused:
        page_id, _, number = each.partition("#")
        if not number:
            message = f"{each} was another entry in {before}"
            yield RULES["id-reused"].at(paths.relative(paths.registry), each, message)
            continue
        message = f"{number} stood for something else in {before}, or was withdrawn there"
        yield RULES["id-reused"].at(paths.relative(paths.gold / f"{page_id}.json"), number, message)
    for each in found.lost:
        page_id, _, number = each.partition("#")
        message = f"{before} has {each}, which is neither on the page nor withdrawn"
        yield RULES["id-lost"].at(paths.relative(paths.ids), page_id, message)


def doi(told: str | None, found: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """The DOI of a version is not that of the release before."""
    if told is not None and told == found.old.doi:
        message = f"{told} is the DOI of {found.old.version}; each version has its own"
        remedy = "give the one that was reserved for this version: --doi"
        yield RULES["version-taken"].at(paths.relative(paths.metadata), "doi", message, remedy)
