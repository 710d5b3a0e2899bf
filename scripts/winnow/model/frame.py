"""The data that all pages of a corpus share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from winnow.model.adjudication import Decision, Provenance, kept_entries
from winnow.model.json import Json
from winnow.model.registry import Entry
from winnow.model.schemas import Schemas


@dataclass(frozen=True)
class Pass:
    """An independent pass: its name, the kind of its annotator, its registry.

    ``renamed`` maps registry ids of the pass to those of the gold standard if they differ. If the
    registry cannot be read, it is empty, ``registry_known`` is false and references are not
    checked.
    """

    name: str
    origin: str
    registry: Mapping[str, Entry]
    renamed: Mapping[str, str]
    registry_known: bool = True


@dataclass(frozen=True)
class Frame:
    """Schemas, registry, passes, rules of the guidelines, audits' names, dataset metadata.

    ``guideline_rules`` has the file name of the page that has each rule, by the id of the rule.

    Small and picklable, so that a worker process gets it once.
    """

    schemas: Schemas
    registry: Mapping[str, Entry]
    passes: Mapping[str, Pass] = field(default_factory=dict)
    guideline_rules: Mapping[str, str] = field(default_factory=dict)
    audits: frozenset[str] = frozenset()
    metadata: Json = field(default_factory=dict)
    registry_known: bool = True

    def registry_provenance(self, decisions: Sequence[Decision]) -> Provenance:
        """The passes that have each entry of the registry, and the decisions on it."""
        kept = {
            name: kept_entries(independent.registry, self.registry, independent.renamed)
            for name, independent in self.passes.items()
        }
        return Provenance.of(kept, decisions)

    @cached_property
    def classes(self) -> dict[str, str]:
        """The segment class of each segment kind."""
        return self.schemas.classes
