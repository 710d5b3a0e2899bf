"""Find text of pages in files that must not have it, by runs of words."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.release import changes

LENGTH = 5
"""Number of words in a run: as many in a row are not a coincidence."""

Run = tuple[str, ...]


def of_text(text: str) -> set[Run]:
    """All runs of words of a text; a shorter text is one run."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())
    if 0 < len(words) < LENGTH:
        return {tuple(words)}
    return {tuple(words[start : start + LENGTH]) for start in range(len(words) - LENGTH + 1)}


def of_file(path: str, data: bytes) -> set[Run]:
    """The runs of a file; in JSON also those of its strings, since escapes hide words.

    Parquet files have none: they are built from texts and annotations alone.
    """
    if path.endswith(".parquet"):
        return set()
    text = data.decode("utf-8", "replace")
    runs = of_text(text)
    if path.endswith((".json", ".jsonl")):
        for document in text.splitlines() if path.endswith(".jsonl") else [text]:
            with suppress(ValueError):  # not JSON, and read as text already
                for string in _strings(json.loads(document)):
                    runs |= of_text(string)
    return runs


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def common(files: Mapping[str, bytes], runs: set[Run]) -> Iterator[tuple[str, set[Run]]]:
    """The path of each file that has some of the runs, and those that it has."""
    for path, data in files.items():
        if in_file := of_file(path, data) & runs:
            yield path, in_file


def withdrawn_text(since: changes.Changes, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Text that was removed since the last release and is in a file of this one.

    That is the text of withdrawn pages and text removed from pages, if no page still has it.
    """
    kept = {run for page in since.new.pages.values() for run in of_text(page.text)}
    for page_id in (*since.pages_withdrawn, *since.texts_changed):
        removed = of_text(since.old.pages[page_id].text) - kept
        for path, runs in common(files, removed):
            message = (
                f"has {len(runs)} runs of words of the text that was removed from {page_id}, such "
                f"as {' '.join(min(runs))!r}"
            )
            yield RULES["text-left"].at(path, "", message)


def page_text(corpus: Corpus, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Text of pages in files of the standoff form, except names in registries."""
    texts = {run for page in corpus.pages for run in of_text(page.text)}
    registries = [
        corpus.registry,
        *(independent.registry for independent in corpus.frame.passes.values()),
    ]
    names = {
        run
        for registry in registries
        for entry in registry.values()
        for run in of_text(entry.name) | of_text(entry.id)
    }
    for path, runs in common(files, {run for run in texts - names if len(run) >= LENGTH}):
        message = f"has {len(runs)} runs of words of pages, such as {' '.join(min(runs))!r}"
        remedy = "remove the words from its source: metadata, schemas, licence, front matter"
        yield RULES["text-left"].at(path, "", message, remedy)
