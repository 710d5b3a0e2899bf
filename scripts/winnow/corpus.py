"""The corpus: pages with annotations that passed every check. What is built is built from it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from winnow import schemas, sources
from winnow.annotations import Article, PageAnnotations, Segment, Sentence, read_gold
from winnow.checks import pages, references, spans, structure
from winnow.documents import Json, line_of, read_bytes, read_json
from winnow.paths import Paths
from winnow.problems import Problem, in_order
from winnow.schemas import Schemas
from winnow.sources import Source, Sources

Track = Callable[[Sequence[str]], Iterable[str]]
"""Passes page ids on, and may show how far the work has come."""


@dataclass(frozen=True)
class Page:
    """A page with its gold annotations, each layer in page order."""

    source: Source
    articles: tuple[Article, ...]
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]

    @property
    def id(self) -> str:
        """The page's id."""
        return self.source.page_id

    @property
    def text(self) -> str:
        """The page's untouched text; every offset counts its code points."""
        return self.source.text

    def segment_of(self, sentence: Sentence) -> Segment:
        """The segment that a sentence lies in."""
        after = bisect_right(self.segments, sentence.start, key=lambda segment: segment.start)
        return self.segments[after - 1]


def _page(source: Source, gold: PageAnnotations) -> Page:
    """A page whose layers no longer depend on the order in which its file lists them."""
    return Page(
        source,
        tuple(sorted(gold.articles, key=lambda article: int(article.id[1:]))),
        tuple(sorted(gold.segments, key=lambda segment: segment.start)),
        tuple(sorted(gold.sentences, key=lambda sentence: sentence.start)),
    )


@dataclass(frozen=True)
class Corpus:
    """Pages sorted by id, with the metadata and the schemas they were checked against."""

    pages: tuple[Page, ...]
    metadata: Json
    schemas: Schemas


@dataclass(frozen=True)
class Loading:
    """A corpus, or None and the problems that stand against it; ``page_ids`` are those listed."""

    corpus: Corpus | None
    problems: tuple[Problem, ...]
    page_ids: tuple[str, ...]


@dataclass(frozen=True)
class _Files:
    """Everything authored, as far as it could be read; what breaks its schema is None."""

    paths: Paths
    schemas: Schemas | None
    metadata: Json | None
    registry: Json | None
    issued: Json | None
    sources: Sources
    gold: dict[str, PageAnnotations]
    problems: tuple[Problem, ...]


def load(paths: Paths, track: Track = iter) -> Loading:
    """Read and check everything under a root; every problem is found before anything stops."""
    files = _read(paths)
    found = in_order([*files.problems, *_across_pages(files), *_page_by_page(files, track)])
    problems = tuple(_with_lines(found, paths))
    listed = files.sources.listed
    if problems or files.schemas is None:
        return Loading(None, problems, listed)
    unread = [page.file for page in files.gold.values() if page.incomplete]
    assert not unread, f"annotations were left out of {unread} without a problem"
    built = tuple(_page(files.sources.by_id[each], files.gold[each]) for each in listed)
    return Loading(Corpus(built, files.metadata, files.schemas), (), listed)


def _read(paths: Paths) -> _Files:
    found, problems = schemas.load(paths.schema)
    collected = list(problems)

    def valid(path: Path, name: str) -> Json | None:
        file = paths.relative(path)
        reading = read_json(path, file)
        faults = list(reading.problems)
        if found and not faults:
            faults.extend(found.violations(reading.value, name, file))
        collected.extend(faults)
        return None if faults else reading.value

    metadata = valid(paths.metadata, "metadata")
    registry = valid(paths.registry, "registry")
    issued = valid(paths.ids, "ids")
    pages_read = sources.read(paths, found)
    gold, problems = read_gold(paths, pages_read.listed, found, strangers=pages_read.known)
    collected.extend((*pages_read.problems, *problems))
    return _Files(paths, found, metadata, registry, issued, pages_read, gold, tuple(collected))


def _with_lines(problems: Iterable[Problem], paths: Paths) -> Iterator[Problem]:
    """Problems with the lines that their places lead to."""
    texts: dict[str, str] = {}
    for problem in problems:
        if position := re.match(r"(\d+):\d+$", problem.place):
            yield replace(problem, line=int(position.group(1)))
            continue
        if not problem.file.endswith(".json") or not problem.place:
            yield problem
            continue
        if problem.file not in texts:
            data, _ = read_bytes(paths.root / problem.file, problem.file)
            texts[problem.file] = (data or b"").decode("utf-8-sig", "replace")
        yield replace(problem, line=line_of(texts[problem.file], problem.place))


def _across_pages(files: _Files) -> Iterator[Problem]:
    """What holds between files."""
    paths, relative = files.paths, files.paths.relative
    if files.schemas:
        version = files.metadata["version"] if files.metadata else None
        yield from pages.labels(files.schemas, version, relative(paths.schema / schemas.LOCK))
    for value, key, path in (
        (files.sources.index, "page_id", paths.sources_index),
        (files.issued, "page_id", paths.ids),
        (files.registry, "id", paths.registry),
    ):
        yield from pages.repeated_entries(value, key, relative(path))
    yield from pages.repeated_texts(files.sources.by_id, relative(paths.sources_index))
    if files.issued is not None and files.sources.known:
        known = [entry["page_id"] for entry in files.issued]
        yield from pages.id_entries(known, files.sources.listed, relative(paths.ids))


def _page_by_page(files: _Files, track: Track) -> Iterator[Problem]:
    """What holds within a page; checks that need a file that could not be read are left out."""
    issued = {entry["page_id"]: entry for entry in files.issued or []}
    index = files.paths.relative(files.paths.sources_index)
    for page_id in track(sorted(files.gold)):
        source, page = files.sources.by_id.get(page_id), files.gold[page_id]
        yield from references.page_id(page_id, page)
        yield from references.ids(page, issued.get(page_id))
        if files.schemas:
            yield from references.article_references(page, files.schemas)
            yield from references.articles(page, files.schemas)
        if source:
            yield from spans.text_digest(source, page)
            on_text = tuple(spans.spans(source, page))
            yield from on_text
            yield from structure.segments(source, page)
            yield from structure.sentences(source, page)
            if not _doubtful(page, files.schemas, on_text):
                yield from references.repetitions(page)
                yield from references.datelines(source, page)
            if files.sources.sound:
                yield from pages.names(source, page, index)


def _doubtful(page: PageAnnotations, found: Schemas | None, on_text: tuple[Problem, ...]) -> bool:
    """Whether the kinds or places of segments are so unsure that their order says nothing."""
    kinds = set(found.labels("segment_kind")) if found else set()
    return (
        "segments" in page.incomplete
        or any(segment.kind not in kinds for segment in page.segments)
        or any(problem.place.startswith("segments") for problem in on_text)
    )
