"""Read and check everything under a root: a corpus, or the problems."""

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
    all_problems, all_remarks = check_repository(files, track)
    problems = tuple(_with_lines(in_order(all_problems), paths))
    remarks = tuple(_with_lines(in_order(all_remarks), paths))
    listed = files.sources.listed
    if problems or files.frame is None:
        return Loading(None, problems, remarks, listed)
    return Loading(_corpus(files, files.frame), (), remarks, listed)


def check(root: str | Path = ".") -> tuple[Problem, ...]:
    """Every problem in the sources, annotations and schemas of a repository; empty if valid.

    ``root`` is the folder with ``dataset/``, ``schema/`` and ``docs/guidelines/``. This is what
    ``winnow check`` reports.
    """
    return load(Paths(Path(root))).problems


def _corpus(files: Repository, frame: Frame) -> Corpus:
    records = [files.records[page_id] for page_id in files.sources.listed]
    unread = [
        annotations.file
        for record in records
        for annotations in (record.annotations, *record.passes.values())
        if annotations.incomplete
    ]
    assert not unread, f"annotations were left out of {unread} without a problem"
    return Corpus(
        frame=frame,
        records=tuple(records),
        log=files.log,
        audits=tuple(files.audits or ()),
        verdicts=files.verdicts,
    )


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
