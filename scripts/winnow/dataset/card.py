"""The dataset card: its front matter, its template, and a sample row of each config."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from winnow.dataset.folder import split_front_matter
from winnow.dataset.manifest import ConfigBuild
from winnow.dataset.metadata.citation import address, apa, bibtex
from winnow.dataset.parquet import SPLIT
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.passes import GOLD
from winnow.model.problem import Problem, shortened
from winnow.model.rules import RULES
from winnow.read.files import decode, read_bytes
from winnow.reports import agreement_tables, audit, counts
from winnow.rows.columns import columns, features

Template = tuple[Json, str]
"""Front matter and body of ``dataset_card.md``."""


def read(path: Path, file: str) -> tuple[Template | None, list[Problem]]:
    """Front matter and body of ``dataset_card.md``, or the problems with it."""
    data, problem = read_bytes(path, file)
    if data is None:
        return None, [problem] if problem else []
    text, problems = decode(data, file)
    if text is None or problems:
        return None, problems
    try:
        front, body = split_front_matter(text.replace("\r\n", "\n"))
    except ValueError as error:
        return None, [RULES["card-broken"].at(file, "1:1", str(error))]
    try:
        _environment().from_string(body)
    except TemplateSyntaxError as error:
        place = f"{text.count(chr(10)) - body.count(chr(10)) + error.lineno}:1"
        message = f"not a valid template: {shortened(str(error.message), 90)}"
        return None, [RULES["card-broken"].at(file, place, message)]
    return (front, body), []


def context(
    corpus: Corpus,
    configs: Sequence[ConfigBuild],
    rows: Mapping[str, Sequence[Json]],
    figures: Json,
) -> dict[str, Any]:
    """The variables of the templates."""
    return {
        "metadata": corpus.metadata,
        "configs": [
            {
                "name": config.name,
                "rows": config.rows,
                "logical_hash": config.logical_hash,
                "description": corpus.schemas.row(config.name)["description"],
                "columns": columns(corpus.schemas, config.name),
                "sample": sample(rows[config.name]),
            }
            for config in configs
        ],
        **figures,
        "tables": {
            "adjudication": counts.adjudication_table(figures["adjudication"]),
            "agreement": [
                table
                for agreement in figures["agreement"]
                if GOLD not in (agreement["left"], agreement["right"])
                for table in agreement_tables.summary(agreement)
            ],
            "audit": audit.tables(figures["audit"]),
        },
        "bibtex": bibtex(corpus.metadata),
        "apa": apa(corpus.metadata),
        "address": address(corpus.metadata),
    }


def render(body: str, values: Mapping[str, Any], file: str) -> tuple[str | None, list[Problem]]:
    """A rendered template, or the problem with it; ``file`` is its name in problems."""
    try:
        rendered = _environment().from_string(body).render(values)
        rendered.encode()
    except Exception as error:  # a template can raise anything
        message = f"cannot be rendered: {shortened(str(error), 90)}"
        return None, [RULES["card-broken"].at(file, "", message)]
    return rendered, []


def front(template: Json, corpus: Corpus, configs: Sequence[ConfigBuild]) -> Json:
    """The front matter of the template, and the configs and features for loaders."""
    return template | {
        "configs": [_config(config, first=index == 0) for index, config in enumerate(configs)],
        "dataset_info": [_info(corpus, config) for config in configs],
    }


def document(front: Json, body: str) -> bytes:
    """A card: front matter between two lines of ---, then the body."""
    dumped = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1_000_000)
    return f"---\n{dumped}---\n{body}".encode()


ROOT_README = "README.md"
ROOT_PARTS = {
    "configs": re.compile(r"(?<=\|---\|---\|---\|\n)(?:\| `.*\n)+"),
    "bibtex": re.compile(r"(?<=^```bibtex\n).*?\n(?=```$)", re.MULTILINE | re.DOTALL),
}
"""Generated parts of the README of the repository: rows of the table of configs, BibTeX entry."""


def root_readme(text: str, corpus: Corpus, configs: Sequence[ConfigBuild]) -> str:
    """The README of the repository with its generated parts replaced by those of this build."""
    rows = []
    for index, config in enumerate(configs):
        name = f"`{config.name}` (default)" if index == 0 else f"`{config.name}`"
        description = corpus.schemas.row(config.name)["description"]
        meaning = description.removeprefix("A row is ").removesuffix(".")
        rows.append(f"| {name} | {meaning} | {config.rows} |\n")
    parts = {"configs": "".join(rows), "bibtex": f"{bibtex(corpus.metadata)}\n"}
    for name, part in parts.items():
        if match := ROOT_PARTS[name].search(text):
            text = text[: match.start()] + part + text[match.end() :]
    return text


def _environment() -> SandboxedEnvironment:
    """Templates depend on the data alone: no globals, and no filter ``random``."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    environment.globals.clear()
    del environment.filters["random"]
    return environment


def _config(config: ConfigBuild, *, first: bool) -> dict[str, Any]:
    return {
        "config_name": config.name,
        **({"default": True} if first else {}),
        "data_files": [{"split": SPLIT, "path": list(config.files)}],
    }


def _info(corpus: Corpus, config: ConfigBuild) -> dict[str, Any]:
    description = corpus.schemas.row(config.name)["description"]
    return {
        "config_name": config.name,
        "description": f"{description} Version {corpus.metadata['version']}, "
        f"logical hash sha256:{config.logical_hash}",
        "features": features(columns(corpus.schemas, config.name)),
        "splits": [{"name": SPLIT, "num_bytes": config.arrow_bytes, "num_examples": config.rows}],
        "download_size": sum(map(len, config.files.values())),
        "dataset_size": config.arrow_bytes,
    }


LONGEST = 100
"""Maximum length of a text in a sample, in code points."""

ITEMS = 3
"""Maximum number of texts, numbers or labels of a list in a sample; of objects, one."""


def sample(rows: Sequence[Json]) -> str:
    """The first of the rows with the fewest empty columns, as JSON with a line for each column."""
    row = min(rows, key=_empty_columns)
    lines = [
        f"  {json.dumps(key)}: {json.dumps(_shortened(value), ensure_ascii=False)}"
        for key, value in row.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def _empty_columns(row: Json) -> int:
    """The number of null or empty columns; most annotations need no decision, hence ``line_id``."""
    return sum(value in (None, "", []) for name, value in row.items() if name != "line_id")


def _shortened(value: Json) -> Json:
    match value:
        case str() if len(value) > LONGEST:
            return f"{value[:LONGEST]}… ({len(value) - LONGEST} more characters)"
        case list():
            shown = 1 if value and isinstance(value[0], dict) else ITEMS
            more = [f"… ({len(value) - shown} more)"] if len(value) > shown else []
            return [*map(_shortened, value[:shown]), *more]
        case dict():
            return {key: _shortened(item) for key, item in value.items()}
        case _:
            return value
