"""A build: every built file as bytes, before any of them is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from winnow.dataset import card, manifest, parquet
from winnow.dataset.manifest import ConfigBuild
from winnow.dataset.metadata import cff, croissant, datacite, zenodo
from winnow.model.corpus import Corpus
from winnow.model.hashes import logical_hash
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import CONFIGS
from winnow.read.files import (
    decode,
    files_below,
    json_bytes,
    read_bytes,
    read_json,
    read_possibly_empty,
)
from winnow.read.paths import Paths
from winnow.read.schemas import violations_of_rows
from winnow.reports import agreement_tables, audit
from winnow.reports import counts as counting
from winnow.rows import columns as arrow
from winnow.rows.columns import columns
from winnow.rows.configs import corpus_rows


@dataclass(frozen=True)
class Build:
    """What a build writes: files by their path below ``dataset/``, the card among them.

    ``beside`` are files that hosts look for in the root of a repository, by their path there.
    ``annotations`` are the files that the build was made from and whose digests are in its
    manifest, by path below ``dataset/``; they are not written.
    """

    files: dict[str, bytes]
    beside: dict[str, bytes]
    annotations: dict[str, bytes]
    configs: tuple[ConfigBuild, ...]
    rows: dict[str, list[Json]]
    figures: Json


def plan(
    corpus: Corpus, template: card.Template, paths: Paths
) -> tuple[Build | None, tuple[Problem, ...]]:
    """The build that a corpus gives, or the problems that stand against it; nothing is written."""
    licence, missing = read_bytes(paths.licence, paths.relative(paths.licence))
    annotations, problems = _annotations(corpus, paths)
    problems += [missing] if missing else []
    rows = corpus_rows(corpus)
    for config in CONFIGS:
        problems.extend(_row_problems(corpus, config, rows[config]))
    if licence is None or problems:
        return None, tuple(problems)
    configs = built_configs(corpus, rows)
    figured = _figures(corpus, rows)
    values = card.context(corpus, configs, rows, figured)
    front, body = template
    filled, problems = card.fill_in(body, values, paths.relative(paths.card))
    sheet, faults = _datasheet(paths, values)
    if filled is None or faults:
        return None, (*problems, *faults)
    readme = card.document(card.front(front, corpus, configs), filled)
    files = files_of(corpus, configs, figured["counts"], readme, licence, sheet, annotations)
    about = corpus.metadata
    beside = {cff.FILE: cff.citation(about), zenodo.FILE: zenodo.deposit(about, texts=True)}
    return Build(files, beside, annotations, configs, rows, figured), ()


def files_of(
    corpus: Corpus,
    configs: tuple[ConfigBuild, ...],
    counted: Json,
    readme: bytes,
    licence: bytes,
    sheet: Mapping[str, bytes],
    annotations: Mapping[str, bytes],
) -> dict[str, bytes]:
    """All built files by path, from the rows and from the card and datasheet made for them.

    ``annotations`` are the files of annotations that the dataset folder has.
    """
    others = {manifest.LICENCE: (licence, "text/markdown")}
    for page in corpus.pages:
        others[f"sources/{page.id}.txt"] = page.text.encode(), "text/plain"
    forms = {
        croissant.FILE: croissant.croissant(corpus.metadata, corpus.schemas, configs, others),
        datacite.FILE: datacite.record(corpus.metadata),
        **sheet,
    }
    files = {path: data for config in configs for path, data in config.files.items()}
    files[manifest.CARD] = readme
    files[manifest.FILE] = manifest.manifest(
        corpus, configs, counted, readme, licence, forms, annotations
    )
    return files | forms


def _annotations(corpus: Corpus, paths: Paths) -> tuple[dict[str, bytes], list[Problem]]:
    """Files of annotations, index of the sources and metadata, by path below ``dataset/``."""
    found: dict[str, bytes] = {}
    problems = []
    for path in (*files_below(paths.annotations), paths.sources_index, paths.metadata):
        data, problem = read_possibly_empty(path, paths.relative(path))
        if problem:
            problems.append(problem)
        elif data is not None:
            found[path.relative_to(paths.dataset).as_posix()] = data
    if read_json(paths.metadata, manifest.METADATA).value != corpus.metadata:
        found[manifest.METADATA] = json_bytes(corpus.metadata)  # a release was given DOI or address
    return found, problems


def built_configs(corpus: Corpus, rows: dict[str, list[Json]]) -> tuple[ConfigBuild, ...]:
    """Each config that has rows: ``datasets`` cannot load a split without any."""
    return tuple(_build_config(corpus, each, rows[each]) for each in CONFIGS if rows[each])


def _datasheet(
    paths: Paths, values: Mapping[str, object]
) -> tuple[dict[str, bytes], list[Problem]]:
    """The datasheet, filled in from its template; a corpus may have none."""
    if not paths.datasheet.exists():
        return {}, []
    file = paths.relative(paths.datasheet)
    data, problem = read_bytes(paths.datasheet, file)
    text, problems = (None, [problem]) if data is None else decode(data, file)
    if text is None:
        return {}, [each for each in problems if each]
    filled, faults = card.fill_in(text.replace("\r\n", "\n"), values, file)
    return ({paths.datasheet.name: filled.encode()} if filled else {}), [*problems, *faults]


def counts(corpus: Corpus) -> Json:
    """How much of what a corpus holds, and what became of its passes."""
    return _counts(corpus, corpus_rows(corpus))


def _counts(corpus: Corpus, rows: dict[str, list[Json]]) -> Json:
    return {
        "counts": counting.layers(rows["pages"]),
        "labels": counting.labels(rows, corpus.schemas),
        "adjudication": counting.adjudication(corpus),
    }


def _figures(corpus: Corpus, rows: dict[str, list[Json]]) -> Json:
    """All that the card and the docs tell in figures."""
    return _counts(corpus, rows) | {
        "agreement": [
            agreement_tables.as_data(each) for each in agreement_tables.between_all(corpus)
        ],
        "audit": audit.as_data(corpus),
    }


def _row_problems(corpus: Corpus, config: str, rows: list[Json]) -> list[Problem]:
    """Rows against their schema; Arrow sees only rows that keep it."""
    file = f"dataset/data/{config}"
    return [
        RULES["row-malformed"].at(file, violation.place, violation.message)
        for violation in violations_of_rows(corpus.schemas, rows, f"rows:{config}", file)
    ]


def _build_config(corpus: Corpus, config: str, rows: list[Json]) -> ConfigBuild:
    table = arrow.table(rows, arrow.arrow_schema(columns(corpus.schemas, config)))
    files = parquet.write(table, config)
    sizes = [shard.num_rows for shard in parquet.split(table, parquet.SHARD_BYTES)]
    return ConfigBuild(
        name=config,
        rows=len(rows),
        arrow_bytes=table.nbytes,
        logical_hash=logical_hash(rows),
        files=files,
        rows_in_file=dict(zip(files, sizes, strict=True)),
    )
