"""Is a built dataset folder whole? Files against digests, rows against logical hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from winnow import built
from winnow import built_rules as rules
from winnow.built import BuiltConfig
from winnow.commit import DATA, STAGING
from winnow.digests import logical_hash, sha256
from winnow.documents import Json
from winnow.manifest import CARD, FILE
from winnow.parquet import HASH_LENGTH
from winnow.problems import Problem, excerpt, in_order


def verify(dataset: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a built folder; it needs no sources, schemas or tools."""
    configs, problems = built.read_card(dataset)
    if configs is None:
        return in_order([*problems, *_interrupted(dataset, False)])
    for config in configs:
        problems.extend(_config_problems(dataset, config))
    problems.extend(_strangers(dataset, configs))
    problems.extend(_manifest_problems(dataset, configs))
    if (dataset / STAGING).exists():
        kept = [problem for problem in problems if not _left_over(problem)]
        return in_order([*kept, *_interrupted(dataset, len(kept) < len(problems))])
    return in_order(problems)


def _left_over(problem: Problem) -> bool:
    """What a build that was cut short leaves: files of the other build, and its manifest."""
    return problem.rule == rules.BUILT_FILE_UNEXPECTED.id or problem.file == FILE


def _config_problems(dataset: Path, config: BuiltConfig) -> Iterator[Problem]:
    """The files that the card lists for a config, and the rows in them."""
    damaged = False
    for path in config.files:
        file = dataset / path
        if not file.is_file():
            damaged = True
            yield rules.BUILT_FILE_MISSING.at(path, "", f"the card lists it for {config.name}")
            continue
        digest = sha256(file.read_bytes())
        if not path.removesuffix(".parquet").endswith(f"-{digest[:HASH_LENGTH]}"):
            damaged = True
            message = f"its sha256 begins {digest[:HASH_LENGTH]}, unlike its name"
            yield rules.BUILT_FILE_DIFFERS.at(path, "", message)
    if damaged:
        return
    try:
        rows = built.read_rows(dataset, config)
    except (OSError, pa.ArrowException) as error:
        message = f"{config.name} cannot be read: {excerpt(str(error), 90)}"
        yield rules.BUILT_FILE_DIFFERS.at(config.files[0], "", message)
        return
    if len(rows) != config.rows:
        message = f"{config.name} has {len(rows)} rows where the card says {config.rows}"
        yield rules.ROWS_DIFFER.at(CARD, config.name, message)
    elif (digest := logical_hash(rows)) != config.logical_hash:
        stated = config.logical_hash[:12]
        message = f"{config.name} has the logical hash {digest[:12]}… where the card says {stated}…"
        yield rules.ROWS_DIFFER.at(CARD, config.name, message)


def _strangers(dataset: Path, configs: tuple[BuiltConfig, ...]) -> Iterator[Problem]:
    known = {path for config in configs for path in config.files}
    for path in sorted((dataset / DATA).rglob("*")):
        shown = path.relative_to(dataset).as_posix()
        if path.is_file() and shown not in known:
            yield rules.BUILT_FILE_UNEXPECTED.at(shown, "", "the card does not list it")


def _interrupted(dataset: Path, untidy: bool) -> Iterator[Problem]:
    """A build that was cut short leaves a staging folder; the card in it tells how far it came."""
    if not (dataset / STAGING).exists():
        return
    if (dataset / STAGING / CARD).exists():
        message = "a build was cut short before its commit: the data is that of the build before"
    elif untidy:
        message = "a build was cut short after its commit: the data is new, what is old remains"
    else:
        message = "a build was cut short at its very beginning or end: the data is whole"
    yield rules.BUILD_INTERRUPTED.at(STAGING, "", message)


def _manifest_problems(dataset: Path, configs: tuple[BuiltConfig, ...]) -> Iterator[Problem]:
    """The manifest against the card, and sources and licence against the manifest."""
    if not (dataset / FILE).is_file():
        yield rules.BUILT_FILE_MISSING.at(FILE, "", "a build writes a manifest beside the card")
        return
    try:
        record = json.loads((dataset / FILE).read_text(encoding="utf-8"))
        stated = {str(name): _stated(config) for name, config in record["configs"].items()}
        beside = {
            str(each["path"]): str(each["sha256"])
            for each in [record["licence"], *record["sources"]]
        }
        card_digest = record["card"]["sha256"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield rules.MANIFEST_DIFFERS.at(FILE, "", "it is not a manifest as a build writes it")
        return
    on_card = {each.name: (each.rows, each.logical_hash, each.files) for each in configs}
    for name in dict.fromkeys([*stated, *on_card]):
        if stated.get(name) != on_card.get(name):
            message = f"it states other files, rows or hashes for {name} than the card"
            yield rules.MANIFEST_DIFFERS.at(FILE, f"configs.{name}", message)
    if sha256((dataset / CARD).read_bytes()) != card_digest:
        message = "README.md is not the card that this manifest was written for"
        yield rules.MANIFEST_DIFFERS.at(FILE, "card.sha256", message)
    for path, digest in beside.items():
        if not (dataset / path).is_file():
            yield rules.BUILT_FILE_MISSING.at(path, "", "the manifest lists it")
        elif sha256((dataset / path).read_bytes()) != digest:
            message = f"its sha256 is not {digest[:12]}…, as the manifest states"
            yield rules.BUILT_FILE_DIFFERS.at(path, "", message)


def _stated(config: Json) -> tuple[int, str, tuple[str, ...]]:
    """What the manifest states of a config, once its own parts agree with each other."""
    files = config["files"]
    named = all(f"-{each['sha256'][:HASH_LENGTH]}." in each["path"] for each in files)
    whole = sum(each["rows"] for each in files) == config["rows"]
    if not (named and whole):
        raise ValueError("digests, names and numbers of rows contradict each other")
    return config["rows"], config["logical_hash"], tuple(each["path"] for each in files)
