"""Explore: the rows of every config as scripts that a browser loads, and the page around them.

A page opened from a file can load only scripts, so rows are written as the call of a function with
JSON as its argument. A file is loaded when it is first needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

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

PAGES_NAMED = 20
"""Pages that are linked for readers without JavaScript; the list of pages has all."""

FILTERED = {"pass", "rule"} | {column for _, column in REFERENCES}
"""Columns of strings that rows can be filtered by, next to those of labels and of yes or no."""


def files(view: View) -> Iterator[tuple[str, str]]:
    """Path and content of the page, of the index of configs, and of the rows."""
    schemas = view.corpus.schemas
    configs = []
    for config in CONFIGS:
        by_file = dict(_rows_by_file(view.rows.get(config, ())))
        fields = columns(schemas, config)
        row = schemas.row(config)
        configs.append(
            {
                "config": config,
                "key": row["x-key"],
                "description": row["description"],
                "columns": [field.name for field in fields],
                "shown": row["x-shown"],
                "filters": list(_filters(fields, "")),
                "files": [{"name": name, "rows": len(rows)} for name, rows in by_file.items()],
            }
        )
        for name, rows in by_file.items():
            yield f"data/{config}/{name}.js", _call("winnowRows", config, name, rows)
    index = {"configs": configs, "hidden": HIDDEN_IN_JAVASCRIPT, "signs": SIGNS}
    names = {entity_id: row["name"] for entity_id, row in view.entities.items()}
    yield "data/index.js", _call("winnowIndex", index)
    yield "data/names.js", _call("winnowNames", names)
    pages = [row["page_id"] for row in view.pages[:PAGES_NAMED]]
    page = markdown(
        "explore.html",
        "Explore",
        styles=("browse", "marks", "explore", "query"),
        view=view,
        pages=pages,
        configs=CONFIGS,
        up="",
        notice=NOTICE,
    )
    yield "explore.md", page


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


def _call(function: str, *arguments: object) -> str:
    """A script that calls a function with data; in ASCII, so that its encoding does not matter."""
    data = ",".join(json.dumps(argument, separators=(",", ":")) for argument in arguments)
    return f"{function}({data});\n"
