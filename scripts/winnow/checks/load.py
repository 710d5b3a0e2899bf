"""Read and check everything under a root: a corpus, or the problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from winnow.checks.run import Track, check
from winnow.model.adjudication import renamed
from winnow.model.corpus import Corpus, Pass
from winnow.model.page import Page, PageAnnotations, Source, in_page_order
from winnow.model.problem import Problem, in_order
from winnow.model.schemas import Schemas
from winnow.read import repository
from winnow.read.explain import Places
from winnow.read.files import read_bytes
from winnow.read.paths import Paths
from winnow.read.repository import Repository


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
    files = repository.read(paths)
    found, said = check(files, track)
    problems = tuple(_with_lines(in_order(found), paths))
    remarks = tuple(_with_lines(in_order(said), paths))
    listed = files.sources.listed
    if problems or files.schemas is None:
        return Loading(None, problems, remarks, listed)
    return Loading(_corpus(files, files.schemas), (), remarks, listed)


def _corpus(files: Repository, schemas: Schemas) -> Corpus:
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
