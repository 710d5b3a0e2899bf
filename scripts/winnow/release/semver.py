"""The step by which the version must rise, and why.

Major: the meaning of a label or of offsets changes, a column is removed or retyped, a page is
withdrawn. Minor: anything else that changes what rows say. Patch: every logical hash is equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from winnow.model.schemas import URN
from winnow.release.changes import Changes
from winnow.release.snapshot import VERSION


class Step(IntEnum):
    """A step, the larger the later."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2

    def __str__(self) -> str:
        """As it is written in sentences."""
        return self.name.lower()


@dataclass(frozen=True)
class Reason:
    """Why at least this step is asked for."""

    step: Step
    said: str


def reasons(changes: Changes) -> tuple[Reason, ...]:
    """Every reason, those for the larger steps first. Without any, a patch will do."""
    return tuple(sorted(_reasons(changes), key=lambda each: -each.step))


def asked(changes: Changes) -> Step:
    """The smallest step that the changes allow."""
    return max((each.step for each in reasons(changes)), default=Step.PATCH)


def unneeded(changes: Changes) -> bool:
    """Whether the two are the same version and equal in all that is compared: no step is needed."""
    same_version = changes.old.version == changes.new.version
    return same_version and not reasons(changes) and not reworded(changes)


def _reasons(changes: Changes) -> Iterator[Reason]:
    for page_id in changes.pages_withdrawn:
        yield Reason(Step.MAJOR, f"the page {page_id} is withdrawn")
    for page_id in changes.texts_changed:
        yield Reason(Step.MAJOR, f"the text of {page_id} differs, so offsets mean something else")
    yield from _of_labels(changes)
    yield from _of_columns(changes)
    for page_id in changes.pages_added:
        yield Reason(Step.MINOR, f"the page {page_id} is added")
    for layer, each in changes.layers.items():
        for verb, found in (
            ("added", each.added),
            ("withdrawn", each.withdrawn),
            ("changed", each.changed),
        ):
            if found:
                yield Reason(Step.MINOR, f"{layer}: {len(found)} {verb}")
    old, new = changes.old.hashes, changes.new.hashes
    for config in dict.fromkeys([*old, *new]):
        if config not in new or (
            config in changes.old.columns and config not in changes.new.columns
        ):
            yield Reason(Step.MAJOR, f"the config {config} is removed")
        elif config not in old:
            yield Reason(Step.MINOR, f"the config {config} is added")
        elif old[config] != new[config]:
            yield Reason(Step.MINOR, f"the logical hash of {config} differs")


def _of_labels(changes: Changes) -> Iterator[Reason]:
    old, new = changes.old, changes.new
    for name, before in old.labels.items():
        now = new.labels.get(name)
        if now is None:
            yield Reason(Step.MAJOR, f"the label list {name} is removed")
        elif now[: len(before)] != before:
            yield Reason(Step.MAJOR, f"labels of {name} are removed, renamed or in another order")
        elif len(now) > len(before):
            added = ", ".join(now[len(before) :])
            yield Reason(Step.MINOR, f"labels are added to {name}: {added}")
    for name in new.labels:
        if name not in old.labels:
            yield Reason(Step.MINOR, f"the label list {name} is added")
    if any(old.classes[kind] != new.classes.get(kind, "") for kind in old.classes):
        yield Reason(Step.MAJOR, "a kind of segment belongs to another class")


def _of_columns(changes: Changes) -> Iterator[Reason]:
    old, new = changes.old.columns, changes.new.columns
    for config in old:
        before, now = old[config], new.get(config)
        if now is None:
            if config not in changes.old.hashes:  # else its rows are told to be gone
                yield Reason(Step.MAJOR, f"the config {config} is removed")
            continue
        if changes.old.keys[config] != changes.new.keys[config]:
            yield Reason(Step.MAJOR, f"rows of {config} are told apart by another column")
        for path, kind in before.items():
            if path not in now:
                yield Reason(Step.MAJOR, f"the column {path} of {config} is removed")
            elif now[path] != kind:
                said = f"the column {path} of {config} was {kind} and is {now[path]}"
                yield Reason(Step.MAJOR, said)
        if added := [path for path in now if path not in before]:
            yield Reason(Step.MINOR, f"columns are added to {config}: {', '.join(added)}")


def reworded(changes: Changes) -> list[str]:
    """What the schemas describe in other words. Whether it means something else, people decide."""
    old, new = changes.old.descriptions, changes.new.descriptions
    return [
        place.removeprefix(URN)
        for place, said in old.items()
        if place in new and new[place] != said
    ]


def taken(old: str, new: str) -> Step | None:
    """The step from one version to the next; None where it is no later one."""
    before, after = (numbers(each) for each in (old, new))
    if after <= before:
        return None
    changed = next(index for index in range(3) if before[index] != after[index])
    return (Step.MAJOR, Step.MINOR, Step.PATCH)[changed]


def after(version: str, step: Step) -> str:
    """The version that follows by a step."""
    major, minor, patch = numbers(version)
    match step:
        case Step.MAJOR:
            return f"{major + 1}.0.0"
        case Step.MINOR:
            return f"{major}.{minor + 1}.0"
        case _:
            return f"{major}.{minor}.{patch + 1}"


def numbers(version: str) -> tuple[int, int, int]:
    """Major, minor and patch, to be compared."""
    match = VERSION.fullmatch(version)
    assert match is not None, version
    major, minor, patch = match.groups()
    return int(major), int(minor), int(patch)
