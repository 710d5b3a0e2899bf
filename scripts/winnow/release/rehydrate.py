"""Make the dataset from a standoff release and the user's copy of the pages."""

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
from winnow.dataset.manifest import CARD, LICENCE
from winnow.dataset.metadata import croissant, zenodo
from winnow.model import adjudication, registry
from winnow.model.adjudication import Decision
from winnow.model.audit import Key, Verdict, page_subjects, registry_subjects
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
from winnow.read.files import read_bytes, read_json
from winnow.release import archive, full, standoff, statements
from winnow.release import copies as texts
from winnow.reports import counts
from winnow.rows.configs import corpus_rows

PASS = re.compile(r"annotations/passes/[^/]+/pass\.json")
"""The record of a pass, by its path."""


def corpus_of(
    given: Mapping[str, bytes], found: Mapping[str, str]
) -> tuple[Corpus, dict[str, bytes]]:
    """The corpus, and the files of annotations with the quotes in them."""

    def value(path: str) -> Json:
        return json.loads(given[path])

    digests = {page["page_id"]: page["sha256"] for page in value(standoff.PAGES)}
    files: dict[str, bytes] = {}

    def annotations_in(folder: str) -> dict[str, PageAnnotations]:
        annotations = {}
        for page_id in sorted(found):
            path = f"{folder}/{page_id}.json"
            of_page = folder == standoff.GOLD or f"{page_id}.json" not in SHARED
            if of_page and path in given:
                record = _quoted(value(path), page_id, digests[page_id], found[page_id])
                files[path] = format_page(record).encode()
                annotations[page_id] = parse(record, path, valid=True)
        return annotations

    entries = registry.entries(value(standoff.REGISTRY))
    log = tuple(_line(index, line) for index, line in enumerate(value(standoff.LOG)))
    folders = sorted(path.removesuffix("/pass.json") for path in given if PASS.fullmatch(path))
    passes, in_passes = {}, {}
    for folder in folders:
        (about,) = value(f"{folder}/pass.json")
        name = about["name"]
        theirs = registry.entries(value(f"{folder}/registry.json"))
        passes[name] = Pass(name, about["origin"], theirs, adjudication.renamed(name, log))
        in_passes[name] = annotations_in(folder)
    frame = Frame(
        schemas=schemas.from_documents(
            json.loads(data) for path, data in given.items() if path.endswith(".schema.json")
        ),
        registry={entry_id: entries[entry_id] for entry_id in sorted(entries)},
        passes=passes,
        metadata=value(statements.SOURCE),
    )
    verdicts = tuple(_verdict(index, line) for index, line in enumerate(value(standoff.VERDICTS)))
    records = []
    for page_id, gold in annotations_in(standoff.GOLD).items():
        record = PageRecord(
            id=page_id,
            text=found[page_id],
            sha256=digests[page_id],
            annotations=gold,
            passes={name: pages[page_id] for name, pages in in_passes.items() if page_id in pages},
            decisions=tuple(line for line in log if line.page_id == page_id),
        )
        subjects = page_subjects(AnnotatedPage(record, frame).gold, frame.classes)
        records.append(replace(record, verdicts=_as_judged(verdicts, subjects)))
    on_registry = _as_judged(verdicts, registry_subjects(frame.registry))
    on_pages = [verdict for record in records for verdict in record.verdicts]
    corpus = Corpus(frame, tuple(records), log, verdicts=(*on_pages, *on_registry))
    return corpus, files


def _as_judged(
    verdicts: Iterable[Verdict], subjects: Mapping[Key, str | None]
) -> tuple[Verdict, ...]:
    """The verdicts on these subjects: the standoff form has only those on gold as it is."""
    return tuple(
        replace(verdict, judged=subjects[verdict.key])
        for verdict in verdicts
        if verdict.key in subjects
    )


def _quoted(record: Json, page_id: str, sha256: str, text: str) -> Json:
    """A page's annotations with the quote after each pair of offsets, as their files have it."""
    layers = {layer: [_with_quotes(item, text) for item in record[layer]] for layer in LAYERS}
    return {"page_id": page_id, "text_sha256": sha256, **layers}


def _with_quotes(item: Json, text: str) -> Json:
    made = {}
    for key, value in item.items():
        made[key] = _with_quotes(value, text) if isinstance(value, dict) else value
        if key == "end":
            made["quote"] = text[item["start"] : item["end"]]
    return made


def _line(index: int, record: Json) -> Decision:
    """A line of the log by its ids and labels; it has no wording."""
    return Decision(
        index=index,
        id=record["id"],
        page_id=record["page_id"],
        layer=record["layer"],
        readings=tuple(
            adjudication.PassReading(each["pass"], tuple(each["ids"]), None)
            for each in record["readings"]
        ),
        taken=record["taken"],
        findings=(),
        gold=tuple(record["gold"]),
        decision="" if record["decided"] else None,
        rule=record["rule"],
        note=None,
    )


def _verdict(index: int, record: Json) -> Verdict:
    """A verdict by its id and label; it has no audit, wording or reason."""
    page_id, layer, subject = record["page_id"], record["layer"], record["id"]
    return Verdict(index, "", page_id, layer, subject, None, record["verdict"], None, None)


@dataclass(frozen=True)
class Rehydrated:
    """The files of a dataset, sealed, by path; ``remarks`` say in what they are not the release's.

    ``restored`` are the files that are byte for byte those of the full release.
    """

    name: str
    files: dict[str, bytes]
    restored: tuple[str, ...]
    remarks: tuple[str, ...]


OWN = (CARD, standoff.FILE, archive.FILE, zenodo.FILE, manifest.FILE)
"""Files of the standoff form that the dataset has otherwise."""


def later_layout(folder: Path) -> str | None:
    """The version of a standoff form that lays its files out as later programs do, else None."""
    form = read_json(folder / standoff.FILE, standoff.FILE).value
    known = isinstance(form, dict) and isinstance(form.get("format"), int)
    return str(form.get("version")) if known and form["format"] > standoff.FORMAT else None


def rehydrate(folder: Path, found: Mapping[str, str]) -> tuple[Rehydrated | None, list[Problem]]:
    """The dataset of a standoff form that is whole, and of the texts of its pages by id.

    Files in the problems are relative to the standoff form.
    """
    form = json.loads((folder / standoff.FILE).read_bytes())
    made = restore(full.everything(folder), found)
    same_writer = form["written_with"] == {"pyarrow": pa.__version__}
    restored, problems = [], _other_rows(form, made)
    for path, digest in form["restores"].items():
        if path in made and sha256(made[path]) == digest:
            restored.append(path)
        elif same_writer or not (path.startswith("data/") or path == croissant.FILE):
            message = f"it gives another {path} than version {form['version']} has"
            problems.append(
                RULES["metadata-differs"].at(standoff.FILE, path, message, _remedy(form))
            )
    if problems:
        return None, problems
    remarks = []
    if len(restored) < len(form["restores"]):
        writer = form["written_with"]["pyarrow"]
        remarks.append(
            "the rows are those of the release, but not every Parquet file is, byte for byte: it "
            f"was written with pyarrow {writer}, and this is {pa.__version__}"
        )
    name = f"{form['name']}-{form['version']}"
    return Rehydrated(name, full.sealed(made), tuple(restored), tuple(remarks)), []


BROKEN = (
    *(LookupError, TypeError, AttributeError, ValueError, OSError, AssertionError),
    *(ArithmeticError, RecursionError, TemplateError, pa.ArrowException),
)
"""What files of a standoff form raise that are not as a release writes them.

Among them are numbers and nesting beyond what Python and Arrow can hold, and metadata that the
template of the card needs.
"""


def not_understood(error: BaseException) -> Problem:
    """The problem with such a form."""
    said = shortened(f"{type(error).__name__}: {error}", 90)
    message = f"Winnow {__version__} cannot make a dataset of this form ({said})"
    remedy = "use the program of its version, or, if that is this one, fetch the release anew"
    return RULES["metadata-differs"].at(standoff.FILE, "", message, remedy)


def _remedy(form: Json) -> str:
    return f"use Winnow {form['version']}, or, if that is this program, fetch the release anew"


def read_texts(folder: Path, copies: Path) -> tuple[dict[str, str], list[Problem]]:
    """The text of each page by id.

    A copy is known by its digest, else by its name, else by its length. Files in the problems are
    relative to the folder of the copies.
    """
    pages = json.loads((folder / standoff.PAGES).read_bytes())
    if any(not archive.PATH.fullmatch(page["page_id"]) or "/" in page["page_id"] for page in pages):
        raise ValueError("a page has an id that none can have")
    there, unread = _plain_files(copies)
    problems: list[Problem] = []
    by_digest = {sha256(data): name for name, data in there.items()}
    wanted = {page["sha256"] for page in pages}
    names = {f"{page['page_id']}.txt" for page in pages}
    free_by_name = [name for name, data in there.items() if sha256(data) not in wanted]
    free = {
        name: data
        for name, data in there.items()
        if sha256(data) not in wanted and Path(name).name not in names
    }
    found: dict[str, str] = {}
    for page in pages:
        own = f"{page['page_id']}.txt"
        named = [name for name in free_by_name if Path(name).name == own]
        name = by_digest.get(page["sha256"]) or next(iter(named), None)
        name = name or texts.nearest(page, free)
        if name is None:
            message = f"none of {len(there)} files here is, or is nearly, the page {own[:-4]}"
            remedy = f"put a copy of the page here, of {page['bytes']} bytes, under any name"
            problems.append(RULES["text-differs"].at(own, "", message, remedy))
            continue
        free.pop(name, None)
        gold = json.loads((folder / standoff.GOLD / f"{page['page_id']}.json").read_bytes())
        text, faults = texts.check(there[name], texts.wanted(page, gold), name)
        problems.extend(faults)
        if text is not None:
            found[page["page_id"]] = text
    return found, [*unread, *problems] if problems else []


def _plain_files(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The files below a folder by their paths, and those that cannot be read."""
    found: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            data, problem = read_bytes(path, name)
            if data is not None:
                found[name] = data
            elif problem and problem.rule != RULES["file-empty"].id:
                problems.append(problem)
            else:
                found[name] = b""
    return found, problems


def restore(given: Mapping[str, bytes], found: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the dataset, from those of the standoff form and the text of each page."""
    form = json.loads(given[standoff.FILE])
    corpus, annotated = corpus_of(given, found)
    files = {path: data for path, data in given.items() if path not in OWN}
    for path in (standoff.PAGES, standoff.LOG, standoff.VERDICTS):
        del files[path]
    files = {path: data for path, data in files.items() if not PASS.fullmatch(path)}
    files |= annotated
    files |= {f"sources/{page_id}.txt": text.encode() for page_id, text in found.items()}
    rows = corpus_rows(corpus)
    configs = build.built_configs(corpus, rows)
    counted = counts.layers(rows["pages"])
    front = card.front(form["front_matter"], corpus, configs)
    readme = standoff.rehydrated(front, corpus.metadata, configs, counted)
    annotations = {path: files[path] for path in files if manifest.lists(path)}
    files |= build.files_of(corpus, configs, counted, readme, given[LICENCE], {}, annotations)
    files[zenodo.FILE] = zenodo.deposit(corpus.metadata, texts=True)
    return files


def _other_rows(form: Json, made: Mapping[str, bytes]) -> list[Problem]:
    """Configs whose rows are not those of the release."""
    built = json.loads(made[manifest.FILE])["configs"]
    message = f"Winnow {__version__} makes other rows of it than version {form['version']} has"
    return [
        RULES["metadata-differs"].at(standoff.FILE, f"configs.{name}", message, _remedy(form))
        for name, stated_of in form["configs"].items()
        if name not in built or built[name]["logical_hash"] != stated_of["logical_hash"]
    ]
