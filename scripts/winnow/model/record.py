"""A page with its text, annotations of gold and passes, decisions and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from winnow.model.adjudication import Decision, Provenance, in_gold_terms, kept_annotations
from winnow.model.audit import Audited, Verdict, page_subjects
from winnow.model.frame import Frame
from winnow.model.json import Json
from winnow.model.page import Page, PageAnnotations, page_of


@dataclass(frozen=True, kw_only=True)
class PageRecord:
    """A page as it was read; it can be built without a repository.

    ``annotations`` are the gold annotations and ``passes`` those of independent passes by name,
    valid or not. ``metadata`` is the page's entry in ``sources.json`` (site, publishers, …), None
    if it cannot be read. ``issued`` has all annotation ids ever issued for the page. ``decisions``
    and ``verdicts`` are those on this page.
    """

    id: str
    text: str = field(repr=False)
    sha256: str
    annotations: PageAnnotations = field(repr=False)
    metadata: Json | None = None
    issued: Json | None = field(default=None, repr=False)
    passes: Mapping[str, PageAnnotations] = field(default_factory=dict, repr=False)
    decisions: tuple[Decision, ...] = field(default=(), repr=False)
    verdicts: tuple[Verdict, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class AnnotatedPage:
    """A checked page in its frame, from which rows and reports are made."""

    record: PageRecord
    frame: Frame

    @property
    def id(self) -> str:
        """The page's id."""
        return self.record.id

    @cached_property
    def gold(self) -> Page:
        """The page with the annotations of the gold standard."""
        return page_of(
            self.record.id, self.record.text, self.record.sha256, self.record.annotations
        )

    @cached_property
    def passes(self) -> dict[str, Page]:
        """The page with the annotations of each pass."""
        record = self.record
        return {
            name: page_of(record.id, record.text, record.sha256, annotations)
            for name, annotations in record.passes.items()
        }

    @cached_property
    def passes_in_gold_terms(self) -> dict[str, Page]:
        """The pages of passes with the registry ids of the gold standard."""
        return {
            name: in_gold_terms(page, self.frame.passes[name].renamed)
            for name, page in self.passes.items()
        }

    @cached_property
    def roles(self) -> dict[str, str]:
        """The role of each article."""
        return {article.id: article.role for article in self.gold.articles}

    @cached_property
    def provenance(self) -> Provenance:
        """The passes that have each annotation, and the decisions on it."""
        kept = {
            name: dict(kept_annotations(page, self.gold, self.frame.passes[name].renamed))
            for name, page in self.passes.items()
        }
        return Provenance.of(kept, self.record.decisions)

    @cached_property
    def audited(self) -> Audited:
        """The verdicts of audits on the page."""
        subjects = page_subjects(self.gold, self.frame.classes)
        return Audited(self.record.verdicts, subjects)
