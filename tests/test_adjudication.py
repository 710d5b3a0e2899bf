"""Passes, the log that decides between them, and what is made of both."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import PAGES, ROOT, copy_real, replace, winnow
from winnow.model.compare import Item, match

GOLD = "dataset/annotations/gold/vote.json"
LOG = "dataset/annotations/adjudication.jsonl"


def _lines(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / LOG).read_text().splitlines()]


def _write(root: Path, lines: list[dict[str, Any]]) -> None:
    (root / LOG).write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_a_later_line_replaces_an_earlier_decision(base: Path) -> None:
    """What the gold standard has is what the last line on it says."""
    polarity = '"target": "mill", "target_span": {"start": 168'
    replace(
        base / GOLD,
        '"quote": "oppose", "holder": "critics"',
        '"quote": "oppose", "holder": "ann-berg"',
    )
    assert polarity in (base / GOLD).read_text()
    registry = base / "dataset/annotations/registry.json"
    entries = [each for each in json.loads(registry.read_text()) if each["id"] != "critics"]
    registry.write_text(json.dumps(entries))
    lines = _lines(base)
    _write(base, lines)
    assert "decision-differs" in winnow("check", "--format", "json", "--root", base).rules
    later = lines[1] | {"id": "d4", "decision": lines[1]["decision"].replace("critics", "ann-berg")}
    gone = lines[2] | {"id": "d5", "decision": None, "taken": "a"}
    _write(base, [*lines, later, gone])
    assert winnow("check", "--root", base).code == 0


def test_a_pass_may_know_an_entity_under_another_id(base: Path) -> None:
    """A line on the registry says so once, and no mention of the entity needs a line."""
    for name in (GOLD.rpartition("/")[2], "registry.json"):
        path = base / "dataset/annotations/passes/b" / name
        path.write_text(path.read_text().replace('"dunmore"', '"dunmore-town"'))
    outcome = winnow("check", "--format", "json", "--root", base)
    assert outcome.rules == {"adjudication-missing"}
    readings = [
        {"pass": "a", "ids": ["dunmore"], "reading": "dunmore: Dunmore, named GPE"},
        {"pass": "b", "ids": ["dunmore-town"], "reading": "dunmore-town: Dunmore, named GPE"},
    ]
    line: dict[str, Any] = {
        "id": "d4",
        "page_id": None,
        "layer": "registry",
        "taken": "a",
        "findings": [],
    }
    line |= {"readings": readings}
    line |= {"gold": ["dunmore"], "decision": "dunmore: Dunmore, named GPE"}
    _write(base, [*_lines(base), line | {"rule": "silent", "note": "It is the usual name."}])
    assert winnow("check", "--root", base).code == 0
    assert winnow("build", "--root", base).code == 0


def test_what_a_pass_breaks_above_spans_is_remarked_on(base: Path) -> None:
    path = base / "dataset/annotations/passes/b/vote.json"
    replace(path, '"term", "speaker": null', '"term", "speaker": "ann-berg"')
    outcome = winnow("check", "--format", "json", "--root", base)
    remarks = json.loads(outcome.out)["remarks"]
    assert [each["rule"] for each in remarks] == ["term-with-speaker"]
    assert outcome.rules == {"adjudication-missing"}
    shown = winnow("check", "--root", base).out
    assert "remark: dataset/annotations/passes/b/vote.json" in shown


def test_a_pass_with_wrong_offsets_fails(base: Path) -> None:
    replace(base / "dataset/annotations/passes/b/vote.json", '"start": 31', '"start": 30')
    outcome = winnow("check", "--format", "json", "--root", base)
    assert outcome.code == 1
    assert "span-quote-differs" in outcome.rules


def test_a_page_that_one_pass_covers_needs_no_line(base: Path) -> None:
    (base / "dataset/annotations/passes/b/vote.json").unlink()
    _write(base, [])
    assert winnow("check", "--root", base).code == 0


@pytest.mark.parametrize(
    "content", ["null", "7", "[]", "{}", '"text"', "[,]", "{}\n\n{}", "\ufeff"]
)
@pytest.mark.parametrize(
    "file",
    [
        LOG,
        "dataset/annotations/exceptions.jsonl",
        "dataset/annotations/passes/a/pass.json",
        "dataset/annotations/passes/a/registry.json",
        "dataset/annotations/passes/a/vote.json",
    ],
)
def test_another_content_is_answered(content: str, file: str, base: Path) -> None:
    (base / file).write_text(content)
    outcome = winnow("check", "--format", "json", "--root", base)
    assert outcome.code == 1
    assert all(each["file"] and each["message"] and each["remedy"] for each in outcome.problems)


def test_without_guidelines_that_is_all_that_is_said(tmp_path: Path) -> None:
    root = copy_real(tmp_path / "real")
    for path in (root / "docs/guidelines").iterdir():
        path.unlink()
    outcome = winnow("check", "--format", "json", "--root", root)
    assert outcome.rules == {"file-missing"}
    assert len(outcome.problems) == 1


def test_passes_were_committed_as_given_and_not_touched_since() -> None:
    """Where there is a history: each file of a pass has the content of its first commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("no history here")
    shallow = _git("rev-parse", "--is-shallow-repository").strip() == "true"
    for path in sorted((ROOT / "dataset/annotations/passes").glob("*/*")):
        name = path.relative_to(ROOT).as_posix()
        commits = _git("log", "--format=%H", "--", name).split()
        assert shallow or len(commits) == 1, f"{name} was edited after it was given"


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def _items(extents: dict[str, tuple[int, int]]) -> list[Item]:
    return [Item(name, start, end, "", ()) for name, (start, end) in extents.items()]


@pytest.mark.parametrize(
    ("left", "right", "pairs"),
    [
        ({"a": (0, 4)}, {"b": (0, 4)}, {"a": "b"}),
        ({"a": (0, 4)}, {"b": (4, 8)}, {}),
        ({"a": (0, 4), "b": (0, 8)}, {"c": (0, 8)}, {"b": "c"}),
        ({"b": (0, 9), "a": (0, 4)}, {"c": (0, 4)}, {"a": "c"}),
        ({"a": (0, 6), "b": (6, 8)}, {"c": (0, 8)}, {"a": "c"}),
        ({"a": (0, 4)}, {"c": (2, 8), "d": (1, 4)}, {"a": "d"}),
        ({"a": (0, 4), "b": (0, 4)}, {"c": (0, 4), "d": (0, 4)}, {"a": "c", "b": "d"}),
    ],
)
def test_spans_are_matched_exactly_first_and_then_by_overlap(
    left: dict[str, tuple[int, int]], right: dict[str, tuple[int, int]], pairs: dict[str, str]
) -> None:
    assert match(_items(left), _items(right)) == pairs


def test_counts_are_printed_as_text_and_as_json() -> None:
    figures = json.loads(winnow("counts", "--format", "json", "--root", ROOT).out)
    manifest = json.loads((ROOT / "dataset/manifest.json").read_text())
    assert figures["counts"] == manifest["counts"]
    assert sum(figures["labels"]["entity_type"].values()) == figures["counts"]["total"]["mentions"]
    assert len(figures["labels"]["entity_type"]) == 18
    card = (ROOT / "dataset/README.md").read_text(encoding="utf-8")
    for label, number in figures["labels"]["entity_type"].items():
        assert f"`{label}` {number}" in card
    stances = figures["adjudication"]["stances"]
    assert stances["differences"] == sum(stances["taken"].values())
    row = ["stances", *stances["annotations"].values(), stances["shared"], stances["differences"]]
    row += [*stances["taken"].values(), stances["finds"]]
    assert f"| {' | '.join(map(str, row))} |" in card
    text = winnow("counts", "--root", ROOT).out
    assert "Passes and adjudication" in text
    assert re.search(rf"PERSON +{figures['labels']['entity_type']['PERSON']}\n", text)


def test_a_page_is_shown_with_all_of_its_annotations() -> None:
    shown = winnow("show", PAGES[0], "--root", ROOT).out
    gold = json.loads((ROOT / f"dataset/annotations/gold/{PAGES[0]}.json").read_text())
    for layer in ("segments", "sentences", "mentions", "quotations", "stances"):
        for each in gold[layer]:
            assert f"{each['id']} " in shown
    for sentence in gold["sentences"]:
        assert sentence["quote"] in shown
    assert "not statements about a person" in shown
    assert "\x1b[" not in shown


def test_one_sentence_of_a_page_is_shown_by_the_beginning_of_its_id() -> None:
    shown = winnow("show", "001", "--sentence", "x99", "--root", ROOT).out
    assert "not a great husband" in shown
    assert "x98" not in shown
    for arguments in (["9"], ["00"], ["001", "--sentence", "x999"]):
        outcome = winnow("show", *arguments, "--root", ROOT)
        assert outcome.code == 2
        assert "winnow:" in outcome.err
