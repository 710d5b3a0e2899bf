"""From the standoff form and one's own copy of the pages back to the dataset.

Quotes are cut from the texts, rows are made by the same views as in a build, and everything is
compared with what the standoff form says of the full release before any file is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from jinja2 import TemplateError

from winnow import __version__, build, card, counting, manifest
from winnow import release_rules as rules
from winnow.digests import sha256
from winnow.documents import Json, read_bytes, read_json
from winnow.manifest import CARD, LICENCE
from winnow.metadata import croissant, zenodo
from winnow.problems import Problem, shortened
from winnow.release import cards, checksums, contents, reading, standoff, texts
from winnow.rules import FILE_EMPTY
from winnow.schemas import CONFIGS
from winnow.views.configs import rows as rows_of


@dataclass(frozen=True)
class Rehydrated:
    """The files of a dataset, sealed, by path; ``remarks`` say in what they are not the release's.

    ``restored`` are the files that are byte for byte those of the full release.
    """

    name: str
    files: dict[str, bytes]
    restored: tuple[str, ...]
    remarks: tuple[str, ...]


OWN = (CARD, standoff.FILE, checksums.FILE, zenodo.FILE, manifest.FILE)
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
    made = restore(contents.everything(folder), found)
    same_writer = form["written_with"] == {"pyarrow": pa.__version__}
    restored, problems = [], _other_rows(form, made)
    for path, digest in form["restores"].items():
        if path in made and sha256(made[path]) == digest:
            restored.append(path)
        elif same_writer or not (path.startswith("data/") or path == croissant.FILE):
            message = f"it gives another {path} than version {form['version']} has"
            problems.append(rules.METADATA_DIFFERS.at(standoff.FILE, path, message, _remedy(form)))
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
    return Rehydrated(name, contents.sealed(made), tuple(restored), tuple(remarks)), []


BROKEN = (
    *(LookupError, TypeError, AttributeError, ValueError, OSError, AssertionError),
    *(ArithmeticError, RecursionError, TemplateError),
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
    return rules.METADATA_DIFFERS.at(standoff.FILE, "", message, remedy)


def _remedy(form: Json) -> str:
    return f"use Winnow {form['version']}, or, if that is this program, fetch the release anew"


def read_texts(folder: Path, copies: Path) -> tuple[dict[str, str], list[Problem]]:
    """The text of each page by id.

    A copy is known by its digest, else by its name, else by its length. Files in the problems are
    relative to the folder of the copies.
    """
    pages = json.loads((folder / standoff.PAGES).read_bytes())
    if any(
        not checksums.PATH.fullmatch(page["page_id"]) or "/" in page["page_id"] for page in pages
    ):
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
            problems.append(rules.TEXT_DIFFERS.at(own, "", message, remedy))
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
            elif problem and problem.rule != FILE_EMPTY.id:
                problems.append(problem)
            else:
                found[name] = b""
    return found, problems


def restore(given: Mapping[str, bytes], found: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the dataset, from those of the standoff form and the text of each page."""
    form = json.loads(given[standoff.FILE])
    corpus, annotated = reading.corpus_of(given, found)
    files = {path: data for path, data in given.items() if path not in OWN}
    for path in (standoff.PAGES, standoff.LOG, standoff.VERDICTS):
        del files[path]
    files = {path: data for path, data in files.items() if not reading.PASS.fullmatch(path)}
    files |= annotated
    files |= {f"sources/{page_id}.txt": text.encode() for page_id, text in found.items()}
    rows = {config: list(rows_of(corpus, config)) for config in CONFIGS}
    configs = build.built_configs(corpus, rows)
    counted = counting.layers(rows["pages"])
    front = card.front(form["front_matter"], corpus, configs)
    readme = cards.rehydrated(front, corpus.metadata, configs, counted)
    annotations = {path: files[path] for path in files if manifest.lists(path)}
    files |= build.files_of(corpus, configs, counted, readme, given[LICENCE], {}, annotations)
    files[zenodo.FILE] = zenodo.deposit(corpus.metadata, texts=True)
    return files


def _other_rows(form: Json, made: Mapping[str, bytes]) -> list[Problem]:
    """Configs whose rows are not those of the release."""
    built = json.loads(made[manifest.FILE])["configs"]
    message = f"Winnow {__version__} makes other rows of it than version {form['version']} has"
    return [
        rules.METADATA_DIFFERS.at(standoff.FILE, f"configs.{name}", message, _remedy(form))
        for name, stated_of in form["configs"].items()
        if name not in built or built[name]["logical_hash"] != stated_of["logical_hash"]
    ]
