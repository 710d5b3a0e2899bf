"""Checks of predictions that the schema cannot express."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.score.gold import Gold
from winnow.score.records import Record, text_of
from winnow.score.task import SpanList, Task


def record_problems(record: Record, task: Task, gold: Gold, file: str) -> Iterator[Problem]:
    """Problems of a record with its text or with the gold standard, such as spans and ids."""
    text = text_of(record, gold)
    for span_list in task.span_lists:
        if span_list.key in record.value:
            yield from span_problems(record.value[span_list.key], span_list, text, file)
    if task.check_record:
        yield from task.check_record(record, gold, file)


def span_problems(
    spans: Sequence[Json], span_list: SpanList, text: str, file: str
) -> Iterator[Problem]:
    """Problems of spans: outside the text, blank or not trimmed (see ``SpanList``), overlapping."""
    valid = []
    for index, span in enumerate(spans):
        place = f"{span_list.key}[{index}]"
        problem = span_problem(span, span_list, text, file, place)
        if problem:
            yield problem
        else:
            valid.append((span["start"], span["end"], place))
    valid.sort()
    for (_, end, earlier), (start, _, place) in pairwise(valid):
        if start < end:
            message = f"this span begins at {start}, before {earlier} ends at {end}"
            yield RULES["prediction-overlap"].at(file, place, message)


def span_problem(
    span: Json, span_list: SpanList, text: str, file: str, place: str
) -> Problem | None:
    """The first problem of a span, apart from overlaps; None if it has no problem."""
    start, end = span["start"], span["end"]
    quote = text[start:end]
    remedy = None
    if start >= end:
        message = f"the span {start} to {end} is empty"
    elif end > len(text):
        message = f"the span {start} to {end} ends after the text, which ends at {len(text)}"
    elif quote.isspace() and not span_list.blank:
        message = f"the span {start} to {end} contains only white space"
        remedy = "leave out the span"
    elif quote != quote.strip() and span_list.trimmed:
        message = f"the span {start} to {end} begins or ends with white space"
        remedy = "leave the white space out of the span"
    else:
        return None
    return RULES["prediction-span"].at(file, place, message, remedy)


def registry_problems(
    ids: Iterable[tuple[str, str | None]], gold: Gold, file: str
) -> Iterator[Problem]:
    """Report ids that are not in the registry; ``ids`` has pairs of place and id, or None."""
    for place, registry_id in ids:
        if registry_id is not None and registry_id not in gold.names:
            message = f"the registry has no entry {excerpt(registry_id, 80)}"
            yield RULES["prediction-id-unknown"].at(file, place, message)


def duplicate_problems(records: Sequence[Record], task: Task, file: str) -> Iterator[Problem]:
    """Report records about the same row, sentence or page, or about a page and its sentence.

    Only records with the same ``Task.duplicate_group`` are compared.
    """
    whole: dict[tuple[str, str], int] = {}
    parts: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    for record in records:
        group = task.duplicate_group(record) if task.duplicate_group else ""
        subject = (group, record.value.get("id", record.page_id))
        page = (group, record.page_id)
        overlapping = whole if record.sentence_id else parts
        earlier = first.get(subject) or overlapping.get(page)
        if earlier:
            message = f"{subject[1]} is also in line {earlier}"
            if subject not in first:
                message = f"line {earlier} is about the same page or one of its sentences"
            problem = RULES["prediction-repeated"].at(file, "", message)
            yield replace(problem, line=record.line)
        first.setdefault(subject, record.line)
        if record.sentence_id:
            parts.setdefault(page, record.line)
        else:
            whole.setdefault(page, record.line)
