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
    def ids(self) -> Path:
        return self.annotations / "ids.json"

    @property
    def schema(self) -> Path:
        return self.root / "schema"

    @property
    def card(self) -> Path:
        return self.root / "dataset_card.md"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    def relative(self, path: Path) -> str:
        """``path`` as messages show it: relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()
