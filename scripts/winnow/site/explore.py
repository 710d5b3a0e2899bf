"""Explore: the rows of every config as scripts that a browser loads, and the page around them.

A page that was opened from a file may load scripts and nothing else, so the rows of a config on a
page are a call of a function with JSON in it. Nothing is loaded before it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.schemas import CONFIGS
from winnow.rows.columns import Field, columns, key
from winnow.site.templates import markdown
from winnow.site.text import HIDDEN_IN_JAVASCRIPT
from winnow.site.view import View

CHARACTERS_IN_FILE = 500_000
"""How large a file of a config is whose rows belong to no single page; a row is never cut."""

PAGES_NAMED = 20
"""Pages that are named to who has no JavaScript; the list of pages has all."""

SHOWN = {
    "pages": ("page_id", "text"),
    "articles": ("id", "role", "headline", "publisher", "timestamp", "body"),
    "boilerplate": ("id", "text", "kind", "class", "role", "in_main"),
    "entities": ("id", "text", "segment_kind", "role", "mentions"),
    "stance": ("id", "text", "target_name", "polarity", "stances"),
    "quotations": ("id", "text", "kind", "speaker_name", "cue", "sentence"),
    "registry": ("id", "name", "kind", "type", "aliases", "pages"),
    "passes": (
        "id",
        "layer",
        "quote",
        "type",
        "holder_id",
        "target_id",
        "polarity",
        "decision",
        "rule",
    ),
}
"""Columns that are shown at first; the others come with a switch."""

ENTITIES = ("entity_id", "speaker_id", "holder_id", "target_id")
"""Columns that name an entry of the registry."""

FILTERED = ("layer", "pass", "role", "rule", *ENTITIES)
"""Columns without a list of labels that rows can be filtered by all the same."""


def files(view: View) -> Iterator[tuple[str, str]]:
    """Path and content of Explore: its page, the index of what there is, and the rows."""
    index = []
    for config in CONFIGS:
        made = list(_files(view, config))
        fields = columns(view.corpus.schemas, config)
        index.append(
            {
                "config": config,
                "key": key(view.corpus.schemas, config),
                "description": view.corpus.schemas.row(config)["description"],
                "columns": [each.name for each in fields],
                "shown": list(SHOWN[config]),
                "filters": list(dict.fromkeys(_filters(fields, ""))),
                "files": [{"name": name, "rows": len(rows)} for name, rows in made],
            }
        )
        for name, rows in made:
            yield f"data/{config}/{name}.js", _call("winnowRows", config, name, rows)
    names = {entity_id: row["name"] for entity_id, row in view.entities.items()}
    yield "data/index.js", _call("winnowIndex", {"configs": index, "hidden": HIDDEN_IN_JAVASCRIPT})
    yield "data/names.js", _call("winnowNames", names)
    yield (
        "explore.md",
        markdown(
            "explore.html",
            "Explore",
            configs=index,
            listed=[each["page_id"] for each in view.pages[:PAGES_NAMED]],
            titles=view.titles,
            up="",
            notice=NOTICE,
        ),
    )


def _files(view: View, config: str) -> Iterator[tuple[str, list[Json]]]:
    """The rows of a config by page, else in files of some rows each."""
    rows = view.rows.get(config, ())
    if rows and "page_id" in rows[0]:
        by_page: dict[str, list[Json]] = {}
        for row in rows:
            by_page.setdefault(row["page_id"], []).append(row)
        yield from by_page.items()
        return
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
    """Paths of what rows can be filtered by; a list is passed through."""
    for each in fields:
        path = f"{prefix}{each.name}"
        if each.kind in ("label", "boolean") or each.name in FILTERED:
            yield path
        elif each.kind == "list" and each.item and each.item.members:
            yield from _filters(each.item.members, f"{path}[].")


def _call(function: str, *arguments: object) -> str:
    """A script that hands over data; in ASCII, so that it is read the same everywhere."""
    said = ",".join(json.dumps(each, separators=(",", ":")) for each in arguments)
    return f"{function}({said});\n"
