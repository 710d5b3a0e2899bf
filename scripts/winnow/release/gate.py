"""What must hold between a release and the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from winnow import release_rules as rules
from winnow.corpus import Corpus
from winnow.paths import Paths
from winnow.problems import Problem, shortened
from winnow.release import runs, sealed
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


def latest(found: changes.Changes, known: Iterable[str], paths: Paths) -> Iterator[Problem]:
    """What is compared with is the latest of the releases that are known."""
    before = found.old.version
    for version in known:
        if steps.numbers(version) > steps.numbers(before):
            message = (
                f"{found.old.name} is of version {before}, and {version} was released after it"
            )
            yield rules.PREVIOUS_UNKNOWN.at(paths.relative(paths.changelog), "", message)


def since(found: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """The version rises by enough, and every id of the release before still means the same."""
    before, now = found.old.version, found.new.version
    asked, taken = steps.asked(found), steps.taken(before, now)
    file = paths.relative(paths.metadata)
    if taken is None:
        message = f"{now} is no later version than {before}, which {found.old.name} has"
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


def doi(told: str | None, found: changes.Changes, paths: Paths) -> Iterator[Problem]:
    """The DOI of a version is not that of the release before."""
    if told is not None and told == found.old.doi:
        message = f"{told} is the DOI of {found.old.version}; each version has its own"
        remedy = "give the one that was reserved for this version: --doi"
        yield rules.VERSION_TAKEN.at(paths.relative(paths.metadata), "doi", message, remedy)


def left_over(found: changes.Changes, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """No file of a release has words in a row of a text that went since the last release.

    That is the text of a page that was withdrawn, and what was taken out of one. What pages have
    all the same is left out.
    """
    kept = {run for page in found.new.pages.values() for run in runs.of_text(page.text)}
    for page_id in (*found.pages_withdrawn, *found.texts_changed):
        gone = runs.of_text(found.old.pages[page_id].text) - kept
        for path, here in runs.common(files, gone):
            shown = " ".join(min(here))
            message = f"has {len(here)} runs of words of what went of {page_id}, such as {shown!r}"
            yield rules.TEXT_LEFT.at(path, "", message)


def texts_apart(corpus: Corpus, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """No file of a standoff form has words in a row of a page, but for names of the registries."""
    texts = {run for page in corpus.pages for run in runs.of_text(page.text)}
    names = {
        run
        for known in (corpus.registry, *(each.registry for each in corpus.passes))
        for entry in known.values()
        for run in runs.of_text(entry.name) | runs.of_text(entry.id)
    }
    for path, here in runs.common(files, {run for run in texts - names if len(run) >= runs.LENGTH}):
        shown = " ".join(min(here))
        message = f"would have {len(here)} runs of words of pages, such as {shown!r}"
        remedy = (
            "take the words out of what it is made of: metadata, schemas, licence, front matter"
        )
        yield rules.TEXT_LEFT.at(path, "", message, remedy)
