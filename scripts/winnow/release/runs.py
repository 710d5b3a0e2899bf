"""Text of pages in other files: words in a row that stand on a page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping

from winnow.documents import Json

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
