"""Check one page: annotations of gold and passes, decisions of the log, verdicts of audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from winnow.checks import adjudication, audit, layers, names, references, registry, spans, structure
from winnow.checks import sources as metadata
from winnow.checks.names import NameUse
from winnow.model.frame import Frame, Pass
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.page import PageAnnotations, in_page_order
from winnow.model.problem import Problem
from winnow.model.record import AnnotatedPage, PageRecord
from winnow.model.registry import references as entity_references
from winnow.model.rules import RULES

FATAL_IN_PASSES = 3
"""Passes are checked against rules up to this level; what breaks higher ones is a remark."""

AMBIGUOUS = frozenset({RULES["id-duplicate"].id, RULES["entry-repeated"].id})
"""Rules of higher levels that count for passes, too: equal ids prevent every comparison."""


@dataclass(frozen=True)
class PageFindings:
    """The problems of a page, and what the checks across pages need of it.

    ``problems`` are in annotations, ``metadata`` in the record's metadata, with places in these.
    Problems of the adjudication log and the audits count only where nothing else is wrong:
    ``against_passes`` first, and only where that has none, ``against_gold``.
    ``entities`` are the registry ids that gold refers to, ``pass_entities`` those of each pass;
    ``annotation_ids`` the permanent ids of the gold annotations.
    """

    page_id: str
    sha256: str
    problems: tuple[Problem, ...]
    metadata: tuple[Problem, ...]
    against_passes: tuple[Problem, ...]
    against_gold: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    entities: frozenset[str]
    pass_entities: Mapping[str, frozenset[str]]
    names: tuple[NameUse, ...]
    annotation_ids: frozenset[str]


def check_page(record: PageRecord, frame: Frame) -> PageFindings:
    """Check a page by itself."""
    problems = list(annotation_problems(record.id, record.annotations, frame, record.issued))
    problems.extend(_text_problems(record, record.annotations, frame))
    if frame.registry_known:
        problems.extend(registry.known(record.annotations, frame.registry))
    in_metadata = tuple(metadata.names(record))
    remarks: list[Problem] = []
    for name, reading in record.passes.items():
        in_pass = list(pass_problems(record.id, reading, frame, frame.passes[name]))
        in_pass.extend(_text_problems(record, reading, frame))
        fatal, other = split_remarks(in_pass)
        problems.extend(fatal)
        remarks.extend(other)
    valid = all(given.valid for given in (record.annotations, *record.passes.values()))
    comparable = valid and not problems and not in_metadata
    against_passes, against_gold = _log_problems(record, frame) if comparable else ((), ())
    return PageFindings(
        page_id=record.id,
        sha256=record.sha256,
        problems=tuple(problems),
        metadata=in_metadata,
        against_passes=against_passes,
        against_gold=against_gold,
        remarks=tuple(remarks),
        entities=_entities(record.annotations),
        pass_entities={name: _entities(reading) for name, reading in record.passes.items()},
        names=names.uses(record.id, record.annotations),
        annotation_ids=frozenset(
            f"{record.id}#{annotation.id}"
            for layer in LAYERS
            for annotation in record.annotations.layer(layer)
        ),
    )


def annotation_problems(
    page_id: str, annotations: PageAnnotations, frame: Frame, issued: Json | None
) -> Iterator[Problem]:
    """What can be checked without the page's text; ``issued`` are the ids issued for gold."""
    yield from references.page_id(page_id, annotations)
    yield from references.ids(annotations, issued)
    yield from references.article_references(annotations, frame.schemas)
    yield from references.articles(annotations, frame.schemas)


def pass_problems(
    page_id: str, annotations: PageAnnotations, frame: Frame, independent: Pass
) -> Iterator[Problem]:
    """The same for a pass, which has ids and a registry of its own."""
    yield from annotation_problems(page_id, annotations, frame, None)
    if independent.registry_known:
        yield from registry.known(annotations, independent.registry)


def split_remarks(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """What counts against a corpus, and what is only remarked on, of the problems of a pass."""
    fatal: list[Problem] = []
    remarks: list[Problem] = []
    for problem in problems:
        if problem.level <= FATAL_IN_PASSES or problem.rule in AMBIGUOUS:
            fatal.append(problem)
        else:
            remarks.append(problem)
    return fatal, remarks


def _text_problems(record: PageRecord, page: PageAnnotations, frame: Frame) -> Iterator[Problem]:
    """Annotations of gold or a pass against the text."""
    text, schemas = record.text, frame.schemas
    yield from spans.text_digest(record.sha256, page)
    span_problems = list(spans.spans(text, page))
    structural = [*structure.segments(text, page), *structure.sentences(text, page)]
    yield from span_problems
    yield from structural
    doubtful = {problem.place.partition("[")[0] for problem in span_problems} | page.incomplete
    kinds_known = {segment.kind for segment in page.segments} <= frame.classes.keys()
    if "segments" not in doubtful and kinds_known:
        yield from references.repetitions(page)
        yield from references.datelines(text, page)
        yield from references.standfirsts(page)
    if not structural and not doubtful & {"segments", "sentences"}:
        ordered = in_page_order(page)
        if "mentions" not in doubtful:
            yield from layers.mentions(ordered, schemas)
        if "quotations" not in doubtful:
            yield from layers.quotations(ordered)
            if "stances" not in doubtful:
                yield from layers.stances(ordered, schemas)


def _log_problems(
    record: PageRecord, frame: Frame
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The adjudication log and the audits on valid annotations: against passes, against gold."""
    page = AnnotatedPage(record, frame)
    adjudicated = adjudication.of_page(page)
    against_passes = tuple(adjudication.readings(adjudicated))
    if against_passes:
        return against_passes, ()
    issued = {} if record.issued is None else {record.id: record.issued}
    against_gold = (
        *adjudication.decisions(adjudicated),
        *adjudication.missing(page),
        *audit.placed(page.audited, frame.audits, issued, ()),
    )
    return (), against_gold


def _entities(annotations: PageAnnotations) -> frozenset[str]:
    return frozenset(entity for _, _, entity in entity_references(annotations))
