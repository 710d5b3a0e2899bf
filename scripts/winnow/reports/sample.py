"""A real row of a config, shortened so that a reader takes it in."""

from __future__ import annotations

import json
from collections.abc import Sequence

from winnow.documents import Json

LONGEST = 100
"""Longest text that is shown whole, in code points."""

ITEMS = 3
"""How many items of a list of texts, numbers or labels are shown; of objects, one."""


def sample(rows: Sequence[Json]) -> str:
    """The first of the rows with the fewest empty columns, as JSON in several lines."""
    row = min(rows, key=_empty)
    lines = [f"  {json.dumps(key)}: {_line(value)}" for key, value in row.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _empty(value: Json) -> int:
    """How many columns of a row are null or empty; most annotations need no line of the log."""
    return sum(each in (None, "", []) for name, each in value.items() if name != "line_id")


def _line(value: Json) -> str:
    return json.dumps(_shortened(value), ensure_ascii=False)


def _shortened(value: Json) -> Json:
    match value:
        case str() if len(value) > LONGEST:
            return f"{value[:LONGEST]}… ({len(value) - LONGEST} more characters)"
        case list():
            shown = 1 if value and isinstance(value[0], dict) else ITEMS
            more = [f"… ({len(value) - shown} more)"] if len(value) > shown else []
            return [*map(_shortened, value[:shown]), *more]
        case dict():
            return {key: _shortened(each) for key, each in value.items()}
        case _:
            return value
