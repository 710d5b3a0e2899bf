"""What must hold before a release is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from winnow import git
from winnow import release_rules as rules
from winnow.documents import Json, read_bytes
from winnow.metadata import cff, zenodo
from winnow.paths import Paths
from winnow.problems import Problem, excerpt, printable, shortened
from winnow.release import archive, checksums, contents, sealed, standoff
from winnow.rules import FILE_MISSING, FILE_UNEXPECTED
from winnow.versions import changes, snapshot, steps

SECTION = re.compile(r"(\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)")
"""How a section of the changelog is headed: version and date."""


@dataclass(frozen=True)
class Section:
    """A version of the changelog."""

    version: str
    date: str


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


def names(metadata: Json, paths: Paths) -> Iterator[Problem]:
    """The version is new: it opens the changelog, and no release of it is there."""
    version, date = metadata["version"], metadata["date"]
    sections, faults = history(paths)
    file = paths.relative(paths.changelog)
    for heading in faults:
        message = f"{excerpt(heading)} is no heading of a version: those are VERSION (DATE)"
        yield rules.VERSION_TAKEN.at(file, "", message)
    if not sections:
        yield rules.VERSION_TAKEN.at(file, "", "has no section of a version")
    elif sections[0] != Section(version, date):
        message = (
            f"begins with {sections[0].version} ({sections[0].date}), and metadata.json has "
            f"{version} ({date})"
        )
        yield rules.VERSION_TAKEN.at(file, "", message)
    for earlier in sections[1:]:
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
    for needed in (paths.datasheet, paths.changelog, paths.code_licence):
        if not needed.exists():
            yield FILE_MISSING.at(paths.relative(needed), "", "a release has this file")


def _places(metadata: Json, paths: Paths) -> list[Path]:
    """Every path that a release of this version has in ``dist/``."""
    name = f"{metadata['name']}-{metadata['version']}"
    return [
        paths.releases / f"{name}{form}{suffix}"
        for form in ("", standoff.SUFFIX)
        for suffix in ("", archive.SUFFIX, archive.SUFFIX + sealed.SIDECAR)
    ]


def history(paths: Paths) -> tuple[list[Section], list[str]]:
    """The versions of the changelog, the latest first, and headings that are none."""
    data, _ = read_bytes(paths.changelog, contents.CHANGELOG)
    text = (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    found = [(heading, SECTION.fullmatch(heading)) for heading in headings]
    sections = [Section(*match.groups()) for _, match in found if match]
    return sections, [heading for heading, match in found if not match]


def previous(
    metadata: Json, paths: Paths, given: str | None, *, first: bool
) -> tuple[str | None, list[Problem]]:
    """What names the release before: what was given, else the latest in ``dist/`` or with a tag.

    With ``first`` there may be none; where there is one, it counts all the same.
    """
    if given is not None:
        return given, []
    known = _released(metadata, paths)
    earlier = [each.version for each in history(paths)[0][1:]]
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


def _released(metadata: Json, paths: Paths) -> dict[str, str]:
    """What names each earlier version that is in ``dist/`` or has a tag."""
    name, now = metadata["name"], metadata["version"]
    found = {tag.removeprefix("v"): f"refs/tags/{tag}" for tag in git.tags(paths.root)}
    for path in sorted(paths.releases.glob(f"{name}-*"), key=lambda each: each.is_dir()):
        version = path.name.removeprefix(f"{name}-").removesuffix(archive.SUFFIX)
        found[version] = str(path)
    return {
        version: place
        for version, place in found.items()
        if steps.VERSION.fullmatch(version) and steps.taken(version, now) is not None
    }


def compared(old: str, paths: Paths) -> changes.Changes:
    """What changed since the release before.

    Raises ``snapshot.UnreadableError`` where that cannot be read, or is damaged.
    """
    damaged = sealed.problems_of(Path(old))
    if damaged:
        message = f"{old} is damaged (winnow verify {old}), and cannot be compared with"
        raise snapshot.UnreadableError(message)
    return changes.between(
        snapshot.read(old, paths.root), snapshot.read(str(paths.root), paths.root)
    )


def since(found: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """The version rises by enough, and every id of the release before still means the same."""
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
    if found.new.doi is not None and found.new.doi == found.old.doi:
        message = f"{found.new.doi} is the DOI of {before}; each version has its own"
        yield rules.VERSION_TAKEN.at(file, "doi", message, "set it to null, or give --doi")
    for each in found.reused:
        page_id, _, number = each.partition("#")
        if not number:
            message = f"{each} was another entry in {before}"
            yield rules.ID_REUSED.at(paths.relative(paths.registry), each, message)
            continue
        message = f"{number} stood for something else in {before}, or was withdrawn there"
        yield rules.ID_REUSED.at(paths.relative(paths.gold / f"{page_id}.json"), number, message)
    for each in found.lost:
        page_id, _, number = each.partition("#")
        message = f"{before} has {each}, which is neither on the page nor withdrawn"
        yield rules.ID_LOST.at(paths.relative(paths.ids), page_id, message)


RUN = 5
"""Words in a row that are text of a page and no coincidence."""


def left_over(found: changes.Changes, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """No file of a release has words in a row of a page that was withdrawn since the last.

    What other pages have too is left out, and so are Parquet files, which are built anew.
    """
    kept = {run for page in found.new.pages.values() for run in _runs(page.text)}
    for page_id in found.pages_withdrawn:
        gone = _runs(found.old.pages[page_id].text) - kept
        for path, data in files.items():
            if path.endswith(".parquet"):
                continue
            if here := _runs(data.decode("utf-8", "replace")) & gone:
                shown = " ".join(min(here))
                message = f"has {len(here)} runs of {RUN} words of {page_id}, such as {shown!r}"
                yield rules.TEXT_LEFT.at(path, "", message)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
