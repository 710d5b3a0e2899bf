"""The ``datasets`` features of a config, as the front matter of a dataset card states them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from winnow.fields import Field


def features(columns: Iterable[Field]) -> list[dict[str, Any]]:
    """Features as YAML data; labels are ``class_label``, lists of structs stand under ``list``.

    The form is the one that datasets 2.21 to 5.2 all read.
    """
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
