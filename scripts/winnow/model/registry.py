"""The registry of entities, unnamed actors and issues that annotations refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.page import Layers

AUTHOR = "author"
"""The holder of stances in the writer's own voice, which has no entry."""


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
    """The entries of a valid registry by id; of entries with the same id, the first."""
    entries: dict[str, Entry] = {}
    for index, item in enumerate(value):
        entry = Entry(index, item["id"], item["name"], item["kind"], item["type"])
        entries.setdefault(entry.id, entry)
    return entries


def references(page: Layers) -> Iterator[tuple[str, str, str]]:
    """JSON path, annotation id and registry id of each reference to the registry on a page."""
    for layer in LAYERS.values():
        for annotation in page.layer(layer.name):
            for attribute in layer.references:
                entity = getattr(annotation, attribute)
                if entity is not None and (attribute, entity) != ("holder", AUTHOR):
                    yield f"{layer.name}[{annotation.index}].{attribute}", annotation.id, entity
