"""The task entities: find mentions and their types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import URN, Schemas
from winnow.model.spans import tokens
from winnow.read import schemas as schemas_module
from winnow.score.gold import PLACES, Gold, packaged_schemas
from winnow.score.measures import EVERYTHING, Array, MacroAverage, Measure, PrecisionRecall
from winnow.score.records import (
    MISSING_SENTENCES,
    Missing,
    Predictions,
    Record,
    missing_sentences,
    text_of,
)
from winnow.score.spans import SCHEMES, LabelledSpan, of_sentence, spans_of_tags
from winnow.score.systems import huggingface, spacy
from winnow.score.systems.common import System
from winnow.score.systems.interface import Interface, span, tuples
from winnow.score.task import Column, SpanList, Task, View
from winnow.score.units import by_article, by_place

CONLL_FORM = "entities_conll"
"""The form with the types of CoNLL-2003, which cannot be mixed with other forms."""

CONLL_TYPES = "CoNLL types"

Sentences = list[list[LabelledSpan]]
"""Spans by sentence of the gold standard, in code points of the page."""


def conll_labels(gold: Gold) -> tuple[str, ...]:
    """The types of CoNLL-2003, in the order of the schema of predictions."""
    form = gold.schemas.by_urn[f"{URN}predictions"]["$defs"][CONLL_FORM]
    return tuple(form["properties"]["conll"]["items"]["properties"]["type"]["enum"])


def conll_types(gold: Gold) -> dict[str, str]:
    """The CoNLL-2003 type of each type that has one; dates and numbers have none.

    Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 Shared Task", CoNLL; its
    guidelines make structures LOC and nationalities MISC. Labels of versions before 1.3 have no
    attribute ``x-conll``; for them the schemas of the package are used, which have the same types.
    """
    return _x_conll(gold.schemas) or _x_conll(_packaged())


def _x_conll(schemas: Schemas) -> dict[str, str]:
    return schemas.attribute("entity_type", "x-conll")


@cache
def _packaged() -> Schemas:
    folder = packaged_schemas()
    schemas, problems = schemas_module.load(folder, folder.as_posix())
    if schemas is None:
        raise ValueError("; ".join(f"{problem.file}: {problem.message}" for problem in problems))
    return schemas


def measures(gold: Gold, predictions: Predictions) -> list[Measure]:
    """Precision, recall and F1 under each scheme of ``spans.SCHEMES``, overall and by parts.

    ``strict`` equals seqeval in its strict mode with IOB2. A mention belongs to the sentence that
    it begins in. Predictions with the types of CoNLL-2003 are compared in these types only.
    """
    wanted, predicted = gold_mentions(gold), predicted_mentions(gold, predictions)
    types, coarse_labels = conll_types(gold), conll_labels(gold)
    coarse_wanted = coarse(wanted, types)
    if any(record.form == CONLL_FORM for record in predictions.records):
        return list(_of_labels(coarse_wanted, predicted, coarse_labels, CONLL_TYPES, "CoNLL "))
    labels = gold.schemas.labels("entity_type")
    fine = list(_of_labels(wanted, predicted, labels, EVERYTHING))
    strict = fine[:1]
    return [
        *fine,
        *_of_labels(coarse_wanted, coarse(predicted, types), coarse_labels, CONLL_TYPES, "CoNLL "),
        *by_place(strict, gold),
        *by_article(strict, gold),
    ]


def _of_labels(
    wanted: Sentences, predicted: Sentences, labels: Sequence[str], of: str, prefix: str = ""
) -> Iterator[Measure]:
    """Each scheme over all spans, the mean over labels, and each scheme for each label.

    ``prefix`` is put before the name of a label, to distinguish labels of two inventories.
    """
    for scheme, columns in _columns(wanted, predicted).items():
        yield PrecisionRecall(scheme, of, columns)
    by_label = {
        label: _columns(_with_label(wanted, label), _with_label(predicted, label))
        for label in labels
    }
    strict = [by_scheme["strict"] for by_scheme in by_label.values()]
    yield MacroAverage("strict, mean over types", of, np.concatenate(strict, axis=1), labels)
    for label, by_scheme in by_label.items():
        for scheme, columns in by_scheme.items():
            if columns.any():
                detail = scheme != "strict"
                yield PrecisionRecall(scheme, prefix + label, columns, detail=detail)


def _with_label(sentences: Sentences, label: str) -> Sentences:
    return [[mention for mention in mentions if mention[2] == label] for mentions in sentences]


def _columns(wanted: Sentences, predicted: Sentences) -> dict[str, Array]:
    """Right, predicted and gold by sentence, for each scheme."""
    columns: dict[str, Array] = {scheme: np.zeros((len(wanted), 3)) for scheme in SCHEMES}
    for number, (gold_spans, spans) in enumerate(zip(wanted, predicted, strict=True)):
        if gold_spans or spans:
            for scheme, outcomes in of_sentence(gold_spans, spans).items():
                columns[scheme][number] = outcomes.right, outcomes.predicted, outcomes.gold
    return columns


def gold_mentions(gold: Gold) -> Sentences:
    """The gold mentions by sentence."""
    sentences: Sentences = [[] for _ in gold.units]
    for page in gold.pages.values():
        for mention in page.mentions:
            unit = gold.unit_at(page, mention.start)
            sentences[unit].append((mention.start, mention.end, mention.type))
    return sentences


def predicted_mentions(gold: Gold, predictions: Predictions) -> Sentences:
    """The predicted mentions by sentence."""
    sentences: Sentences = [[] for _ in gold.units]
    for record in predictions.records:
        page = gold.pages[record.page_id]
        for mention in _mentions(record, gold):
            sentences[gold.unit_at(page, mention[0])].append(mention)
    return sentences


def _mentions(record: Record, gold: Gold) -> list[LabelledSpan]:
    """The mentions of a record in code points of its page, from spans or from tags."""
    if "tags" in record.value:
        extents = tokens(text_of(record, gold))
        return [
            (record.origin + extents[first][0], record.origin + extents[end - 1][1], label)
            for first, end, label in spans_of_tags(record.value["tags"])
        ]
    mentions = record.value["conll" if record.form == CONLL_FORM else "mentions"]
    return [
        (record.origin + mention["start"], record.origin + mention["end"], mention["type"])
        for mention in mentions
    ]


def coarse(sentences: Sentences, types: dict[str, str]) -> Sentences:
    """The spans whose type has one of CoNLL-2003, with that type."""
    return [
        [(start, end, types[label]) for start, end, label in mentions if label in types]
        for mentions in sentences
    ]


def missing(gold: Gold, predictions: Predictions) -> list[Missing]:
    """Sentences without a record of their own or of their page."""
    return [missing_sentences(gold, predictions.records)]


def check_record(record: Record, gold: Gold, file: str) -> Iterator[Problem]:
    """A wrong number of tags, and tags that are not valid IOB2."""
    tags = record.value.get("tags")
    if tags is None:
        return
    number = len(tokens(text_of(record, gold)))
    if len(tags) != number:
        message = f"there are {len(tags)} tags, but the row has {number} tokens"
        yield RULES["prediction-tags"].at(file, "tags", message)
    for index, tag in enumerate(tags):
        before = tags[index - 1] if index else "O"
        if tag.startswith("I-") and before[2:] != tag[2:]:
            message = f"{tag} follows {before}, so it continues no mention"
            yield RULES["prediction-tags"].at(file, f"tags[{index}]", message)


def check_file(records: Sequence[Record], file: str) -> Iterator[Problem]:
    """The first record whose types are of another inventory than those of the first record."""
    for record in records:
        if (record.form == CONLL_FORM) != (records[0].form == CONLL_FORM):
            message = (
                f"types of CoNLL-2003 and of OntoNotes: line {records[0].line} has the other ones"
            )
            remedy = "use the types of one of them in all lines"
            problem = RULES["prediction-form"].at(file, "", message, remedy)
            yield replace(problem, line=record.line)
            return


INTERFACE = Interface(
    "entities",
    "a text",
    "a list of (start, end, type), or a tag for each token",
    {"spacy": spacy.tagger, "huggingface": huggingface.tagger},
)


def predict(gold: Gold, tagger: System) -> Iterator[Json]:
    """A record for each sentence, which the tagger is called with."""
    for page, sentence in gold.sentences():
        where = f"{page.id}#{sentence.id}"
        answer = INTERFACE.call(tagger, where, sentence.quote)
        if isinstance(answer, list) and answer and all(isinstance(tag, str) for tag in answer):
            yield {"id": where, "tags": answer}
        else:
            yield {"id": where, "mentions": mentions_of(answer, where)}


def mentions_of(answer: Any, where: str, origin: int = 0) -> list[Json]:
    """What a tagger returned, as mentions. Raises ``UnusableError`` if it is something else."""
    rows = tuples(answer, (int, int, str))
    if rows is None:
        raise INTERFACE.wrong_value(where, answer)
    return [span(row, origin) | {"type": row[2]} for row in rows]


def calls(gold: Gold) -> int:
    """One for each sentence."""
    return len(gold.units)


def conll_only(gold: Gold) -> set[str]:
    """The types that only CoNLL-2003 has: they identify the inventory of a tagger."""
    return {*conll_labels(gold)} - {*gold.schemas.labels("entity_type")}


def with_conll_form(records: list[Json], gold: Gold) -> list[Json]:
    """Records in the form of CoNLL-2003, if their types are of that inventory."""
    if not all("mentions" in record for record in records):
        return records
    types = {mention["type"] for record in records for mention in record["mentions"]}
    if types <= {*conll_labels(gold)} and types & conll_only(gold):
        return [{"id": record["id"], "conll": record["mentions"]} for record in records]
    return records


TASK = Task(
    name="entities",
    forms=("entities_sentence", "entities_tags", CONLL_FORM, "entities_page"),
    configs=("entities",),
    measures=measures,
    missing=missing,
    missing_effects=MISSING_SENTENCES,
    headline=(("strict", EVERYTHING), ("strict", CONLL_TYPES)),
    headline_note=(
        "Main result: strict, all; for taggers with the types of CoNLL-2003: strict, CoNLL types."
    ),
    views=(
        View(
            "entities",
            (
                *(Column(f"{scheme} F1", scheme, EVERYTHING) for scheme in SCHEMES),
                Column("mean over types F1", "strict, mean over types", EVERYTHING),
                Column("CoNLL types F1", "strict", CONLL_TYPES),
            ),
        ),
        View(
            "entities-places",
            tuple(Column(f"{place}, F1", "strict", place) for place in PLACES),
        ),
    ),
    steps=(INTERFACE,),
    predict=predict,
    calls=calls,
    finish=with_conll_form,
    span_lists=(SpanList("mentions", trimmed=True), SpanList("conll", trimmed=True)),
    check_record=check_record,
    check_file=check_file,
)
