"""What can be wrong with passes and with the log that decides between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import rehash, replace, winnow
from winnow.model.spans import Intervals
from winnow.read.explain import Places

A, B = ("dataset/annotations/passes/a", "dataset/annotations/passes/b")
GOLD = "dataset/annotations/gold/vote.json"
LOG = "dataset/annotations/adjudication.jsonl"
Line = dict[str, Any]


def _log(root: Path, change: Callable[[list[Line]], list[Line] | None]) -> None:
    lines = [json.loads(line) for line in (root / LOG).read_text().splitlines()]
    kept = change(lines) or lines
    (root / LOG).write_text("".join(json.dumps(line) + "\n" for line in kept))


def _check(root: Path) -> set[str]:
    return winnow("check", "--format", "json", "--root", root).rules


def _add_article(path: Path) -> None:
    replace(path, '{"id": "a1", "role": "main"}', '{"id": "a1", "role": "main"},\n'
            '  {"id": "a2", "role": "related"}')  # fmt: skip


def test_an_article_of_a_pass_may_have_no_content(base: Path) -> None:
    """That is remarked on, and the rows of the pass can be built all the same."""
    _add_article(base / B / "vote.json")
    reading: Line = {"pass": "b", "ids": ["a2"], "reading": "a2 related"}
    none: Line = {"pass": "a", "ids": [], "reading": None}
    line: Line = {"id": "d4", "page_id": "vote", "layer": "articles", "readings": [none, reading]}
    line |= {"taken": "a", "gold": [], "decision": None, "rule": "silent", "note": "It is none."}
    line["findings"] = []
    _log(base, lambda lines: [*lines, line])
    outcome = winnow("check", "--format", "json", "--root", base)
    assert outcome.code == 0
    remarks = json.loads(outcome.out)["remarks"]
    assert [each["rule"] for each in remarks] == ["article-without-content"]
    assert winnow("build", "--root", base).code == 0


def test_articles_are_told_apart_by_where_they_begin(base: Path) -> None:
    """An article that a pass has elsewhere is another one, though number and role are the same."""
    for path in (base / A / "vote.json", base / B / "vote.json"):
        text = path.read_text()
        moved = '"quote": "Town News", "kind": "section_label", "article": null'
        assert moved in text
        path.write_text(
            text.replace(moved, '"quote": "Town News", "kind": "headline", "article": "a1"')
        )
    told = winnow("check", "--format", "json", "--root", base).problems
    assert (GOLD, "articles[0]") in {(each["file"], each["place"]) for each in told}


def test_two_annotations_of_a_pass_cannot_have_one_id(base: Path) -> None:
    replace(base / B / "vote.json", '{"id": "m4"', '{"id": "m3"')
    assert _check(base) == {"id-duplicate"}


def test_two_entries_of_a_pass_cannot_have_one_id(base: Path) -> None:
    replace(base / A / "registry.json", "[\n", '[\n  {"id": "mill", "name": "m", "kind": "issue", '
            '"type": null},\n')  # fmt: skip
    assert _check(base) == {"entry-repeated"}


def test_a_later_line_replaces_a_decision_as_a_whole(base: Path) -> None:
    def both_then_one(lines: list[Line]) -> None:
        for reading, other in zip(lines[0]["readings"], lines[1]["readings"], strict=True):
            reading["ids"] += other["ids"]
        lines[0] |= {"gold": ["t2", "t4"], "taken": "third"}
        lines[0]["decision"] += " + " + lines[1]["decision"]

    _log(base, both_then_one)
    outcome = winnow("check", "--format", "json", "--root", base)
    assert outcome.rules == {"decision-differs"}
    assert "a later decision replaces d1 for some" in outcome.problems[0]["message"]


def test_an_annotation_that_goes_needs_a_reading_that_has_none(base: Path) -> None:
    gone = '"gold": ["t9"], "decision": null, "rule": "stance-2", "note": null'

    def dropped(taken: str) -> Callable[[list[Line]], list[Line]]:
        line = json.loads(f'{{"id": "d4", "page_id": "vote", "layer": "stances", {gone}}}')
        line |= {"taken": taken, "findings": [], "readings": [
            {"pass": "a", "ids": [], "reading": None},
            {"pass": "b", "ids": ["t1"], "reading": _wording(base)},
        ]}  # fmt: skip
        return lambda lines: [*lines[:3], line]

    for taken, rules in (("a", set()), ("b", {"decision-differs"}), ("none", {"decision-differs"})):
        _log(base, dropped(taken))
        assert _check(base) == rules


def _wording(root: Path) -> str:
    """What the log says of t1."""
    shown = "backs [25:30] ann-berg (Ann Berg [16:24]) favor mill (mill [39:43]), reported"
    assert '"backs"' in (root / GOLD).read_text()
    return shown


@pytest.mark.parametrize(
    "readings",
    [lambda both: both[:1], lambda both: both[1:], lambda both: [both[0], both[0]],
     lambda both: [*both, both[1] | {"pass": "nobody"}]],
)  # fmt: skip
def test_a_line_has_one_reading_of_each_pass(
    readings: Callable[[list[Line]], list[Line]], base: Path
) -> None:
    _log(base, lambda lines: lines[0].update(readings=readings(lines[0]["readings"])))
    assert "reading-differs" in _check(base)


@pytest.mark.parametrize(
    "place",
    [{"page_id": "nope"}, {"page_id": None}, {"layer": "registry"}, {"page_id": "tea"}],
)
def test_a_line_stands_where_something_is(place: Line, base: Path) -> None:
    _log(base, lambda lines: lines[0].update(place))
    assert _check(base) & {"line-misplaced", "reading-differs"}


def test_lines_on_the_registry_stay_right_when_others_read_other_pages(base: Path) -> None:
    """Two new passes over a new page do not have to be named in decisions on the old ones."""
    annotations = base / "dataset/annotations"
    other = next(p for p in sorted((annotations / "gold").glob("*.json")) if p.stem != "vote")
    for name in ("c", "d"):
        folder = annotations / "passes" / name
        folder.mkdir()
        (folder / other.name).write_text(other.read_text())
        (folder / "registry.json").write_text("[]\n")
        record = json.loads((annotations / "passes/a/pass.json").read_text()) | {"name": name}
        (folder / "pass.json").write_text(json.dumps(record))
    assert _check(base) == set()

    def with_c(lines: list[Line]) -> list[Line]:
        reading: Line = {"pass": "c", "ids": [], "reading": None}
        lines[2]["readings"].append(reading)
        return lines

    _log(base, with_c)
    assert _check(base) == {"reading-differs"}


def test_a_line_on_the_registry_needs_readings(base: Path) -> None:
    def without(lines: list[Line]) -> list[Line]:
        lines[2]["readings"] = []
        return lines

    _log(base, without)
    assert _check(base) == {"reading-differs"}


def test_a_reading_is_taken_whatever_number_its_article_has(base: Path) -> None:
    """Passes number articles themselves; a segment is the same where the article is."""
    for name in (A, B):
        path = base / name / "vote.json"
        text = path.read_text()
        if name == A:
            text = text.replace('"a1"', '"a7"')
        else:
            text = text.replace('"kind": "duplicate"', '"kind": "headline"')
        path.write_text(text)
    quote = "• Mayor Ann Berg backs “green” mill [44:79]"
    readings = [
        {"pass": "a", "ids": ["s3"], "reading": f"{quote} duplicate a7"},
        {"pass": "b", "ids": ["s3"], "reading": f"{quote} headline a1"},
    ]
    line: Line = {"id": "d4", "page_id": "vote", "layer": "segments", "readings": readings}
    line |= {"taken": "a", "findings": [], "gold": ["s3"], "decision": f"{quote} duplicate a1"}
    _log(base, lambda lines: [*lines, line | {"rule": "silent", "note": "It repeats."}])
    assert _check(base) == set()


def test_a_pass_on_other_pages_is_not_asked_for_entries_of_these(base: Path) -> None:
    folder = base / "dataset/annotations/passes/c"
    folder.mkdir()
    (folder / "registry.json").write_text("[]\n")
    record = json.loads((base / A / "pass.json").read_text()) | {"name": "c"}
    (folder / "pass.json").write_text(json.dumps(record))
    gold = (base / "dataset/annotations/gold/tea.json").read_text()
    (folder / "tea.json").write_text(gold)
    assert winnow("check", "--root", base).code == 0
    assert winnow("build", "--root", base).code == 0
    (folder / "pass.json").write_text(json.dumps(record | {"name": "third"}))
    assert _check(base) == {"pass-name-differs"}
    folder.rename(folder.with_name("third"))
    assert _check(base) == {"pass-name-differs"}


def test_one_name_for_two_ids_can_be_taken_back(base: Path) -> None:
    for name in ("vote.json", "registry.json"):
        path = base / B / name
        path.write_text(path.read_text().replace('"dunmore"', '"dunmore-town"'))
    readings: list[Line] = [
        {"pass": "a", "ids": ["dunmore"], "reading": "dunmore: Dunmore, named GPE"},
        {"pass": "b", "ids": ["dunmore-town"], "reading": "dunmore-town: Dunmore, named GPE"},
    ]
    one: Line = {"id": "d4", "page_id": None, "layer": "registry", "taken": "a", "findings": []}
    one |= {"readings": readings}
    one |= {"gold": ["dunmore"], "decision": "dunmore: Dunmore, named GPE"}
    one |= {"rule": "silent", "note": "They are one."}
    only_b = [{"pass": "a", "ids": [], "reading": None}, readings[1]]
    two = one | {
        "id": "d5",
        "readings": only_b,
        "gold": [],
        "decision": None,
        "note": "They are two.",
    }
    _log(base, lambda lines: [*lines, one])
    assert winnow("check", "--root", base).code == 0
    _log(base, lambda lines: [*lines, two])
    assert _check(base) == {"adjudication-missing"}


def test_guidelines_of_another_encoding_are_told_and_left_alone(base: Path) -> None:
    (base / "CHANGELOG.md").write_text("# Changelog\n")
    path = base / "docs/guidelines/index.md"
    data = path.read_bytes() + b"\xe9"
    path.write_bytes(data)
    assert _check(base) == {"text-not-utf8"}
    assert winnow("site", "--root", base).code == 1
    assert path.read_bytes() == data


def test_guidelines_may_have_other_line_ends_and_folders_beside_them(base: Path) -> None:
    path = base / "docs/guidelines/index.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (base / "docs/guidelines/pictures").mkdir()
    assert winnow("check", "--root", base).code == 0


def test_a_link_that_leads_nowhere_is_not_taken_for_nothing(base: Path) -> None:
    (base / LOG).unlink()
    (base / LOG).symlink_to(base / "nowhere")
    assert "file-missing" in _check(base)


def test_a_quotation_may_begin_where_the_one_around_it_does(base: Path) -> None:
    replace(base / GOLD, '{"id": "q1", "start": 31, "end": 38, "quote": "“green”", "kind"',
            '{"id": "q1", "start": 128, "end": 136, "quote": "“We need", "kind"')  # fmt: skip
    assert _check(base) == {"adjudication-missing"}


def test_a_tab_is_shown_and_moves_nothing(base: Path) -> None:
    for path in (base / "dataset").rglob("tea.*"):
        path.write_text(path.read_text().replace("Buyers cheer", "Buyers\\tcheer" if path.suffix
                        == ".json" else "Buyers\tcheer"))  # fmt: skip
    entries = json.loads((base / "dataset/sources/sources.json").read_text())
    assert entries[1]["page_id"] == "tea"
    rehash(base, "tea")
    assert "Buyers⇥cheer." in winnow("show", "tea", "--root", base).out


def test_a_page_without_annotations_has_no_sentence_to_show(base: Path) -> None:
    outcome = winnow("show", "tea", "--sentence", "x9", "--root", base)
    assert outcome.code == 2
    assert "x1 to x3" in outcome.err


class Span:
    """A stretch with a name."""

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name, self.start, self.end = name, start, end


def test_spans_that_touch_a_stretch_are_found_nested_ones_too() -> None:
    spans = [
        Span("all", 0, 20),
        Span("a", 1, 5),
        Span("b", 5, 9),
        Span("c", 6, 7),
        Span("d", 12, 13),
    ]
    found = Intervals(spans)
    for start in range(21):
        for end in range(start + 1, 21):
            expected = [each.name for each in spans if each.start < end and start < each.end]
            assert [each.name for each in found.overlapping(start, end)] == expected
            inside = [each.name for each in spans if start <= each.start < end]
            assert [each.name for each in found.beginning(start, end)] == inside


def test_lines_of_places_are_found() -> None:
    places = Places('{"a": [1,\n2,\n{"b": null}],\n "c": {}}')
    found = {place: places.line(place) for place in ("", "a[0]", "a[1]", "a[2].b", "a[9]", "c.d")}
    assert found == {"": 1, "a[0]": 1, "a[1]": 2, "a[2].b": 3, "a[9]": 1, "c.d": 4}
    assert Places(" \n").line("a") is None
