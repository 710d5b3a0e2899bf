"""Check the lists of pages, ids, metadata and labels against each other (levels 2 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, json_path, shortened
from winnow.model.record import PageRecord
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.schemas import locked_labels


def repeated_entries(value: Json, key: str, file: str) -> Iterator[Problem]:
    """No two entries of a list have the same id under ``key``."""
    first: dict[str, int] = {}
    for index, entry in enumerate(value if isinstance(value, list) else []):
        entry_id = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(entry_id, str) and first.setdefault(entry_id, index) != index:
            message = f"{excerpt(entry_id)} already has an entry at [{first[entry_id]}]"
            yield RULES["entry-repeated"].at(file, json_path((index, key)), message)


def id_entries(entries: Sequence[Json], listed: Sequence[str], file: str) -> Iterator[Problem]:
    """Each page has an entry in ``ids.json``, and each entry a page, listed or withdrawn.

    All ids of a withdrawn page are withdrawn, so that none is used again.
    """
    by_page = {entry["page_id"]: entry for entry in entries}
    for page_id in sorted(set(listed) - set(by_page)):
        yield RULES["ids-missing"].at(file, "", f"there is no entry for {page_id}")
    for page_id in sorted(set(by_page) - set(listed)):
        withdrawn = {withdrawal["id"] for withdrawal in by_page[page_id]["withdrawn"]}
        issued = {
            f"{prefix}{number}"
            for prefix, highest in by_page[page_id]["issued"].items()
            for number in range(1, highest + 1)
        }
        if not issued <= withdrawn:
            message = f"sources.json has no page {excerpt(page_id)}, but some of its ids are in use"
            remedy = "restore the page, or withdraw it as docs/releasing.md says under Takedown"
            yield RULES["ids-missing"].at(file, "", message, remedy)


def names(record: PageRecord) -> Iterator[Problem]:
    """The site and the publishers in the metadata of a page are on the page."""
    if record.metadata is None:
        return
    site, publishers = record.metadata.get("site"), record.metadata.get("publishers", [])
    file = record.annotations.file
    if site is not None and site not in record.text:
        message = f"{record.id}: {excerpt(site)} is not on the page"
        yield RULES["site-not-on-page"].at(file, "site", message)
    marked = [
        segment.quote
        for segment in sorted(record.annotations.segments, key=lambda segment: segment.start)
        if segment.kind == "publisher"
    ]
    on_page = list(dict.fromkeys(marked))
    if on_page != publishers and "segments" not in record.annotations.incomplete:
        listed = ", ".join(publishers) or "none"
        shown = ", ".join(on_page) or "none"
        message = f"{record.id}: the publishers are {shown} on the page, but {listed} in its entry"
        yield RULES["publishers-differ"].at(file, "publishers", shortened(message, 200))


def labels(schemas: Schemas, version: str | None, file: str) -> Iterator[Problem]:
    """The lock is for the major version of the dataset, and label lists begin as it has them."""
    locked = locked_labels(schemas.lock)
    if locked is None:
        message = "must have the keys version (a string) and labels (an object of lists)"
        yield RULES["type-wrong"].at(file, "", message)
        return
    locked_version: str = schemas.lock["version"]
    if version is not None and version.partition(".")[0] != locked_version.partition(".")[0]:
        message = (
            f"the lock is for version {excerpt(locked_version)}, but the dataset has version "
            f"{version}: the major versions differ"
        )
        yield RULES["labels-lock-outdated"].at(file, "version", message)
        return
    label_lists = schemas.label_lists()
    for name in dict.fromkeys([*locked, *schemas.locked_lists()]):
        place = json_path(("labels", name))
        old, new = locked.get(name, []), list(label_lists.get(name, ()))
        if new[: len(old)] != old:
            index = next(index for index in range(len(old)) if new[: index + 1] != old[: index + 1])
            current = excerpt(new[index]) if index < len(new) else "nothing"
            message = f"label {index} of {name} was {excerpt(old[index])} and is now {current}"
            yield RULES["labels-changed"].at(file, place, message)
        elif len(new) > len(old):
            message = f"labels of {name} that are not in the lock: {', '.join(new[len(old) :])}"
            yield RULES["labels-unlocked"].at(file, place, message)
