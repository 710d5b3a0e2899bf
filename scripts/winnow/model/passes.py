"""The files of an independent pass, and names that no pass can have."""

from __future__ import annotations

from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.page import PageAnnotations
from winnow.model.registry import Entry

Readings = dict[str, PageAnnotations]
"""Annotations by page id."""


THIRD = "third"
"""``taken`` in a decision that is not the reading of a pass."""

GOLD = "gold"
"""The name of the gold standard among readings."""

RESERVED = {THIRD: "a reading that no pass has", GOLD: "the gold standard"}
"""Names that a pass cannot have, and their meaning."""

NOTES = "notes.md"
"""Notes of the annotator of a pass, in prose; optional."""

SHARED = frozenset({"pass.json", "registry.json", NOTES})
"""Files in the folder of a pass that are not pages; no page can have such a name."""


@dataclass(frozen=True)
class PassFiles:
    """An independent pass: its ``pass.json``, its registry and its pages.

    ``record`` and ``entries`` are None if the file cannot be read or is invalid.
    """

    name: str
    folder: str
    record: Json | None
    entries: Json | None
    registry: dict[str, Entry]
    pages: Readings
