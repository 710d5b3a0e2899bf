"""Differences between a build and a built folder, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from winnow.dataset.build import Build
from winnow.dataset.folder import read_card, read_rows
from winnow.dataset.write import STAGING, stale_files, unfinished
from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, json_path, shortened
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.files import read_bytes
from winnow.rows.columns import key

SHOWN = 20
"""Maximum number of differences that are reported for a config."""


def differences(build: Build, dataset: Path, schemas: Schemas) -> Iterator[Problem]:
    """A problem for each difference of a row and then of a file from ``build``."""
    configs, problems = read_card(dataset)
    if configs is None:
        yield from problems
        return
    if unfinished(dataset):
        yield RULES["build-interrupted"].at(STAGING, "", "a build was interrupted")
    built = {config.name: config for config in configs}
    changed = set()
    for config in build.configs:
        place = f"data/{config.name}"
        if config.name not in built:
            yield RULES["build-stale"].at(place, "", f"the config {config.name} is not built yet")
            continue
        if built[config.name].logical_hash == config.logical_hash:
            continue
        changed.add(config.name)
        try:
            old_rows = read_rows(dataset, built[config.name])
        except Exception as error:  # a damaged file can raise anything
            message = f"cannot be read: {shortened(str(error), 90)}"
            yield RULES["built-file-differs"].at(place, "", message)
            continue
        messages = list(
            row_differences(old_rows, build.rows[config.name], key(schemas, config.name))
        )
        for row_place, message in messages[:SHOWN]:
            yield RULES["build-stale"].at(place, row_place, message)
        if len(messages) > SHOWN:
            more = f"and {len(messages) - SHOWN} more differences"
            yield RULES["build-stale"].at(place, "", more)
    for name in sorted(built.keys() - {config.name for config in build.configs}):
        yield RULES["build-stale"].at(f"data/{name}", "", f"the config {name} is no longer built")
    yield from _file_differences(build, dataset, changed)


def root_differences(build: Build, root: Path) -> Iterator[Problem]:
    """A problem for each file in the root that differs from ``build``."""
    for path, data in build.root_files.items():
        yield from _byte_differences(path, data, root)


def _byte_differences(path: str, data: bytes, folder: Path) -> Iterator[Problem]:
    built, _ = read_bytes(folder / path, path)
    if built is None:
        yield RULES["build-stale"].at(path, "", "a build would write this file")
    elif built != data:
        yield RULES["build-stale"].at(path, "", "a build would write different bytes")


def _file_differences(build: Build, dataset: Path, changed: set[str]) -> Iterator[Problem]:
    """Files that differ although their rows do not; changed rows also change card and manifest."""
    for path, data in build.files.items():
        follows = path.split("/")[1] in changed if path.startswith("data/") else bool(changed)
        if not follows:
            yield from _byte_differences(path, data, dataset)
    for file in stale_files(build.files, dataset):
        path = file.relative_to(dataset).as_posix()
        if path.split("/")[1] not in changed:
            yield RULES["build-stale"].at(path, "", "a build would remove this file")


def row_differences(old: list[Json], new: list[Json], key: str) -> Iterator[tuple[str, str]]:
    """Place (row and path in it) and message for each difference from the built rows."""
    old_rows, new_rows = ({str(row.get(key)): row for row in rows} for rows in (old, new))
    for name in old_rows | new_rows:
        if name not in new_rows:
            yield name, "a build would remove this row"
        elif name not in old_rows:
            yield name, "a build would add this row"
        else:
            for path, message in _value_differences(old_rows[name], new_rows[name], ()):
                yield f"{name} {json_path(path)}", message


def _value_differences(
    old: Json, new: Json, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old | new:
            yield from _value_differences(old.get(name), new.get(name), (*path, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (old_item, new_item) in enumerate(zip(old, new, strict=True)):
            yield from _value_differences(old_item, new_item, (*path, index))
    elif isinstance(old, list) and isinstance(new, list):
        yield path, f"has {len(old)} items as built and would have {len(new)}"
    else:
        yield path, f"is {excerpt(old)} as built and would be {excerpt(new)}"
