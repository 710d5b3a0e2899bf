"""Reference pages of the docs, generated from schemas, rules, commands and data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.problem import Problem, Rule
from winnow.model.rules import LEVELS, RULES
from winnow.model.schemas import AUTHORED_FILES, CONFIGS, URN, Schemas
from winnow.read.files import read_bytes
from winnow.reports import agreement_tables, audit, counts
from winnow.reports.tables import document
from winnow.rows.columns import Field, columns, definition, record
from winnow.score.tasks import TASKS
from winnow.site.guidelines import rendered
from winnow.site.picture import annotated_lines

PICTURE = ("000_a401cee3f7b9dc82", range(4))
"""Page and lines (from 0) of the picture in the README."""


LINK = re.compile(r"\[([^\]]+)\]\([A-Z]+\.md\)")
"""A link of the datasheet to a file beside it, which the docs have not."""


@dataclass(frozen=True)
class CommandHelp:
    """What a command says of itself; ``parameters`` are names and explanations."""

    name: str
    usage: str
    description: str
    parameters: tuple[tuple[str, str], ...]


def pages(
    corpus: Corpus,
    figured: Json,
    commands: Iterable[CommandHelp],
    changelog: str,
    datasheet: str | None,
    guidelines: Mapping[str, str],
) -> dict[str, str]:
    """Each generated file by its path below ``docs/``; in guidelines only examples are made.

    ``figured`` are the figures of the build, and so is the datasheet, where there is one.
    """
    made = {
        "reference/configs.md": configs_page(corpus.schemas),
        "reference/files.md": files_page(corpus.schemas),
        "reference/labels.md": labels_page(corpus.schemas),
        "reference/predictions.md": predictions_page(corpus.schemas),
        "reference/counts.md": counts_page(figured),
        "reference/agreement.md": agreement_page(figured),
        "reference/audit.md": audit_page(figured),
        "reference/rules.md": rules_page(),
        "reference/commands.md": commands_page(commands),
        "changelog.md": changelog,
    }
    if datasheet is not None:
        made["reference/datasheet.md"] = LINK.sub(r"\1", datasheet)
    for name, text in guidelines.items():
        made[f"guidelines/{name}"] = rendered(text, corpus)
    for page in corpus.pages:
        if page.id == PICTURE[0]:
            names = {entry.id: entry.name for entry in corpus.registry.values()}
            drawn = annotated_lines(page, PICTURE[1], names, corpus.schemas)
            made["assets/annotated-lines.svg"] = drawn
    return made


def configs_page(schemas: Schemas) -> str:
    """Columns of each config, from the schema of its rows."""
    lines = [
        "# Configs",
        "",
        "Each config has one split, `test`. The tables are made from `schema/rows/`.",
        "",
        "`start` and `end` index the row's own `text`; `page_start` and `page_end` index that of",
        "the page. All of them count Unicode code points and are half-open, as Python slices are.",
        "An id such as `page#s4` is permanent: it stands in every config and is never given twice.",
    ]
    for config in CONFIGS:
        row = schemas.row(config)
        lines += ["", f"## {config}", "", row["description"], ""]
        lines += table_of(columns(schemas, config))
    return "\n".join(lines) + "\n"


def files_page(schemas: Schemas) -> str:
    """What stands in each authored file, from its schema."""
    lines = [
        "# Files",
        "",
        "What people write, from the schema of each file in `schema/`.",
    ]
    for name in AUTHORED_FILES:
        schema = schemas.by_urn[URN + name]
        field = record(schemas, name)
        members = (field.item or field).members
        lines += ["", f"## {name}", "", schema["description"], "", *table_of(members)]
    return "\n".join(lines) + "\n"


def labels_page(schemas: Schemas) -> str:
    """Every label list with its labels."""
    lines = [
        "# Labels",
        "",
        "Made from `schema/labels.schema.json`. In Parquet a label is a string; in `load_dataset`",
        "it is a `ClassLabel`, whose numbers are given here. Save label strings, not numbers, in",
        "files of your own: `features[column].int2str(number)` turns the one into the other.",
    ]
    definitions = schemas.by_urn[f"{URN}labels"]["$defs"]
    used = {
        field.label_list or (field.item.label_list if field.item else "")
        for config in CONFIGS
        for _, field in flat(columns(schemas, config), "")
    }
    for name, label_list in definitions.items():
        lines += ["", f"## {name}", "", label_list["description"], ""]
        if name not in used:
            lines += ["*No config of this version has a column with these labels.*", ""]
        options = schemas.label_options(name)
        if "x-class" in options[0]:
            lines += ["| number | label | class | what it is |", "|---|---|---|---|"]
        else:
            lines += ["| number | label | what it is |", "|---|---|---|"]
        for number, option in enumerate(options):
            group = f" {option['x-class']} |" if "x-class" in option else ""
            lines.append(f"| {number} | `{option['const']}` |{group} {option['description']} |")
    return "\n".join(lines) + "\n"


def counts_page(figured: Json) -> str:
    """The tables that ``winnow counts`` prints."""
    lines = [
        "# Counts",
        "",
        "Made by `winnow counts`. These are three pages: the figures describe them, and nothing",
        "that could be called a sample of news. A label that occurs 0 times is listed, too.",
        "",
        document(counts.tables(figured)),
        "*Differences* are lines of the log of adjudication on which the passes differ, answers to",
        "audits left out; *taken*",
        "says whose reading stands, `third` that it is neither's. *Finds* are lines on which the",
        "passes agree, or have nothing, and were both corrected.",
    ]
    return "\n".join(lines) + "\n"


def agreement_page(figured: Json) -> str:
    """The tables that ``winnow agree`` prints for each two passes, and each pass and gold."""
    lines = [
        "# Agreement, in figures",
        "",
        "Made by `winnow agree LEFT RIGHT`, once for each two readings that have a page in common.",
        "[Agreement](../agreement.md) defines the measures and says what they can show. A dash",
        "stands where a figure is not defined.",
        "",
        document(each for found in figured["agreement"] for each in agreement_tables.tables(found)),
    ]
    return "\n".join(lines)


def audit_page(figured: Json) -> str:
    """The tables that ``winnow audit`` prints."""
    lines = [
        "# Audit, in figures",
        "",
        "Made by `winnow audit`; [How the gold was made](../annotation.md) says what was audited.",
        "*Before* are the verdicts of the first audit; *after* is the gold standard as it stands,",
        "where the least favourable of all verdicts on an annotation counts.",
        "",
        document(audit.tables(figured["audit"])),
    ]
    return "\n".join(lines)


def rules_page() -> str:
    """Every rule that `winnow check` and `winnow verify` hold the data to."""
    lines = [
        "# Rules",
        "",
        "`winnow check` holds sources, annotations and schemas to the rules of levels 1 to 5;",
        "`winnow verify` and `winnow build --check` hold built files to those of level 6. A rule",
        "keeps its id for ever. Problems are told all at once, with file, place and remedy.",
    ]
    for level, meaning in LEVELS.items():
        lines += ["", f"## Level {level}", "", meaning]
        for rule in RULES.values():
            if rule.level == level:
                lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> list[str]:
    remedy = rule.remedy[0].upper() + rule.remedy[1:]
    return [f"### {rule.id}", "", rule.requirement, "", f"*Remedy:* {remedy}."]


def commands_page(commands: Iterable[CommandHelp]) -> str:
    """The commands with their arguments and options, from their own help."""
    lines = [
        "# Commands",
        "",
        "`winnow COMMAND --help` says the same in the terminal.",
        "",
        "Exit codes: 0 all is well, 1 problems were found, 2 the call itself was wrong, 130 it was "
        "interrupted, 141 the reader of its output closed it (as in `winnow show PAGE | head`).",
        "",
        "With `--format json`, problems are an object `problems`: a list with `rule`, `level`,",
        "`file`, `line`, `place`, `message` and `remedy` of each; `winnow check` has `remarks` of",
        "the same form besides, and `winnow verify` of an undamaged dataset folder has `verified`:",
        "the number of verified files by key of the manifest. A build that wrote says whether",
        "anything `changed`, and the `rows` of each config; `winnow site` says what was",
        "`written`; `winnow counts` gives `counts`,",
        "`labels` and `adjudication`; `winnow agree` the names `left` and `right`, `pages`, each",
        "of the `layers`, `stance_rows` and `tokens`; `winnow audit` the `audits`, the verdicts by",
        "`layers`, and `findings`: each verdict that is not right; `winnow score` the `scores`,",
        "each with `measure`, `of`, `figures` (`value`, `low`, `high`) and `counts`, and what was",
        "`missing`, or, of two systems, `compared` with `one`, `other`, `difference` and `p`. What",
        "is not defined is null. In both, `gold` describes the gold standard: `name`, `version`,",
        "`pages`, `sentences`, the `logical_hashes` of all configs that were read, and `scored`: a",
        "list with `name`, `version`, `config` and `logical_hash` of each config that the task is",
        "scored on, which is what a paper cites. `winnow predict` reports the file `written` and",
        "its number of `lines`.",
    ]
    for command in commands:
        lines += ["", f"## {command.name}", "", f"    {command.usage}", "", command.description]
        lines += ["", "| argument or option | what it is |", "|---|---|"]
        lines += [f"| `{name}` | {said} |" for name, said in command.parameters]
    return "\n".join(lines) + "\n"


def stale(file: str) -> Problem:
    """The problem that a generated page of the docs is not current."""
    return RULES["build-stale"].at(
        file, "", "is not as it would be made", "make it again: winnow site"
    )


def differences(made: dict[str, str], docs: Path) -> list[str]:
    """Paths below ``docs/`` that are not as they would be made."""
    return [
        path for path, text in made.items() if read_bytes(docs / path, path)[0] != text.encode()
    ]


def write(made: dict[str, str], docs: Path) -> None:
    """Write each generated file."""
    for path, text in made.items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text, encoding="utf-8")


SCHEMA = "predictions"


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
    for name, task in TASKS.items():
        lines += ["", f"## {name}"]
        for form in task.forms:
            lines += ["", *_form(schemas, form)]
    return "\n".join(lines) + "\n"


def _form(schemas: Schemas, form: str) -> Iterator[str]:
    schema = schemas.by_urn[URN + SCHEMA]["$defs"][form]
    yield f"### {schema['title']}"
    yield ""
    yield schema["description"]
    yield ""
    yield "```json"
    yield from (json.dumps(example, ensure_ascii=False) for example in schema["examples"])
    yield "```"
    yield ""
    yield from table_of(definition(schemas, form, SCHEMA).members)


def table_of(fields: tuple[Field, ...]) -> Iterator[str]:
    """The lines of a table of fields, with the members of each below it."""
    yield "| name | type | null | description |"
    yield "|---|---|---|---|"
    for name, field in flat(fields, ""):
        null = "yes" if field.nullable else "no"
        yield f"| `{name}` | {_type(field)} | {null} | {field.description} |"


def flat(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    """Each field and each member of one, with its dotted path."""
    for field in fields:
        name = prefix + field.name
        yield name, field
        inner = field.item if field.kind == "list" and field.item else field
        yield from flat(inner.members, f"{name}[]." if field.kind == "list" else f"{name}.")


def _type(field: Field) -> str:
    if field.kind == "label":
        return f"[{field.label_list}](labels.md#{field.label_list})"
    if field.kind == "list" and field.item:
        return f"list of {_type(field.item)}"
    return field.kind
