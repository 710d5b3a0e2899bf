"""The corpus: checked pages, the registry, decisions and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from winnow.model.adjudication import Decision, Provenance
from winnow.model.audit import Audited, Verdict, registry_subjects
from winnow.model.frame import Frame
from winnow.model.json import Json
from winnow.model.page import Page
from winnow.model.record import AnnotatedPage, PageRecord
from winnow.model.registry import Entry
from winnow.model.schemas import Schemas


@dataclass(frozen=True)
class Corpus:
    """Pages sorted by id, the frame they share, the adjudication log, audits and verdicts."""

    frame: Frame
    records: tuple[PageRecord, ...]
    log: tuple[Decision, ...] = ()
    audits: tuple[Json, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def schemas(self) -> Schemas:
        """The schemas of the corpus."""
        return self.frame.schemas

    @property
    def registry(self) -> Mapping[str, Entry]:
        """The entries of the registry by id."""
        return self.frame.registry

    @property
    def metadata(self) -> Json:
        """The metadata of the dataset."""
        return self.frame.metadata

    @cached_property
    def annotated(self) -> tuple[AnnotatedPage, ...]:
        """The pages in the frame."""
        return tuple(AnnotatedPage(record, self.frame) for record in self.records)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages with the annotations of the gold standard."""
        return tuple(page.gold for page in self.annotated)

    def pages_of_pass(self, name: str) -> dict[str, Page]:
        """The pages of a pass by id."""
        return {page.id: page.passes[name] for page in self.annotated if name in page.passes}

    @cached_property
    def registry_provenance(self) -> Provenance:
        """The passes that have each entry of the registry, and the decisions on it."""
        return self.frame.registry_provenance(
            [decision for decision in self.log if decision.page_id is None]
        )

    @cached_property
    def audited(self) -> Audited:
        """The verdicts of audits on all pages and on the registry."""
        subjects = registry_subjects(self.registry)
        for page in self.annotated:
            subjects |= page.audited.subjects
        return Audited(self.verdicts, subjects)
