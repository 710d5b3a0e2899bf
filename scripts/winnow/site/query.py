"""Data of the SQL box on Explore: the Parquet files of all configs, and how rows become tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from winnow.model.json import Json
from winnow.model.schemas import CONFIGS, Schemas
from winnow.rows.columns import Field, columns, key
from winnow.site.lists import name_of


def files(
    schemas: Schemas, parquet: Mapping[str, Sequence[Path]]
) -> Iterator[tuple[str, str | bytes]]:
    """Path and content of each Parquet file under a stable name, and of the index of tables.

    ``parquet`` has the built files of each config. The index is read by ``query-worker.js``.
    """
    index = []
    for config in CONFIGS:
        names = []
        for number, path in enumerate(parquet.get(config, ()), 1):
            names.append(f"{name_of(config, number)}.parquet")
            yield f"data/{names[-1]}", path.read_bytes()
        index.append({"config": config, "files": names, "tables": tables(schemas, config)})
    yield "data/tables.json", json.dumps(index, separators=(",", ":"))


def tables(schemas: Schemas, config: str) -> list[Json]:
    """The tables that hold the rows of a config: name, path of the list, and columns.

    SQLite has no structs and lists: the members of a struct become columns, a list of structs
    becomes a table with a row for each item, and a list of strings or numbers becomes JSON. Each
    column is the pair of its name and the path of its value; paths in items begin with the name of
    the list.
    """
    fields = columns(schemas, config)
    key_column = key(schemas, config)
    parent = [["row_id" if key_column == "id" else key_column, key_column]]
    if key_column == "id" and any(field.name == "page_id" for field in fields):
        parent.append(["page_id", "page_id"])
    rows: Json = {"name": config, "list": None, "columns": list(_columns(fields, ""))}
    return [rows] + [
        {
            "name": f"{config}_{field.name}",
            "list": field.name,
            "columns": parent + list(_columns(field.item.members, f"{field.name}.")),
        }
        for field in fields
        if field.item and field.item.members
    ]


def _columns(fields: Sequence[Field], prefix: str) -> Iterator[list[str]]:
    for field in fields:
        if field.kind == "struct":
            for name, path in _columns(field.members, f"{prefix}{field.name}."):
                yield [f"{field.name}_{name}", path]
        elif not (field.item and field.item.members):
            yield [field.name, f"{prefix}{field.name}"]
