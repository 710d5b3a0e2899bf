"""What is wrong with a record of predictions beyond what its schema says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.model.spans import tokens, visible
from winnow.score.gold import Gold
from winnow.score.records import CONLL_FORM, CONTENT, Record, text_of

LISTS = ("kept", "segments", "sentences", "mentions", "conll", "quotations")
"""Keys of lists of spans that do not overlap."""

AUTHOR = "author"
"""A holder that is in no registry: the writer's own voice."""


def faults(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Spans, tags and ids that do not fit the text or the gold standard."""
    text = text_of(record, gold)
    value = record.value
    for key in LISTS:
        if key in value:
            yield from _span_faults(value[key], key, text, file)
    if "lines" in value:
        yield from _line_faults(value["lines"], text, file)
    if "tags" in value:
        yield from _tag_faults(value["tags"], text, file)
    for place, name in _names(value):
        if name is not None and name not in gold.names:
            message = f"there is no {excerpt(name, 80)} in the registry"
            yield RULES["prediction-id-unknown"].at(file, place, message)
    for index, stance in enumerate(value.get("stances", ())):
        evidence = stance if "start" in stance else stance["evidence"]
        if evidence is not None:
            yield from _span_faults([evidence], f"stances[{index}]", text, file, lone=True)
    yield from _row_faults(record, gold, file)
    yield from _stance_faults(record, gold, file)
    if "given" in value:
        yield from _run_faults(record, gold, file)


TIGHT = ("mentions", "conll", "quotations")
"""Keys of lists of spans that neither begin nor end with white space."""


def _span_faults(
    spans: Sequence[Json], key: str, text: str, file: str, lone: bool = False
) -> Iterator[Problem]:
    length = len(text)
    fine = []
    for index, each in enumerate(spans):
        start, end = each["start"], each["end"]
        place = key if lone else f"{key}[{index}]"
        if start >= end:
            yield RULES["prediction-span"].at(file, place, f"the span {start} to {end} is empty")
        elif end > length:
            message = f"the span {start} to {end} ends outside the text, which ends at {length}"
            yield RULES["prediction-span"].at(file, place, message)
        elif text[start:end].isspace() and key != "kept":
            message = f"the span {start} to {end} holds nothing but white space"
            yield RULES["prediction-span"].at(file, place, message, "leave it out")
        elif key in TIGHT and text[start:end] != text[start:end].strip():
            message = f"the span {start} to {end} begins or ends with white space"
            yield RULES["prediction-span"].at(file, place, message, "leave it out of the span")
        else:
            fine.append((start, end, place))
    fine.sort()
    for (_, end, before), (start, _, place) in pairwise(fine):
        if start < end:
            message = f"this span begins at {start}, before {before} ends at {end}"
            yield RULES["prediction-overlap"].at(file, place, message)


def _line_faults(lines: Sequence[Json], text: str, file: str) -> Iterator[Problem]:
    number = text.count("\n") + 1
    seen: set[int] = set()
    for index, each in enumerate(lines):
        place = f"lines[{index}]"
        if each["line"] >= number:
            message = f"there is no line {each['line']}; the page has {number}, counted from 0"
            yield RULES["prediction-span"].at(file, place, message, "count lines from 0")
        elif each["line"] in seen:
            yield RULES["prediction-repeated"].at(
                file, place, f"the line {each['line']} stands here again"
            )
        seen.add(each["line"])


def _tag_faults(tags: Sequence[str], text: str, file: str) -> Iterator[Problem]:
    wanted = len(tokens(text))
    if len(tags) != wanted:
        message = f"there are {len(tags)} tags, but the row has {wanted} tokens"
        yield RULES["prediction-tags"].at(file, "tags", message)
    for index, tag in enumerate(tags):
        before = tags[index - 1] if index else "O"
        if tag.startswith("I-") and before[2:] != tag[2:]:
            message = f"{tag} stands after {before}, and continues nothing"
            yield RULES["prediction-tags"].at(file, f"tags[{index}]", message)


def _names(value: Json) -> Iterator[tuple[str, str | None]]:
    """Registry ids with their places."""
    for index, each in enumerate(value.get("stances", ())):
        yield f"stances[{index}].holder", None if each["holder"] == AUTHOR else each["holder"]
        yield f"stances[{index}].target", each["target"]
    for index, each in enumerate(value.get("quotations", ())):
        yield f"quotations[{index}].speaker", each["speaker"]


def _row_faults(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Rows of a page's pipeline: each is one of that page's, and stands once."""
    seen: set[str] = set()
    for index, each in enumerate(record.value.get("polarities", ())):
        place = f"polarities[{index}].id"
        row = gold.targets.get(each["id"])
        if row is None or row.page_id != record.page_id:
            message = f"there is no row {excerpt(each['id'], 80)} of {record.page_id}"
            yield RULES["prediction-id-unknown"].at(file, place, message)
        elif each["id"] in seen:
            yield RULES["prediction-repeated"].at(
                file, place, f"the row {each['id']} stands here again"
            )
        seen.add(each["id"])


def _stance_faults(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """Stances of one sentence that say the same."""
    page = gold.pages[record.page_id]
    seen: set[tuple[Json, ...]] = set()
    for index, each in enumerate(record.value.get("stances", ())):
        unit = gold.unit_at(page, each["start"]) if "start" in each else None
        said = unit, each["holder"], each["target"], each["polarity"]
        if said in seen:
            message = "holder, target and polarity are those of another stance of the sentence"
            yield RULES["prediction-repeated"].at(file, f"stances[{index}]", message)
        seen.add(said)


def _run_faults(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """What a run of a pipeline says of text that it was not given."""
    page, value = gold.pages[record.page_id], record.value
    kept = [(each["start"], each["end"]) for each in value["kept"]]
    inside = visible(page.text, kept)
    content = visible(page.text, [(each.start, each.end) for each in gold.content(page)])
    if value["given"] == CONTENT and inside != content:
        message = "kept is not the content of the page, which is what a run on content is given"
        yield RULES["prediction-run"].at(file, "kept", message)
    for index, each in enumerate(value["mentions"]):
        if not visible(page.text, [(each["start"], each["end"])]) <= inside:
            message = f"the span {each['start']} to {each['end']} is not wholly in what was kept"
            yield RULES["prediction-run"].at(file, f"mentions[{index}]", message)
    for index, each in enumerate(value["polarities"]):
        row = gold.targets.get(each["id"])
        if row is not None and row.page_id == page.id:
            extent = gold.extents[gold.units[row.unit]]
            if visible(page.text, [extent]).isdisjoint(inside):
                message = f"nothing of the sentence of {each['id']} was kept"
                yield RULES["prediction-run"].at(file, f"polarities[{index}]", message)


def mixed(records: Sequence[Record], file: str) -> Iterator[Problem]:
    """The first record with types of one inventory after records with those of another."""
    for record in records:
        if (record.form == CONLL_FORM) != (records[0].form == CONLL_FORM):
            message = (
                f"types of CoNLL-2003 and of OntoNotes: those of line {records[0].line} differ"
            )
            found = RULES["prediction-form"].at(
                file, "", message, "give all lines types of one of them"
            )
            yield replace(found, line=record.line)
            return


def repeated(records: Sequence[Record], file: str) -> Iterator[Problem]:
    """What two records are about: the same row, sentence or page, or a page and part of it."""
    whole: dict[tuple[str, str], int] = {}
    parts: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, ...], int] = {}
    for record in records:
        kind = _kind(record)
        about = (kind, record.value.get("id", record.page_id), record.value.get("given", ""))
        page = (kind, record.page_id)
        other = first.get(about) or (whole if record.sentence_id else parts).get(page)
        if other:
            message = f"{about[1]} was given in line {other} already"
            if about not in first:
                message = f"line {other} is about the same page, or a sentence of it"
            found = RULES["prediction-repeated"].at(file, "", message)
            yield replace(found, line=record.line)
        first.setdefault(about, record.line)
        (parts if record.sentence_id else whole).setdefault(page, record.line)


def _kind(record: Record) -> str:
    """Rows and tuples of stance are told apart; all else of one task is about the same."""
    return record.form if record.form == "stance_row" else ""
