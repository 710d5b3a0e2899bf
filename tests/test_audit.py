"""Audits: verdicts that hold, lapse or must be answered, and the same table everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import PAGES, ROOT, parquet_rows, replace, winnow

VERDICTS = "dataset/annotations/audit.jsonl"
LOG = "dataset/annotations/adjudication.jsonl"
Line = dict[str, Any]


def _lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _change(path: Path, change: Callable[[list[Line]], None]) -> None:
    lines = _lines(path)
    change(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _more_audits(root: Path, *names: str) -> None:
    """List further audits, like the first except for their names."""
    audits = root / "dataset/annotations/audits.jsonl"
    _change(audits, lambda lines: lines.extend([lines[0] | {"name": name} for name in names]))


def _rules(root: Path) -> set[str]:
    return winnow("check", "--format", "json", "--root", root).rules


def _data(root: Path) -> Any:
    return json.loads(winnow("audit", "--format", "json", "--root", root).out)


def test_the_first_audit_judged_every_annotation_and_looked_through_every_sentence() -> None:
    subjects = {
        (line["page_id"], line["layer"], line["id"])
        for line in _lines(ROOT / VERDICTS)
        if line["audit"] == "first"
    }
    for page_id in PAGES:
        gold = json.loads((ROOT / f"dataset/annotations/gold/{page_id}.json").read_text("utf-8"))
        layers = ("articles", "segments", "sentences", "mentions", "quotations", "stances")
        wanted = {(page_id, layer, item["id"]) for layer in layers for item in gold[layer]}
        wanted |= {(page_id, "mentions", item["id"]) for item in gold["sentences"]}
        for sentence in gold["sentences"]:
            (kind,) = [
                segment["kind"]
                for segment in gold["segments"]
                if segment["start"] <= sentence["start"] < segment["end"]
            ]
            if kind != "duplicate":
                wanted.add((page_id, "quotations", sentence["id"]))
            if kind in ("headline", "dateline", "paragraph"):
                wanted.add((page_id, "stances", sentence["id"]))
        assert {key for key in subjects if key[0] == page_id} == wanted
    registry = json.loads((ROOT / "dataset/annotations/registry.json").read_text("utf-8"))
    assert {key[2] for key in subjects if key[1] == "registry"} == {
        entry["id"] for entry in registry
    }


def test_the_table_is_what_the_verdicts_say() -> None:
    """Counted once more from the file, for what has not changed since it was judged."""
    lines = _lines(ROOT / VERDICTS)
    data = _data(ROOT)
    for layer, subjects in data["layers"].items():
        for what, counts in subjects.items():
            of_sentences = what == "sentences"
            judged = [
                line
                for line in lines
                if line["layer"] == layer
                and (line["id"].startswith("x") and layer != "sentences" and layer != "registry")
                is of_sentences
            ]
            first = [line for line in judged if line["audit"] == "first"]
            assert counts["before"]["total"] == len(first) == counts["after"]["total"]
            assert counts["before"]["right"] == sum(line["verdict"] == "right" for line in first)
            if layer != "registry":
                worst: dict[tuple[str, str], bool] = {}
                for line in judged:
                    key = line["page_id"], line["id"]
                    worst[key] = worst.get(key, True) and line["verdict"] == "right"
                assert counts["after"]["right"] == sum(worst.values())
                assert counts["after"]["unjudged"] == 0
    assert sum(line["verdict"] != "right" for line in lines) == len(data["findings"])
    assert all(finding["line_id"] for finding in data["findings"])


def test_the_printed_tables_are_those_of_card_and_docs() -> None:
    printed = winnow("audit", "--format", "markdown", "--root", ROOT).out
    assert printed in (ROOT / "docs/reference/audit.md").read_text(encoding="utf-8")
    card = (ROOT / "dataset/README.md").read_text(encoding="utf-8")
    tables = printed.split("\n## ")
    assert len(tables) == 3
    for table in tables:
        assert table.partition("\n\n")[2].rstrip("\n") in card
    text = winnow("audit", "--root", ROOT).out
    assert "343 of 343" in text


def test_two_audits_of_the_same_are_compared() -> None:
    """Kappa by hand: both call 14 arguable, either one 2 or 3 more, of 181."""
    (agreement,) = _data(ROOT)["repeated"]
    verdicts: dict[str, dict[tuple[str, str], str]] = {"first": {}, "second": {}}
    for line in _lines(ROOT / VERDICTS):
        if line["layer"] == "stances":
            verdicts[line["audit"]][line["page_id"], line["id"]] = line["verdict"]
    first, second = verdicts.values()
    assert agreement["units"] == len(first) == len(second)
    equal = sum(first[key] == second[key] for key in first)
    doubts = [sum(verdict != "right" for verdict in audit.values()) for audit in (first, second)]
    n = len(first)
    chance = (doubts[0] * doubts[1] + (n - doubts[0]) * (n - doubts[1])) / n**2
    assert agreement["equal"] == equal
    assert agreement["kappa"] == pytest.approx((equal / n - chance) / (1 - chance))
    assert agreement["doubted"]["units"] + agreement["doubted"]["equal"] == sum(doubts)


def test_what_audits_doubt_is_shown_and_can_be_filtered(base: Path) -> None:
    shown = winnow("show", "vote", "--root", base).out
    assert "[d2: stance-2][arguable]" in shown
    missing = {"verdict": "arguable", "rule": "stance-2", "note": "A stance on the town?"}
    _change(base / VERDICTS, lambda lines: lines[4].update(missing))
    assert "[stances: arguable]" in winnow("show", "vote", "--root", base).out
    assert winnow("build", "--root", base).code == 0
    verdicts = {row["sentence_id"]: row["verdict"] for row in parquet_rows(base, "stance")}
    assert verdicts["vote#x6"] == "arguable"
    assert verdicts["vote#x5"] is None


def test_a_page_without_passes_can_be_audited_and_answered(base: Path) -> None:
    """Such a page has no line of the log but those that answer."""
    pages = [path.stem for path in (base / "dataset/annotations/gold").glob("*.json")]
    page_id = next(page for page in sorted(pages) if page != "vote")
    line = {
        "audit": "one", "page_id": page_id, "layer": "mentions", "id": "x1", "judged": None,
        "verdict": "missing", "rule": "silent", "note": "A name.",
    }  # fmt: skip
    _change(base / VERDICTS, lambda lines: lines.append(line))
    assert _rules(base) == {"verdict-unanswered"}
    answer = {
        "id": "d4", "page_id": page_id, "layer": "mentions", "readings": [],
        "taken": "third", "findings": ["one/x1"], "gold": [], "decision": None,
        "rule": "silent", "note": "It is none.",
    }  # fmt: skip
    _change(base / LOG, lambda lines: lines.append(answer))
    assert _rules(base) == set()
    counted = json.loads(winnow("counts", "--format", "json", "--root", base).out)
    assert counted["adjudication"]["mentions"]["finds"] == 0


def test_a_verdict_on_what_has_changed_lapses(base: Path) -> None:
    assert _data(base)["layers"]["quotations"]["annotations"]["after"]["right"] == 1
    _change(base / VERDICTS, lambda lines: lines[0].update(judged="another reading"))
    after = _data(base)["layers"]["quotations"]["annotations"]["after"]
    assert (after["right"], after["unjudged"], after["total"]) == (0, 2, 2)


def test_asking_again_does_not_improve_a_figure(base: Path) -> None:
    _more_audits(base, "two")
    before = _data(base)["layers"]["stances"]["annotations"]["after"]

    def again(lines: list[Line]) -> None:
        lines.append(lines[2] | {"audit": "two", "verdict": "right", "note": None})
        lines.append(lines[0] | {"audit": "two", "verdict": "arguable", "note": "Is it?"})

    _change(base / VERDICTS, again)
    layers = _data(base)["layers"]
    assert layers["stances"]["annotations"]["after"] == before
    assert layers["quotations"]["annotations"]["before"]["arguable"] == 0
    assert layers["quotations"]["annotations"]["after"]["arguable"] == 1


def test_wrong_counts_before_arguable_and_that_before_right(base: Path) -> None:
    _more_audits(base, "two", "three")

    def more(lines: list[Line]) -> None:
        lines.append(lines[2] | {"audit": "two", "verdict": "wrong"})
        lines.append(lines[2] | {"audit": "three", "verdict": "right", "note": None})

    _change(base / VERDICTS, more)
    answer: Line = {"findings": ["two/t3"], "gold": ["t3"], "id": "d4", "taken": "a"}
    answer["note"] = "It stays."
    wording = _lines(base / VERDICTS)[2]["judged"]
    readings = [{"pass": name, "ids": ["t3"], "reading": wording} for name in "ab"]
    answer |= {"readings": readings, "decision": wording}
    _change(base / LOG, lambda lines: lines.append(lines[0] | answer))
    assert _rules(base) == set()
    after = _data(base)["layers"]["stances"]["annotations"]["after"]
    assert (after["faulty"], after["arguable"]) == (1, 1)
    line_ids = [
        finding["line_id"] for finding in _data(base)["findings"] if finding["id"] == "vote#t3"
    ]
    assert line_ids == [None, "d4"]


def test_the_verdict_is_next_to_the_annotation(base: Path) -> None:
    assert winnow("build", "--root", base).code == 0
    shown = winnow("audit", "--root", base).out
    assert "vote#t3" in shown
    assert "one: arguable (stance-1)" in shown


CASES: dict[str, tuple[Callable[[list[Line]], None], set[str]]] = {
    "an audit that is not listed": (
        lambda lines: lines[0].update(audit="none"),
        {"verdict-misplaced"},
    ),
    "two verdicts of one audit": (lambda lines: lines.append(lines[0]), {"verdict-misplaced"}),
    "a page that is not there": (
        lambda lines: lines[0].update(page_id="no"),
        {"verdict-misplaced"},
    ),
    "an annotation of another layer": (
        lambda lines: lines[0].update(id="m1"),
        {"verdict-misplaced"},
    ),
    "a registry entry on a page": (
        lambda lines: lines[5].update(page_id="vote"),
        {"verdict-misplaced"},
    ),
    "a page without a page id": (
        lambda lines: lines[0].update(page_id=None),
        {"verdict-misplaced"},
    ),
    "an id without its letter": (
        lambda lines: lines[0].update(id="2"),
        {"verdict-misplaced"},
    ),
    "an id that is no number": (lambda lines: lines[0].update(id="q-1"), {"verdict-misplaced"}),
    "a sentence called wrong": (
        lambda lines: lines[1].update(verdict="wrong", rule="stance-1", note="No."),
        {"verdict-incomplete", "verdict-unanswered"},
    ),
    "an annotation called missing": (
        lambda lines: lines[2].update(verdict="missing"),
        {"verdict-incomplete", "verdict-unanswered"},
    ),
    "a verdict without a note": (lambda lines: lines[2].update(note=None), {"verdict-incomplete"}),
    "a rule that does not exist": (
        lambda lines: lines[2].update(rule="stance-9"),
        {"cited-rule-unknown"},
    ),
    "an entry that never was": (
        lambda lines: lines[5].update(id="gone", judged="gone: it"),
        {"verdict-misplaced"},
    ),
    "a sentence that cannot carry the layer": (
        lambda lines: lines[4].update(id="x1", judged=None),
        {"verdict-misplaced"},
    ),
    "a number with a zero before it": (
        lambda lines: lines[0].update(id="q02"),
        {"verdict-misplaced"},
    ),
    "something that is judged otherwise than it is": (
        lambda lines: lines[2].update(judged="something else"),
        set(),
    ),
    "a fault in something that changed since": (
        lambda lines: lines[2].update(judged="something else", verdict="wrong"),
        {"verdict-unanswered"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_verdict_is_held_to_what_it_is_on(case: str, base: Path) -> None:
    change, rules = CASES[case]
    _change(base / VERDICTS, change)
    assert _rules(base) == rules


def test_what_is_called_missing_can_be_answered_by_a_line_on_nothing(base: Path) -> None:
    missing = {"verdict": "missing", "rule": "stance-2", "note": "A stance on the town."}
    _change(base / VERDICTS, lambda lines: lines[4].update(missing))
    assert _rules(base) == {"verdict-unanswered"}
    readings: list[Line] = [{"pass": name, "ids": [], "reading": None} for name in "ab"]
    line = {
        "id": "d4", "page_id": "vote", "layer": "stances", "readings": readings, "taken": "a",
        "findings": ["one/x6"], "gold": [], "decision": None, "rule": "stance-2", "note": "None.",
    }  # fmt: skip
    _change(base / LOG, lambda lines: lines.append(line))
    assert _rules(base) == set()
    finding = next(finding for finding in _data(base)["findings"] if finding["id"] == "vote#x6")
    assert (finding["line_id"], finding["since"], finding["why"]) == ("d4", "stands", "None.")
    counted = json.loads(winnow("counts", "--format", "json", "--root", base).out)
    assert counted["adjudication"]["stances"]["finds"] == 1


def test_an_audit_that_is_not_listed_is_reported_once(base: Path) -> None:
    def renamed(lines: list[Line]) -> None:
        for line in lines:
            line["audit"] = "none"

    _change(base / VERDICTS, renamed)
    outcome = winnow("check", "--format", "json", "--root", base)
    misplaced = [problem for problem in outcome.problems if problem["rule"] == "verdict-misplaced"]
    assert len(misplaced) == 1
    assert "named by 6 verdicts" in misplaced[0]["message"]


@pytest.mark.parametrize("content", ["{}", "[1]", "1", '"x"', "{", "null"])
def test_broken_audits_next_to_broken_schemas_are_reported(content: str, base: Path) -> None:
    """Nothing is read out of a file whose schema could not be read."""
    (base / "dataset/annotations/audits.jsonl").write_text(content + "\n")
    (base / VERDICTS).write_text(content + "\n")
    assert _rules(base)
    (base / "schema/common.schema.json").write_text("{")
    assert "json-syntax" in _rules(base)


def test_an_audit_without_verdicts_judged_nothing(base: Path) -> None:
    (base / VERDICTS).write_text("")
    replace(base / LOG, '"one/t4"', "")
    after = _data(base)["layers"]["stances"]["annotations"]["after"]
    assert (after["total"], after["unjudged"]) == (4, 4)


def test_a_note_stays_in_its_cell(base: Path) -> None:
    note = "One. # Two | three \\| four 😀"
    _change(base / VERDICTS, lambda lines: lines[2].update(note=note))
    printed = winnow("audit", "--format", "markdown", "--root", base).out
    assert "One. # Two \\| three \\\\\\| four 😀" in printed
    data = winnow("audit", "--format", "json", "--root", base).out
    assert data.isascii()
    assert next(finding["note"] for finding in json.loads(data)["findings"]) == note


def test_a_lapsed_and_a_current_finding_are_two(base: Path) -> None:
    """Each verdict has the outcome that it had, and the last line that answers it."""
    _more_audits(base, "two")

    def again(lines: list[Line]) -> None:
        lines.append(lines[3] | {"audit": "two"})
        lines[3]["judged"] = "another reading"

    _change(base / VERDICTS, again)
    _change(base / LOG, lambda lines: lines.append(lines[1] | {"id": "d4", "findings": ["two/t4"]}))
    assert _rules(base) == set()
    by_audit = {
        finding["audit"]: finding
        for finding in _data(base)["findings"]
        if finding["id"] == "vote#t4"
    }
    assert (by_audit["one"]["since"], by_audit["one"]["line_id"]) == ("changed", "d2")
    assert (by_audit["two"]["since"], by_audit["two"]["line_id"]) == ("stands", "d4")
    printed = winnow("audit", "--format", "markdown", "--root", base).out
    assert printed.count("vote#t4") == 2


def test_the_guidelines_of_an_audit_are_kept(base: Path) -> None:
    audits = base / "dataset/annotations/audits.jsonl"
    _change(audits, lambda lines: lines[0].update(guidelines_sha256="0" * 64))
    assert _rules(base) == {"guidelines-missing"}


def test_without_audits_there_is_no_table(base: Path) -> None:
    (base / VERDICTS).unlink()
    (base / "dataset/annotations/audits.jsonl").unlink()
    replace(base / LOG, '"one/t4"', "")
    outcome = winnow("audit", "--root", base)
    assert (outcome.code, outcome.out) == (0, "The gold standard was not audited.\n")
    assert winnow("build", "--root", base).code == 0
