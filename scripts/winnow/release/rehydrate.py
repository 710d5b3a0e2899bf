"""Rehydrate: make the dataset from a standoff release and the user's copy of the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
from jinja2 import TemplateError

from winnow import __version__
from winnow.dataset import build, card, manifest
from winnow.dataset.manifest import CARD, LICENCE, METADATA
from winnow.dataset.metadata import croissant, zenodo
from winnow.model import adjudication, registry
from winnow.model.adjudication import Decision
from winnow.model.audit import Key, Verdict, page_subjects, registry_subjects, verdicts
from winnow.model.corpus import Corpus
from winnow.model.frame import Frame, Pass
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.page import PageAnnotations
from winnow.model.passes import SHARED
from winnow.model.problem import Problem, shortened
from winnow.model.record import AnnotatedPage, PageRecord
from winnow.model.rules import RULES
from winnow.read import schemas
from winnow.read.annotations import format_page, parse
from winnow.read.files import read_json, read_possibly_empty
from winnow.release import archive, copies, full, standoff
from winnow.reports import counts
from winnow.rows.configs import corpus_rows

PASS = re.compile(r"annotations/passes/[^/]+/pass\.json")
"""The path of the record of a pass."""


def corpus_of(
    files: Mapping[str, bytes], texts: Mapping[str, str]
) -> tuple[Corpus, dict[str, bytes]]:
    """The corpus of a standoff form, and its annotation files with quotes.

    ``files`` are those of the standoff form by path, ``texts`` the texts of its pages by id.
    """

    def value(path: str) -> Json:
        return json.loads(files[path])

    digests = {page["page_id"]: page["sha256"] for page in value(standoff.PAGES)}
    quoted: dict[str, bytes] = {}

    def annotations_in(folder: str) -> dict[str, PageAnnotations]:
        annotations = {}
        for page_id, text in sorted(texts.items()):
            path = f"{folder}/{page_id}.json"
            is_page = folder == standoff.GOLD or f"{page_id}.json" not in SHARED
            if is_page and path in files:
                record = _quoted(value(path), page_id, digests[page_id], text)
                quoted[path] = format_page(record).encode()
                annotations[page_id] = parse(record, path, valid=True)
        return annotations

    entries = registry.entries(value(standoff.REGISTRY))
    log = _log(value(standoff.LOG))
    on_gold = _verdicts(value(standoff.VERDICTS))
    passes, in_passes = {}, {}
    for path in sorted(filter(PASS.fullmatch, files)):
        folder = path.removesuffix("/pass.json")
        (record_of_pass,) = value(path)
        name, origin = record_of_pass["name"], record_of_pass["origin"]
        pass_entries = registry.entries(value(f"{folder}/registry.json"))
        passes[name] = Pass(name, origin, pass_entries, adjudication.renamed(name, log))
        in_passes[name] = annotations_in(folder)
    frame = Frame(
        schemas=schemas.from_documents(
            json.loads(data) for path, data in files.items() if path.endswith(".schema.json")
        ),
        registry={entry_id: entries[entry_id] for entry_id in sorted(entries)},
        passes=passes,
        metadata=value(METADATA),
    )
    records = []
    for page_id, gold in annotations_in(standoff.GOLD).items():
        record = PageRecord(
            id=page_id,
            text=texts[page_id],
            sha256=digests[page_id],
            annotations=gold,
            passes={name: pages[page_id] for name, pages in in_passes.items() if page_id in pages},
            decisions=tuple(decision for decision in log if decision.page_id == page_id),
        )
        subjects = page_subjects(AnnotatedPage(record, frame).gold, frame.classes)
        records.append(replace(record, verdicts=_as_judged(on_gold, subjects)))
    on_registry = _as_judged(on_gold, registry_subjects(frame.registry))
    on_pages = [verdict for record in records for verdict in record.verdicts]
    corpus = Corpus(frame, tuple(records), log, verdicts=(*on_pages, *on_registry))
    return corpus, quoted


def _as_judged(
    on_gold: Iterable[Verdict], subjects: Mapping[Key, str | None]
) -> tuple[Verdict, ...]:
    """The verdicts on these subjects: those in the standoff form are on the present wording."""
    return tuple(
        replace(verdict, judged=subjects[verdict.key])
        for verdict in on_gold
        if verdict.key in subjects
    )


def _quoted(record: Json, page_id: str, sha256: str, text: str) -> Json:
    """A page's annotations with the quote after each pair of offsets, as in annotation files."""
    layers = {layer: [_with_quotes(item, text) for item in record[layer]] for layer in LAYERS}
    return {"page_id": page_id, "text_sha256": sha256, **layers}


def _with_quotes(item: Json, text: str) -> Json:
    quoted = {}
    for key, value in item.items():
        quoted[key] = _with_quotes(value, text) if isinstance(value, dict) else value
        if key == "end":
            quoted["quote"] = text[item["start"] : item["end"]]
    return quoted


def _log(records: Json) -> tuple[Decision, ...]:
    """The decisions of a standoff form, which have no wording and answer no audits."""
    return adjudication.lines(
        [
            record
            | {"readings": [reading | {"reading": None} for reading in record["readings"]]}
            | {"decision": "" if record["decided"] else None, "findings": (), "note": None}
            for record in records
        ]
    )


def _verdicts(records: Json) -> tuple[Verdict, ...]:
    """The verdicts of a standoff form, which have no audit, wording or reason."""
    unknown = {"audit": "", "judged": None, "rule": None, "note": None}
    return verdicts([record | unknown for record in records])


@dataclass(frozen=True)
class Rehydrated:
    """The files of a dataset with their checksums, by path.

    ``restored`` are the files that are identical to the full release; ``remarks`` explain why
    others are not.
    """

    name: str
    files: dict[str, bytes]
    restored: tuple[str, ...]
    remarks: tuple[str, ...]


OWN = (CARD, standoff.FILE, archive.FILE, zenodo.FILE, manifest.FILE)
"""Files of the standoff form that differ in the dataset."""


def later_layout(folder: Path) -> str | None:
    """The version of a standoff form with a later layout of files than this; None if it has not."""
    form = read_json(folder / standoff.FILE, standoff.FILE).value
    if isinstance(form, dict) and isinstance(form.get("format"), int):
        return str(form.get("version")) if form["format"] > standoff.FORMAT else None
    return None


def rehydrate(folder: Path, texts: Mapping[str, str]) -> tuple[Rehydrated | None, list[Problem]]:
    """The dataset of an undamaged standoff form and the texts of its pages by id.

    Files in the problems are relative to the standoff form.
    """
    form = json.loads((folder / standoff.FILE).read_bytes())
    files = restore(full.files_in(folder), texts)
    same_writer = form["written_with"] == {"pyarrow": pa.__version__}
    restored, problems = [], _row_problems(form, files)
    for path, digest in form["restores"].items():
        if path in files and sha256(files[path]) == digest:
            restored.append(path)
        elif same_writer or not (path.startswith("data/") or path == croissant.FILE):
            message = f"the result has another {path} than version {form['version']}"
            problems.append(_other_version(form, path, message))
    if problems:
        return None, problems
    remarks = []
    if len(restored) < len(form["restores"]):
        writer = form["written_with"]["pyarrow"]
        remarks.append(
            "the rows are those of the release, but not all Parquet files are identical: they "
            f"were written with pyarrow {writer}, and this is {pa.__version__}"
        )
    name = f"{form['name']}-{form['version']}"
    return Rehydrated(name, archive.sealed(files), tuple(restored), tuple(remarks)), []


BROKEN = (
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
    OSError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    TemplateError,
    pa.ArrowException,
)
"""Exceptions of invalid files in a standoff form.

Such files have, for example, numbers or nesting that Python or Arrow cannot hold, or lack metadata
that the template of the card needs.
"""

DOWNLOAD = "or, if that is this version, download the release again"


def not_understood(error: BaseException) -> Problem:
    """The problem with an invalid standoff form."""
    reason = shortened(f"{type(error).__name__}: {error}", 90)
    message = f"Winnow {__version__} cannot rehydrate this form ({reason})"
    remedy = f"use the version of Winnow that made it, {DOWNLOAD}"
    return RULES["metadata-differs"].at(standoff.FILE, "", message, remedy)


def _other_version(form: Json, place: str, message: str) -> Problem:
    """The problem with a form that another version of Winnow rehydrates differently."""
    remedy = f"use Winnow {form['version']}, {DOWNLOAD}"
    return RULES["metadata-differs"].at(standoff.FILE, place, message, remedy)


def read_texts(folder: Path, copies_folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The text of each page by id.

    A copy is found by its digest, or else by its name, or else by its length. Files in the problems
    are relative to the folder of the copies.
    """
    pages = json.loads((folder / standoff.PAGES).read_bytes())
    if any(not archive.PATH.fullmatch(page["page_id"]) or "/" in page["page_id"] for page in pages):
        raise ValueError("a page has an invalid id")
    contents, unreadable = _files_below(copies_folder)
    digests = {page["sha256"] for page in pages}
    exact = {sha256(data): name for name, data in contents.items()}
    inexact = {name: data for name, data in contents.items() if sha256(data) not in digests}
    by_name = {Path(name).name: name for name in reversed(inexact)}
    page_files = {f"{page['page_id']}.txt" for page in pages}
    unnamed = {name: data for name, data in inexact.items() if Path(name).name not in page_files}
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for page in pages:
        page_id = page["page_id"]
        page_file = f"{page_id}.txt"
        name = exact.get(page["sha256"]) or by_name.get(page_file) or copies.nearest(page, unnamed)
        if name is None:
            message = f"none of {len(contents)} files here is, or is nearly, the page {page_id}"
            remedy = f"put a copy of the page here, of {page['bytes']} bytes, under any name"
            problems.append(RULES["text-differs"].at(page_file, "", message, remedy))
            continue
        unnamed.pop(name, None)
        annotations = json.loads((folder / standoff.GOLD / f"{page_id}.json").read_bytes())
        digest = copies.page_digest(page, annotations)
        text, differences = copies.check(contents[name], digest, name)
        problems.extend(differences)
        if text is not None:
            texts[page_id] = text
    return texts, [*unreadable, *problems] if problems else []


def _files_below(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The files below a folder by their paths, and problems with those that cannot be read."""
    contents: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            data, problem = read_possibly_empty(path, name)
            if data is not None:
                contents[name] = data
            elif problem:
                problems.append(problem)
    return contents, problems


def restore(files: Mapping[str, bytes], texts: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the dataset, from those of the standoff form and the texts of its pages."""
    form = json.loads(files[standoff.FILE])
    corpus, quoted = corpus_of(files, texts)
    dropped = {*OWN, standoff.PAGES, standoff.LOG, standoff.VERDICTS}
    restored = {
        path: data
        for path, data in files.items()
        if path not in dropped and not PASS.fullmatch(path)
    }
    restored |= quoted
    restored |= {f"sources/{page_id}.txt": text.encode() for page_id, text in texts.items()}
    rows = corpus_rows(corpus)
    configs = build.built_configs(corpus, rows)
    counted = counts.layers(rows["pages"])
    front = card.front(form["front_matter"], corpus, configs)
    readme = standoff.rehydrated(front, corpus.metadata, configs, counted)
    annotations = {path: restored[path] for path in restored if manifest.is_annotation(path)}
    restored |= build.files_of(corpus, configs, counted, readme, files[LICENCE], {}, annotations)
    restored[zenodo.FILE] = zenodo.deposit(corpus.metadata, texts=True)
    return restored


def _row_problems(form: Json, files: Mapping[str, bytes]) -> list[Problem]:
    """Configs whose rows differ from those of the release."""
    configs = json.loads(files[manifest.FILE])["configs"]
    message = f"Winnow {__version__} makes other rows of it than version {form['version']} has"
    return [
        _other_version(form, f"configs.{name}", message)
        for name, stated in form["configs"].items()
        if name not in configs or configs[name]["logical_hash"] != stated["logical_hash"]
    ]
