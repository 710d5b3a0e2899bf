"""Is a built dataset folder whole? Files against digests, rows against logical hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from winnow.dataset import folder as built
from winnow.dataset.folder import BuiltConfig
from winnow.dataset.manifest import ANNOTATIONS, CARD, FILE, lists
from winnow.dataset.parquet import HASH_LENGTH
from winnow.dataset.write import DATA, STAGING, STATE, being_built, unfinished
from winnow.model.hashes import logical_hash, sha256
from winnow.model.json import Json
from winnow.model.problem import Problem, in_order, shortened
from winnow.model.rules import RULES
from winnow.read.files import files_below, list_folder, read_bytes, read_json, read_possibly_empty
from winnow.reports import counts


@dataclass(frozen=True)
class _Found:
    """What was found whole: size and SHA-256 of each file, and the rows of each config."""

    files: dict[str, tuple[int, str]]
    rows: dict[str, list[Json]]


def verify(dataset: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a built folder; it needs no sources, schemas or tools.

    Files in the problems are relative to the folder.
    """
    configs, problems = built.read_card(dataset)
    found = _Found({}, {})
    if configs is not None:
        for config in configs:
            problems.extend(_config_problems(dataset, config, found))
        problems.extend(_strangers(dataset, configs))
        problems.extend(_manifest_problems(dataset, configs, found))
    if unfinished(dataset):
        kept = [problem for problem in problems if not _left_over(problem)]
        return in_order([*kept, _interrupted(dataset, whole=not kept)])
    return in_order(problems)


def coverage(dataset: Path) -> dict[str, int]:
    """How many files ``verify`` covers in a folder without problems, by key of the manifest."""
    record = read_json(dataset / FILE, FILE).value
    return {
        "configs": sum(len(config["files"]) for config in record["configs"].values()),
        "card": 1,
        "licence": 1,
        "metadata": len(record.get("metadata", [])),
        "sources": len(record["sources"]),
        "annotations": len(record.get("annotations", [])),
    }


FOLLOWING = (FILE, "croissant.json", "datacite.json", "datasheet.md")
"""Files that a build moves into place after its commit."""

REBUILD = "if the change is meant, rebuild: winnow build; otherwise restore it or fetch it again"


def _left_over(problem: Problem) -> bool:
    """What a build that was cut short leaves: files of the other build, and what goes with it.

    Annotations are ahead of the manifest until the build is complete.
    """
    return (
        problem.rule == RULES["built-file-unexpected"].id
        or problem.file in FOLLOWING
        or lists(problem.file)
    )


def _interrupted(dataset: Path, *, whole: bool) -> Problem:
    """A build that was cut short leaves its staging folder, whose state tells how far it came."""
    if being_built(dataset):
        message = "a build is being written: verify again when it is done"
        return RULES["build-interrupted"].at(STAGING, "", message, "wait for the build to end")
    coming, _ = read_bytes(dataset / STAGING / STATE, STATE)
    card, _ = read_bytes(dataset / CARD, CARD)
    if card is None:
        message = "the first build was cut short before its commit"
    elif coming is None:
        message = "a build was cut short at its very beginning or end"
    elif coming.decode("ascii", "replace") == sha256(card):
        message = "a build was cut short after its commit: the card is the new one"
    else:
        message = "a build was cut short before its commit: the card is the old one"
    said = "; the data that the card lists is whole" if whole else ""
    return RULES["build-interrupted"].at(STAGING, "", message + said)


def _config_problems(dataset: Path, config: BuiltConfig, found: _Found) -> Iterator[Problem]:
    """The files that the card lists for a config, and the rows in them."""
    for path in config.files:
        yield from _file_problems(dataset, path, "the card", found)
    if not found.files.keys() >= set(config.files):
        return
    try:
        rows = built.read_rows(dataset, config)
        digest = logical_hash(rows)
    except Exception as error:  # a damaged file can raise anything
        message = f"{config.name} cannot be read: {shortened(str(error), 90)}"
        yield RULES["built-file-differs"].at(f"{DATA}/{config.name}", "", message)
        return
    found.rows[config.name] = rows
    if len(rows) != config.rows:
        message = f"{config.name} has {len(rows)} rows where the card says {config.rows}"
        yield RULES["rows-differ"].at(CARD, config.name, message)
    elif digest != config.logical_hash:
        stated = config.logical_hash[:12]
        message = f"{config.name} has the logical hash {digest[:12]}… where the card says {stated}…"
        yield RULES["rows-differ"].at(CARD, config.name, message)


def _file_problems(
    dataset: Path, path: str, lister: str, found: _Found, stated: str | None = None
) -> Iterator[Problem]:
    """A listed file is in the folder and has its digest, ``stated`` or begun in its name."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        yield RULES["built-file-missing"].at(path, "", f"{lister} lists a path outside the folder")
        return
    data, problem = read_possibly_empty(dataset / path, path)
    if data is None:
        why = problem.message if problem else "it cannot be read"
        yield RULES["built-file-missing"].at(path, "", f"{lister} lists it, but {why}")
        return
    digest = sha256(data)
    named = path.removesuffix(".parquet").rpartition("-")[2]
    if stated is None and digest[:HASH_LENGTH] != named:
        message = f"its sha256 begins {digest[:HASH_LENGTH]}, unlike its name"
        yield RULES["built-file-differs"].at(path, "", message)
    elif stated is not None and digest != stated:
        message = f"its sha256 is not {stated[:12]}…, as {lister} states"
        remedy = "restore it from version control, or fetch the release anew"
        if lists(path):
            remedy = REBUILD
        yield RULES["built-file-differs"].at(path, "", message, remedy)
    else:
        found.files[path] = len(data), digest


def _strangers(dataset: Path, configs: tuple[BuiltConfig, ...]) -> Iterator[Problem]:
    known = {path for config in configs for path in config.files}
    folders, _ = list_folder(dataset / DATA, DATA)
    for folder in folders:
        inside = list_folder(folder, DATA)[0] if folder.is_dir() else [folder]
        for path in inside:
            shown = path.relative_to(dataset).as_posix()
            if shown not in known:
                yield RULES["built-file-unexpected"].at(shown, "", "the card does not list it")


def _manifest_problems(
    dataset: Path, configs: tuple[BuiltConfig, ...], found: _Found
) -> Iterator[Problem]:
    """The manifest against the card and the rows; licence and sources against the manifest."""
    reading = read_json(dataset / FILE, FILE)
    if not reading.known:
        why = "; ".join(problem.message for problem in reading.problems)
        yield RULES["manifest-differs"].at(FILE, "", f"the manifest is not to be had: {why}")
        return
    try:
        stated = {name: _stated(config) for name, config in reading.value["configs"].items()}
        beside = _sealed(
            [
                reading.value["licence"],
                *reading.value.get("metadata", []),  # which builds before 1.0.0 did not state
                *reading.value["sources"],
            ]
        )
        annotations = _sealed(reading.value.get("annotations", []))  # not in builds before 1.2.0
        card, version = _sealed([reading.value["card"]]), reading.value["version"]
        told = reading.value["counts"]
    except (KeyError, TypeError, AttributeError, ValueError):
        yield RULES["manifest-differs"].at(FILE, "", "it is not a manifest as a build writes it")
        return
    on_card = {each.name: _on_card(each, found) for each in configs if each.name in found.rows}
    for name in dict.fromkeys([*stated, *(each.name for each in configs)]):
        if name in on_card and stated.get(name) != on_card[name]:
            message = f"it states other files, rows or hashes for {name} than the card"
            yield RULES["manifest-differs"].at(FILE, f"configs.{name}", message)
        elif name not in {each.name for each in configs}:
            message = f"it has the config {name}, which the card has not"
            yield RULES["manifest-differs"].at(FILE, f"configs.{name}", message)
    data, _ = read_bytes(dataset / CARD, CARD)
    if data is None or card != {CARD: (len(data), sha256(data))}:
        message = "README.md is not the card that this manifest was written for"
        yield RULES["manifest-differs"].at(FILE, "card.sha256", message)
    if any(config.version != version for config in configs):
        message = f"it is of version {shortened(str(version), 20)}, and the card of another"
        yield RULES["manifest-differs"].at(FILE, "version", message)
    try:
        counted = counts.layers(found.rows.get("pages", []))
    except (KeyError, TypeError):  # rows of another kind, which were told already
        counted = counts.layers([])
    if counted["pages"] and told != counted:
        yield RULES["manifest-differs"].at(FILE, "counts", "the rows of pages give other counts")
    for path in sorted({f"sources/{page_id}.txt" for page_id in counted["pages"]} - set(beside)):
        message = f"it has no digest for {shortened(path, 90)}"
        yield RULES["manifest-differs"].at(FILE, "sources", message)
    for path, (size, digest) in (beside | annotations).items():
        yield from _file_problems(dataset, path, "the manifest", found, digest)
        if path in found.files and found.files[path][0] != size:
            message = f"it states {size} bytes for {shortened(path, 90)}, which has another size"
            yield RULES["manifest-differs"].at(FILE, "", message)

    if annotations:
        for file in files_below(dataset / ANNOTATIONS):
            path = file.relative_to(dataset).as_posix()
            if path not in annotations:
                message = "the manifest has no digest for it"
                yield RULES["manifest-differs"].at(path, "", message, REBUILD)


def _sealed(files: Json) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 by path, as the manifest states them."""
    return {str(file["path"]): (int(file["bytes"]), str(file["sha256"])) for file in files}


def _stated(config: Json) -> Json:
    """What the manifest states of a config."""
    files = [[each["path"], each["bytes"], each["sha256"]] for each in config["files"]]
    rows = sum(each["rows"] for each in config["files"])
    return [config["rows"], rows, config["logical_hash"], files]


def _on_card(config: BuiltConfig, found: _Found) -> Json:
    """The same, from the card and from files that were found whole."""
    files = [[path, *found.files[path]] for path in config.files]
    return [config.rows, config.rows, config.logical_hash, files]
