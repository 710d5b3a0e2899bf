"""The gold standard as scorers use it. ``dataset`` reads it from a dataset folder or a release."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from winnow.model.layers import Segment, Sentence
from winnow.model.page import Page
from winnow.model.schemas import Schemas

MAIN, RELATED, AROUND = "main article", "related articles", "around the articles"
PLACES = (MAIN, RELATED, AROUND)
"""Where a sentence can be: in the content of an article by its role, or elsewhere."""

Unit = tuple[str, str]
"""A sentence of the gold standard, by page id and the sentence's id on the page."""


@dataclass(frozen=True)
class Target:
    """A row of ``stance``: a sentence and a target on which it may take a stance."""

    id: str
    page_id: str
    sentence_id: str
    text: str
    target_id: str
    target_name: str
    polarity: str

    @property
    def unit(self) -> Unit:
        """The sentence."""
        return self.page_id, self.sentence_id


@dataclass(frozen=True, repr=False)
class Gold:
    """The gold standard: pages with all layers by id, and the rows of ``stance``.

    ``targets`` has the rows of the config ``stance`` by id, ``names`` the names of the registry by
    id. ``name`` and ``version`` are those of the dataset, ``hashes`` has the logical hash of each
    config that was read.
    """

    name: str
    version: str
    hashes: Mapping[str, str]
    pages: Mapping[str, Page]
    targets: Mapping[str, Target]
    names: Mapping[str, str]
    schemas: Schemas

    def __repr__(self) -> str:
        return f"Gold({self.name} {self.version}, {len(self.pages)} pages)"

    @cached_property
    def classes(self) -> dict[str, str]:
        """The segment class of each segment kind."""
        return self.schemas.classes

    @cached_property
    def units(self) -> dict[Unit, int]:
        """The number (from 0) of each sentence: pages by id, sentences in page order."""
        units = ((page.id, sentence.id) for page, sentence in self.sentences())
        return {unit: number for number, unit in enumerate(units)}

    @cached_property
    def targets_of(self) -> dict[str, list[Target]]:
        """The rows of ``stance`` of each page."""
        rows: dict[str, list[Target]] = {page_id: [] for page_id in self.pages}
        for row in self.targets.values():
            rows[row.page_id].append(row)
        return rows

    @cached_property
    def extents(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each sentence, in code points of its page, in the order of ``units``."""
        return tuple((sentence.start, sentence.end) for _, sentence in self.sentences())

    @cached_property
    def strata(self) -> tuple[str, ...]:
        """The stratum in which each sentence is resampled: its article, or the rest of its page."""
        return tuple(self._stratum(page, sentence) for page, sentence in self.sentences())

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The one of ``PLACES`` that each sentence is in."""
        return tuple(self._place(page, sentence) for page, sentence in self.sentences())

    def sentences(self) -> Iterator[tuple[Page, Sentence]]:
        """Every sentence with its page, in the order of ``units``."""
        for page in self.pages.values():
            for sentence in page.sentences:
                yield page, sentence

    def unit_at(self, page: Page, start: int) -> int:
        """Number of the sentence at a code point of a page, or of the last one before it."""
        return self.units[page.id, sentence_at(page, start).id]

    def is_content(self, page: Page, segment: Segment, role: str | None = None) -> bool:
        """Whether a segment is content of an article (with a certain role)."""
        if self.classes[segment.kind] != "content" or segment.article is None:
            return False
        return role in (None, self._roles[page.id][segment.article])

    def content(self, page: Page, role: str | None = None) -> list[Segment]:
        """The content segments of a page, of all articles or of those with a role."""
        return [segment for segment in page.segments if self.is_content(page, segment, role)]

    @cached_property
    def _roles(self) -> dict[str, dict[str, str]]:
        return {
            page.id: {article.id: article.role for article in page.articles}
            for page in self.pages.values()
        }

    def _stratum(self, page: Page, sentence: Sentence) -> str:
        segment = page.segment_of(sentence)
        if not self.is_content(page, segment):
            return f"{page.id} around the articles"
        return f"{page.id}#{segment.article}"

    def _place(self, page: Page, sentence: Sentence) -> str:
        segment = page.segment_of(sentence)
        if self.is_content(page, segment, "main"):
            return MAIN
        return RELATED if self.is_content(page, segment) else AROUND


def sentence_at(page: Page, start: int) -> Sentence:
    """The sentence at a code point of a page, or the last before it, or else the first."""
    after = bisect_right(page.sentences, start, key=lambda sentence: sentence.start)
    return page.sentences[max(after - 1, 0)]


def packaged_schemas() -> Path:
    """The schemas that come with the package; in an editable install, those of the repository."""
    package = Path(str(files("winnow")))
    inside = package / "schema"
    return inside if inside.is_dir() else package.parent.parent / "schema"
