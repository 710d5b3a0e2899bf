"""The forms of predictions as a page of the docs."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.field_tables import table_of
from winnow.fields import definition
from winnow.schemas import URN, Schemas
from winnow.score.records import FORMS

SCHEMA = "predictions"

EXAMPLES = {
    "boilerplate_text": '{"page_id": "000_a401cee3f7b9dc82", "text": "Ben Wallace Mocks …"}',
    "boilerplate_kept": ('{"page_id": "000_a401cee3f7b9dc82", "kept": [{"start": 11, "end": 72}]}'),
    "boilerplate_segments": (
        '{"page_id": "000_a401cee3f7b9dc82", "segments": '
        '[{"start": 0, "end": 10, "kind": "section_label"}]}'
    ),
    "boilerplate_lines": (
        '{"page_id": "000_a401cee3f7b9dc82", "lines": [{"line": 0, "class": "boilerplate"}]}'
    ),
    "sentences_page": (
        '{"page_id": "000_a401cee3f7b9dc82", "sentences": '
        '[{"start": 0, "end": 10}, {"start": 11, "end": 72}]}'
    ),
    "entities_sentence": (
        '{"id": "000_a401cee3f7b9dc82#x2", "mentions": [{"start": 0, "end": 11, "type": "PERSON"}]}'
    ),
    "entities_tags": ('{"id": "000_a401cee3f7b9dc82#x1", "tags": ["O", "O"]}'),
    "entities_conll": (
        '{"id": "000_a401cee3f7b9dc82#x2", "conll": [{"start": 0, "end": 11, "type": "PER"}]}'
    ),
    "entities_page": (
        '{"page_id": "000_a401cee3f7b9dc82", "mentions": '
        '[{"start": 11, "end": 22, "type": "PERSON"}]}'
    ),
    "stance_row": ('{"id": "000_a401cee3f7b9dc82#x2/vladimir-putin", "polarity": "against"}'),
    "stance_sentence": (
        '{"id": "000_a401cee3f7b9dc82#x2", "stances": [{"holder": "ben-wallace", '
        '"target": "vladimir-putin", "polarity": "against", "evidence": {"start": 12, "end": 17}}]}'
    ),
    "stance_page": (
        '{"page_id": "000_a401cee3f7b9dc82", "stances": [{"start": 23, "end": 28, '
        '"holder": "ben-wallace", "target": "vladimir-putin", "polarity": "against"}]}'
    ),
    "quotations_page": (
        '{"page_id": "000_a401cee3f7b9dc82", "quotations": '
        '[{"start": 39, "end": 48, "speaker": "ben-wallace"}]}'
    ),
    "pipeline_page": (
        '{"page_id": "000_a401cee3f7b9dc82", "given": "scraped", '
        '"kept": [{"start": 11, "end": 72}], '
        '"mentions": [{"start": 29, "end": 34, "type": "PERSON"}], '
        '"polarities": [{"id": "000_a401cee3f7b9dc82#x2/vladimir-putin", "polarity": "against"}]}'
    ),
}
"""A line of each form."""


def predictions_page(schemas: Schemas) -> str:
    """What a line of predictions holds, form by form, from their schema."""
    lines = [
        "# Predictions",
        "",
        "What `winnow score` reads and `winnow predict` writes: JSON lines, each a form that its",
        "task knows. The tables are made from `schema/predictions.schema.json`. Offsets count code",
        "points, the end not included: those of the page where a line has a `page_id`, else those",
        "of the text of the row. Ids are those of the rows in the [configs](configs.md). Forms of",
        "one task may be mixed, as long as nothing is predicted twice; mentions in the four types",
        "of CoNLL-2003 stand in a file of their own.",
        "",
        "A line that breaks a rule is named by its number with a remedy, and nothing is scored:",
        "spans outside the text, overlapping spans, labels outside the inventory and unknown ids",
        "are errors ([rules](rules.md#level-7)). What no line is about counts as not found, and",
        "the scores say how much that is.",
    ]
    for task, forms in FORMS.items():
        lines += ["", f"## {task}"]
        for form in forms:
            lines += ["", *_form(schemas, form)]
    return "\n".join(lines) + "\n"


def _form(schemas: Schemas, form: str) -> Iterator[str]:
    schema = schemas.by_urn[URN + SCHEMA]["$defs"][form]
    yield f"### {schema['title']}"
    yield ""
    yield schema["description"]
    yield ""
    yield "```json"
    yield EXAMPLES[form]
    yield "```"
    yield ""
    yield from table_of(definition(schemas, form, SCHEMA).members)
