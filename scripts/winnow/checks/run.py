"""Which checks a corpus is put to: page by page, then across pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from winnow.checks import (
    adjudication,
    guidelines,
    layers,
    references,
    registry,
    sources,
    spans,
    structure,
)
from winnow.checks import audit as audited
from winnow.checks import names as names_module
from winnow.checks.adjudication import Adjudication
from winnow.model import schemas
from winnow.model.adjudication import REGISTRY
from winnow.model.json import Json
from winnow.model.page import PageAnnotations, Source, in_page_order
from winnow.model.passes import PassFiles
from winnow.model.problem import Problem
from winnow.model.rules import ENTRY_REPEATED, FILE_MISSING, ID_DUPLICATE, REGISTRY_UNKNOWN
from winnow.read.guidelines import rule_ids
from winnow.read.repository import Repository

FATAL_IN_PASSES = 3
"""Passes are held to rules up to this level; what is above is remarked on."""

TELLING_APART = frozenset({ID_DUPLICATE.id, ENTRY_REPEATED.id})
"""Rules that passes are held to besides: what has the id of another cannot be compared."""


Track = Callable[[Sequence[str]], Iterable[str]]
"""Passes page ids on, and may show how far the work has come."""


def check(files: Repository, track: Track) -> tuple[list[Problem], list[Problem]]:
    """The problems that stand against a corpus, and remarks on passes that do not.

    What compares annotations of all pages asks for pages that are sound by themselves, and the log
    of adjudication is compared only where nothing else is wrong, so that one fault is told once.
    """
    problems: list[Problem] = list(files.problems)
    remarks: list[Problem] = []
    problems.extend(_across_files(files))
    for page_id in track(sorted(files.gold)):
        problems.extend(_gold_page(files, page_id))
    for maker in files.passes:
        for problem in _pass_pages(files, maker):
            fatal = problem.level <= FATAL_IN_PASSES or problem.rule in TELLING_APART
            (problems if fatal else remarks).append(problem)
    if not any(
        problem.level <= FATAL_IN_PASSES or problem.rule == REGISTRY_UNKNOWN.id
        for problem in problems
    ):
        problems.extend(_across_annotations(files))
        if not problems:
            problems.extend(_adjudication(files))
    return problems, remarks


def _gold_page(files: Repository, page_id: str) -> Iterator[Problem]:
    """What holds within a page; checks that need a file that could not be read are left out."""
    source, page = files.sources.by_id.get(page_id), files.gold[page_id]
    yield from references.page_id(page_id, page)
    yield from references.ids(page, files.ids.get(page_id))
    yield from _page(files, source, page)
    if files.entries is not None:
        yield from registry.known(page, files.registry)
    if source and files.sources.sound:
        yield from sources.names(source, page, files.paths.relative(files.paths.sources_index))


def _pass_pages(files: Repository, maker: PassFiles) -> Iterator[Problem]:
    """The same for each page of a pass, whose ids are its own; and its registry."""
    yield from guidelines.guidelines(maker.record, files.given, f"{maker.folder}/pass.json")
    for page_id, page in maker.pages.items():
        yield from references.page_id(page_id, page)
        yield from references.ids(page, None)
        yield from _page(files, files.sources.by_id.get(page_id), page)
        if maker.entries is not None:
            yield from registry.known(page, maker.registry)
    file = f"{maker.folder}/registry.json"
    yield from sources.repeated_entries(maker.entries, "id", file)
    if files.schemas:
        yield from registry.entries(maker.registry, files.schemas, file)
        yield from registry.unused(maker.registry, maker.pages.values(), file)


def _page(files: Repository, source: Source | None, page: PageAnnotations) -> Iterator[Problem]:
    """What gold and passes are checked for alike."""
    found = files.schemas
    if found:
        yield from references.article_references(page, found)
        yield from references.articles(page, found)
    if source is None:
        return
    yield from spans.text_digest(source, page)
    on_text = list(spans.spans(source, page))
    in_structure = [*structure.segments(source, page), *structure.sentences(source, page)]
    yield from on_text
    yield from in_structure
    doubtful = {problem.place.partition("[")[0] for problem in on_text} | page.incomplete
    kinds = set(found.labels("segment_kind")) if found else set()
    if "segments" not in doubtful and all(each.kind in kinds for each in page.segments):
        yield from references.repetitions(page)
        yield from references.datelines(source, page)
    if found and not in_structure and not doubtful & {"segments", "sentences"}:
        ordered = in_page_order(page)
        if "mentions" not in doubtful:
            yield from layers.mentions(ordered, found)
        if "quotations" not in doubtful:
            yield from layers.quotations(ordered)
            if "stances" not in doubtful:
                yield from layers.stances(ordered, found)


def _across_files(files: Repository) -> Iterator[Problem]:
    """What holds between files."""
    paths, relative = files.paths, files.paths.relative
    if files.schemas:
        version = files.metadata["version"] if files.metadata else None
        yield from sources.labels(files.schemas, version, relative(paths.schema / schemas.LOCK))
    listings: tuple[tuple[Json, str, str], ...] = (
        (files.sources.index, "page_id", relative(paths.sources_index)),
        (files.issued, "page_id", relative(paths.ids)),
        (files.entries, "id", relative(paths.registry)),
        (files.decisions, "id", relative(paths.adjudication)),
        (files.audits, "name", relative(paths.audits)),
    )
    for value, key, file in listings:
        yield from sources.repeated_entries(value, key, file)
    for index, audit in enumerate(files.audits or []):
        yield from guidelines.guidelines(audit, files.given, relative(paths.audits), f"[{index}].")
    yield from sources.repeated_texts(files.sources.by_id, relative(paths.sources_index))
    if files.issued is not None and files.sources.known:
        yield from sources.id_entries(files.issued, files.sources.listed, relative(paths.ids))
    if files.entries is not None and files.schemas:
        yield from registry.entries(files.registry, files.schemas, relative(paths.registry))


def _across_annotations(files: Repository) -> Iterator[Problem]:
    """What holds between annotations of all pages."""
    relative = files.paths.relative
    yield from registry.unused(files.registry, files.gold.values(), relative(files.paths.registry))
    exceptions_file = relative(files.paths.exceptions)
    yield from names_module.names(
        files.gold, files.sources.by_id, files.exceptions, exceptions_file
    )
    log_file = relative(files.paths.adjudication)
    folder = relative(files.paths.guidelines)
    if files.guidelines:
        yield from guidelines.citations(files.log, rule_ids(files.guidelines), log_file)
    elif files.log:
        message = "there are no guidelines here, and the log of adjudication cites their rules"
        yield FILE_MISSING.at(folder, "", message)
    yield from guidelines.examples(files.guidelines, files.gold, folder)


def _adjudication(files: Repository) -> Iterator[Problem]:
    """The log of adjudication against what passes and gold have."""
    relative = files.paths.relative
    log_file, registry_file = relative(files.paths.adjudication), relative(files.paths.registry)
    all_of = Adjudication(files.log, files.passes, files.gold, files.registry, log_file)
    wrong = list(adjudication.readings(all_of))
    yield from wrong
    if not wrong:
        yield from adjudication.decisions(all_of, files.origin)
        yield from adjudication.missing(all_of, files.origin, registry_file)
        yield from _audits(files, log_file)


def _audits(files: Repository, log_file: str) -> Iterator[Problem]:
    """What audits say, and what was answered."""
    file = files.paths.relative(files.paths.verdicts)
    names = [each["name"] for each in files.audits or []]
    cited_entries = {
        each
        for line in files.log
        if line.layer == REGISTRY
        for ids in (line.gold, *(reading.ids for reading in line.readings), line.findings)
        for each in ids
    }
    entries_ever = files.registry.keys() | {each.rpartition("/")[2] for each in cited_entries}
    yield from audited.placed(files.audited, names, files.ids, entries_ever, file)
    yield from audited.complete(files.audited.verdicts, rule_ids(files.guidelines), file)
    yield from audited.settled(files.audited, files.log, file, log_file)
