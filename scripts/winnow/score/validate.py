"""Checks of a record of predictions beyond its schema."""

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
    """What does not fit the text or the gold standard: spans, tags, ids."""
    text = text_of(record, gold)
    for span_list in task.span_lists:
        if span_list.key in record.value:
            yield from span_problems(record.value[span_list.key], span_list, text, file)
    if task.check_record:
        yield from task.check_record(record, gold, file)


def span_problems(
    spans: Sequence[Json], span_list: SpanList, text: str, file: str
) -> Iterator[Problem]:
    """Spans outside the text, with white space that they must not have, or overlapping."""
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
    """The first problem of a span by itself."""
    start, end = span["start"], span["end"]
    quote = text[start:end]
    remedy = None
    if start >= end:
        message = f"the span {start} to {end} is empty"
    elif end > len(text):
        message = f"the span {start} to {end} ends outside the text, which ends at {len(text)}"
    elif quote.isspace() and not span_list.blank:
        message = f"the span {start} to {end} contains nothing but white space"
        remedy = "leave it out"
    elif quote != quote.strip() and span_list.trimmed:
        message = f"the span {start} to {end} begins or ends with white space"
        remedy = "leave it out of the span"
    else:
        return None
    return RULES["prediction-span"].at(file, place, message, remedy)


def registry_problems(
    ids: Iterable[tuple[str, str | None]], gold: Gold, file: str
) -> Iterator[Problem]:
    """Ids (with their places) that are not in the registry; None is no id."""
    for place, registry_id in ids:
        if registry_id is not None and registry_id not in gold.names:
            message = f"there is no {excerpt(registry_id, 80)} in the registry"
            yield RULES["prediction-id-unknown"].at(file, place, message)


def duplicate_problems(records: Sequence[Record], task: Task, file: str) -> Iterator[Problem]:
    """Two records about the same row, sentence or page, or about a page and a sentence of it."""
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
                message = f"line {earlier} is about the same page, or a sentence of it"
            problem = RULES["prediction-repeated"].at(file, "", message)
            yield replace(problem, line=record.line)
        first.setdefault(subject, record.line)
        if record.sentence_id:
            parts.setdefault(page, record.line)
        else:
            whole.setdefault(page, record.line)
