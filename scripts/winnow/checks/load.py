"""Read and check a repository: a corpus, or the problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from winnow.checks.run import Track, check_repository
from winnow.model.corpus import Corpus
from winnow.model.frame import Frame
from winnow.model.problem import Problem, in_order
from winnow.read import repository
from winnow.read.explain import Places
from winnow.read.files import read_bytes
from winnow.read.paths import Paths
from winnow.read.repository import Repository


@dataclass(frozen=True)
class Loading:
    """A corpus, or None if there are problems; ``page_ids`` are those in the index of sources.

    ``remarks`` are violations in passes that are not problems of the corpus.
    """

    corpus: Corpus | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    page_ids: tuple[str, ...]


def load(paths: Paths, track: Track = iter) -> Loading:
    """Read and check a repository, and collect all of its problems."""
    files = repository.read(paths)
    problems, remarks = check_repository(files, track)
    corpus = None if problems or files.frame is None else _corpus(files, files.frame)
    return Loading(
        corpus=corpus,
        problems=tuple(_with_lines(in_order(problems), paths)),
        remarks=tuple(_with_lines(in_order(remarks), paths)),
        page_ids=files.sources.listed,
    )


def check(root: str | Path = ".") -> tuple[Problem, ...]:
    """Every problem in the sources, annotations and schemas of a repository; empty if valid.

    ``root`` is the folder with ``dataset/``, ``schema/`` and ``docs/guidelines/``. This is what
    ``winnow check`` reports.
    """
    return load(Paths(Path(root))).problems


def _corpus(files: Repository, frame: Frame) -> Corpus:
    records = tuple(files.records[page_id] for page_id in files.sources.listed)
    incomplete = [
        annotations.file
        for record in records
        for annotations in (record.annotations, *record.passes.values())
        if annotations.incomplete
    ]
    assert not incomplete, f"annotations of {incomplete} were skipped without a problem"
    return Corpus(
        frame=frame,
        records=records,
        log=files.log,
        audits=tuple(files.audits or ()),
        verdicts=files.verdicts,
    )


def _with_lines(problems: Iterable[Problem], paths: Paths) -> Iterator[Problem]:
    """Problems with the lines of their places."""
    texts: dict[str, Places] = {}
    for problem in problems:
        if position := re.match(r"(\d+):\d+$", problem.place):
            yield replace(problem, line=int(position.group(1)))
        elif problem.file.endswith(".jsonl"):
            number = re.match(r"\[(\d+)\]", problem.place)
            yield replace(problem, line=int(number.group(1)) + 1) if number else problem
        elif problem.file.endswith(".json") and problem.place:
            if problem.file not in texts:
                data, _ = read_bytes(paths.root / problem.file, problem.file)
                texts[problem.file] = Places((data or b"").decode("utf-8-sig", "replace"))
            yield replace(problem, line=texts[problem.file].line(problem.place))
        else:
            yield problem
