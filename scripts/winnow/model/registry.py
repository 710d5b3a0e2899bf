"""The registry: what annotations refer to, the same on every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.page import Layers

AUTHOR = "author"
"""The writer's own voice as a holder of stances; it has no entry."""


@dataclass(frozen=True)
class Entry:
    """An entity, an actor without a name, or an issue, as the registry lists it.

    ``kind`` is a label of ``registry_kind``; ``type`` is a label of ``entity_type``, or None.
    ``index`` is the position in the registry, from 0.
    """

    index: int
    id: str
    name: str
    kind: str
    type: str | None


def entries(value: Json) -> dict[str, Entry]:
    """The entries of a registry that keeps its schema, by id; the first of each id."""
    found: dict[str, Entry] = {}
    for index, each in enumerate(value):
        entry = Entry(index, each["id"], each["name"], each["kind"], each["type"])
        found.setdefault(entry.id, entry)
    return found


def references(page: Layers) -> Iterator[tuple[str, str, str]]:
    """Place, annotation id and registry id of everything on a page that refers to the registry."""
    for layer in LAYERS.values():
        for annotation in page.layer(layer.name):
            for attribute in layer.references:
                entity = getattr(annotation, attribute)
                if entity is not None and (attribute, entity) != ("holder", AUTHOR):
                    yield f"{layer.name}[{annotation.index}].{attribute}", annotation.id, entity
