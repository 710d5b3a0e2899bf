"""Changes between two versions, as JSON and as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from winnow.model.json import Json
from winnow.model.problem import excerpt
from winnow.release import semver
from winnow.release.changes import Change, Changes
from winnow.reports import agreement_tables
from winnow.reports.tables import Table, table

SINGLE_CHANGES = "Changes one by one"
"""Title of the table of single changes."""

KINDS = ("added", "withdrawn", "changed")


def as_data(changes: Changes) -> Json:
    """Changes as JSON; a part that is new or removed is null before or after."""
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
                asdict(reason) | {"step": str(reason.step)} for reason in semver.reasons(changes)
            ],
        },
        "configs": {
            config: {
                "old": old.hashes.get(config),
                "new": new.hashes.get(config),
                "equal": old.hashes.get(config) == new.hashes.get(config),
            }
            for config in {**old.hashes, **new.hashes}
        },
        "pages": {
            "added": list(changes.pages_added),
            "withdrawn": list(changes.pages_withdrawn),
            "text_changed": list(changes.texts_changed),
        },
        "layers": {
            name: {
                "added": [_record(change) for change in layer.added],
                "withdrawn": [_withdrawn(change, changes) for change in layer.withdrawn],
                "changed": [_parts(change) for change in layer.changed],
            }
            for name, layer in changes.layers.items()
        },
        "labels": {
            name: {
                label: {"old": before, "new": after} for label, (before, after) in counts.items()
            }
            for name, counts in changes.label_counts.items()
        },
        "reworded": semver.reworded(changes),
        "ids_reused": list(changes.reused),
        "ids_lost": list(changes.lost),
        "agreement": agreement_tables.as_data(changes.agreement) if changes.agreement else None,
    }


def _record(change: Change) -> Json:
    """What was added or withdrawn, with its id."""
    return {"id": change.id, **(change.after or change.before or {})}


def _withdrawn(change: Change, changes: Changes) -> Json:
    """What was withdrawn; on a withdrawn page the id alone, so that none of its text is kept."""
    page_id, _, _ = change.id.partition("#")
    return {"id": change.id} if page_id in changes.pages_withdrawn else _record(change)


def _parts(change: Change) -> Json:
    parts = {name: {"old": old, "new": new} for name, (old, new) in change.parts.items()}
    record = change.after or {}
    return {"id": change.id, "quote": record.get("quote", record.get("name")), "parts": parts}


def tables(data: Json) -> list[Table]:
    """The tables of changes in the form of ``as_data``."""
    old, new = (data[side]["version"] for side in ("old", "new"))
    if old == new:
        old, new = (f"{data[side]['version']} ({data[side]['name']})" for side in ("old", "new"))
    step, layers = data["step"], data["layers"]
    filled = [
        table(
            f"From {old} to {new}",
            ["asked step", "taken step", "enough", "least version"],
            [
                [
                    step["asked"] or "none",
                    step["taken"] or "none",
                    "yes" if step["enough"] else "no",
                    step["least_version"],
                ]
            ],
        ),
        table(
            "Why this step",
            ["step", "reason"],
            ([reason["step"], reason["said"]] for reason in step["reasons"]),
        ),
        table(
            "Rows by config",
            ["config", "rows", "logical hash before", "after"],
            (
                [
                    name,
                    "equal" if config["equal"] else "differ",
                    *((config[side] or "")[:12] or None for side in ("old", "new")),
                ]
                for name, config in data["configs"].items()
            ),
        ),
        table(
            "Changes by layer",
            ["layer", *KINDS],
            ([name, *(len(layer[kind]) for kind in KINDS)] for name, layer in layers.items()),
        ),
        table(SINGLE_CHANGES, ["id", "change", "was", "is"], _single_changes(data)),
        table(
            "Labels that occur more or less often",
            ["list", "label", old, new],
            (
                [name, label, count["old"], count["new"]]
                for name, counts in data["labels"].items()
                for label, count in counts.items()
                if count["old"] != count["new"]
            ),
        ),
        table(
            "To be reviewed or fixed",
            ["what", "which"],
            (
                [what, name]
                for key, what in (
                    ("reworded", "description with other words"),
                    ("ids_reused", "id with another meaning than before"),
                    ("ids_lost", "id removed without an entry in ids.json"),
                )
                for name in data[key]
            ),
        ),
    ]
    shown = [report for report in filled if report.rows]
    if data["agreement"] and any(layer[kind] for layer in layers.values() for kind in KINDS):
        by_layer, _, corrected_for_chance = agreement_tables.summary(data["agreement"])
        shown += [by_layer, corrected_for_chance]
    return shown


def notes(data: Json) -> list[str]:
    """Notes on the tables of changes."""
    if data["step"]["asked"] is None:
        return ["Nothing that is compared differs, so no version step is needed."]
    return []


def _single_changes(data: Json) -> Iterator[list[object]]:
    for name, layer in data["layers"].items():
        for record in layer["added"]:
            yield [record["id"], f"{name}: added", None, _described(record)]
        for record in layer["withdrawn"]:
            yield [record["id"], f"{name}: withdrawn", _described(record) or None, None]
        for change in layer["changed"]:
            quote = f" {_short(change['quote'])}" if change["quote"] else ""
            for part, values in change["parts"].items():
                old, new = (_short(values[side]) for side in ("old", "new"))
                yield [change["id"] + quote, f"{name}: {part}", old, new]


def _described(record: Json) -> str:
    """An annotation or registry entry in one line: quote or name, offsets, then labels."""
    words = [_short(record[key]) for key in ("quote", "name") if key in record]
    offsets = [f"{record['start']}–{record['end']}"] if "start" in record else []
    labels = [
        f"{key} {_short(value)}"
        for key, value in record.items()
        if key not in ("id", "quote", "name", "start", "end") and value is not None
    ]
    return ", ".join([*words, *offsets, *labels])


def _short(value: Json) -> str:
    if isinstance(value, dict):
        return f"{excerpt(value['quote'])} at {value['start']}–{value['end']}"
    return excerpt(value) if isinstance(value, str) else str(value)
