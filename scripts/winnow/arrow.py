"""Rows as Arrow tables, with the schema derived from the fields."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from winnow.documents import Json
from winnow.fields import Field


def arrow_schema(columns: Iterable[Field]) -> pa.Schema:
    """The Arrow schema of a config; labels are strings, and only optional fields are nullable."""
    return pa.schema([_arrow_field(column) for column in columns])


def _arrow_field(field: Field) -> pa.Field:
    return pa.field(field.name or "element", _arrow_type(field), nullable=field.nullable)


def _arrow_type(field: Field) -> pa.DataType:
    match field.kind:
        case "struct":
            return pa.struct([_arrow_field(member) for member in field.members])
        case "list":
            assert field.item is not None
            return pa.list_(_arrow_field(field.item))
        case "integer":
            return pa.int32() if field.bits == 32 else pa.int64()
        case "boolean":
            return pa.bool_()
        case _:
            return pa.string()


def table(rows: list[Json], schema: pa.Schema) -> pa.Table:
    """Rows that keep their JSON Schema as a table.

    Arrow alone would drop unknown keys and fill gaps in silence, so rows are validated before.
    """
    return pa.Table.from_pylist(rows, schema=schema)
