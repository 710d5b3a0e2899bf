"""What a fresh build would change in a built folder, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from winnow.dataset import folder as built
from winnow.dataset.build import Build
from winnow.dataset.write import STAGING, stale_files, unfinished
from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, json_path, shortened
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read.files import read_bytes
from winnow.rows.columns import key

SHOWN = 20
"""Most differences that are told of one config."""


def differences(build: Build, dataset: Path, schemas: Schemas) -> Iterator[Problem]:
    """A problem for each row, and then each file, that is not as ``build`` has it."""
    configs, problems = built.read_card(dataset)
    if configs is None:
        yield from problems
        return
    if unfinished(dataset):
        yield RULES["build-interrupted"].at(STAGING, "", "a build was cut short")
    old = {config.name: config for config in configs}
    explained = set()
    for config in build.configs:
        place = f"data/{config.name}"
        if config.name not in old:
            yield RULES["build-stale"].at(place, "", f"the config {config.name} was not built yet")
            continue
        if old[config.name].logical_hash == config.logical_hash:
            continue
        explained.add(config.name)
        try:
            before = built.read_rows(dataset, old[config.name])
        except Exception as error:  # a damaged file can raise anything
            message = f"cannot be read: {shortened(str(error), 90)}"
            yield RULES["built-file-differs"].at(place, "", message)
            continue
        said = list(row_differences(before, build.rows[config.name], key(schemas, config.name)))
        for where, message in said[:SHOWN]:
            yield RULES["build-stale"].at(place, where, message)
        if len(said) > SHOWN:
            yield RULES["build-stale"].at(place, "", f"and {len(said) - SHOWN} more differences")
    for name in sorted(set(old) - {config.name for config in build.configs}):
        yield RULES["build-stale"].at(f"data/{name}", "", f"the config {name} is no longer built")
    yield from _file_differences(build, dataset, explained)


def beside(build: Build, root: Path) -> Iterator[Problem]:
    """The same for what a build writes into the root; files in the problems are relative to it."""
    for path, data in build.beside.items():
        yield from _unlike(path, data, root)


def _unlike(path: str, data: bytes, folder: Path) -> Iterator[Problem]:
    found, _ = read_bytes(folder / path, path)
    if found is None:
        yield RULES["build-stale"].at(path, "", "a build would write this file")
    elif found != data:
        yield RULES["build-stale"].at(path, "", "a build would write other bytes")


def _file_differences(build: Build, dataset: Path, explained: set[str]) -> Iterator[Problem]:
    """Files that differ though no row does; where rows do, the card and manifest follow them."""
    for path, data in build.files.items():
        if path.startswith("data/"):
            if path.split("/")[1] in explained:
                continue
        elif explained:
            continue
        yield from _unlike(path, data, dataset)
    for file in stale_files(build.files, dataset):
        path = file.relative_to(dataset).as_posix()
        if path.split("/")[1] not in explained:
            yield RULES["build-stale"].at(path, "", "a build would remove this file")


def row_differences(before: list[Json], after: list[Json], key: str) -> Iterator[tuple[str, str]]:
    """Place (row, then path in it) and message for each value that differs; built value first."""
    old, new = ({str(row.get(key)): row for row in rows} for rows in (before, after))
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield name, "this row would go"
        elif name not in old:
            yield name, "this row would be added"
        else:
            for path, message in _value_differences(old[name], new[name], ()):
                yield f"{name} {json_path(path)}", message


def _value_differences(
    old: Json, new: Json, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from _value_differences(old.get(name), new.get(name), (*path, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from _value_differences(left, right, (*path, index))
    elif isinstance(old, list) and isinstance(new, list):
        yield path, f"has {len(old)} items as built and would have {len(new)}"
    else:
        yield path, f"is {excerpt(old)} as built and would be {excerpt(new)}"
