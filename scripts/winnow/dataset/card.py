"""The dataset card: front matter, template, and a real row of each config."""

from __future__ import annotations

import json
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
    """Front matter and body of ``dataset_card.md``, or what is wrong with it."""
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
        message = f"not a template: {shortened(str(error.message), 90)}"
        return None, [RULES["card-broken"].at(file, place, message)]
    return (front, body), []


def context(
    corpus: Corpus,
    configs: Sequence[ConfigBuild],
    rows: Mapping[str, Sequence[Json]],
    figures: Json,
) -> dict[str, Any]:
    """What templates are filled in with."""
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
                for each in figures["agreement"]
                if GOLD not in (each["left"], each["right"])
                for table in agreement_tables.summary(each)
            ],
            "audit": audit.tables(figures["audit"]),
        },
        "bibtex": bibtex(corpus.metadata),
        "apa": apa(corpus.metadata),
        "address": address(corpus.metadata),
    }


def fill_in(body: str, values: Mapping[str, Any], file: str) -> tuple[str | None, list[Problem]]:
    """A template filled in, or what is wrong with it; ``file`` is its name in problems."""
    try:
        filled = _environment().from_string(body).render(values)
        filled.encode()
    except Exception as error:  # a template can raise anything
        message = f"cannot be filled in: {shortened(str(error), 90)}"
        return None, [RULES["card-broken"].at(file, "", message)]
    return filled, []


def front(template: Json, corpus: Corpus, configs: Sequence[ConfigBuild]) -> Json:
    """The front matter of the card: that of its template, and what loaders are to know."""
    return template | {
        "configs": [_config(config, first=index == 0) for index, config in enumerate(configs)],
        "dataset_info": [_info(corpus, config) for config in configs],
    }


def document(front: Json, body: str) -> bytes:
    """A card: front matter between its two lines, and what follows them."""
    dumped = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1_000_000)
    return f"---\n{dumped}---\n{body}".encode()


def _environment() -> SandboxedEnvironment:
    """Templates see the data and nothing else: no globals, and no filter that draws at random."""
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
    said = corpus.schemas.row(config.name)["description"]
    return {
        "config_name": config.name,
        "description": f"{said} Version {corpus.metadata['version']}, "
        f"logical hash sha256:{config.logical_hash}",
        "features": features(columns(corpus.schemas, config.name)),
        "splits": [{"name": SPLIT, "num_bytes": config.arrow_bytes, "num_examples": config.rows}],
        "download_size": sum(map(len, config.files.values())),
        "dataset_size": config.arrow_bytes,
    }


LONGEST = 100
"""Longest text that is shown whole, in code points."""

ITEMS = 3
"""How many items of a list of texts, numbers or labels are shown; of objects, one."""


def sample(rows: Sequence[Json]) -> str:
    """The first of the rows with the fewest empty columns, as JSON in several lines."""
    row = min(rows, key=_empty)
    lines = [f"  {json.dumps(key)}: {_line(value)}" for key, value in row.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _empty(value: Json) -> int:
    """How many columns of a row are null or empty; most annotations need no line of the log."""
    return sum(each in (None, "", []) for name, each in value.items() if name != "line_id")


def _line(value: Json) -> str:
    return json.dumps(_shortened(value), ensure_ascii=False)


def _shortened(value: Json) -> Json:
    match value:
        case str() if len(value) > LONGEST:
            return f"{value[:LONGEST]}… ({len(value) - LONGEST} more characters)"
        case list():
            shown = 1 if value and isinstance(value[0], dict) else ITEMS
            more = [f"… ({len(value) - shown} more)"] if len(value) > shown else []
            return [*map(_shortened, value[:shown]), *more]
        case dict():
            return {key: _shortened(each) for key, each in value.items()}
        case _:
            return value
