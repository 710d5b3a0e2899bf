"""Reference pages of the docs, generated from schemas, rules, commands and data."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import LEVELS, RULES
from winnow.model.schemas import AUTHORED_FILES, CONFIGS, URN, Schemas
from winnow.read.files import read_bytes
from winnow.reports import agreement_tables, audit, counts
from winnow.reports.tables import document
from winnow.rows.columns import Field, columns, definition, record
from winnow.score.tasks import TASKS
from winnow.site import examples
from winnow.site.guidelines import rendered, with_rules
from winnow.site.templates import text_of

LINK = re.compile(r"\[([^\]]+)\]\([A-Z]+\.md\)")
"""A link of the datasheet to a file that is next to it, but not in the docs."""

CODE = re.compile(r"`([^`]+)`")
"""A code span in Markdown."""


@dataclass(frozen=True)
class CommandHelp:
    """The help of a command; ``parameters`` are names and explanations, ``page`` is in the docs."""

    group: str
    name: str
    summary: str
    usage: str
    description: str
    parameters: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    page: str


def pages(
    corpus: Corpus,
    figures: Json,
    commands: Iterable[CommandHelp],
    changelog: str,
    datasheet: str | None,
    guidelines: Mapping[str, str],
) -> dict[str, str]:
    """Each generated file by its path below ``docs/``.

    ``figures`` and ``datasheet`` are those of the build, ``guidelines`` the pages as they are, in
    which only the examples are generated.
    """
    agreement = [table for pair in figures["agreement"] for table in agreement_tables.tables(pair)]
    texts = {
        "reference/configs.md": configs_page(corpus.schemas),
        "reference/files.md": files_page(corpus.schemas),
        "reference/labels.md": labels_page(corpus, guidelines),
        "reference/predictions.md": predictions_page(corpus.schemas),
        "reference/counts.md": text_of("counts.md", tables=document(counts.tables(figures))),
        "reference/agreement.md": text_of("agreement.md", tables=document(agreement)),
        "reference/audit.md": text_of("audit.md", tables=document(audit.tables(figures["audit"]))),
        "reference/rules.md": text_of("rules.md", levels=LEVELS, rules=RULES.values()),
        "reference/commands.md": commands_page(commands),
        "changelog.md": changelog,
    }
    if datasheet is not None:
        texts["reference/datasheet.md"] = LINK.sub(r"\1", datasheet)
    for name, text in guidelines.items():
        texts[f"guidelines/{name}"] = rendered(text, corpus)
    return texts


def configs_page(schemas: Schemas) -> str:
    """The columns of each config, from the schema of its rows."""
    configs = [
        {
            "name": config,
            "description": schemas.row(config)["description"],
            "table": "\n".join(table_of(columns(schemas, config))),
        }
        for config in CONFIGS
    ]
    return text_of("configs.md", configs=configs)


def files_page(schemas: Schemas) -> str:
    """The fields of each authored file, from its schema."""
    files = []
    for name in AUTHORED_FILES:
        file = record(schemas, name)
        table = "\n".join(table_of((file.item or file).members))
        files.append({"name": name, "description": file.description, "table": table})
    return text_of("files.md", files=files)


def labels_page(corpus: Corpus, guidelines: Mapping[str, str]) -> str:
    """Every label list with its labels, their first annotation and the rules that name them."""
    schemas = corpus.schemas
    configs_of = defaultdict[str, dict[str, list[str]]](dict)
    for config in CONFIGS:
        for name, field in flat(columns(schemas, config), ""):
            for inner in (field, field.item):
                if inner and inner.label_list:
                    configs_of[inner.label_list].setdefault(name, []).append(config)
    rules = rules_by_code(guidelines)
    lists = [
        {
            "name": name,
            "description": label_list["description"],
            "options": schemas.label_options(name),
            "columns": configs_of[name],
            "examples": examples.of_labels(name, corpus),
        }
        for name, label_list in schemas.by_urn[f"{URN}labels"]["$defs"].items()
    ]
    return text_of("labels.md", lists=lists, rules=rules)


def rules_by_code(guidelines: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """For each text in code font, the rules with it in their title or text, and their files.

    Example lines do not count.
    """
    rules = defaultdict[str, dict[str, str]](dict)
    for file, text in guidelines.items():
        for rule, line in with_rules(text):
            if rule and not line.startswith(("- `", "- Made-up example", "## ")):
                for code in CODE.findall(line):
                    rules[code][rule] = file
    return rules


EXIT_CODES = {
    0: "success; for commands that check: no problems",
    1: "problems were reported, or the output could not be written",
    2: "the call itself is wrong: unknown command, option, page or folder",
    130: "interrupted (Ctrl-C)",
    141: "the reader of the output closed it, as `head` does",
}


def commands_page(commands: Iterable[CommandHelp]) -> str:
    """The commands with their arguments, options and examples, from their help."""
    commands = list(commands)
    lines = [
        "# Commands",
        "",
        "`winnow COMMAND --help` prints the same in the terminal, `winnow --install-completion`",
        "sets up completion for your shell; it needs `winnow` on the path, so activate the",
        "environment first.",
        "A page can be named by the beginning of its id: `000`.",
        "",
        "| group | command | what it does |",
        "|---|---|---|",
    ]
    lines += [
        f"| {command.group} | [`{command.name}`](#{command.name.replace(' ', '-')}) | "
        f"{command.summary} |"
        for command in commands
    ]
    lines += [
        "",
        "## Which command tells me that all is well?",
        "",
        "| question | command |",
        "|---|---|",
        "| Is my copy of the dataset or release complete and undamaged? | `winnow verify` |",
        "| Are my edits to sources, annotations and schemas valid? | `winnow check` |",
        "| Are they valid, and is `dataset/` built from them? | `winnow build --check` |",
        "| Are the generated pages of the docs current? | `winnow site --check` |",
        "",
        "None of them writes anything.",
        "",
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        *(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()),
        "",
        "## JSON",
        "",
        "`--format json` prints one object. Problems are a list `problems` of objects with `rule`,",
        "`level`, `file`, `line`, `place`, `message` and `remedy`; it is never shortened. A value",
        "that is not defined is null.",
        "",
        "| command | keys |",
        "|---|---|",
        "| `check` | `problems`, and `remarks` of the same form |",
        "| `verify` | `problems`; for an undamaged dataset folder also `verified`: the number of "
        "verified files by key of the manifest |",
        "| `build` | `changed`, and `rows` by config |",
        "| `site` | `written`, and `browse` with the numbers of pages `written` and `removed` |",
        "| `info` | `name`, `version`, `program`, `path`, `licences`, `built`, `missing`, `pages`, "
        "and `configs` with `rows` and `logical_hash` |",
        "| `counts` | `counts`, `labels`, `adjudication` |",
        "| `agree` | `left`, `right`, `pages`, `layers`, `stance_rows`, `tokens` |",
        "| `audit` | `audits`, verdicts by `layers`, and `findings`: verdicts other than right |",
        "| `score` | `scores` with `measure`, `of`, `figures` (`value`, `low`, `high`) and "
        "`counts`, and `missing`; for two systems `compared` with `one`, `other`, `difference` "
        "and `p` |",
        "| `predict` | the file `written` and its number of `lines` |",
        "| `diff` | `old` and `new` (with `hashes_of_last_build`: whether their hashes are those "
        "of the last build), `step`, `configs`, `pages`, `layers`, `labels`, and more |",
        "",
        "`score` also describes the gold standard in `gold`: `name`, `version`, `pages`,",
        "`sentences`, the `logical_hashes` of all configs that were read, and `scored`: `name`,",
        "`version`, `config` and `logical_hash` of each config that the task is scored on, which",
        "is what a paper cites.",
    ]
    for command in commands:
        lines += ["", f"## {command.name}", "", f"    {command.usage}", "", command.description]
        lines += ["", "| argument or option | explanation |", "|---|---|"]
        lines += [f"| `{name}` | {text} |" for name, text in command.parameters]
        lines += ["", "```sh", *command.examples, "```", "", f"Docs: [{command.page}]"]
        lines[-1] += f"(../{command.page}.md)"
    return "\n".join(lines) + "\n"


def stale(file: str) -> Problem:
    """The problem that a generated page of the docs is not current."""
    return RULES["build-stale"].at(file, "", "is not current", "generate it again: winnow site")


def differences(texts: dict[str, str], docs: Path) -> list[str]:
    """Paths below ``docs/`` of the generated files that are not current."""
    return [
        path for path, text in texts.items() if read_bytes(docs / path, path)[0] != text.encode()
    ]


def write(texts: dict[str, str], docs: Path) -> None:
    """Write each generated file."""
    for path, text in texts.items():
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
    """The lines of a table of fields, with the members of each field below it."""
    yield "| name | type | null | description |"
    yield "|---|---|---|---|"
    for name, field in flat(fields, ""):
        null = "yes" if field.nullable else "no"
        yield f"| `{name}` | {_type(field)} | {null} | {field.description} |"


def flat(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    """Every field and member of a field, with its dotted path."""
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
