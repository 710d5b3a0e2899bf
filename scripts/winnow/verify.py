"""Is a built dataset folder whole? Files against digests, rows against logical hashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from winnow import built
from winnow import built_rules as rules
from winnow.built import BuiltConfig
from winnow.commit import DATA, STAGING, STATE, being_built
from winnow.digests import logical_hash, sha256
from winnow.documents import Json, list_folder, read_bytes, read_json
from winnow.manifest import CARD, FILE, LAYERS, counts
from winnow.parquet import HASH_LENGTH
from winnow.problems import Problem, in_order, shortened


def verify(dataset: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a built folder; it needs no sources, schemas or tools.

    Files in the problems are relative to the folder.
    """
    configs, problems = built.read_card(dataset)
    rows: dict[str, list[Json]] = {}
    if configs is not None:
        for config in configs:
            problems.extend(_config_problems(dataset, config, rows))
        problems.extend(_strangers(dataset, configs))
        problems.extend(_manifest_problems(dataset, configs, rows))
    if (dataset / STAGING).is_dir():
        kept = [problem for problem in problems if not _left_over(problem)]
        return in_order([*kept, _interrupted(dataset, whole=not kept)])
    return in_order(problems)


def _left_over(problem: Problem) -> bool:
    """What a build that was cut short leaves: files of the other build, and its manifest."""
    return problem.rule == rules.BUILT_FILE_UNEXPECTED.id or problem.file == FILE


def _interrupted(dataset: Path, *, whole: bool) -> Problem:
    """A build that was cut short leaves its staging folder, whose state tells how far it came."""
    if being_built(dataset):
        message = "a build is being written: verify again when it is done"
        return rules.BUILD_INTERRUPTED.at(STAGING, "", message, "wait for the build to end")
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
    return rules.BUILD_INTERRUPTED.at(STAGING, "", message + said)


def _config_problems(
    dataset: Path, config: BuiltConfig, rows: dict[str, list[Json]]
) -> Iterator[Problem]:
    """The files that the card lists for a config, and the rows in them, which are kept."""
    damaged = False
    for path in config.files:
        for problem in _file_problems(dataset, path, "the card"):
            damaged = True
            yield problem
    if damaged:
        return
    try:
        found = built.read_rows(dataset, config)
        digest = logical_hash(found)
    except Exception as error:  # a damaged file can raise anything
        message = f"{config.name} cannot be read: {shortened(str(error), 90)}"
        yield rules.BUILT_FILE_DIFFERS.at(f"{DATA}/{config.name}", "", message)
        return
    rows[config.name] = found
    if len(found) != config.rows:
        message = f"{config.name} has {len(found)} rows where the card says {config.rows}"
        yield rules.ROWS_DIFFER.at(CARD, config.name, message)
    elif digest != config.logical_hash:
        stated = config.logical_hash[:12]
        message = f"{config.name} has the logical hash {digest[:12]}… where the card says {stated}…"
        yield rules.ROWS_DIFFER.at(CARD, config.name, message)


def _file_problems(
    dataset: Path, path: str, lister: str, digest: str | None = None
) -> Iterator[Problem]:
    """A listed file is in the folder, and has its digest; that of Parquet is in the name."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        yield rules.BUILT_FILE_MISSING.at(path, "", f"{lister} lists a path outside the folder")
        return
    data, problem = read_bytes(dataset / path, path)
    if data is None:
        why = problem.message if problem else "it cannot be read"
        yield rules.BUILT_FILE_MISSING.at(path, "", f"{lister} lists it, but {why}")
        return
    found = sha256(data)
    named = path.removesuffix(".parquet").rpartition("-")[2]
    if digest is None and found[:HASH_LENGTH] != named:
        message = f"its sha256 begins {found[:HASH_LENGTH]}, unlike its name"
        yield rules.BUILT_FILE_DIFFERS.at(path, "", message)
    elif digest is not None and found != digest:
        message = f"its sha256 is not {digest[:12]}…, as {lister} states"
        remedy = "restore it from version control, or fetch the release anew"
        yield rules.BUILT_FILE_DIFFERS.at(path, "", message, remedy)


def _strangers(dataset: Path, configs: tuple[BuiltConfig, ...]) -> Iterator[Problem]:
    known = {path for config in configs for path in config.files}
    folders, _ = list_folder(dataset / DATA, DATA)
    for folder in folders:
        inside = list_folder(folder, DATA)[0] if folder.is_dir() else [folder]
        for path in inside:
            shown = path.relative_to(dataset).as_posix()
            if shown not in known:
                yield rules.BUILT_FILE_UNEXPECTED.at(shown, "", "the card does not list it")


def _manifest_problems(
    dataset: Path, configs: tuple[BuiltConfig, ...], rows: dict[str, list[Json]]
) -> Iterator[Problem]:
    """The manifest against the card and the rows; licence and sources against the manifest."""
    reading = read_json(dataset / FILE, FILE)
    if not reading.known:
        (problem,) = reading.problems or (None,)
        message = problem.message if problem else "it cannot be read"
        yield rules.MANIFEST_DIFFERS.at(FILE, "", f"the manifest is not to be had: {message}")
        return
    try:
        stated = {name: _stated(config) for name, config in reading.value["configs"].items()}
        beside = {
            str(each["path"]): str(each["sha256"])
            for each in [reading.value["licence"], *reading.value["sources"]]
        }
        card, version = reading.value["card"]["sha256"], reading.value["version"]
        told = reading.value["counts"]
    except (KeyError, TypeError, AttributeError):
        yield rules.MANIFEST_DIFFERS.at(FILE, "", "it is not a manifest as a build writes it")
        return
    on_card = {each.name: _found(dataset, each) for each in configs if each.name in rows}
    for name in dict.fromkeys([*stated, *(each.name for each in configs)]):
        if name in on_card and stated.get(name) != on_card[name]:
            message = f"it states other files, rows or hashes for {name} than the card"
            yield rules.MANIFEST_DIFFERS.at(FILE, f"configs.{name}", message)
        elif name not in {each.name for each in configs}:
            message = f"it has the config {name}, which the card has not"
            yield rules.MANIFEST_DIFFERS.at(FILE, f"configs.{name}", message)
    data, _ = read_bytes(dataset / CARD, CARD)
    if data is None or sha256(data) != card:
        message = "README.md is not the card that this manifest was written for"
        yield rules.MANIFEST_DIFFERS.at(FILE, "card.sha256", message)
    if any(config.version != version for config in configs):
        message = f"it is of version {shortened(str(version), 20)}, and the card of another"
        yield rules.MANIFEST_DIFFERS.at(FILE, "version", message)
    if "pages" in rows and all(layer in row for row in rows["pages"] for layer in LAYERS):
        if told != counts(rows["pages"]):
            yield rules.MANIFEST_DIFFERS.at(FILE, "counts", "the rows of pages give other counts")
        pages = {f"sources/{row['page_id']}.txt" for row in rows["pages"]}
        for path in sorted(pages - set(beside)):
            message = f"it has no digest for {shortened(path, 90)}"
            yield rules.MANIFEST_DIFFERS.at(FILE, "sources", message)
    for path, digest in beside.items():
        yield from _file_problems(dataset, path, "the manifest", digest)


def _stated(config: Json) -> Json:
    """What the manifest states of a config."""
    files = [[each["path"], each["bytes"], each["sha256"]] for each in config["files"]]
    rows = sum(each["rows"] for each in config["files"])
    return [config["rows"], rows, config["logical_hash"], files]


def _found(dataset: Path, config: BuiltConfig) -> Json:
    """The same, from the card and from files that were found whole."""
    files = []
    for path in config.files:
        data = (dataset / path).read_bytes()
        files.append([path, len(data), sha256(data)])
    return [config.rows, config.rows, config.logical_hash, files]
