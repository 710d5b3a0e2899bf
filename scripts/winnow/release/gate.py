"""What must hold between a release and the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from winnow import release_rules as rules
from winnow.paths import Paths
from winnow.problems import Problem, shortened
from winnow.release import sealed
from winnow.versions import changes, snapshot, steps


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
