"""Check everything under a root: each page by itself, then what crosses pages and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from winnow.checks import adjudication, audit, guidelines, names, registry, sources
from winnow.checks.page import (
    FATAL_IN_PASSES,
    PageFindings,
    annotation_problems,
    check_page,
    pass_problems,
    split_remarks,
)
from winnow.model.adjudication import REGISTRY
from winnow.model.audit import Audited, registry_subjects
from winnow.model.frame import Frame
from winnow.model.json import Json
from winnow.model.passes import PassFiles
from winnow.model.problem import Problem
from winnow.model.registry import references
from winnow.model.rules import RULES
from winnow.model.schemas import LOCK
from winnow.read.guidelines import rule_ids
from winnow.read.paths import Paths
from winnow.read.repository import Repository

Track = Callable[[Sequence[str]], Iterable[str]]
"""Progress callback: passes page ids through."""


class CorpusFindings:
    """The findings of pages, added in any order and grouping."""

    def __init__(self) -> None:
        self.pages: list[PageFindings] = []

    def add(self, findings: PageFindings) -> None:
        """Add the findings of a page."""
        self.pages.append(findings)

    def merge(self, other: CorpusFindings) -> None:
        """Add the findings of other pages."""
        self.pages.extend(other.pages)

    def _ordered(self) -> list[PageFindings]:
        return sorted(self.pages, key=lambda page: page.page_id)

    @property
    def problems(self) -> list[Problem]:
        """The problems in annotations."""
        return [problem for page in self._ordered() for problem in page.problems]

    @property
    def against_passes(self) -> list[Problem]:
        """The problems of the adjudication log against passes."""
        return [problem for page in self._ordered() for problem in page.against_passes]

    @property
    def against_gold(self) -> list[Problem]:
        """The problems of the adjudication log and the audits against gold."""
        return [problem for page in self._ordered() for problem in page.against_gold]

    @property
    def metadata(self) -> list[tuple[str, Problem]]:
        """The problems in the metadata of pages, with the page id."""
        return [(page.page_id, problem) for page in self._ordered() for problem in page.metadata]

    @property
    def remarks(self) -> list[Problem]:
        """The remarks on passes."""
        return [remark for page in self._ordered() for remark in page.remarks]

    @property
    def entities(self) -> set[str]:
        """The registry ids that the gold standard refers to."""
        return set().union(*(page.entities for page in self.pages))

    @property
    def annotation_ids(self) -> set[str]:
        """The permanent ids of the gold annotations."""
        return set().union(*(page.annotation_ids for page in self.pages))

    @property
    def names(self) -> list[names.NameUse]:
        """The names of entities with their mentions, in page order."""
        return [use for page in self._ordered() for use in page.names]

    @property
    def groups(self) -> set[frozenset[str]]:
        """Which passes cover a page together, for every page that at least two cover."""
        covering = (frozenset(page.pass_entities) for page in self.pages)
        return {passes for passes in covering if len(passes) > 1}

    def readers(self) -> dict[str, list[str]]:
        """For each entity in gold, the passes on pages that name it and that at least two cover."""
        readers: dict[str, list[str]] = {}
        for page in self._ordered():
            if len(page.pass_entities) > 1:
                for entity in sorted(page.entities):
                    readers.setdefault(entity, []).extend(page.pass_entities)
        return readers

    def used_by_passes(self) -> dict[str, set[str]]:
        """The entities that each pass refers to on pages that it shares with another."""
        used: dict[str, set[str]] = {}
        for page in self._ordered():
            if len(page.pass_entities) > 1:
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
        for page in self._ordered():
            if first.get(page.sha256, page.page_id) != page.page_id:
                message = f"{page.page_id} has the same text as {first[page.sha256]}"
                yield RULES["page-repeated"].at(Paths.sources_index, "", message)
            first.setdefault(page.sha256, page.page_id)


def check_repository(files: Repository, track: Track) -> tuple[list[Problem], list[Problem]]:
    """The problems of a corpus, and remarks on passes, which do not count against it.

    Annotations are compared across pages only where those of each page are valid, and with the
    adjudication log only where nothing else is wrong, so that a mistake is reported once.
    """
    problems = list(files.problems)
    frame = files.frame
    if frame is None:
        return problems, []
    findings = CorpusFindings()
    for page_id in track(sorted(files.records)):
        findings.add(check_page(files.records[page_id], frame))
    remarks = findings.remarks
    problems.extend(_file_problems(files, frame))
    problems.extend(findings.problems)
    for page_id, problem in findings.metadata:
        place = f"[{files.sources.index_of[page_id]}].{problem.place}"
        problems.append(replace(problem, file=Paths.sources_index, place=place))
    problems.extend(findings.repeated_ids())
    problems.extend(findings.repeated_texts())
    for given in files.passes:
        fatal, other = split_remarks(_pass_problems(given, files, frame))
        problems.extend(fatal)
        remarks.extend(other)
    problems.extend(_without_text(files, frame))
    if not any(
        problem.level <= FATAL_IN_PASSES or problem.rule == RULES["registry-unknown"].id
        for problem in problems
    ):
        problems.extend(_across_pages(files, findings))
    if not problems:
        problems.extend(_log_problems(files, frame, findings))
    return problems, remarks


def _file_problems(files: Repository, frame: Frame) -> Iterator[Problem]:
    """What is checked between files."""
    version = files.metadata["version"] if files.metadata else None
    yield from sources.labels(frame.schemas, version, f"{Paths.schema}/{LOCK}")
    listings: tuple[tuple[Json, str, str], ...] = (
        (files.sources.index, "page_id", Paths.sources_index),
        (files.issued, "page_id", Paths.ids),
        (files.entries, "id", Paths.registry),
        (files.decisions, "id", Paths.adjudication),
        (files.audits, "name", Paths.audits),
    )
    for value, key, file in listings:
        yield from sources.repeated_entries(value, key, file)
    for index, made in enumerate(files.audits or []):
        yield from guidelines.guidelines(made, files.given, Paths.audits, f"[{index}].")
    if files.issued is not None and files.sources.known:
        yield from sources.id_entries(files.issued, files.sources.listed, Paths.ids)
    if frame.registry_known:
        yield from registry.entries(frame.registry, frame.schemas, Paths.registry)


def _pass_problems(given: PassFiles, files: Repository, frame: Frame) -> Iterator[Problem]:
    """What a pass was given, and its registry."""
    yield from guidelines.guidelines(given.record, files.given, f"{given.folder}/pass.json")
    file = f"{given.folder}/registry.json"
    yield from sources.repeated_entries(given.entries, "id", file)
    yield from registry.entries(given.registry, frame.schemas, file)
    used = {entity for page in given.pages.values() for _, _, entity in references(page)}
    yield from registry.unused(given.registry, used, file)


def _without_text(files: Repository, frame: Frame) -> Iterator[Problem]:
    """Annotations of pages whose text cannot be read, as far as they can be checked."""
    for page_id in sorted(files.gold.keys() - files.records.keys()):
        annotations = files.gold[page_id]
        yield from annotation_problems(page_id, annotations, frame, files.ids.get(page_id))
        if frame.registry_known:
            yield from registry.known(annotations, frame.registry)
    for given in files.passes:
        for page_id in sorted(given.pages.keys() - files.records.keys()):
            in_pass = pass_problems(page_id, given.pages[page_id], frame, frame.passes[given.name])
            yield from split_remarks(in_pass)[0]


def _across_pages(files: Repository, findings: CorpusFindings) -> Iterator[Problem]:
    """What is compared between annotations of all pages."""
    yield from registry.unused(files.registry, findings.entities, Paths.registry)
    uses = findings.names
    flagged = [
        *names.two_entities(uses),
        *names.unmarked(files.records.values(), {use.quote for use in uses}),
    ]
    yield from names.without_exceptions(flagged, files.exceptions, Paths.exceptions)
    if files.guidelines:
        yield from guidelines.citations(files.log, rule_ids(files.guidelines), Paths.adjudication)
    elif files.log:
        message = "there are no guidelines here, and the log of adjudication cites their rules"
        yield RULES["file-missing"].at(Paths.guidelines, "", message)
    yield from guidelines.examples(files.guidelines, findings.annotation_ids, Paths.guidelines)


def _log_problems(files: Repository, frame: Frame, findings: CorpusFindings) -> list[Problem]:
    """The adjudication log and audits, against passes first and then against the gold standard."""
    decisions = [decision for decision in files.log if decision.page_id is None]
    provenance = frame.registry_provenance(decisions)
    in_registry = adjudication.of_registry(frame, decisions, provenance, findings.groups)
    against_passes = [
        *adjudication.misplaced(files.log, files.gold.keys()),
        *findings.against_passes,
        *adjudication.readings(in_registry),
    ]
    if against_passes:
        return against_passes
    return [
        *findings.against_gold,
        *adjudication.decisions(in_registry),
        *adjudication.missing_entries(
            frame, provenance, findings.readers(), findings.used_by_passes()
        ),
        *_audit_problems(files, frame),
    ]


def _audit_problems(files: Repository, frame: Frame) -> Iterator[Problem]:
    """Verdicts on the registry and on pages that are gone; all verdicts and their answers."""
    elsewhere = tuple(verdict for verdict in files.verdicts if verdict.page_id not in files.records)
    audited = Audited(elsewhere, registry_subjects(frame.registry))
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
