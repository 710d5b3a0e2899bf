"""Predictions of a system: read from JSON lines and checked against the gold standard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.model.schemas import URN
from winnow.read.files import read_json_lines, surrogates
from winnow.read.schemas import violations
from winnow.score.gold import Gold
from winnow.score.records import Predictions, Record
from winnow.score.task import Task
from winnow.score.validate import duplicate_problems, record_problems

PredictionsSource: TypeAlias = str | Path | Iterable[Json] | Predictions
"""What a scorer accepts as predictions.

The path of a file, records in the same form as the lines of such a file, or ``Predictions``, which
are checked already.
"""


class PredictionsError(ValueError):
    """Predictions break rules.

    ``problems`` holds every problem; the message describes only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = problems[0]
        number = f" (the first of {len(problems)} problems)" if len(problems) > 1 else ""
        super().__init__(
            f"{first.file}, line {first.line}, {first.place or 'the whole line'}: {first.message}; "
            f"{first.remedy}{number}"
        )


def valid_predictions(source: PredictionsSource, task: Task, gold: Gold) -> Predictions:
    """Read and check the predictions in a source; ``Predictions`` are returned unchanged.

    Raises ``PredictionsError`` if they break a rule, ``FileNotFoundError`` if there is no file, and
    ``ValueError`` if they are ``Predictions`` for another task.
    """
    if isinstance(source, Predictions):
        if source.task != task.name:
            raise ValueError(f"these are predictions for {source.task}, not for {task.name}")
        return source
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.exists():
            raise FileNotFoundError(f"there is no file {path}")
        predictions, problems = read_file(path, task, gold)
    else:
        values = enumerate(source, start=1)
        predictions, problems = check_values(values, task, gold, "predictions")
    if problems:
        raise PredictionsError(problems)
    return predictions


def read_file(path: Path, task: Task, gold: Gold) -> tuple[Predictions, list[Problem]]:
    """The predictions in a file, and all problems.

    A line that cannot be read as JSON is reported and not checked any further.
    """
    file = path.as_posix()
    json_file = read_json_lines(path, file)
    unreadable = [replace(problem, line=_line_of(problem)) for problem in json_file.problems]
    lines = {problem.line for problem in unreadable}
    # The list has an item for every line, also for those that cannot be read.
    numbered = enumerate(json_file.value or [], start=1)
    values = [(line, value) for line, value in numbered if line not in lines]
    predictions, problems = check_values(values, task, gold, file)
    return predictions, _by_line([*unreadable, *problems])


def _line_of(problem: Problem) -> int | None:
    number = problem.place.partition(":")[0]
    return int(number) if number.isdigit() else None


def _by_line(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line or 0)


def check_values(
    values: Iterable[tuple[int, Json]], task: Task, gold: Gold, file: str
) -> tuple[Predictions, list[Problem]]:
    """Make predictions from values with their line numbers, and collect all problems.

    A value that does not fit a schema of the task, or whose id is unknown, is only reported.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    for line, value in values:
        record, line_problems = _record(value, line, task, gold, file)
        if record is not None:
            records.append(record)
            line_problems = list(record_problems(record, task, gold, file))
        problems.extend(replace(problem, line=line) for problem in line_problems)
    problems.extend(duplicate_problems(records, task, file))
    if task.check_file:
        problems.extend(task.check_file(records, file))
    return Predictions(task.name, tuple(records)), _by_line(problems)


def _record(
    value: Json, line: int, task: Task, gold: Gold, file: str
) -> tuple[Record | None, list[Problem]]:
    """The record in a value, or None and the problems.

    There is no record if the value does not have exactly one form of the task, does not conform to
    its schema, or is about a page, sentence or row that is not in the gold standard.
    """
    definitions = gold.schemas.by_urn[f"{URN}predictions"]["$defs"]
    keys = {form: definitions[form]["required"] for form in task.forms}
    form, problem = _form(value, keys, task, gold, file)
    if problem:
        return None, [problem]
    problems = list(surrogates(value, file))
    if problems:
        return None, problems
    # Remedies of schema violations name files.md, but predictions.md describes these forms.
    problems = [
        replace(violation, remedy=violation.remedy.replace("files.md", "predictions.md"))
        for violation in violations(gold.schemas, value, f"predictions#/$defs/{form}", file)
    ]
    id_key = keys[form][0]
    subject_id = value.get(id_key)
    if not isinstance(subject_id, str):
        return None, problems
    kind = definitions[form]["properties"][id_key]["$ref"].rpartition("/")[2]
    subject = _subject(kind, subject_id, gold)
    if subject is None:
        message = (
            f"version {gold.version} of the gold standard has no {kind} {excerpt(subject_id, 80)}"
        )
        others = [problem for problem in problems if problem.place != id_key]
        return None, [RULES["prediction-id-unknown"].at(file, id_key, message), *others]
    page_id, sentence_id, origin = subject
    record = Record(form, line, page_id, sentence_id, origin, value)
    return (None if problems else record), problems


def _form(
    value: Json, keys: dict[str, list[str]], task: Task, gold: Gold, file: str
) -> tuple[str, Problem | None]:
    """The form that shares the most keys with a value, or an empty string and the problem.

    It is a problem if the value is not an object, has none of the forms or more than one, or has
    the id of a page under ``id``. ``keys`` has the keys of each form; the first is that of the id.
    """
    rule = RULES["prediction-form"]
    if not isinstance(value, dict):
        return "", rule.at(file, "", f"{excerpt(value)} is not an object")
    form = max(keys, key=lambda name: len({*keys[name]} & {*value}))
    named = excerpt(", ".join(map(str, value)), 80)
    if isinstance(value.get("id"), str) and value["id"] in gold.pages:
        message = f"{excerpt(value['id'], 80)} is the id of a page"
        return "", rule.at(file, "id", message, "write page_id instead of id")
    content_keys = {name: form_keys[1:] for name, form_keys in keys.items()}  # without the id
    present = {key for form_keys in content_keys.values() for key in form_keys if key in value}
    if len(present) > len(content_keys[form]) > 0:  # the surplus keys are those of another form
        message = f"an object with the keys {named} has two forms at once"
        return "", rule.at(file, "", message, "write a line for each form")
    if present.isdisjoint(content_keys[form]):
        forms = "; ".join(", ".join(form_keys) for form_keys in keys.values())
        message = f"an object with the keys {named} has none of the forms of {task.name}"
        return "", rule.at(file, "", message, f"use the keys of one of these forms: {forms}")
    return form, None


def _subject(kind: str, subject_id: str, gold: Gold) -> tuple[str, str | None, int] | None:
    """The page id, sentence id and origin of the page, sentence or row with an id.

    The sentence id is None for a page. Offsets count from the origin, an offset on the page. None
    if there is no such page, sentence or row.
    """
    if kind == "page":
        return (subject_id, None, 0) if subject_id in gold.pages else None
    if kind == "row":
        row = gold.targets.get(subject_id)
        return (row.page_id, row.sentence_id, 0) if row else None
    page_id, _, sentence_id = subject_id.partition("#")
    number = gold.units.get((page_id, sentence_id))
    return None if number is None else (page_id, sentence_id, gold.extents[number][0])
