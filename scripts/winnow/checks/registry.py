"""Check the registry, and references to it (levels 4 and 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from winnow.model.page import PageAnnotations
from winnow.model.problem import Problem, excerpt, hint
from winnow.model.registry import AUTHOR, Entry, references
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas


def known(page: PageAnnotations, registry: Mapping[str, Entry]) -> Iterator[Problem]:
    """References lead to entries of the registry, those of mentions to named entities."""
    for place, owner, entity in references(page):
        if entity not in registry:
            message = f"{owner}: {excerpt(entity)} is not in the registry{hint(entity, registry)}"
            yield RULES["registry-unknown"].at(page.file, place, message)
        elif place.startswith("mentions") and registry[entity].kind != "named":
            message = f"{owner}: {entity} is {registry[entity].kind} in the registry"
            yield RULES["mention-of-unnamed"].at(page.file, place, message)


def unused(registry: Mapping[str, Entry], used: Collection[str], file: str) -> Iterator[Problem]:
    """Each entry is used; ``used`` are the ids that annotations refer to."""
    for entry in registry.values():
        if entry.id not in used and entry.id != AUTHOR:
            message = f"no annotation refers to {entry.id}"
            yield RULES["registry-unused"].at(file, f"[{entry.index}]", message)


def entries(registry: Mapping[str, Entry], schemas: Schemas, file: str) -> Iterator[Problem]:
    """Named entries have the type of a name, other entries none, and none has the id author."""
    entity_rules = schemas.attribute("entity_type", "x-entity")
    for entry in registry.values():
        place = f"[{entry.index}]"
        if entry.id == AUTHOR:
            message = f"{AUTHOR} is reserved for the voice of the writer"
            yield RULES["registry-reserved"].at(file, f"{place}.id", message)
        is_name_type = entry.type is not None and entity_rules.get(entry.type) == "required"
        if not (is_name_type if entry.kind == "named" else entry.type is None):
            message = f"{entry.id} is {entry.kind} and has the type {entry.type or 'null'}"
            yield RULES["registry-type"].at(file, f"{place}.type", message)
