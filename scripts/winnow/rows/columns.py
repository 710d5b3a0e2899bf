"""The columns of a config, derived from the schema of its rows.

Arrow schema, ``datasets`` features and the tables in the docs are made from these fields, so that a
column is described once, in ``schema/rows/``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from winnow.model.json import Json
from winnow.model.schemas import URN, Schemas

if TYPE_CHECKING:
    import pyarrow as pa  # takes 0.1 s, so it is imported when rows become tables

Kind = Literal["string", "integer", "boolean", "label", "list", "struct"]


@dataclass(frozen=True)
class Field:
    """A column, a member of a struct, or (with an empty name) the item of a list."""

    name: str
    kind: Kind
    nullable: bool
    title: str
    description: str
    maximum: int | None = None
    labels: tuple[str, ...] = ()
    label_list: str = ""
    item: Field | None = None
    members: tuple[Field, ...] = ()

    @property
    def bits(self) -> int:
        """The width of an integer column, as its bound needs it: 32 or 64."""
        return 32 if (self.maximum or 0) < 2**31 else 64


def columns(schemas: Schemas, config: str) -> tuple[Field, ...]:
    """The columns of a config in their order."""
    urn = f"{URN}rows:{config}"
    return _field(schemas, "", schemas.row(config), urn).members


def record(schemas: Schemas, name: str) -> Field:
    """An authored file as one field: an object, or a list of objects."""
    urn = URN + name
    return _field(schemas, "", schemas.by_urn[urn], urn)


def definition(schemas: Schemas, name: str, of: str) -> Field:
    """A definition in the schema ``of``, as one field."""
    urn = URN + of
    return _field(schemas, "", schemas.by_urn[urn]["$defs"][name], urn)


def key(schemas: Schemas, config: str) -> str:
    """The column whose values identify the rows of a config."""
    name: str = schemas.row(config)["x-key"]
    return name


def _field(schemas: Schemas, name: str, schema: Json, urn: str) -> Field:
    label_list = _label_list(schema)
    schema, urn = schemas.resolve(schema, urn)
    nullable = False
    if "anyOf" in schema:
        inner, _ = schema["anyOf"]
        label_list = _label_list(inner)
        texts = {key: schema[key] for key in ("title", "description") if key in schema}
        schema, urn = schemas.resolve(inner, urn)
        schema = schema | texts
        nullable = True
    kind = schema["type"]
    if isinstance(kind, list):
        kind, nullable = "string", True
    members: tuple[Field, ...] = ()
    item = None
    labels: tuple[str, ...] = ()
    if kind == "object":
        kind = "struct"
        members = tuple(
            _field(schemas, member, value, urn) for member, value in schema["properties"].items()
        )
    elif kind == "array":
        kind = "list"
        item = _field(schemas, "", schema["items"], urn)
    elif "oneOf" in schema:
        kind = "label"
        labels = tuple(option["const"] for option in schema["oneOf"])
    return Field(
        name=name,
        kind=kind,
        nullable=nullable,
        title=schema["title"],
        description=schema["description"],
        maximum=schema.get("maximum"),
        labels=labels,
        label_list=label_list if labels else "",
        item=item,
        members=members,
    )


def _label_list(schema: Json) -> str:
    """Name of the label list that a reference leads to directly, else empty."""
    target, _, name = str(schema.get("$ref", "")).partition("#/$defs/")
    return name if target == f"{URN}labels" else ""


def arrow_schema(columns: Iterable[Field]) -> pa.Schema:
    """The Arrow schema of a config; labels are strings, and only optional fields are nullable."""
    import pyarrow as pa

    return pa.schema([_arrow_field(column) for column in columns])


def _arrow_field(field: Field) -> pa.Field:
    import pyarrow as pa

    return pa.field(field.name or "element", _arrow_type(field), nullable=field.nullable)


def _arrow_type(field: Field) -> pa.DataType:
    import pyarrow as pa

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
    """Valid rows as a table.

    Arrow drops unknown keys and fills missing ones silently, so rows are validated first.
    """
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=schema)


def features(columns: Iterable[Field]) -> list[dict[str, Any]]:
    """Features as YAML data, in the form that datasets 2.21 to 5.2 all read."""
    return [{"name": column.name, **_feature(column)} for column in columns]


def _feature(field: Field) -> dict[str, Any]:
    match field.kind:
        case "struct":
            return {"struct": features(field.members)}
        case "list":
            assert field.item is not None
            item = _feature(field.item)
            return {"list": item["struct"] if "struct" in item else item.get("dtype", item)}
        case _:
            return {"dtype": _dtype(field)}


def _dtype(field: Field) -> str | dict[str, Any]:
    match field.kind:
        case "label":
            names = {str(number): label for number, label in enumerate(field.labels)}
            return {"class_label": {"names": names}}
        case "integer":
            return f"int{field.bits}"
        case "boolean":
            return "bool"
        case _:
            return "string"
