"""The JSON Schemas of a dataset: labels, their attributes, and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from winnow.model.json import Json


def definition(by_urn: Mapping[str, Json], reference: str, urn: str) -> tuple[Json, str]:
    """The target of a reference in the schema ``urn``, and the URN of its schema."""
    target, _, name = reference.partition("#/$defs/")
    urn = target or urn
    return by_urn[urn]["$defs"][name], urn


URN = "urn:winnow:schema:"
SHARED = ("common", "labels", "predictions")
"""Schemas that contain only definitions, by the last part of their URN."""

AUTHORED_FILES = (
    "page",
    "registry",
    "sources",
    "ids",
    "pass",
    "adjudication",
    "audits",
    "audit",
    "exceptions",
    "metadata",
)
"""Schemas of authored files, by the last part of their URN."""

CONFIGS = (
    "pages",
    "articles",
    "boilerplate",
    "entities",
    "stance",
    "quotations",
    "registry",
    "passes",
)
"""The configs in the order of the docs; each has its schema in ``schema/rows/``."""

PROFILE = "profile"
LOCK = "labels.lock.json"


@dataclass(frozen=True, eq=False)
class Schemas:
    """The schemas of a repository by URN; all references in them resolve."""

    by_urn: dict[str, Json]
    lock: Json

    def row(self, config: str) -> Json:
        """The schema of the rows of a config."""
        return self.by_urn[f"{URN}rows:{config}"]

    def labels(self, name: str) -> tuple[str, ...]:
        """The labels of a list, in their order."""
        return tuple(option["const"] for option in self.label_options(name))

    def label_lists(self) -> dict[str, tuple[str, ...]]:
        """Every label list by its name."""
        return {name: self.labels(name) for name in self.by_urn[f"{URN}labels"]["$defs"]}

    def locked_lists(self) -> dict[str, tuple[str, ...]]:
        """The label lists that the lock pins: all but those derived from another list."""
        definitions = self.by_urn[f"{URN}labels"]["$defs"]
        lists = self.label_lists()
        return {name: lists[name] for name in lists if "x-iob2" not in definitions[name]}

    def attribute(self, label_list: str, name: str) -> dict[str, str]:
        """An attribute such as ``x-class`` of each label of a list that has it."""
        options = self.label_options(label_list)
        return {option["const"]: option[name] for option in options if name in option}

    @cached_property
    def classes(self) -> dict[str, str]:
        """The segment class of each segment kind."""
        return self.attribute("segment_kind", "x-class")

    @cached_property
    def actor_types(self) -> frozenset[str]:
        """The mention types whose entities are candidate targets wherever they are mentioned."""
        return frozenset(self.attribute("entity_type", "x-candidate"))

    def label_options(self, name: str) -> list[dict[str, str]]:
        """The labels of a list with their descriptions and attributes."""
        options: list[dict[str, str]] = self.by_urn[f"{URN}labels"]["$defs"][name]["oneOf"]
        return options

    def resolve(self, schema: Json, urn: str) -> tuple[Json, str]:
        """The definition that ``schema`` in ``urn`` refers to, and the URN of its schema.

        Follows chains of ``$ref`` and keeps the title and description nearest to the start.
        """
        texts: dict[str, str] = {}
        while "$ref" in schema:
            texts = {key: schema[key] for key in ("title", "description") if key in schema} | texts
            schema, urn = definition(self.by_urn, schema["$ref"], urn)
        return schema | texts, urn
