"""An independent pass as it was given, and the names of what readings are compared."""

from __future__ import annotations

from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.page import PageAnnotations
from winnow.model.registry import Entry

Readings = dict[str, PageAnnotations]
"""Annotations by page id."""


THIRD = "third"
"""What the log of adjudication says was taken where it is no pass's reading."""

GOLD = "gold"
"""What the gold standard is called where readings are named."""

RESERVED = {THIRD: "a reading that no pass has", GOLD: "the gold standard"}
"""Names that mean something else than a pass."""

NOTES = "notes.md"
"""What the annotator of a pass noted, in prose; a pass may have none."""

SHARED = frozenset({"pass.json", "registry.json", NOTES})
"""What the folder of a pass holds besides pages; a page of such a name cannot be in it."""


@dataclass(frozen=True)
class PassFiles:
    """An independent pass as it was given: its ``pass.json``, its registry and its pages.

    ``record`` and ``entries`` are None where the file could not be read or breaks its schema.
    """

    name: str
    folder: str
    record: Json | None
    entries: Json | None
    registry: dict[str, Entry]
    pages: Readings
