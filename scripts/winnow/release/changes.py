"""What changed between two states of the dataset, annotation by annotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from winnow.model.adjudication import REGISTRY
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Annotation
from winnow.model.page import Page, extent, number
from winnow.release.snapshot import Snapshot, UnreadableError
from winnow.reports.agreement import Agreement, Reading, compare_on

Record = Mapping[str, Json]
"""An annotation or entry as its file has it, without its id."""


@dataclass(frozen=True)
class Change:
    """An annotation by its permanent id, or an entry by its id, before and after.

    One of the two is None where it was added or withdrawn.
    """

    id: str
    before: Record | None
    after: Record | None

    @property
    def parts(self) -> dict[str, tuple[Json, Json]]:
        """The parts that differ, each with both values."""
        before, after = self.before or {}, self.after or {}
        return {
            name: (before.get(name), after.get(name))
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        }


@dataclass(frozen=True)
class LayerChanges:
    """What was added to a layer, withdrawn from it, and changed in it, in order of ids."""

    added: tuple[Change, ...]
    withdrawn: tuple[Change, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two states.

    ``label_counts`` has, for each list, how often each label occurs before and after; ``reused``
    are ids that stood for something else before, ``lost`` ids that went without being withdrawn.
    ``agreement`` is on the pages whose text is the same, and None where there are none.
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
    """Compare two states. Raises ``UnreadableError`` where annotations do not fit together."""
    try:
        return _between(old, new)
    except (LookupError, TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
        message = f"{old.name} and {new.name} cannot be compared, since one is not sound ({said})"
        raise UnreadableError(message) from None


def _between(old: Snapshot, new: Snapshot) -> Changes:
    before, after = set(old.pages), set(new.pages)
    both = sorted(before & after)
    changed = tuple(each for each in both if old.pages[each].sha256 != new.pages[each].sha256)
    layers = {layer: _layer(_annotations(old, layer), _annotations(new, layer)) for layer in LAYERS}
    layers[REGISTRY] = _layer(_entries(old), _entries(new))
    return Changes(
        old=old,
        new=new,
        pages_added=tuple(sorted(after - before)),
        pages_withdrawn=tuple(sorted(before - after)),
        texts_changed=changed,
        layers=layers,
        label_counts=_label_counts(old, new),
        reused=(*_reused(old, new, both), *_renamed(old, new)),
        lost=tuple(_lost(old, new)),
        agreement=_agreement(old, new, [each for each in both if each not in changed]),
    )


def _layer(before: Mapping[str, Record], after: Mapping[str, Record]) -> LayerChanges:
    return LayerChanges(
        added=tuple(Change(each, None, after[each]) for each in after if each not in before),
        withdrawn=tuple(Change(each, before[each], None) for each in before if each not in after),
        changed=tuple(
            Change(each, before[each], after[each])
            for each in before
            if each in after and before[each] != after[each]
        ),
    )


def _annotations(state: Snapshot, layer: str) -> dict[str, Record]:
    return {
        f"{page_id}#{annotation.id}": _record(annotation)
        for page_id, page in state.pages.items()
        for annotation in sorted(page.layer(layer), key=lambda one: number(one.id))
    }


def _entries(state: Snapshot) -> dict[str, Record]:
    return {each: _record(state.registry[each]) for each in sorted(state.registry)}


def _record(item: Any) -> dict[str, Json]:
    record = asdict(item)
    return {name: value for name, value in record.items() if name not in ("id", "index")}


COUNTED = {
    label_list: (layer.name, attribute)
    for layer in LAYERS.values()
    for attribute, label_list in layer.labels.items()
}
"""Where the labels of each list are given: layer and key."""


def _label_counts(old: Snapshot, new: Snapshot) -> dict[str, dict[str, tuple[int, int]]]:
    found = {}
    for name in (*COUNTED, "registry_kind"):
        before, after = (_occurrences(state, name) for state in (old, new))
        known = dict.fromkeys([*new.labels.get(name, ()), *old.labels.get(name, ()), *before])
        found[name] = {label: (before[label], after[label]) for label in known}
    return found


def _occurrences(state: Snapshot, name: str) -> Counter[str]:
    """How often each label of a list is given."""
    if name == "registry_kind":
        return Counter(entry.kind for entry in state.registry.values())
    layer, part = COUNTED[name]
    return Counter(
        getattr(annotation, part)
        for page in state.pages.values()
        for annotation in page.layer(layer)
    )


def _reused(old: Snapshot, new: Snapshot, both: Iterable[str]) -> Iterator[str]:
    """Ids that were withdrawn and came back, or that stand where nothing of them stood before."""
    classes = {**old.classes, **new.classes}
    for page_id, gone in old.withdrawn.items():
        for each in sorted(gone & _ids(new, page_id), key=number):
            yield f"{page_id}#{each}"
    for page_id in both:
        was, now = old.pages[page_id], new.pages[page_id]
        if was.sha256 != now.sha256:  # offsets of two texts cannot be compared
            continue
        for layer in LAYERS:
            before = _by_id(was, layer)
            for each, annotation in _by_id(now, layer).items():
                if each in before:
                    one = extent(was, before[each], classes)
                    other = extent(now, annotation, classes)
                    if min(one.end, other.end) <= max(one.start, other.start):
                        yield f"{page_id}#{each}"


def _renamed(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Ids of the registry that have the name that another id had before."""
    owners = {entry.name: each for each, entry in old.registry.items()}
    for each, entry in new.registry.items():
        if each in old.registry and owners.get(entry.name, each) != each:
            yield each


def _by_id(page: Page, layer: str) -> dict[str, Annotation]:
    return {each.id: each for each in page.layer(layer)}


def _lost(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Ids that a page had, withdrawn or not, and of which the new state knows nothing.

    Those of a page that went must be withdrawn, too.
    """
    for page_id in sorted(old.pages.keys() | old.withdrawn.keys()):
        known = _ids(new, page_id) | new.withdrawn.get(page_id, frozenset())
        was = _ids(old, page_id) | old.withdrawn.get(page_id, frozenset())
        for each in sorted(was - known, key=number):
            yield f"{page_id}#{each}"


def _ids(state: Snapshot, page_id: str) -> set[str]:
    """The ids of all annotations of a page; none where there is no such page."""
    if page_id not in state.pages:
        return set()
    page = state.pages[page_id]
    return {each.id for layer in LAYERS for each in page.layer(layer)}


def _agreement(old: Snapshot, new: Snapshot, page_ids: list[str]) -> Agreement | None:
    if not page_ids:
        return None
    before, after = (
        Reading(
            name,
            {each: state.pages[each] for each in page_ids},
            tuple(state.registry.items()),
        )
        for name, state in ((old.version, old), (new.version, new))
    )
    frames = [new.pages[each] for each in page_ids]
    classes = {**old.classes, **new.classes}
    return compare_on(frames, before, after, classes, old.actor_types | new.actor_types)
