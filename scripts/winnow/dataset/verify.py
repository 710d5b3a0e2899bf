"""Verify a built dataset folder: files against digests, rows against logical hashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from winnow.dataset.folder import BuiltConfig, read_card, read_rows
from winnow.dataset.manifest import ANNOTATIONS, CARD, FILE, is_annotation
from winnow.dataset.parquet import HASH_LENGTH
from winnow.dataset.write import DATA, NEW_CARD, STAGING, is_being_built, unfinished
from winnow.model.hashes import logical_hash, sha256
from winnow.model.json import Json
from winnow.model.problem import Problem, in_order, shortened
from winnow.model.rules import RULES
from winnow.read.files import files_below, list_folder, read_bytes, read_json, read_possibly_empty
from winnow.reports import counts


@dataclass(frozen=True)
class _Intact:
    """Size and SHA-256 of each undamaged file, and the rows of each config that could be read."""

    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, list[Json]] = field(default_factory=dict)


def verify(dataset: Path) -> tuple[Problem, ...]:
    """All problems of a built folder; this needs no schemas, no git and no network.

    Files in the problems are relative to the folder.
    """
    configs, problems = read_card(dataset)
    unlisted: list[Problem] = []
    if configs is not None:
        intact = _Intact()
        for config in configs:
            problems.extend(_config_problems(dataset, config, intact))
        unlisted.extend(_unlisted_files(dataset, configs))
        problems.extend(_manifest_problems(dataset, configs, intact))
    if unfinished(dataset):
        problems = [problem for problem in problems if not _is_written_late(problem.file)]
        return in_order([*problems, _interrupted(dataset, complete=not problems)])
    return in_order([*problems, *unlisted])


def coverage(dataset: Path) -> dict[str, int]:
    """The number of files that ``verify`` covers in an undamaged folder, by key of the manifest."""
    manifest = read_json(dataset / FILE, FILE).value
    return {
        "configs": sum(len(config["files"]) for config in manifest["configs"].values()),
        "card": 1,
        "licence": 1,
        "metadata": len(manifest.get("metadata", [])),
        "sources": len(manifest["sources"]),
        "annotations": len(manifest.get("annotations", [])),
    }


WRITTEN_AFTER_CARD = (FILE, "croissant.json", "datacite.json", "datasheet.md")

REBUILD = "if the change is intended, rebuild: winnow build; otherwise restore or re-download it"


def _is_written_late(path: str) -> bool:
    """Whether an interrupted build leaves a file that differs from the card or the manifest.

    Annotations are newer than the manifest until the build is complete.
    """
    return path in WRITTEN_AFTER_CARD or is_annotation(path)


def _interrupted(dataset: Path, *, complete: bool) -> Problem:
    """The problem of a folder with a staging folder, and whether its card is the new one."""
    if is_being_built(dataset):
        message = "a build is being written: verify again when it is done"
        return RULES["build-interrupted"].at(STAGING, "", message, "wait for the build to end")
    new_digest, _ = read_bytes(dataset / STAGING / NEW_CARD, NEW_CARD)
    card, _ = read_bytes(dataset / CARD, CARD)
    if card is None:
        message = "the first build was interrupted before its commit"
    elif new_digest is None:
        message = "a build was interrupted at its very beginning or end"
    elif new_digest.decode("ascii", "replace") == sha256(card):
        message = "a build was interrupted after its commit: the card is the new one"
    else:
        message = "a build was interrupted before its commit: the card is the old one"
    if complete:
        message += "; the data that the card lists is complete"
    return RULES["build-interrupted"].at(STAGING, "", message)


def _config_problems(dataset: Path, config: BuiltConfig, intact: _Intact) -> Iterator[Problem]:
    """Problems with the files that the card lists for a config, and with their rows."""
    for path in config.files:
        yield from _file_problems(dataset, path, "the card", intact)
    if not intact.files.keys() >= set(config.files):
        return
    try:
        rows = read_rows(dataset, config)
        digest = logical_hash(rows)
    except Exception as error:  # a damaged file can raise anything
        message = f"{config.name} cannot be read: {shortened(str(error), 90)}"
        yield RULES["built-file-differs"].at(f"{DATA}/{config.name}", "", message)
        return
    intact.rows[config.name] = rows
    if len(rows) != config.rows:
        message = f"{config.name} has {len(rows)} rows, but the card states {config.rows}"
        yield RULES["rows-differ"].at(CARD, config.name, message)
    elif digest != config.logical_hash:
        message = (
            f"{config.name} has the logical hash {digest[:12]}…, but the card states "
            f"{config.logical_hash[:12]}…"
        )
        yield RULES["rows-differ"].at(CARD, config.name, message)


def _file_problems(
    dataset: Path, path: str, lister: str, intact: _Intact, stated: str | None = None
) -> Iterator[Problem]:
    """Whether a listed file exists and has the ``stated`` digest, or that in its name."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        yield RULES["built-file-missing"].at(path, "", f"{lister} lists a path outside the folder")
        return
    data, problem = read_possibly_empty(dataset / path, path)
    if data is None:
        reason = problem.message if problem else "it cannot be read"
        yield RULES["built-file-missing"].at(path, "", f"{lister} lists it, but {reason}")
        return
    digest = sha256(data)
    named = path.removesuffix(".parquet").rpartition("-")[2]
    if stated is None and digest[:HASH_LENGTH] != named:
        message = f"its sha256 begins with {digest[:HASH_LENGTH]}, unlike its name"
        yield RULES["built-file-differs"].at(path, "", message)
    elif stated is not None and digest != stated:
        message = f"its sha256 is not {stated[:12]}…, as {lister} states"
        remedy = REBUILD if is_annotation(path) else RESTORE
        yield RULES["built-file-differs"].at(path, "", message, remedy)
    else:
        intact.files[path] = len(data), digest


RESTORE = "restore it from version control, or download the release again"


def _unlisted_files(dataset: Path, configs: tuple[BuiltConfig, ...]) -> Iterator[Problem]:
    listed = {path for config in configs for path in config.files}
    folders, _ = list_folder(dataset / DATA, DATA)
    for folder in folders:
        files = list_folder(folder, DATA)[0] if folder.is_dir() else [folder]
        for file in files:
            path = file.relative_to(dataset).as_posix()
            if path not in listed:
                yield RULES["built-file-unexpected"].at(path, "", "the card does not list it")


def _manifest_problems(
    dataset: Path, configs: tuple[BuiltConfig, ...], intact: _Intact
) -> Iterator[Problem]:
    """The manifest against the card and the rows; licence and sources against the manifest."""
    json_file = read_json(dataset / FILE, FILE)
    if not json_file.known:
        reasons = "; ".join(problem.message for problem in json_file.problems)
        yield RULES["manifest-differs"].at(FILE, "", f"cannot read the manifest: {reasons}")
        return
    manifest = json_file.value
    try:
        stated = {name: _stated(config) for name, config in manifest["configs"].items()}
        metadata = manifest.get("metadata", [])  # builds before 1.0.0 have none
        files = _digests([manifest["licence"], *metadata, *manifest["sources"]])
        annotations = _digests(manifest.get("annotations", []))  # builds before 1.2.0 have none
        card = _digests([manifest["card"]])
        version, stated_counts = manifest["version"], manifest["counts"]
    except (KeyError, TypeError, AttributeError, ValueError):
        yield RULES["manifest-differs"].at(FILE, "", "it is not a manifest as a build writes it")
        return
    on_card = {config.name: config for config in configs}
    for name in stated | on_card:
        if name not in on_card:
            message = f"it has the config {name}, which is not on the card"
            yield RULES["manifest-differs"].at(FILE, f"configs.{name}", message)
        elif name in intact.rows and stated.get(name) != _on_card(on_card[name], intact):
            message = f"it states other files, rows or hashes for {name} than the card"
            yield RULES["manifest-differs"].at(FILE, f"configs.{name}", message)
    data, _ = read_bytes(dataset / CARD, CARD)
    if data is None or card != {CARD: (len(data), sha256(data))}:
        message = "README.md is not the card that this manifest was written for"
        yield RULES["manifest-differs"].at(FILE, "card.sha256", message)
    if any(config.version != version for config in configs):
        message = f"it states version {shortened(str(version), 20)}, but the card another one"
        yield RULES["manifest-differs"].at(FILE, "version", message)
    yield from _count_problems(intact.rows.get("pages", []), stated_counts, files)
    for path, (size, digest) in (files | annotations).items():
        yield from _file_problems(dataset, path, "the manifest", intact, digest)
        if path in intact.files and intact.files[path][0] != size:
            message = f"it states {size} bytes for {shortened(path, 90)}, which has another size"
            yield RULES["manifest-differs"].at(FILE, "", message)
    if annotations:
        for file in files_below(dataset / ANNOTATIONS):
            path = file.relative_to(dataset).as_posix()
            if path not in annotations:
                message = "the manifest has no digest for it"
                yield RULES["manifest-differs"].at(path, "", message, REBUILD)


def _count_problems(pages: list[Json], stated: Json, files: Iterable[str]) -> Iterator[Problem]:
    """The counts and sources in the manifest against the rows of ``pages``."""
    try:
        counted = counts.layers(pages)
    except (KeyError, TypeError):  # rows of another kind, whose logical hash differs
        return
    if pages and stated != counted:
        yield RULES["manifest-differs"].at(FILE, "counts", "the rows of pages have other counts")
    for path in sorted({f"sources/{page_id}.txt" for page_id in counted["pages"]} - set(files)):
        message = f"it has no digest for {shortened(path, 90)}"
        yield RULES["manifest-differs"].at(FILE, "sources", message)


def _digests(files: Json) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 by path, as the manifest states them."""
    return {str(file["path"]): (int(file["bytes"]), str(file["sha256"])) for file in files}


def _stated(config: Json) -> Json:
    """Rows, rows of all files, hash and files of a config in the manifest."""
    files = [[file["path"], file["bytes"], file["sha256"]] for file in config["files"]]
    rows = sum(file["rows"] for file in config["files"])
    return [config["rows"], rows, config["logical_hash"], files]


def _on_card(config: BuiltConfig, intact: _Intact) -> Json:
    """The same from the card and from undamaged files."""
    files = [[path, *intact.files[path]] for path in config.files]
    return [config.rows, config.rows, config.logical_hash, files]
