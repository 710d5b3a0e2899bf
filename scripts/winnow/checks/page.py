"""Check one page: annotations of gold and passes, decisions on them, verdicts of audits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

BASIC_LEVEL = 3
"""The highest level of rules on files, schemas and spans.

In passes, violations of these rules are problems, and violations of higher rules are remarks.
"""


@dataclass(frozen=True)
class PageFindings:
    """The problems of a page, and the data that checks across pages need.

    ``problems`` are in annotations, ``metadata`` in the metadata of the page, with places relative
    to these. Those of the adjudication log and of audits count only if there are no others:
    ``against_passes`` first, then ``against_gold``. ``entities`` are the registry ids in gold,
    ``pass_entities`` those in each pass; ``annotation_ids`` the permanent ids in gold.
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
    """Check a page by itself, against rules that concern no other page."""
    problems = [
        *gold_problems(record.id, record.annotations, frame, record.issued),
        *_text_problems(record, record.annotations, frame),
    ]
    in_metadata = tuple(metadata.names(record))
    remarks: list[Problem] = []
    for name, reading in record.passes.items():
        problems.extend(references.duplicate_ids(reading))
        in_pass = [
            *pass_problems(record.id, reading, frame, frame.passes[name]),
            *_text_problems(record, reading, frame),
        ]
        problems.extend(problem for problem in in_pass if problem.level <= BASIC_LEVEL)
        remarks.extend(problem for problem in in_pass if problem.level > BASIC_LEVEL)
    readings = (record.annotations, *record.passes.values())
    comparable = not problems and not in_metadata and all(reading.valid for reading in readings)
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


def gold_problems(
    page_id: str, annotations: PageAnnotations, frame: Frame, issued: Json | None
) -> Iterator[Problem]:
    """Check gold annotations without the text; ``issued`` is the page's entry in ``ids.json``."""
    yield from references.duplicate_ids(annotations)
    if issued is not None:
        yield from references.issued_ids(annotations, issued)
    yield from _reference_problems(page_id, annotations, frame)
    if frame.registry_known:
        yield from registry.known(annotations, frame.registry)


def pass_problems(
    page_id: str, annotations: PageAnnotations, frame: Frame, independent: Pass
) -> Iterator[Problem]:
    """Check annotations of a pass without the text, but not for duplicate ids."""
    yield from _reference_problems(page_id, annotations, frame)
    if independent.registry_known:
        yield from registry.known(annotations, independent.registry)


def _reference_problems(
    page_id: str, annotations: PageAnnotations, frame: Frame
) -> Iterator[Problem]:
    yield from references.page_id(page_id, annotations)
    yield from references.article_references(annotations, frame.schemas)
    yield from references.articles(annotations, frame.schemas)


def _text_problems(record: PageRecord, page: PageAnnotations, frame: Frame) -> Iterator[Problem]:
    """Check annotations of gold or of a pass against the text."""
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
    """Check decisions and verdicts on valid annotations: against passes, and against gold."""
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
