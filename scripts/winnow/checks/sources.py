"""Pages, sources, ids and label lists against each other (levels 2 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, json_path, shortened
from winnow.model.record import PageRecord
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas


def repeated_entries(value: Json, key: str, file: str) -> Iterator[Problem]:
    """No two entries of a list have the same id under ``key``."""
    first: dict[str, int] = {}
    for index, entry in enumerate(value if isinstance(value, list) else []):
        each = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(each, str):
            if each in first:
                message = f"{excerpt(each)} has an entry at [{first[each]}] already"
                yield RULES["entry-repeated"].at(file, json_path((index, key)), message)
            first.setdefault(each, index)


def id_entries(entries: Sequence[Json], listed: Sequence[str], file: str) -> Iterator[Problem]:
    """Each page has an entry in ``ids.json``; an entry without a page is of one that is withdrawn.

    Of such a page every id that was issued is withdrawn, so that none is ever given again.
    """
    known = {entry["page_id"]: entry for entry in entries}
    for page_id in sorted(set(listed) - set(known)):
        yield RULES["ids-missing"].at(file, "", f"there is no entry for {page_id}")
    for page_id in sorted(set(known) - set(listed)):
        gone = {each["id"] for each in known[page_id]["withdrawn"]}
        issued = {
            f"{prefix}{number}"
            for prefix, highest in known[page_id]["issued"].items()
            for number in range(1, highest + 1)
        }
        if issued - gone:
            message = (
                f"{excerpt(page_id)} is no page of sources.json, and not all of its ids are "
                "withdrawn"
            )
            remedy = "restore the page; or withdraw it, as docs/releasing.md says under Takedown"
            yield RULES["ids-missing"].at(file, "", message, remedy)


def names(record: PageRecord) -> Iterator[Problem]:
    """The site and publishers in the metadata of a page are those that the page names."""
    if record.metadata is None:
        return
    site, publishers = record.metadata.get("site"), record.metadata.get("publishers", [])
    file = record.annotations.file
    if site is not None and site not in record.text:
        message = f"{record.id}: {excerpt(site)} does not stand on the page"
        yield RULES["site-not-on-page"].at(file, "site", message)
    marked = [
        segment.quote
        for segment in sorted(record.annotations.segments, key=lambda segment: segment.start)
        if segment.kind == "publisher"
    ]
    on_page = list(dict.fromkeys(marked))
    if on_page != publishers and "segments" not in record.annotations.incomplete:
        listed = ", ".join(publishers) or "none"
        message = f"{record.id}: the page has {', '.join(on_page) or 'none'}, the entry {listed}"
        yield RULES["publishers-differ"].at(file, "publishers", shortened(message, 200))


def labels(schemas: Schemas, version: str | None, file: str) -> Iterator[Problem]:
    """The lock is of the dataset's major version, and label lists keep its order."""
    lock = schemas.lock if isinstance(schemas.lock, dict) else {}
    locked_for = lock.get("version")
    locked = _lists(lock.get("labels"))
    if locked is None or not isinstance(locked_for, str):
        message = "has not the keys version (a string) and labels (an object of lists)"
        yield RULES["type-wrong"].at(file, "", message)
        return
    if version is not None and _major(version) != _major(locked_for):
        message = (
            f"locks the labels of version {excerpt(locked_for)}, and the dataset is {version}: "
            "the two differ in their major version"
        )
        yield RULES["labels-lock-outdated"].at(file, "version", message)
        return
    current = schemas.label_lists()
    for name in dict.fromkeys([*locked, *schemas.locked_lists()]):
        place = json_path(("labels", name))
        before, now = locked.get(name, []), list(current.get(name, ()))
        if now[: len(before)] != before:
            index = next(i for i, label in enumerate(before) if now[i : i + 1] != [label])
            stands = excerpt(now[index]) if index < len(now) else "nothing"
            message = f"label {index} of {name} was {excerpt(before[index])} and is {stands} now"
            yield RULES["labels-changed"].at(file, place, message)
        elif len(now) > len(before):
            added = ", ".join(now[len(before) :])
            yield RULES["labels-unlocked"].at(file, place, f"{added} of {name} is not in the lock")


def _lists(value: Json) -> dict[str, list[str]] | None:
    """The locked lists by name; None where that is not what the lock holds."""
    if not isinstance(value, dict) or not all(isinstance(each, list) for each in value.values()):
        return None
    return value


def _major(version: str) -> str:
    return version.partition(".")[0]
