"""Page records need no repository, and their findings no process or order."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree

import pytest

from support import ROOT, copy_real, parquet_rows, winnow
from support import replace as replace_in_file
from winnow.checks.page import check_page
from winnow.checks.run import CorpusFindings, check_repository
from winnow.model.hashes import sha256
from winnow.model.problem import in_order
from winnow.model.record import AnnotatedPage, PageRecord
from winnow.read import repository
from winnow.read.annotations import parse
from winnow.read.paths import Paths
from winnow.read.repository import Repository
from winnow.rows.configs import PAGE_VIEWS, rows_of

PROVENANCE = ("passes", "line_id", "verdict")


@pytest.fixture(scope="module")
def files() -> Repository:
    return repository.read(Paths(ROOT))


def alone(path: Path) -> PageRecord:
    """A record of nothing but a text and annotations."""
    data = (ROOT / f"dataset/sources/{path.stem}.txt").read_bytes()
    annotations = parse(json.loads(path.read_text()), path.name, valid=True)
    return PageRecord(
        id=path.stem, text=data.decode(), sha256=sha256(data), annotations=annotations
    )


def without_provenance(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: without_provenance(item) for key, item in value.items() if key not in PROVENANCE
        }
    return [without_provenance(item) for item in value] if isinstance(value, list) else value


def test_a_page_without_a_repository_is_checked_and_gives_its_rows(files: Repository) -> None:
    assert files.frame is not None
    frame = replace(files.frame, passes={})
    built = {config: parquet_rows(ROOT, config) for config in PAGE_VIEWS}
    for path in sorted(Paths(ROOT).gold.glob("*.json")):
        record = alone(path)
        findings = check_page(record, frame)
        assert not findings.problems
        rows = rows_of(AnnotatedPage(record, frame))
        assert rows["passes"] == []
        for config in PAGE_VIEWS.keys() - {"passes"}:
            of_page = [row for row in built[config] if row["page_id"] == record.id]
            assert without_provenance(rows[config]) == without_provenance(of_page)


def test_other_processes_find_the_same(files: Repository) -> None:
    assert files.frame is not None
    frame, records = pickle.loads(pickle.dumps((files.frame, list(files.records.values()))))
    here = [check_page(record, files.frame) for record in files.records.values()]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = list(pool.map(check_page, records, [frame] * len(records)))
    assert there == here


def test_findings_add_up_in_any_order(tmp_path: Path) -> None:
    root = copy_real(tmp_path / "real")
    first, _, third = sorted(Paths(root).gold.glob("*.json"))
    for path in (first, third):
        replace_in_file(path, '"role": "main"', '"role": "related"')
    files = repository.read(Paths(root))
    assert files.frame is not None
    findings = [check_page(record, files.frame) for record in files.records.values()]
    problems = [problem for page in findings for problem in page.problems]
    assert {problem.file for problem in problems} == {
        file.relative_to(root).as_posix() for file in (first, third)
    }
    for order in permutations(findings):
        corpus = CorpusFindings(order)
        assert in_order(corpus.problems) == in_order(problems)
        assert corpus.entities == {entity for page in findings for entity in page.entities}
        assert list(corpus.repeated_texts()) == []
    reported, _ = check_repository(files, iter)
    assert set(problems) <= set(reported)


def test_pages_of_the_same_text_are_reported_whatever_the_order(files: Repository) -> None:
    assert files.frame is not None
    record = next(iter(files.records.values()))
    copies = [
        check_page(replace(record, id=page_id), files.frame) for page_id in ("copy", record.id)
    ]
    for order in permutations(copies):
        (problem,) = CorpusFindings(order).repeated_texts()
        assert problem.message == f"copy has the same text as {record.id}"


def test_pages_of_the_same_id_are_reported(files: Repository) -> None:
    assert files.frame is not None
    record = next(iter(files.records.values()))
    changed = replace(record, text=f"{record.text}.", sha256=sha256(f"{record.text}.".encode()))
    pages = [check_page(page, files.frame) for page in (record, changed)]
    (problem,) = CorpusFindings(pages).repeated_ids()
    assert problem.rule == "entry-repeated"
    assert record.id in problem.message


def test_readings_that_differ_on_every_page_are_all_reported(real: Path) -> None:
    rmtree(real / "dataset/annotations/passes/b")
    outcome = winnow("check", "--root", real, "--format", "json")
    assert outcome.code == 1
    assert outcome.rules == {"reading-differs"}
    decisions = (real / "dataset/annotations/adjudication.jsonl").read_text().splitlines()
    assert len(outcome.problems) == len(decisions)


def test_a_misplaced_decision_does_not_hide_readings_that_differ(real: Path) -> None:
    log = real / "dataset/annotations/adjudication.jsonl"
    first, *others = log.read_text().splitlines(keepends=True)
    decision = json.loads(first)
    changed = json.dumps(decision | {"page_id": "elsewhere"}, ensure_ascii=False)
    log.write_text("".join([changed + "\n", *others]))
    rmtree(real / "dataset/annotations/passes/b")
    outcome = winnow("check", "--root", real, "--format", "json")
    assert outcome.rules == {"line-misplaced", "reading-differs"}
