"""Check a repository: each page, then everything that concerns several pages or files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from winnow.checks import adjudication, audit, guidelines, names, references, registry, sources
from winnow.checks.page import (
    BASIC_LEVEL,
    PageFindings,
    check_page,
    gold_problems,
    pass_problems,
)
from winnow.model.adjudication import REGISTRY
from winnow.model.audit import Audited, registry_subjects
from winnow.model.frame import Frame
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.registry import references as entity_references
from winnow.model.rules import RULES
from winnow.model.schemas import LOCK
from winnow.read.guidelines import rule_files
from winnow.read.paths import Paths
from winnow.read.repository import Repository

Track = Callable[[Sequence[str]], Iterable[str]]
"""Progress callback: passes page ids through."""


class CorpusFindings:
    """The findings of pages in any order; ``pages`` are sorted by page id."""

    def __init__(self, pages: Iterable[PageFindings]) -> None:
        self.pages = sorted(pages, key=lambda page: page.page_id)

    @property
    def problems(self) -> list[Problem]:
        """The problems in annotations."""
        return [problem for page in self.pages for problem in page.problems]

    @property
    def entities(self) -> set[str]:
        """The registry ids that the gold standard refers to."""
        return set().union(*(page.entities for page in self.pages))

    @property
    def compared(self) -> list[PageFindings]:
        """The pages that at least two passes cover."""
        return [page for page in self.pages if len(page.pass_entities) > 1]

    def coverage(self) -> dict[str, list[str]]:
        """For each entity in gold, the passes over each compared page that names it."""
        coverage: dict[str, list[str]] = {}
        for page in self.compared:
            for entity in sorted(page.entities):
                coverage.setdefault(entity, []).extend(page.pass_entities)
        return coverage

    def used_by_passes(self) -> dict[str, set[str]]:
        """For each pass, the entities that it refers to on compared pages."""
        used: dict[str, set[str]] = {}
        for page in self.compared:
            for name, entities in page.pass_entities.items():
                used.setdefault(name, set()).update(entities)
        return used

    def repeated_ids(self) -> Iterator[Problem]:
        """No two pages have the same id."""
        for page_id, number in Counter(page.page_id for page in self.pages).items():
            if number > 1:
                message = f"{number} pages have the id {page_id}"
                yield RULES["entry-repeated"].at(Paths.sources_index, "", message)

    def repeated_texts(self) -> Iterator[Problem]:
        """No two pages have the same text."""
        first: dict[str, str] = {}
        for page in self.pages:
            if first.setdefault(page.sha256, page.page_id) != page.page_id:
                message = f"{page.page_id} has the same text as {first[page.sha256]}"
                yield RULES["page-repeated"].at(Paths.sources_index, "", message)


def check_repository(files: Repository, track: Track) -> tuple[list[Problem], list[Problem]]:
    """The problems of a repository, and remarks on its passes.

    Checks across pages run only if the annotations of all pages are valid, and checks of the
    adjudication log only if there are no other problems, so that a mistake is reported once.
    """
    problems = list(files.problems)
    frame = files.frame
    if frame is None:
        return problems, []
    page_ids = track(sorted(files.records))
    findings = CorpusFindings(check_page(files.records[page_id], frame) for page_id in page_ids)
    remarks = [remark for page in findings.pages for remark in page.remarks]
    problems.extend(_file_problems(files, frame))
    problems.extend(findings.problems)
    for page in findings.pages:
        for problem in page.metadata:
            place = f"[{files.sources.index_of[page.page_id]}].{problem.place}"
            problems.append(replace(problem, file=Paths.sources_index, place=place))
    problems.extend(findings.repeated_ids())
    problems.extend(findings.repeated_texts())
    remarks.extend(_pass_remarks(files, frame))
    problems.extend(_problems_without_text(files, frame))
    references_resolve = findings.entities <= files.registry.keys()
    if references_resolve and all(problem.level > BASIC_LEVEL for problem in problems):
        problems.extend(_problems_across_pages(files, findings))
    if not problems:
        problems.extend(_log_problems(files, frame, findings))
    return problems, remarks


def _file_problems(files: Repository, frame: Frame) -> Iterator[Problem]:
    """Problems between files, without the annotations."""
    version = files.metadata["version"] if files.metadata else None
    yield from sources.labels(frame.schemas, version, f"{Paths.schema}/{LOCK}")
    listings: list[tuple[Json, str, str]] = [
        (files.sources.index, "page_id", Paths.sources_index),
        (files.issued, "page_id", Paths.ids),
        (files.entries, "id", Paths.registry),
        (files.decisions, "id", Paths.adjudication),
        (files.audits, "name", Paths.audits),
    ]
    for pass_files in files.passes:
        listings.append((pass_files.entries, "id", f"{pass_files.folder}/registry.json"))
        file = f"{pass_files.folder}/pass.json"
        yield from guidelines.guidelines(pass_files.record, files.given_guidelines, file)
    for value, key, file in listings:
        yield from sources.repeated_entries(value, key, file)
    for index, record in enumerate(files.audits or []):
        place = f"[{index}]."
        yield from guidelines.guidelines(record, files.given_guidelines, Paths.audits, place)
    if files.issued is not None and files.sources.known:
        yield from sources.id_entries(files.issued, files.sources.listed, Paths.ids)
    if frame.registry_known:
        yield from registry.entries(frame.registry, frame.schemas, Paths.registry)


def _pass_remarks(files: Repository, frame: Frame) -> Iterator[Problem]:
    """Remarks on the registries of passes."""
    for pass_files in files.passes:
        file = f"{pass_files.folder}/registry.json"
        yield from registry.entries(pass_files.registry, frame.schemas, file)
        pages = pass_files.pages.values()
        used = {entity for page in pages for _, _, entity in entity_references(page)}
        yield from registry.unused(pass_files.registry, used, file)


def _problems_without_text(files: Repository, frame: Frame) -> Iterator[Problem]:
    """Problems in annotations of pages whose text cannot be read."""
    for page_id in sorted(files.gold.keys() - files.records.keys()):
        yield from gold_problems(page_id, files.gold[page_id], frame, files.ids.get(page_id))
    for pass_files in files.passes:
        independent = frame.passes[pass_files.name]
        for page_id in sorted(pass_files.pages.keys() - files.records.keys()):
            annotations = pass_files.pages[page_id]
            yield from references.duplicate_ids(annotations)
            for problem in pass_problems(page_id, annotations, frame, independent):
                if problem.level <= BASIC_LEVEL:
                    yield problem


def _problems_across_pages(files: Repository, findings: CorpusFindings) -> Iterator[Problem]:
    """Problems between annotations of all pages, the registry and the guidelines."""
    yield from registry.unused(files.registry, findings.entities, Paths.registry)
    uses = [use for page in findings.pages for use in page.names]
    flagged = [
        *names.two_entities(uses),
        *names.unmarked(files.records.values(), {use.quote for use in uses}),
    ]
    yield from names.without_exceptions(flagged, files.exceptions, Paths.exceptions)
    if files.guidelines:
        yield from guidelines.citations(files.log, rule_files(files.guidelines), Paths.adjudication)
    elif files.log:
        message = "there are no guidelines, but the adjudication log cites their rules"
        yield RULES["file-missing"].at(Paths.guidelines, "", message)
    annotation_ids = set().union(*(page.annotation_ids for page in findings.pages))
    yield from guidelines.examples(files.guidelines, annotation_ids, Paths.guidelines)


def _log_problems(files: Repository, frame: Frame, findings: CorpusFindings) -> list[Problem]:
    """Problems of the adjudication log and of audits: against passes first, then against gold."""
    decisions = [decision for decision in files.log if decision.page_id is None]
    provenance = frame.registry_provenance(decisions)
    groups = {frozenset(page.pass_entities) for page in findings.compared}
    in_registry = adjudication.of_registry(frame, decisions, provenance, groups)
    against_passes = [
        *adjudication.misplaced(files.log, files.gold.keys()),
        *(problem for page in findings.pages for problem in page.against_passes),
        *adjudication.readings(in_registry),
    ]
    if against_passes:
        return against_passes
    return [
        *(problem for page in findings.pages for problem in page.against_gold),
        *adjudication.decisions(in_registry),
        *adjudication.missing_entries(
            frame, provenance, findings.coverage(), findings.used_by_passes()
        ),
        *_audit_problems(files, frame),
    ]


def _audit_problems(files: Repository, frame: Frame) -> Iterator[Problem]:
    """Problems of verdicts: those on the registry and on withdrawn pages, and of all together."""
    verdicts = tuple(verdict for verdict in files.verdicts if verdict.page_id not in files.records)
    audited = Audited(verdicts, registry_subjects(frame.registry))
    cited = {
        cited_id
        for decision in files.log
        if decision.layer == REGISTRY
        for ids in (
            decision.gold,
            *(reading.ids for reading in decision.readings),
            decision.findings,
        )
        for cited_id in ids
    }
    entries_ever = frame.registry.keys() | {cited_id.rpartition("/")[2] for cited_id in cited}
    yield from audit.unknown_audits(files.verdicts, frame.audits)
    yield from audit.placed(audited, frame.audits, files.ids, entries_ever)
    yield from audit.complete(files.verdicts, frame.guideline_rules)
    yield from audit.settled(files.verdicts, files.log)
