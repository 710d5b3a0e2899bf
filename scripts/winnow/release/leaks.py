"""Text of pages in files that must not contain it: runs of words that occur on a page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping

from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.release import changes

LENGTH = 5
"""Words in a row that are text of a page and no coincidence."""

Run = tuple[str, ...]


def of_text(text: str) -> set[Run]:
    """All runs of words of a text; one that is shorter is a run by itself."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())
    if 0 < len(words) < LENGTH:
        return {tuple(words)}
    return {tuple(words[at : at + LENGTH]) for at in range(len(words) - LENGTH + 1)}


def of_file(path: str, data: bytes) -> set[Run]:
    """The runs of a file; of JSON those of its strings as well, since what is escaped hides words.

    Parquet files have none: they are built from texts and annotations, and from nothing else.
    """
    if path.endswith(".parquet"):
        return set()
    text = data.decode("utf-8", "replace")
    found = of_text(text)
    if path.endswith((".json", ".jsonl")):
        for document in text.splitlines() if path.endswith(".jsonl") else [text]:
            try:
                for string in _strings(json.loads(document)):
                    found |= of_text(string)
            except ValueError:  # read as text already
                continue
    return found


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def common(files: Mapping[str, bytes], wanted: set[Run]) -> Iterator[tuple[str, set[Run]]]:
    """Each file that has some of the runs, by its path, with those that it has."""
    for path, data in files.items():
        if here := of_file(path, data) & wanted:
            yield path, here


def left_over(found: changes.Changes, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """No file of a release has words in a row of a text that went since the last release.

    That is the text of a page that was withdrawn, and what was taken out of one. What pages have
    all the same is left out.
    """
    kept = {run for page in found.new.pages.values() for run in of_text(page.text)}
    for page_id in (*found.pages_withdrawn, *found.texts_changed):
        gone = of_text(found.old.pages[page_id].text) - kept
        for path, here in common(files, gone):
            shown = " ".join(min(here))
            message = f"has {len(here)} runs of words of what went of {page_id}, such as {shown!r}"
            yield RULES["text-left"].at(path, "", message)


def texts_apart(corpus: Corpus, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """No file of a standoff form has words in a row of a page, but for names of the registries."""
    texts = {run for page in corpus.pages for run in of_text(page.text)}
    names = {
        run
        for known in (corpus.registry, *(each.registry for each in corpus.frame.passes.values()))
        for entry in known.values()
        for run in of_text(entry.name) | of_text(entry.id)
    }
    for path, here in common(files, {run for run in texts - names if len(run) >= LENGTH}):
        shown = " ".join(min(here))
        message = f"would have {len(here)} runs of words of pages, such as {shown!r}"
        remedy = (
            "take the words out of what it is made of: metadata, schemas, licence, front matter"
        )
        yield RULES["text-left"].at(path, "", message, remedy)
