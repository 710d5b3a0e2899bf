"""Changes between two snapshots of the dataset, annotation by annotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from winnow.model.adjudication import REGISTRY
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Annotation
from winnow.model.page import Page, extent, number
from winnow.model.registry import Entry
from winnow.release.snapshot import Snapshot, UnreadableError
from winnow.reports.agreement import Agreement, Reading, compare_on

Record = Mapping[str, Json]
"""An annotation or registry entry as its file has it, without its id."""


@dataclass(frozen=True)
class Change:
    """An annotation by its permanent id, or a registry entry by its id, before and after.

    ``before`` is None if it was added, ``after`` if it was withdrawn.
    """

    id: str
    before: Record | None
    after: Record | None

    @property
    def parts(self) -> dict[str, tuple[Json, Json]]:
        """Old and new value of each part that differs."""
        before, after = self.before or {}, self.after or {}
        return {
            name: (before.get(name), after.get(name))
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        }


@dataclass(frozen=True)
class LayerChanges:
    """The changes of a layer in the order of ids."""

    added: tuple[Change, ...]
    withdrawn: tuple[Change, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True)
class Changes:
    """All differences between two snapshots.

    ``label_counts`` maps each label list and label to the numbers of occurrences before and after.
    ``reused`` are ids that meant something else before, ``lost`` ids that disappeared without being
    withdrawn. ``agreement`` is on the pages with the same text, None if there are none.
    """

    old: Snapshot
    new: Snapshot
    pages_added: tuple[str, ...]
    pages_withdrawn: tuple[str, ...]
    texts_changed: tuple[str, ...]
    layers: Mapping[str, LayerChanges]
    label_counts: Mapping[str, Mapping[str, tuple[int, int]]]
    reused: tuple[str, ...]
    lost: tuple[str, ...]
    agreement: Agreement | None


def between(old: Snapshot, new: Snapshot) -> Changes:
    """Compare two snapshots. Raises ``UnreadableError`` if the annotations of one are invalid."""
    try:
        return _between(old, new)
    except (LookupError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        message = f"{old.name} and {new.name} cannot be compared: one has invalid data ({reason})"
        raise UnreadableError(message) from None


def _between(old: Snapshot, new: Snapshot) -> Changes:
    shared = sorted(old.pages.keys() & new.pages.keys())
    same_text = [
        page_id for page_id in shared if old.pages[page_id].sha256 == new.pages[page_id].sha256
    ]
    layers = {layer: _layer(_annotations(old, layer), _annotations(new, layer)) for layer in LAYERS}
    layers[REGISTRY] = _layer(_entries(old), _entries(new))
    return Changes(
        old=old,
        new=new,
        pages_added=tuple(sorted(new.pages.keys() - old.pages.keys())),
        pages_withdrawn=tuple(sorted(old.pages.keys() - new.pages.keys())),
        texts_changed=tuple(page_id for page_id in shared if page_id not in same_text),
        layers=layers,
        label_counts=_label_counts(old, new),
        reused=(*_reissued(old, new), *_moved(old, new, same_text), *_renamed(old, new)),
        lost=tuple(_lost(old, new)),
        agreement=_agreement(old, new, same_text) if same_text else None,
    )


def _layer(old: Mapping[str, Record], new: Mapping[str, Record]) -> LayerChanges:
    return LayerChanges(
        added=tuple(Change(name, None, new[name]) for name in new if name not in old),
        withdrawn=tuple(Change(name, old[name], None) for name in old if name not in new),
        changed=tuple(
            Change(name, old[name], new[name])
            for name in old
            if name in new and old[name] != new[name]
        ),
    )


def _annotations(snapshot: Snapshot, layer: str) -> dict[str, Record]:
    return {
        f"{page_id}#{annotation.id}": _record(annotation)
        for page_id, page in snapshot.pages.items()
        for annotation in sorted(page.layer(layer), key=lambda annotation: number(annotation.id))
    }


def _entries(snapshot: Snapshot) -> dict[str, Record]:
    return {name: _record(snapshot.registry[name]) for name in sorted(snapshot.registry)}


def _record(annotation: Annotation | Entry) -> Record:
    record = asdict(annotation)
    return {name: value for name, value in record.items() if name not in ("id", "index")}


def _label_counts(old: Snapshot, new: Snapshot) -> dict[str, dict[str, tuple[int, int]]]:
    counts = {}
    old_counts, new_counts = _occurrences(old), _occurrences(new)
    for name in old_counts:
        before, after = old_counts[name], new_counts[name]
        labels = dict.fromkeys([*new.labels.get(name, ()), *old.labels.get(name, ()), *before])
        counts[name] = {label: (before[label], after[label]) for label in labels}
    return counts


def _occurrences(snapshot: Snapshot) -> dict[str, Counter[str]]:
    """How often each label occurs, by label list."""
    counts = {
        label_list: Counter(
            getattr(annotation, attribute)
            for page in snapshot.pages.values()
            for annotation in page.layer(layer.name)
        )
        for layer in LAYERS.values()
        for attribute, label_list in layer.labels.items()
    }
    return counts | {"registry_kind": Counter(entry.kind for entry in snapshot.registry.values())}


def _reissued(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Ids that were withdrawn and are in use again."""
    for page_id, withdrawn in old.withdrawn.items():
        for annotation_id in sorted(withdrawn & _ids(new, page_id), key=number):
            yield f"{page_id}#{annotation_id}"


def _moved(old: Snapshot, new: Snapshot, page_ids: Iterable[str]) -> Iterator[str]:
    """Ids whose old and new annotation have no character in common."""
    classes = {**old.classes, **new.classes}
    for page_id in page_ids:
        old_page, new_page = old.pages[page_id], new.pages[page_id]
        for layer in LAYERS:
            before = _by_id(old_page, layer)
            for annotation in new_page.layer(layer):
                if annotation.id in before:
                    old_span = extent(old_page, before[annotation.id], classes)
                    new_span = extent(new_page, annotation, classes)
                    if min(old_span.end, new_span.end) <= max(old_span.start, new_span.start):
                        yield f"{page_id}#{annotation.id}"


def _renamed(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Registry ids with a name that another id had before."""
    owners = {entry.name: entry_id for entry_id, entry in old.registry.items()}
    for entry_id, entry in new.registry.items():
        if entry_id in old.registry and owners.get(entry.name, entry_id) != entry_id:
            yield entry_id


def _by_id(page: Page, layer: str) -> dict[str, Annotation]:
    return {annotation.id: annotation for annotation in page.layer(layer)}


def _lost(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Ids in use or withdrawn that the new snapshot does not have, those of withdrawn pages too."""
    for page_id in sorted(old.pages.keys() | old.withdrawn.keys()):
        issued = _ids(old, page_id) | old.withdrawn.get(page_id, frozenset())
        known = _ids(new, page_id) | new.withdrawn.get(page_id, frozenset())
        for annotation_id in sorted(issued - known, key=number):
            yield f"{page_id}#{annotation_id}"


def _ids(snapshot: Snapshot, page_id: str) -> set[str]:
    """The ids of all annotations of a page; empty without such a page."""
    if page_id not in snapshot.pages:
        return set()
    page = snapshot.pages[page_id]
    return {annotation.id for layer in LAYERS for annotation in page.layer(layer)}


def _agreement(old: Snapshot, new: Snapshot, page_ids: list[str]) -> Agreement:
    old_reading, new_reading = (
        Reading(
            snapshot.version,
            {page_id: snapshot.pages[page_id] for page_id in page_ids},
            tuple(snapshot.registry.items()),
        )
        for snapshot in (old, new)
    )
    return compare_on(
        [new.pages[page_id] for page_id in page_ids],
        old_reading,
        new_reading,
        {**old.classes, **new.classes},
        old.actor_types | new.actor_types,
    )
