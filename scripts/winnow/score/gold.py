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
"""Where a sentence can be: in the main article, in a related article, or outside the articles."""

Unit = tuple[str, str]
"""The key of a sentence in the gold standard: page id, and id of the sentence on the page."""


@dataclass(frozen=True)
class Target:
    """A row of ``stance``: a sentence, a candidate target, and the polarity towards this target."""

    id: str
    page_id: str
    sentence_id: str
    text: str
    target_id: str
    target_name: str
    polarity: str

    @property
    def unit(self) -> Unit:
        """The key of the sentence."""
        return self.page_id, self.sentence_id


@dataclass(frozen=True, repr=False)
class Gold:
    """The gold standard of a version of the dataset.

    ``name`` and ``version`` are the name and version of the dataset, and ``hashes`` maps each
    config that was read to its logical hash. ``pages`` maps ids to pages with all layers,
    ``targets`` ids to rows of the config ``stance``, and ``names`` ids of the registry to names.
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
        """The number (from 0) of each sentence, page by page in the order of ``pages``."""
        units = ((page.id, sentence.id) for page, sentence in self.sentences())
        return {unit: number for number, unit in enumerate(units)}

    @cached_property
    def targets_of(self) -> dict[str, list[Target]]:
        """The rows of ``stance`` by page id; the list of a page can be empty."""
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
        """The stratum of each sentence for resampling: its article, or the rest of its page.

        In the order of ``units``.
        """
        return tuple(self._stratum(page, sentence) for page, sentence in self.sentences())

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The place of each sentence, which is one of ``PLACES``, in the order of ``units``."""
        return tuple(self._place(page, sentence) for page, sentence in self.sentences())

    def sentences(self) -> Iterator[tuple[Page, Sentence]]:
        """Every sentence with its page, in the order of ``units``."""
        for page in self.pages.values():
            for sentence in page.sentences:
                yield page, sentence

    def unit_at(self, page: Page, start: int) -> int:
        """The number in ``units`` of the sentence that ``sentence_at`` returns."""
        return self.units[page.id, sentence_at(page, start).id]

    def is_content(self, page: Page, segment: Segment, role: str | None = None) -> bool:
        """Whether a segment is content of an article, with this role unless ``role`` is None."""
        if self.classes[segment.kind] != "content" or segment.article is None:
            return False
        return role in (None, self._roles[page.id][segment.article])

    def content(self, page: Page, role: str | None = None) -> list[Segment]:
        """The content segments of a page: of its articles with this role, or of all articles."""
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
    """The last sentence that begins at or before an offset; the first one if there is none."""
    after = bisect_right(page.sentences, start, key=lambda sentence: sentence.start)
    return page.sentences[max(after - 1, 0)]


def packaged_schemas() -> Path:
    """The folder of the schemas in the package; in an editable install, that of the repository."""
    package = Path(str(files("winnow")))
    inside = package / "schema"
    return inside if inside.is_dir() else package.parent.parent / "schema"
