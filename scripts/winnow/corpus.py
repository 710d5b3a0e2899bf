"""The corpus: pages with annotations that passed every check. What is built is built from it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from winnow import authored
from winnow.adjudication import Line, Provenance, in_gold_terms, renamed
from winnow.annotations import (
    LAYERS,
    Article,
    Mention,
    PageAnnotations,
    Quotation,
    Segment,
    Sentence,
    Spanned,
    Stance,
    in_page_order,
)
from winnow.audit import Audited
from winnow.authored import Authored
from winnow.checks.whole import Track, check
from winnow.documents import Json, read_bytes
from winnow.paths import Paths
from winnow.places import Places
from winnow.problems import Problem, in_order
from winnow.registry import Entry
from winnow.schemas import Schemas
from winnow.sources import Source


@dataclass(frozen=True)
class Page:
    """A page with its annotations, gold or a pass's, each layer in page order."""

    source: Source
    annotations: PageAnnotations

    @property
    def id(self) -> str:
        """The page's id."""
        return self.source.page_id

    @property
    def text(self) -> str:
        """The page's untouched text; every offset counts its code points."""
        return self.source.text

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles of the page."""
        return self.annotations.articles

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of the page."""
        return self.annotations.segments

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the page."""
        return self.annotations.sentences

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions of the page."""
        return self.annotations.mentions

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        """The quotations of the page."""
        return self.annotations.quotations

    @property
    def stances(self) -> tuple[Stance, ...]:
        """The stances of the page."""
        return self.annotations.stances

    def segment_of(self, span: Spanned) -> Segment:
        """The segment that a span begins in."""
        return self.segments[_last_before(self.segments, span)]

    def sentence_of(self, span: Spanned) -> Sentence:
        """The sentence that a span begins in."""
        return self.sentences[_last_before(self.sentences, span)]


def _last_before(pieces: tuple[Segment, ...] | tuple[Sentence, ...], span: Spanned) -> int:
    return bisect_right(pieces, span.start, key=lambda piece: piece.start) - 1


@dataclass(frozen=True)
class Pass:
    """An independent pass: its name, the kind of its annotator, its registry, its pages by id.

    ``renamed`` has the registry ids that the gold standard knows under another id.
    """

    name: str
    origin: str
    registry: Mapping[str, Entry]
    pages: Mapping[str, Page]
    renamed: Mapping[str, str]

    @cached_property
    def pages_in_gold_terms(self) -> dict[str, Page]:
        """Its pages with the registry ids of the gold standard."""
        return {page_id: _renamed(page, self.renamed) for page_id, page in self.pages.items()}


def _renamed(page: Page, names: Mapping[str, str]) -> Page:
    layers: Any = {
        layer: tuple(in_gold_terms(each, names) for each in page.annotations.layer(layer))
        for layer in LAYERS
    }
    return replace(page, annotations=replace(page.annotations, **layers))


@dataclass(frozen=True)
class Corpus:
    """Pages sorted by id, with all that belongs to them and the schemas they keep.

    ``withdrawn`` has the entries of ``ids.json`` on ids that are no longer in use, by page.
    """

    pages: tuple[Page, ...]
    registry: Mapping[str, Entry]
    passes: tuple[Pass, ...]
    log: tuple[Line, ...]
    origin: Provenance
    audits: Json
    audited: Audited
    withdrawn: Mapping[str, Json]
    metadata: Json
    schemas: Schemas


@dataclass(frozen=True)
class Loading:
    """A corpus, or None and the problems that stand against it; ``page_ids`` are those listed.

    ``remarks`` are what checks find in passes that does not stand against the corpus.
    """

    corpus: Corpus | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    page_ids: tuple[str, ...]


def load(paths: Paths, track: Track = iter) -> Loading:
    """Read and check everything under a root; every problem is found before anything stops."""
    files = authored.read(paths)
    found, said = check(files, track)
    problems = tuple(_with_lines(in_order(found), paths))
    remarks = tuple(_with_lines(in_order(said), paths))
    listed = files.sources.listed
    if problems or files.schemas is None:
        return Loading(None, problems, remarks, listed)
    return Loading(_corpus(files, files.schemas), (), remarks, listed)


def _corpus(files: Authored, schemas: Schemas) -> Corpus:
    readings = [files.gold, *(maker.pages for maker in files.passes)]
    unread = [page.file for each in readings for page in each.values() if page.incomplete]
    assert not unread, f"annotations were left out of {unread} without a problem"
    by_id = files.sources.by_id
    return Corpus(
        pages=tuple(_page(by_id[each], files.gold[each]) for each in files.sources.listed),
        registry={each: files.registry[each] for each in sorted(files.registry)},
        passes=tuple(
            Pass(
                maker.name,
                maker.record["origin"],
                maker.registry,
                {each: _page(by_id[each], maker.pages[each]) for each in sorted(maker.pages)},
                renamed(maker.name, files.log),
            )
            for maker in files.passes
            if maker.record is not None
        ),
        log=files.log,
        origin=files.origin,
        audits=files.audits,
        audited=files.audited,
        withdrawn={page_id: entry["withdrawn"] for page_id, entry in files.ids.items()},
        metadata=files.metadata,
        schemas=schemas,
    )


def _page(source: Source, annotations: PageAnnotations) -> Page:
    return Page(source, in_page_order(annotations))


def _with_lines(problems: Iterable[Problem], paths: Paths) -> Iterator[Problem]:
    """Problems with the lines that their places lead to."""
    texts: dict[str, Places] = {}
    for problem in problems:
        if position := re.match(r"(\d+):\d+$", problem.place):
            yield replace(problem, line=int(position.group(1)))
        elif problem.file.endswith(".jsonl"):
            number = re.match(r"\[(\d+)\]", problem.place)
            yield replace(problem, line=int(number.group(1)) + 1) if number else problem
        elif not problem.file.endswith(".json") or not problem.place:
            yield problem
        else:
            if problem.file not in texts:
                data, _ = read_bytes(paths.root / problem.file, problem.file)
                texts[problem.file] = Places((data or b"").decode("utf-8-sig", "replace"))
            yield replace(problem, line=texts[problem.file].line(problem.place))
