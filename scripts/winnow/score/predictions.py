"""Predictions of a system: read from JSON lines, held to the gold standard, never repaired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.read.files import read_json_lines, surrogates
from winnow.read.schemas import violations
from winnow.score.gold import Gold
from winnow.score.records import FORMS, Predictions, Record
from winnow.score.validate import faults, mixed, repeated


class PredictionsError(ValueError):
    """A ``ValueError``: predictions break rules. ``problems`` are all that were found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            f"{first.file}, line {first.line}, {first.place or 'the whole line'}: {first.message}; "
            f"{first.remedy}{more}"
        )


def given(
    predictions: str | Path | Iterable[Json] | Predictions, task: str, gold: Gold
) -> Predictions:
    """Predictions from a file, from records as a file has them, or as they are.

    Raises ``PredictionsError`` where they break a rule, ``FileNotFoundError`` where there is no
    file, and ``ValueError`` where they are of another task.
    """
    if isinstance(predictions, Predictions):
        if predictions.task != task:
            raise ValueError(f"these are predictions for {predictions.task}, not for {task}")
        return predictions
    if isinstance(predictions, str | Path):
        path = Path(predictions)
        if not path.exists():
            raise FileNotFoundError(f"there is no file {path}")
        found, problems = read(path, task, gold)
    else:
        found, problems = check(enumerate(predictions, start=1), task, gold, "predictions")
    if problems:
        raise PredictionsError(problems)
    return found


def read(path: Path, task: str, gold: Gold) -> tuple[Predictions, list[Problem]]:
    """The predictions in a file, and every problem with them."""
    reading = read_json_lines(path, path.as_posix())
    broken = [replace(each, line=_line_of(each)) for each in reading.problems]
    if broken:
        return Predictions(task, ()), broken
    return check(enumerate(reading.value, start=1), task, gold, path.as_posix())


def _line_of(problem: Problem) -> int | None:
    number = problem.place.partition(":")[0]
    return int(number) if number.isdigit() else None


def check(
    records: Iterable[tuple[int, Json]], task: str, gold: Gold, file: str
) -> tuple[Predictions, list[Problem]]:
    """Records with their line numbers as predictions, and every problem with them."""
    kept: list[Record] = []
    problems: list[Problem] = []
    for line, value in records:
        form, found = _form(value, task, gold, file)
        record = _record(form, line, value, gold) if form and not found else None
        if form and not found and record is None:
            key = "page_id" if "page_id" in value else "id"
            what = "page" if key == "page_id" else "row" if form == "stance_row" else "sentence"
            message = f"there is no {what} {excerpt(value[key], 80)} in version {gold.version}"
            found = [RULES["prediction-id-unknown"].at(file, key, message)]
        if record is not None:
            found = list(faults(record, gold, file))
            kept.append(record)
        problems.extend(replace(each, line=line) for each in found)
    problems.extend(repeated(kept, file))
    problems.extend(mixed(kept, file))
    return Predictions(task, tuple(kept)), sorted(problems, key=lambda each: each.line or 0)


def _form(value: Json, task: str, gold: Gold, file: str) -> tuple[str | None, list[Problem]]:
    """The form of a record, told by its keys, and how it breaks that form's schema."""
    definitions = gold.schemas.by_urn["urn:winnow:schema:predictions"]["$defs"]
    keys = {form: definitions[form]["required"] for form in FORMS[task]}
    if not isinstance(value, dict):
        return None, [RULES["prediction-form"].at(file, "", f"{excerpt(value)} is not an object")]
    form = max(keys, key=lambda each: len({*keys[each]} & {*value}))
    said = excerpt(", ".join(map(str, value)), 80)
    if isinstance(value.get("id"), str) and value["id"] in gold.pages:
        message = f"{excerpt(value['id'], 80)} is a page, and stands under id"
        return None, [
            RULES["prediction-form"].at(file, "id", message, "write page_id instead of id")
        ]
    own = {key for each in keys.values() for key in each[1:] if key in value}
    if len(own) >= len(keys[form]) > 1:
        message = f"an object with the keys {said} is of two forms at once"
        return None, [RULES["prediction-form"].at(file, "", message, "write a line for each")]
    if not set(value) & set(keys[form][1:]):
        shown = "; ".join(f"{', '.join(each)}" for each in keys.values())
        message = f"an object with the keys {said} is no form of {task}"
        return None, [
            RULES["prediction-form"].at(file, "", message, f"give it the keys of one of: {shown}")
        ]
    broken = list(surrogates(value, file))
    if broken:
        return None, broken
    found = violations(gold.schemas, value, f"predictions#/$defs/{form}", file)
    return form, [
        replace(each, remedy=each.remedy.replace("files.md", "predictions.md")) for each in found
    ]


def _record(form: str, line: int, value: Json, gold: Gold) -> Record | None:
    """The record at its place in the gold standard, or None where that has no such place."""
    if "page_id" in value:
        page_id = value["page_id"]
        return Record(form, line, page_id, None, 0, value) if page_id in gold.pages else None
    if form == "stance_row":
        row = gold.targets.get(value["id"])
        return Record(form, line, row.page_id, row.sentence_id, 0, value) if row else None
    page_id, _, sentence_id = value["id"].partition("#")
    number = gold.units.get((page_id, sentence_id))
    if number is None:
        return None
    start = gold.extents[number][0]
    return Record(form, line, page_id, sentence_id, start, value)
