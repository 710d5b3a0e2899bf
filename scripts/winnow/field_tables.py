"""Fields as a table of the docs."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.fields import Field


def table_of(fields: tuple[Field, ...]) -> Iterator[str]:
    """The lines of a table of fields, with the members of each below it."""
    yield "| name | type | null | description |"
    yield "|---|---|---|---|"
    for name, field in flat(fields, ""):
        null = "yes" if field.nullable else "no"
        yield f"| `{name}` | {_type(field)} | {null} | {field.description} |"


def flat(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    """Each field and each member of one, with its dotted path."""
    for field in fields:
        name = prefix + field.name
        yield name, field
        inner = field.item if field.kind == "list" and field.item else field
        yield from flat(inner.members, f"{name}[]." if field.kind == "list" else f"{name}.")


def _type(field: Field) -> str:
    if field.kind == "label":
        return f"[{field.label_list}](labels.md#{field.label_list})"
    if field.kind == "list" and field.item:
        return f"list of {_type(field.item)}"
    return field.kind
