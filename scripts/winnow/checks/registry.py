"""The registry against what refers to it (levels 4 and 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from winnow.model.page import PageAnnotations
from winnow.model.problem import Problem, excerpt, hint
from winnow.model.registry import AUTHOR, Entry, references
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas


def known(page: PageAnnotations, registry: Mapping[str, Entry]) -> Iterator[Problem]:
    """What a page refers to has an entry, and what it mentions has a name."""
    for place, owner, entity in references(page):
        if entity not in registry:
            message = f"{owner}: {excerpt(entity)} is not in the registry{hint(entity, registry)}"
            yield RULES["registry-unknown"].at(page.file, place, message)
        elif place.startswith("mentions") and registry[entity].kind != "named":
            message = f"{owner}: {entity} is {registry[entity].kind} in the registry"
            yield RULES["mention-of-unnamed"].at(page.file, place, message)


def unused(registry: Mapping[str, Entry], used: Collection[str], file: str) -> Iterator[Problem]:
    """Each entry is referred to somewhere; ``used`` are the ids of those that are."""
    for entry in registry.values():
        if entry.id not in used and entry.id != AUTHOR:
            message = f"no annotation refers to {entry.id}"
            yield RULES["registry-unused"].at(file, f"[{entry.index}]", message)


def entries(registry: Mapping[str, Entry], schemas: Schemas, file: str) -> Iterator[Problem]:
    """Named entries have the type of a name, others none, and none is called author."""
    options = schemas.label_options("entity_type")
    names = {each["const"] for each in options if each["x-entity"] == "required"}
    for entry in registry.values():
        place = f"[{entry.index}]"
        if entry.id == AUTHOR:
            message = f"{AUTHOR} is the writer's own voice and no entry"
            yield RULES["registry-reserved"].at(file, f"{place}.id", message)
        if (entry.type in names) != (entry.kind == "named") or (
            entry.kind != "named" and entry.type is not None
        ):
            message = f"{entry.id} is {entry.kind} and has the type {entry.type or 'null'}"
            yield RULES["registry-type"].at(file, f"{place}.type", message)
