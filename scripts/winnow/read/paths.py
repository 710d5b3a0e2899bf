"""Where everything stands under a root folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """The folders and files of one Winnow tree; nothing here is read or written."""

    root: Path

    @property
    def dataset(self) -> Path:
        return self.root / "dataset"

    @property
    def sources(self) -> Path:
        return self.dataset / "sources"

    @property
    def sources_index(self) -> Path:
        return self.sources / "sources.json"

    @property
    def metadata(self) -> Path:
        return self.dataset / "metadata.json"

    @property
    def licence(self) -> Path:
        return self.dataset / "LICENSE.md"

    @property
    def annotations(self) -> Path:
        return self.dataset / "annotations"

    @property
    def gold(self) -> Path:
        return self.annotations / "gold"

    @property
    def registry(self) -> Path:
        return self.annotations / "registry.json"

    @property
    def passes(self) -> Path:
        return self.annotations / "passes"

    @property
    def adjudication(self) -> Path:
        return self.annotations / "adjudication.jsonl"

    @property
    def audits(self) -> Path:
        """Who audited the gold standard."""
        return self.annotations / "audits.jsonl"

    @property
    def verdicts(self) -> Path:
        """What the audits say."""
        return self.annotations / "audit.jsonl"

    @property
    def exceptions(self) -> Path:
        return self.annotations / "exceptions.jsonl"

    @property
    def given_guidelines(self) -> Path:
        """Guidelines as annotators of passes were given them, by the start of their digest."""
        return self.annotations / "guidelines"

    @property
    def readings(self) -> Path:
        """What third readers and others wrote on the annotations, in prose."""
        return self.annotations / "readings"

    @property
    def ids(self) -> Path:
        return self.annotations / "ids.json"

    @property
    def schema(self) -> Path:
        return self.root / "schema"

    @property
    def card(self) -> Path:
        return self.root / "dataset_card.md"

    @property
    def datasheet(self) -> Path:
        return self.root / "datasheet.md"

    @property
    def changelog(self) -> Path:
        return self.root / "CHANGELOG.md"

    @property
    def code_licence(self) -> Path:
        return self.root / "LICENSE"

    @property
    def releases(self) -> Path:
        return self.root / "dist"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def guidelines(self) -> Path:
        return self.docs / "guidelines"

    def relative(self, path: Path) -> str:
        """``path`` as messages show it: relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()
