"""The paths of the files and folders of a repository."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import overload


class Place:
    """A descriptor: a string relative to the root on the class, a ``Path`` on an instance."""

    def __init__(self, relative: str) -> None:
        self.relative = relative

    @overload
    def __get__(self, paths: None, owner: type[Paths]) -> str: ...

    @overload
    def __get__(self, paths: Paths, owner: type[Paths]) -> Path: ...

    def __get__(self, paths: Paths | None, owner: type[Paths]) -> str | Path:
        return self.relative if paths is None else paths.root / self.relative


@dataclass(frozen=True)
class Paths:
    """The files and folders under a root: ``Paths(root).registry`` is the path of the registry.

    ``Paths.registry`` is its path relative to the root, for messages.
    """

    root: Path

    dataset = Place("dataset")
    metadata = Place("dataset/metadata.json")
    licence = Place("dataset/LICENSE.md")
    sources = Place("dataset/sources")
    sources_index = Place("dataset/sources/sources.json")
    annotations = Place("dataset/annotations")
    gold = Place("dataset/annotations/gold")
    passes = Place("dataset/annotations/passes")
    given_guidelines = Place("dataset/annotations/guidelines")
    readings = Place("dataset/annotations/readings")
    registry = Place("dataset/annotations/registry.json")
    ids = Place("dataset/annotations/ids.json")
    exceptions = Place("dataset/annotations/exceptions.jsonl")
    adjudication = Place("dataset/annotations/adjudication.jsonl")
    audits = Place("dataset/annotations/audits.jsonl")
    verdicts = Place("dataset/annotations/audit.jsonl")
    schema = Place("schema")
    docs = Place("docs")
    guidelines = Place("docs/guidelines")
    card = Place("dataset_card.md")
    datasheet = Place("datasheet.md")
    changelog = Place("CHANGELOG.md")
    code_licence = Place("LICENSE")
    releases = Place("dist")

    def relative(self, path: Path) -> str:
        """``path`` for messages: relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()
