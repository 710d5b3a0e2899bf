"""What changed between two versions, as plain data and as tables."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.model.json import Json
from winnow.model.problem import excerpt
from winnow.release import semver
from winnow.release.changes import Change, Changes
from winnow.reports import agreement_tables
from winnow.reports.tables import Table, table

SINGLE_CHANGES = "Changes one by one"
"""Title of the table of single changes."""


def as_data(changes: Changes) -> Json:
    """Changes as JSON has them; a part that was not there before, or is gone, is null."""
    old, new = changes.old, changes.new
    asked = None if semver.unneeded(changes) else semver.asked(changes)
    taken = semver.taken(old.version, new.version)
    return {
        "old": {"name": old.name, "version": old.version},
        "new": {"name": new.name, "version": new.version},
        "step": {
            "asked": None if asked is None else str(asked),
            "taken": None if taken is None else str(taken),
            "enough": asked is None or (taken is not None and taken >= asked),
            "least_version": old.version if asked is None else semver.after(old.version, asked),
            "reasons": [
                {"step": str(each.step), "said": each.said} for each in semver.reasons(changes)
            ],
        },
        "configs": {
            config: {
                "old": old.hashes.get(config),
                "new": new.hashes.get(config),
                "equal": old.hashes.get(config) == new.hashes.get(config),
            }
            for config in dict.fromkeys([*old.hashes, *new.hashes])
        },
        "pages": {
            "added": list(changes.pages_added),
            "withdrawn": list(changes.pages_withdrawn),
            "text_changed": list(changes.texts_changed),
        },
        "layers": {
            layer: {
                "added": [_whole(each) for each in found.added],
                "withdrawn": [_gone(each, changes) for each in found.withdrawn],
                "changed": [_parts(each) for each in found.changed],
            }
            for layer, found in changes.layers.items()
        },
        "labels": {
            name: {label: {"old": a, "new": b} for label, (a, b) in counted.items()}
            for name, counted in changes.label_counts.items()
        },
        "reworded": semver.reworded(changes),
        "ids_reused": list(changes.reused),
        "ids_lost": list(changes.lost),
        "agreement": agreement_tables.as_data(changes.agreement) if changes.agreement else None,
    }


def _whole(change: Change) -> Json:
    record = change.after if change.before is None else change.before
    return {"id": change.id, **(record or {})}


def _gone(change: Change, changes: Changes) -> Json:
    """What was withdrawn; of a page that went as a whole, the id alone, so that no text stays."""
    page_id, _, _ = change.id.partition("#")
    return {"id": change.id} if page_id in changes.pages_withdrawn else _whole(change)


def _parts(change: Change) -> Json:
    parts = {name: {"old": old, "new": new} for name, (old, new) in change.parts.items()}
    now = change.after or {}
    return {"id": change.id, "quote": now.get("quote", now.get("name")), "parts": parts}


def tables(data: Json) -> list[Table]:
    """The tables of a comparison, given as data."""
    old, new = (data[side]["version"] for side in ("old", "new"))
    if old == new:
        old, new = (f"{data[side]['version']} ({data[side]['name']})" for side in ("old", "new"))
    found = [
        table(
            f"From {old} to {new}",
            ["asked step", "taken step", "enough", "least version"],
            [
                [
                    data["step"]["asked"] or "none",
                    data["step"]["taken"] or "none",
                    "yes" if data["step"]["enough"] else "no",
                    data["step"]["least_version"],
                ]
            ],
        ),
        table(
            "Why this step",
            ["step", "reason"],
            ([each["step"], each["said"]] for each in data["step"]["reasons"]),
        ),
        table(
            "Rows by config",
            ["config", "rows", "logical hash before", "after"],
            (
                [
                    config,
                    "equal" if each["equal"] else "differ",
                    *((each[side] or "")[:12] or None for side in ("old", "new")),
                ]
                for config, each in data["configs"].items()
            ),
        ),
        table(
            "Changes by layer",
            ["layer", "added", "withdrawn", "changed"],
            (
                [layer, *(len(each[kind]) for kind in ("added", "withdrawn", "changed"))]
                for layer, each in data["layers"].items()
            ),
        ),
        table(SINGLE_CHANGES, ["id", "change", "was", "is"], _changes(data)),
        table(
            "Labels that occur more or less often",
            ["list", "label", old, new],
            (
                [name, label, each["old"], each["new"]]
                for name, counted in data["labels"].items()
                for label, each in counted.items()
                if each["old"] != each["new"]
            ),
        ),
        table(
            "For people to judge or mend",
            ["what", "which"],
            (
                [what, each]
                for what, key in (
                    ("described in other words", "reworded"),
                    ("id that stood for something else", "ids_reused"),
                    ("id that went without a line in ids.json", "ids_lost"),
                )
                for each in data[key]
            ),
        ),
    ]
    found = [each for each in found if each.rows]
    if data["agreement"] and any(
        each[kind] for each in data["layers"].values() for kind in ("added", "withdrawn", "changed")
    ):
        by_layer, _, for_chance = agreement_tables.summary(data["agreement"])
        found += [by_layer, for_chance]
    return found


def notes(data: Json) -> list[str]:
    """What the tables of a comparison do not say."""
    if data["step"]["asked"] is None:
        return ["Nothing that is compared differs, so no version step is needed."]
    return []


def _changes(data: Json) -> Iterator[list[object]]:
    for layer, each in data["layers"].items():
        for record in each["added"]:
            yield [record["id"], f"{layer}: added", None, _said(record)]
        for record in each["withdrawn"]:
            yield [record["id"], f"{layer}: withdrawn", _said(record) or None, None]
        for record in each["changed"]:
            for name, values in record["parts"].items():
                was, now = (_short(values[side]) for side in ("old", "new"))
                yield [_which(record), f"{layer}: {name}", was, now]


def _which(record: Json) -> str:
    """The id of something that changed, with its words."""
    return f"{record['id']} {_short(record['quote'])}" if record["quote"] else record["id"]


def _said(record: Json) -> str:
    """An annotation or entry in one line: quote or name first, then labels."""
    shown = [_short(record[key]) for key in ("quote", "name") if key in record]
    rest = [
        f"{key} {_short(value)}"
        for key, value in record.items()
        if key not in ("id", "quote", "name", "start", "end") and value is not None
    ]
    where = [f"{record['start']}–{record['end']}"] if "start" in record else []
    return ", ".join([*shown, *where, *rest])


def _short(value: Json) -> str:
    if isinstance(value, dict):
        return f"{excerpt(value['quote'])} at {value['start']}–{value['end']}"
    return excerpt(value) if isinstance(value, str) else str(value)
