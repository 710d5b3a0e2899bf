"""Conditions of a release: the version, the previous release, the changelog and the tags."""

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
"""The heading of a section of the changelog: version and date."""


@dataclass(frozen=True)
class Section:
    """A version in the changelog."""

    version: str
    date: str


def version_problems(metadata: Json, paths: Paths) -> Iterator[Problem]:
    """Whether the version is new, without a release or tag, and the first one in the changelog."""
    version, date = metadata["version"], metadata["date"]
    listed, invalid = sections(paths)
    file = paths.relative(paths.changelog)
    for heading in invalid:
        message = f"{excerpt(heading)} is not a heading of a version: these are VERSION (DATE)"
        yield RULES["changelog-differs"].at(file, "", message)
    if not listed:
        yield RULES["changelog-differs"].at(file, "", "has no section of a version")
    elif listed[0] != Section(version, date):
        message = (
            f"begins with {listed[0].version} ({listed[0].date}), but metadata.json has "
            f"{version} ({date})"
        )
        yield RULES["changelog-differs"].at(file, "", message)
    for earlier in listed[1:]:
        if semver.taken(earlier.version, version) is None:
            message = f"{version} is not later than {earlier.version}, which is listed before it"
            yield RULES["version-taken"].at(file, "", message)
    released_files = [paths.relative(path) for path in _places(metadata, paths) if path.exists()]
    if released_files:
        message = (
            f"{version} is released already ({', '.join(released_files)}), and no release is "
            "overwritten"
        )
        yield RULES["version-taken"].at(paths.relative(paths.releases), "", message)
    tagged = git.commit(f"refs/tags/v{version}", paths.root)
    if tagged and tagged != git.commit("HEAD", paths.root):
        message = f"{version} is released already, from the commit with the tag v{version}"
        yield RULES["version-taken"].at(paths.relative(paths.metadata), "version", message)


def missing_files(paths: Paths) -> Iterator[Problem]:
    """Missing files that only a release needs."""
    for path in (paths.datasheet, paths.changelog, paths.code_licence):
        if not path.exists():
            yield RULES["file-missing"].at(paths.relative(path), "", "a release has this file")


def _places(metadata: Json, paths: Paths) -> list[Path]:
    """The paths of a release of this version in ``dist/``."""
    name = f"{metadata['name']}-{metadata['version']}"
    return [
        paths.releases / f"{name}{form}{suffix}"
        for form in ("", standoff.SUFFIX)
        for suffix in ("", archive.SUFFIX, archive.SUFFIX + verify.SIDECAR)
    ]


def sections(paths: Paths) -> tuple[list[Section], list[str]]:
    """The versions in the changelog, the latest first, and headings that are not versions."""
    data, _ = read_bytes(paths.changelog, full.CHANGELOG)
    text = (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    listed, invalid = [], []
    for heading in re.findall(r"^## (.*)$", text, re.MULTILINE):
        if match := SECTION.fullmatch(heading):
            listed.append(Section(*match.groups()))
        else:
            invalid.append(heading)
    return listed, invalid


def previous(
    metadata: Json, paths: Paths, named: str | None, *, first: bool
) -> tuple[str | None, list[Problem]]:
    """The previous release: the named one, or else the latest in ``dist/`` or with a tag.

    With ``first`` there may be none.
    """
    if named is not None:
        return named, []
    places = released(metadata, paths)
    listed, _ = sections(paths)
    latest = max(places, key=semver.numbers, default=None)
    if latest is None and first:
        return None, []
    file = paths.relative(paths.changelog)
    if latest is None:
        message = f"no release before {metadata['version']} is in dist/ or has a tag"
        return None, [RULES["previous-unknown"].at(file, "", message)]
    if listed[1:] and semver.numbers(listed[1].version) > semver.numbers(latest):
        message = (
            f"the version before {metadata['version']} is {listed[1].version}, but the latest "
            f"release that was found is {latest}"
        )
        return None, [RULES["previous-unknown"].at(file, "", message)]
    return places[latest], []


def released(metadata: Json, paths: Paths) -> dict[str, str]:
    """Path or git revision of each earlier version that is in ``dist/`` or has a tag."""
    name = metadata["name"]
    places = {
        tag[1:]: f"refs/tags/{tag}"
        for tag in git.tags(paths.root)
        if tag.startswith("v") and git.commit(f"refs/tags/{tag}", paths.root)
    }
    for path in sorted(paths.releases.glob(f"{name}-*"), key=lambda path: path.is_dir()):
        version = path.name.removeprefix(f"{name}-").removesuffix(archive.SUFFIX)
        places[version] = str(path)
    return {
        version: place
        for version, place in places.items()
        if VERSION.fullmatch(version) and semver.taken(version, metadata["version"]) is not None
    }


def changes_since(release: str, paths: Paths) -> changes.Changes:
    """The changes since a release.

    Raises ``snapshot.UnreadableError`` if it cannot be read or is damaged.
    """
    if verify.problems_of(Path(release)):
        message = f"{release} is damaged and cannot be compared; see winnow verify {release}"
        raise snapshot.UnreadableError(message)
    root = str(paths.root)
    return changes.between(snapshot.read(release, paths.root), snapshot.read(root, paths.root))


def previous_problems(
    since: changes.Changes, versions: Iterable[str], paths: Paths
) -> Iterator[Problem]:
    """Known releases that are later than the one that is compared."""
    for version in versions:
        if semver.numbers(version) > semver.numbers(since.old.version):
            message = (
                f"{since.old.name} is of version {since.old.version}, but {version} was released "
                "after it"
            )
            yield RULES["previous-unknown"].at(paths.relative(paths.changelog), "", message)


def change_problems(since: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """Whether the version step is large enough, and all previous ids keep their meaning."""
    old, new = since.old.version, since.new.version
    asked, taken = semver.asked(since), semver.taken(old, new)
    file = paths.relative(paths.metadata)
    if taken is None:
        message = f"{new} is not later than {old}, the version of {since.old.name}"
        yield RULES["step-too-small"].at(file, "version", message)
    elif taken < asked:
        reasons = shortened("; ".join(reason.said for reason in semver.reasons(since)), 200)
        message = (
            f"from {old} to {new} is a {taken} step, but the changes ask for a {asked} step, to "
            f"{semver.after(old, asked)} at least: {reasons}"
        )
        yield RULES["step-too-small"].at(file, "version", message)
    for reused in since.reused:
        page_id, _, annotation_id = reused.partition("#")
        if annotation_id:
            gold = paths.relative(paths.gold / f"{page_id}.json")
            message = f"{annotation_id} was another annotation in {old}, or was withdrawn there"
            yield RULES["id-reused"].at(gold, annotation_id, message)
        else:
            message = f"{reused} was another entry in {old}"
            yield RULES["id-reused"].at(paths.relative(paths.registry), reused, message)
    for lost in since.lost:
        page_id, _, _ = lost.partition("#")
        message = f"{old} has {lost}, which is neither on the page nor withdrawn"
        yield RULES["id-lost"].at(paths.relative(paths.ids), page_id, message)


def doi_problems(doi: str | None, since: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """Whether the DOI is that of the previous release."""
    if doi is not None and doi == since.old.doi:
        message = f"{doi} is the DOI of {since.old.version}; each version has its own"
        remedy = "give the DOI that was reserved for this version: --doi"
        yield RULES["version-taken"].at(paths.relative(paths.metadata), "doi", message, remedy)
