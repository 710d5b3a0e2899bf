"""Explore: the rows of every config as scripts that a browser loads, and the page around them.

A page opened from a file can load only scripts, so rows are written as the call of a function with
JSON as its argument. A file is loaded when it is first needed. The same rows are files to download,
as CSV and JSONL for a config, and as JSON and text for a page.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.schemas import CONFIGS
from winnow.rows.columns import Field, columns
from winnow.site.layout import REFERENCES
from winnow.site.templates import SIGNS, markdown
from winnow.site.text import HIDDEN_IN_JAVASCRIPT
from winnow.site.view import View

CHARACTERS_IN_FILE = 500_000
"""Size of a file of a config whose rows belong to no page; a larger row has its own file."""

BYTES_TO_DOWNLOAD = 5_000_000
"""Size of a file with all rows of a config; larger configs have no such file, only Parquet."""

ALL_PAGES = "*"
"""The filter ``page`` of an address of the rows of all pages."""

PAGES_NAMED = 20
"""Pages that are linked for readers without JavaScript; the list of pages has all."""

FILTERED = {"pass", "rule"} | {column for _, column in REFERENCES}
"""Columns of strings that rows can be filtered by, next to those of labels and of yes or no."""


def files(view: View) -> Iterator[tuple[str, str]]:
    """Path and content of the page, of the index of configs, and of the rows."""
    schemas = view.corpus.schemas
    configs = []
    for config in CONFIGS:
        rows = view.rows.get(config, ())
        by_file = dict(_rows_by_file(rows))
        fields = columns(schemas, config)
        row = schemas.row(config)
        downloads = _downloads(config, rows, fields)
        configs.append(
            {
                "config": config,
                "key": row["x-key"],
                "description": row["description"],
                "columns": [field.name for field in fields],
                "shown": row["x-shown"],
                "first": row.get("x-first", {}),
                "filters": list(_filters(fields, "")),
                "labels": dict(_label_lists(fields, "")),
                "files": [{"name": name, "rows": len(rows)} for name, rows in by_file.items()],
                "downloads": {name: len(text.encode()) for name, text in downloads.items()},
            }
        )
        for name, part in by_file.items():
            yield f"data/{config}/{name}.js", _call("winnowRows", config, name, part)
        yield from ((f"data/{name}", text) for name, text in downloads.items())
    for row in view.pages:
        yield f"data/pages/{row['page_id']}.json", f"{_compact(row)}\n"
        yield f"data/pages/{row['page_id']}.txt", row["text"]
    rules = view.corpus.frame.guideline_rules
    index = {
        "configs": configs,
        "hidden": HIDDEN_IN_JAVASCRIPT,
        "signs": SIGNS,
        "groups": schemas.attribute("entity_type", "x-group"),
        "rules": {rule: file.removesuffix(".md") for rule, file in rules.items()},
    }
    names = {entity_id: row["name"] for entity_id, row in view.entities.items()}
    yield "data/index.js", _call("winnowIndex", index)
    yield "data/names.js", _call("winnowNames", names)
    page = markdown(
        "explore.html",
        "Explore",
        styles=("browse", "marks", "explore", "query"),
        view=view,
        pages=[row["page_id"] for row in view.pages[:PAGES_NAMED]],
        configs=CONFIGS,
        address=address,
        up="",
        notice=NOTICE,
    )
    yield "explore.md", page


def address(config: str, filters: Mapping[str, str] | None = None) -> str:
    """The address below ``browse/`` of the rows of a config that match filters.

    A filter is the path of a column, such as ``stances[].holder_id``, with a value, or with ``!``
    and the value that rows must not have; ``page`` and ``text`` are filters, too. Without any,
    Explore sets those that the schema names as ``x-first``.
    """
    return f"explore.html#{urlencode({'config': config, **(filters or {})})}"


def _downloads(config: str, rows: Sequence[Json], fields: tuple[Field, ...]) -> dict[str, str]:
    """The files with all rows of a config, by name; none if its JSON lines are too large."""
    lines: list[str] = []
    size = 0
    for row in rows:
        lines.append(f"{_compact(row)}\n")
        size += len(lines[-1].encode())
        if size > BYTES_TO_DOWNLOAD:
            return {}
    names = [field.name for field in fields]
    return {f"{config}.csv": as_csv(rows, names), f"{config}.jsonl": "".join(lines)}


def as_csv(rows: Sequence[Json], names: Sequence[str]) -> str:
    """Rows as CSV (RFC 4180): lists are written as JSON, and null as an empty cell."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return table.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _compact(value)


def _compact(value: object) -> str:
    """JSON in one line, with the same characters as ``JSON.stringify`` writes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _rows_by_file(rows: Sequence[Json]) -> Iterator[tuple[str, list[Json]]]:
    """The rows of a config by page, else in numbered files of limited size."""
    if rows and "page_id" in rows[0]:
        by_page: dict[str, list[Json]] = {}
        for row in rows:
            by_page.setdefault(row["page_id"], []).append(row)
        yield from by_page.items()
    else:
        yield from ((f"rows-{number}", part) for number, part in enumerate(_by_size(rows), 1))


def _by_size(rows: Sequence[Json]) -> Iterator[list[Json]]:
    part: list[Json] = []
    size = 0
    for row in rows:
        length = len(json.dumps(row))
        if part and size + length > CHARACTERS_IN_FILE:
            yield part
            part, size = [], 0
        part.append(row)
        size += length
    if part:
        yield part


def _filters(fields: tuple[Field, ...], prefix: str) -> Iterator[str]:
    """Paths of the columns that rows can be filtered by, members of lists included."""
    for field in fields:
        path = f"{prefix}{field.name}"
        if field.kind in ("label", "boolean") or field.name in FILTERED:
            yield path
        elif field.kind == "list" and field.item:
            yield from _filters(field.item.members, f"{path}[].")


def _label_lists(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, str]]:
    """The list of labels of each column of labels, by its path."""
    for field in fields:
        if field.label_list:
            yield f"{prefix}{field.name}", field.label_list
        elif field.kind == "list" and field.item:
            yield from _label_lists(field.item.members, f"{prefix}{field.name}[].")


def _call(function: str, *arguments: object) -> str:
    """A script that calls a function with data; in ASCII, so that its encoding does not matter."""
    data = ",".join(json.dumps(argument, separators=(",", ":")) for argument in arguments)
    return f"{function}({data});\n"
