"""The version step that changes require, and the reasons.

Major: the meaning of a label or of offsets changes, a column is removed or has another type, a page
is withdrawn. Minor: any other change of rows. Patch: all logical hashes are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from winnow.model.schemas import URN
from winnow.release.changes import Changes
from winnow.release.snapshot import VERSION


class Step(IntEnum):
    """A version step; a larger step is greater."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2

    def __str__(self) -> str:
        """The name in lower case."""
        return self.name.lower()


@dataclass(frozen=True)
class Reason:
    """A step that a change requires, and the description of the change."""

    step: Step
    said: str


def reasons(changes: Changes) -> tuple[Reason, ...]:
    """All reasons, those for larger steps first. Without any, a patch is enough."""
    return tuple(sorted(_reasons(changes), key=lambda reason: -reason.step))


def asked(changes: Changes) -> Step:
    """The smallest step that the changes allow."""
    return max((reason.step for reason in reasons(changes)), default=Step.PATCH)


def unneeded(changes: Changes) -> bool:
    """Whether no step is needed: the versions are the same, and so is all that is compared."""
    same_version = changes.old.version == changes.new.version
    return same_version and not reasons(changes) and not reworded(changes)


def _reasons(changes: Changes) -> Iterator[Reason]:
    for page_id in changes.pages_withdrawn:
        yield Reason(Step.MAJOR, f"the page {page_id} is withdrawn")
    for page_id in changes.texts_changed:
        yield Reason(Step.MAJOR, f"the text of {page_id} differs, so offsets mean something else")
    yield from _label_reasons(changes)
    yield from _column_reasons(changes)
    for page_id in changes.pages_added:
        yield Reason(Step.MINOR, f"the page {page_id} is added")
    for name, layer in changes.layers.items():
        for kind, items in vars(layer).items():
            if items:
                yield Reason(Step.MINOR, f"{name}: {len(items)} {kind}")
    old, new = changes.old, changes.new
    for config in {**old.hashes, **new.hashes}:
        if config not in new.hashes or (config in old.columns and config not in new.columns):
            yield Reason(Step.MAJOR, f"the config {config} is removed")
        elif config not in old.hashes:
            yield Reason(Step.MINOR, f"the config {config} is added")
        elif old.hashes[config] != new.hashes[config]:
            yield Reason(Step.MINOR, f"the logical hash of {config} differs")


def _label_reasons(changes: Changes) -> Iterator[Reason]:
    old, new = changes.old, changes.new
    for name, old_labels in old.labels.items():
        new_labels = new.labels.get(name)
        if new_labels is None:
            yield Reason(Step.MAJOR, f"the label list {name} is removed")
        elif new_labels[: len(old_labels)] != old_labels:
            yield Reason(Step.MAJOR, f"labels of {name} are removed, renamed or in another order")
        elif len(new_labels) > len(old_labels):
            added = ", ".join(new_labels[len(old_labels) :])
            yield Reason(Step.MINOR, f"labels are added to {name}: {added}")
    for name in new.labels:
        if name not in old.labels:
            yield Reason(Step.MINOR, f"the label list {name} is added")
    if any(old.classes[kind] != new.classes.get(kind, "") for kind in old.classes):
        yield Reason(Step.MAJOR, "a segment kind belongs to another class")


def _column_reasons(changes: Changes) -> Iterator[Reason]:
    old, new = changes.old, changes.new
    for config, old_columns in old.columns.items():
        new_columns = new.columns.get(config)
        if new_columns is None:
            if config not in old.hashes:  # otherwise its rows are a reason already
                yield Reason(Step.MAJOR, f"the config {config} is removed")
            continue
        if old.keys[config] != new.keys[config]:
            yield Reason(Step.MAJOR, f"rows of {config} have another key column")
        for path, kind in old_columns.items():
            if path not in new_columns:
                yield Reason(Step.MAJOR, f"the column {path} of {config} is removed")
            elif new_columns[path] != kind:
                change = f"the column {path} of {config} was {kind} and is {new_columns[path]}"
                yield Reason(Step.MAJOR, change)
        if added := [path for path in new_columns if path not in old_columns]:
            yield Reason(Step.MINOR, f"columns are added to {config}: {', '.join(added)}")


def reworded(changes: Changes) -> list[str]:
    """Places in the schemas with another description, whose meaning people have to compare."""
    old, new = changes.old.descriptions, changes.new.descriptions
    return [
        place.removeprefix(URN)
        for place, description in old.items()
        if place in new and new[place] != description
    ]


def taken(old: str, new: str) -> Step | None:
    """The step from one version to another; None if that is not later."""
    old_numbers, new_numbers = numbers(old), numbers(new)
    if new_numbers <= old_numbers:
        return None
    if new_numbers[0] != old_numbers[0]:
        return Step.MAJOR
    return Step.MINOR if new_numbers[1] != old_numbers[1] else Step.PATCH


def after(version: str, step: Step) -> str:
    """The version after a step."""
    major, minor, patch = numbers(version)
    match step:
        case Step.MAJOR:
            return f"{major + 1}.0.0"
        case Step.MINOR:
            return f"{major}.{minor + 1}.0"
        case _:
            return f"{major}.{minor}.{patch + 1}"


def numbers(version: str) -> tuple[int, int, int]:
    """Major, minor and patch as numbers."""
    match = VERSION.fullmatch(version)
    assert match is not None, version
    major, minor, patch = match.groups()
    return int(major), int(minor), int(patch)
