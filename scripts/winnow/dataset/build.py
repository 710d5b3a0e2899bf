"""A build: all built files as bytes, before any of them is written."""

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
from winnow.reports import counts as counts_report
from winnow.rows.columns import arrow_schema, columns, table
from winnow.rows.configs import corpus_rows


@dataclass(frozen=True)
class Build:
    """Built files by path below ``dataset/``, the card among them.

    ``root_files`` are files that hosts look for in the root of a repository, by path in the root.
    ``annotations`` are the files that the build was made from and whose digests are in its
    manifest, by path below ``dataset/``; a build does not write them.
    """

    files: dict[str, bytes]
    root_files: dict[str, bytes]
    annotations: dict[str, bytes]
    configs: tuple[ConfigBuild, ...]
    rows: dict[str, list[Json]]
    figures: Json


def plan(
    corpus: Corpus, template: card.Template, paths: Paths
) -> tuple[Build | None, tuple[Problem, ...]]:
    """The build of a corpus, or the problems that prevent it; nothing is written."""
    licence, problem = read_bytes(paths.licence, paths.relative(paths.licence))
    annotations, problems = _annotations(corpus, paths)
    problems += [problem] if problem else []
    rows = corpus_rows(corpus)
    for config in CONFIGS:
        problems.extend(_row_problems(corpus, config, rows[config]))
    if licence is None or problems:
        return None, tuple(problems)
    configs = built_configs(corpus, rows)
    figures = _figures(corpus, rows)
    values = card.context(corpus, configs, rows, figures)
    front, body = template
    rendered, problems = card.render(body, values, paths.relative(paths.card))
    datasheet, datasheet_problems = _datasheet(paths, values)
    if rendered is None or datasheet_problems:
        return None, (*problems, *datasheet_problems)
    readme = card.document(card.front(front, corpus, configs), rendered)
    files = files_of(corpus, configs, figures["counts"], readme, licence, datasheet, annotations)
    root_files = {
        cff.FILE: cff.citation(corpus.metadata),
        zenodo.FILE: zenodo.deposit(corpus.metadata, texts=True),
    }
    root_readme, _ = read_bytes(paths.root / card.ROOT_README, card.ROOT_README)
    if root_readme is not None:
        text = root_readme.decode(errors="surrogateescape")
        text = card.root_readme(text, corpus, configs)
        root_files[card.ROOT_README] = text.encode(errors="surrogateescape")
    return Build(files, root_files, annotations, configs, rows, figures), ()


def files_of(
    corpus: Corpus,
    configs: tuple[ConfigBuild, ...],
    counts: Json,
    readme: bytes,
    licence: bytes,
    datasheet: Mapping[str, bytes],
    annotations: Mapping[str, bytes],
) -> dict[str, bytes]:
    """All built files by path, from the rendered card and datasheet.

    ``datasheet`` is empty for a corpus without one. ``annotations`` are the annotation files of
    the dataset folder.
    """
    other_files = {manifest.LICENCE: (licence, "text/markdown")}
    for page in corpus.pages:
        other_files[f"sources/{page.id}.txt"] = page.text.encode(), "text/plain"
    forms = {
        croissant.FILE: croissant.croissant(corpus.metadata, corpus.schemas, configs, other_files),
        datacite.FILE: datacite.record(corpus.metadata),
        **datasheet,
    }
    files = {path: data for config in configs for path, data in config.files.items()}
    files[manifest.CARD] = readme
    files[manifest.FILE] = manifest.manifest(
        corpus, configs, counts, readme, licence, forms, annotations
    )
    return files | forms


def _annotations(corpus: Corpus, paths: Paths) -> tuple[dict[str, bytes], list[Problem]]:
    """Annotation files, index of the sources and metadata, by path below ``dataset/``."""
    files: dict[str, bytes] = {}
    problems = []
    for path in (*files_below(paths.annotations), paths.sources_index, paths.metadata):
        data, problem = read_possibly_empty(path, paths.relative(path))
        if data is not None:
            files[path.relative_to(paths.dataset).as_posix()] = data
        elif problem:
            problems.append(problem)
    if read_json(paths.metadata, manifest.METADATA).value != corpus.metadata:
        files[manifest.METADATA] = json_bytes(corpus.metadata)  # a release has a DOI or address
    return files, problems


def built_configs(corpus: Corpus, rows: dict[str, list[Json]]) -> tuple[ConfigBuild, ...]:
    """The configs that have rows: ``datasets`` cannot load a split without any."""
    return tuple(_built_config(corpus, config, rows[config]) for config in CONFIGS if rows[config])


def _datasheet(
    paths: Paths, values: Mapping[str, object]
) -> tuple[dict[str, bytes], list[Problem]]:
    """The datasheet rendered from its template; a corpus may have none."""
    if not paths.datasheet.exists():
        return {}, []
    file = paths.relative(paths.datasheet)
    data, problem = read_bytes(paths.datasheet, file)
    if data is None:
        return {}, [problem] if problem else []
    text, problems = decode(data, file)
    if text is None:
        return {}, problems
    rendered, render_problems = card.render(text.replace("\r\n", "\n"), values, file)
    files = {} if rendered is None else {paths.datasheet.name: rendered.encode()}
    return files, [*problems, *render_problems]


def counts(corpus: Corpus) -> Json:
    """Counts of annotations, labels and adjudication decisions."""
    return _counts(corpus, corpus_rows(corpus))


def _counts(corpus: Corpus, rows: dict[str, list[Json]]) -> Json:
    return {
        "counts": counts_report.layers(rows["pages"]),
        "labels": counts_report.labels(rows, corpus.schemas),
        "adjudication": counts_report.adjudication(corpus),
    }


def _figures(corpus: Corpus, rows: dict[str, list[Json]]) -> Json:
    """All figures of the card and the docs."""
    agreements = agreement_tables.between_all(corpus)
    return _counts(corpus, rows) | {
        "agreement": [agreement_tables.as_data(agreement) for agreement in agreements],
        "audit": audit.as_data(corpus),
    }


def _row_problems(corpus: Corpus, config: str, rows: list[Json]) -> list[Problem]:
    """Violations of the schema of the rows; only valid rows are converted to Arrow."""
    file = f"dataset/data/{config}"
    return [
        RULES["row-malformed"].at(file, violation.place, violation.message)
        for violation in violations_of_rows(corpus.schemas, rows, f"rows:{config}", file)
    ]


def _built_config(corpus: Corpus, config: str, rows: list[Json]) -> ConfigBuild:
    arrow_table = table(rows, arrow_schema(columns(corpus.schemas, config)))
    files = parquet.write(arrow_table, config)
    sizes = [shard.num_rows for shard in parquet.split(arrow_table, parquet.SHARD_BYTES)]
    return ConfigBuild(
        name=config,
        rows=len(rows),
        arrow_bytes=arrow_table.nbytes,
        logical_hash=logical_hash(rows),
        files=files,
        rows_in_file=dict(zip(files, sizes, strict=True)),
    )
