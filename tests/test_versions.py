"""``winnow diff``: exactly what changed, and the step that the rules ask for."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import (
    ROOT,
    Outcome,
    build_and_commit,
    git_commit,
    next_version,
    replace,
    winnow,
)
from trees import Trees, copy_tree
from winnow.release import changes, semver, snapshot
from winnow.release.semver import Step
from winnow.release.snapshot import Snapshot

METADATA = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))
GOLD = "dataset/annotations/gold/{}.json"
IDS = "dataset/annotations/ids.json"


@pytest.fixture
def old(trees: Trees, tmp_path: Path) -> Path:
    """The made-up corpus, released as 0.1.0."""
    return trees.copy("base-released", tmp_path / "old")


def edited(root: Path) -> None:
    """Three annotations added, two changed, one withdrawn."""
    storm, tea = root / GOLD.format("storm"), root / GOLD.format("tea")
    added = (
        '{"id": "m1", "start": 65, "end": 76, "quote": "2 hours ago", "type": "TIME", '
        '"entity": null},\n  {"id": "m2", "start": 77, "end": 84, "quote": "DUNMORE", '
        '"type": "GPE", "entity": "dunmore"}'
    )
    replace(storm, '"mentions": []', f'"mentions": [\n  {added}\n ]')
    replace(
        tea,
        '"mentions": []',
        '"mentions": [{"id": "m1", "start": 35, "end": 44, "quote": "every day", "type": "DATE", '
        '"entity": null}]',
    )
    replace(
        storm, '"end": 98, "quote": "Waves rose."', '"end": 110, "quote": "Waves rose. Boats sank."'
    )
    replace(storm, '  {"id": "x8", "start": 99, "end": 110, "quote": "Boats sank."},\n', "")
    replace(storm, '"kind": "comments"', '"kind": "promotion"')
    replace(
        root / IDS,
        '"x": 16, "m": 0, "q": 0, "t": 0}, "withdrawn": []',
        '"x": 16, "m": 2, "q": 0, "t": 0}, "withdrawn": [{"id": "x8", "version": "0.2.0", '
        '"reason": "It belongs to the sentence before."}]',
    )
    replace(root / IDS, '"x": 3, "m": 0', '"x": 3, "m": 1')


def next_committed(root: Path) -> None:
    edited(root)
    next_version(root, "0.2.0")
    build_and_commit(root)


@pytest.fixture
def new(trees: Trees, tmp_path: Path) -> Path:
    """The next version, built and committed, with the release of the old one next to it."""
    next_tree = trees.make("base-next", "base-released", next_committed)
    return copy_tree(next_tree, tmp_path / "new")


def _diff(old: object, new: object, **options: object) -> Any:
    more = [option for name, value in options.items() for option in (f"--{name}", str(value))]
    outcome = winnow("diff", str(old), str(new), "--format", "json", *more)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def _ids(data: Any) -> dict[str, dict[str, list[str]]]:
    return {
        layer: {
            kind: [change["id"] for change in listed] for kind, listed in kinds.items() if listed
        }
        for layer, kinds in data["layers"].items()
        if any(kinds.values())
    }


WANTED = {
    "segments": {"changed": ["storm#s14"]},
    "sentences": {"withdrawn": ["storm#x8"], "changed": ["storm#x7"]},
    "mentions": {"added": ["storm#m1", "storm#m2", "tea#m1"]},
}


def test_exactly_the_changes_are_listed_in_any_form_of_versions(old: Path, new: Path) -> None:
    first = old / "dist/daybook-0.1.0"
    subprocess.run(["git", "tag", "now"], cwd=new, check=True)
    diffs = [
        _diff(old, new),
        _diff(first, new),
        _diff(f"{first}.tar.gz", new),
        _diff(old, "now", root=new),
    ]
    for data in diffs:
        assert _ids(data) == WANTED
        assert data["step"]["asked"] == "minor"
        assert data["step"]["taken"] == "minor"
        assert data["step"]["enough"]
        assert data["ids_reused"] == []
        assert data["ids_lost"] == []
    changed = diffs[0]["layers"]["segments"]["changed"][0]["parts"]
    assert diffs[0]["configs"]["registry"]["equal"] is False  # a mention more of Dunmore
    assert diffs[0]["configs"]["quotations"]["equal"] is True
    assert changed == {"kind": {"old": "comments", "new": "promotion"}}
    span = diffs[0]["layers"]["sentences"]["changed"][0]["parts"]
    assert span["end"] == {"old": 98, "new": 110}
    assert span["quote"] == {"old": "Waves rose.", "new": "Waves rose. Boats sank."}
    assert diffs[0]["labels"]["segment_kind"]["comments"] == {"old": 1, "new": 0}
    assert diffs[0]["labels"]["entity_type"]["GPE"] == {"old": 1, "new": 2}
    assert diffs[0]["labels"]["registry_kind"]["named"] == {"old": 2, "new": 2}
    known = set(json.loads((ROOT / "schema/labels.schema.json").read_text())["$defs"])
    assert set(diffs[0]["labels"]) <= known
    sentences = diffs[0]["agreement"]["layers"]["sentences"]["exact"]
    assert (sentences["both"], sentences["left"], sentences["right"]) == (23, 25, 24)


def test_text_and_markdown_say_the_same(old: Path, new: Path) -> None:
    text, markdown = (
        winnow("diff", old, new, "--format", form).out for form in ("text", "markdown")
    )
    for text_part in ("storm#m2", "comments", "promotion", "storm#x8", "minor", "0.2.0"):
        assert text_part in text
        assert text_part in markdown
    assert "## Changes one by one" in markdown


def test_the_release_of_the_next_version_is_made(new: Path) -> None:
    assert winnow("release", "--root", new).code == 0
    for form in ("daybook-0.2.0", "daybook-0.2.0-standoff.tar.gz"):
        assert winnow("verify", new / "dist" / form).code == 0


def test_a_patch_is_refused(new: Path) -> None:
    replace(new / "dataset/metadata.json", '"version": "0.2.0"', '"version": "0.1.1"')
    replace(new / "CHANGELOG.md", "## 0.2.0", "## 0.1.1")
    replace(new / IDS, '"version": "0.2.0"', '"version": "0.1.1"')
    build_and_commit(new)
    outcome = _release(new)
    assert outcome.rules == {"step-too-small"}
    assert "asks for a minor" in outcome.problems[0]["message"].replace("ask for", "asks for")
    assert len(list((new / "dist").iterdir())) == 6


def test_a_reused_id_is_refused(new: Path) -> None:
    """The withdrawn number is used again on other words, without an entry in ids.json."""
    storm = new / GOLD.format("storm")
    replace(storm, '"id": "x16", "start": 191', '"id": "x8", "start": 191')
    text = (new / IDS).read_text()
    text = re.sub(r'"withdrawn": \[\{"id": "x8".*?\]', '"withdrawn": []', text)
    (new / IDS).write_text(text.replace('"x": 16', '"x": 15'))
    build_and_commit(new)
    outcome = _release(new)
    assert outcome.rules == {"id-reused", "id-lost"}
    messages = {problem["rule"]: problem["message"] for problem in outcome.problems}
    assert messages["id-reused"].startswith("x8 was another annotation")
    assert "storm#x16" in messages["id-lost"]
    assert len(list((new / "dist").iterdir())) == 6


def _release(root: Path) -> Outcome:
    outcome = winnow("release", "--format", "json", "--root", root)
    assert outcome.code == 1
    return outcome


def test_the_same_state_twice_needs_no_step(old: Path) -> None:
    data = _diff(old, old)
    assert _ids(data) == {}
    assert data["step"] == {
        "asked": None,
        "taken": None,
        "enough": True,
        "least_version": "0.1.0",
        "reasons": [],
    }
    for form in ("text", "markdown"):
        out = winnow("diff", old, old, "--format", form).out
        assert "Nothing that is compared differs, so no version step is needed." in out


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "missing", "encoding"])
def test_a_page_that_cannot_be_read_is_reported(kind: str, old: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(old, tmp_path / "broken"))
    page = broken / "dataset/sources/tea.txt"
    page.unlink()
    match kind:
        case "pipe":
            os.mkfifo(page)
        case "device":
            page.symlink_to("/dev/zero")
        case "folder":
            page.mkdir()
        case "encoding":
            page.write_bytes(b"\xff")
    outcome = winnow("diff", old, broken)
    assert outcome.code == 2
    assert "sources/tea.txt" in outcome.err


def test_an_empty_page_is_compared(old: Path, tmp_path: Path) -> None:
    emptied = Path(shutil.copytree(old, tmp_path / "emptied"))
    (emptied / "dataset/sources/tea.txt").write_bytes(b"")
    assert _diff(old, emptied)["pages"]["text_changed"] == ["tea"]


def test_a_later_version_without_changes_asks_for_a_patch(old: Path, tmp_path: Path) -> None:
    later = Path(shutil.copytree(old, tmp_path / "later"))
    replace(later / "dataset/metadata.json", '"version": "0.1.0"', '"version": "0.1.1"')
    step = _diff(old, later)["step"]
    assert (step["asked"], step["taken"], step["enough"]) == ("patch", "patch", True)
    back = _diff(later, old)["step"]
    assert (back["asked"], back["taken"], back["enough"]) == ("patch", None, False)


def test_changes_under_the_same_version_need_a_step(old: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(old, tmp_path / "changed"))
    edited(changed)
    step = _diff(old, changed)["step"]
    assert (step["asked"], step["taken"], step["enough"]) == ("minor", None, False)


def test_a_withdrawn_page_asks_for_a_major_step(old: Path, new: Path) -> None:
    (new / GOLD.format("tea")).unlink()
    data = _diff(old, new)
    assert data["pages"]["withdrawn"] == ["tea"]
    assert data["step"]["asked"] == "major"
    assert data["layers"]["sentences"]["withdrawn"][-1]["id"] == "tea#x3"
    assert _diff(new, old)["pages"]["added"] == ["tea"]


def test_another_text_asks_for_a_major_step_and_is_not_compared(old: Path, new: Path) -> None:
    replace(new / "dataset/sources/tea.txt", "Buyers", "Sellers")
    data = _diff(old, new)
    assert data["pages"]["text_changed"] == ["tea"]
    assert data["step"]["asked"] == "major"
    assert "tea" not in data["agreement"]["pages"]


@pytest.fixture(scope="module")
def state(trees: Trees) -> Snapshot:
    """The made-up corpus as it is."""
    root = trees.get("base-built")
    return snapshot.read(str(root), root)


def _with(part: str, **values: Any) -> Callable[[Snapshot], Snapshot]:
    """A snapshot with other values under some names of a part; None removes a name."""

    def change(state: Snapshot) -> Snapshot:
        values_of_part = {**getattr(state, part), **values}
        kept = {name: value for name, value in values_of_part.items() if value is not None}
        varied: dict[str, Any] = {part: kept}
        return dataclasses.replace(state, **varied)

    return change


COLUMNS = {"id": "string", "line": "int32"}

ALONE: list[tuple[Callable[[Snapshot], Snapshot], Step, str]] = [
    (_with("pages", tea=None), Step.MAJOR, "the page tea is withdrawn"),
    (_with("labels", stance_basis=None), Step.MAJOR, "the label list stance_basis is removed"),
    (
        _with("labels", polarity=("neutral", "against", "favor")),
        Step.MAJOR,
        "labels of polarity are removed, renamed or in another order",
    ),
    (
        _with("labels", polarity=("against", "neutral")),
        Step.MAJOR,
        "labels of polarity are removed, renamed or in another order",
    ),
    (
        _with("labels", polarity=("against", "neutral", "favor", "mixed")),
        Step.MINOR,
        "labels are added to polarity: mixed",
    ),
    (_with("labels", tone=("high",)), Step.MINOR, "the label list tone is added"),
    (_with("classes", headline="boilerplate"), Step.MAJOR, "belongs to another class"),
    (_with("columns", stance=None), Step.MAJOR, "the config stance is removed"),
    (_with("hashes", stance=None), Step.MAJOR, "the config stance is removed"),
    (_with("hashes", more="0"), Step.MINOR, "the config more is added"),
    (_with("hashes", stance="0"), Step.MINOR, "the logical hash of stance differs"),
    (_with("keys", stance="target_id"), Step.MAJOR, "another key column"),
]


@pytest.mark.parametrize(("change", "step", "message"), ALONE)
def test_each_reason_by_itself(
    change: Callable[[Snapshot], Snapshot], step: Step, message: str, state: Snapshot
) -> None:
    reasons = semver.reasons(changes.between(state, change(state)))
    assert any(reason.step is step and message in reason.said for reason in reasons)
    assert max(reason.step for reason in reasons) is step
    if step is Step.MINOR:
        assert len(reasons) == 1


def test_pages_that_are_added_are_minor(state: Snapshot) -> None:
    reasons = semver.reasons(changes.between(_with("pages", tea=None)(state), state))
    assert reasons[0] == semver.Reason(Step.MINOR, "the page tea is added")
    assert semver.asked(changes.between(_with("pages", tea=None)(state), state)) is Step.MINOR


@pytest.mark.parametrize(
    ("columns", "step", "message"),
    [
        ({"line": None}, Step.MAJOR, "the column line of boilerplate is removed"),
        ({"line": "int64"}, Step.MAJOR, "was int32 and is int64"),
        ({"line": "int32 or null"}, Step.MAJOR, "was int32 and is int32 or null"),
        ({"text": "string or null"}, Step.MAJOR, "was string and is string or null"),
        ({"more": "string"}, Step.MINOR, "columns are added to boilerplate: more"),
    ],
)
def test_columns_that_go_or_change_are_major_and_new_ones_minor(
    columns: dict[str, Any], step: Step, message: str, state: Snapshot
) -> None:
    changed = {**state.columns["boilerplate"], **columns}
    kept = {name: kind for name, kind in changed.items() if kind is not None}
    reasons = semver.reasons(changes.between(state, _with("columns", boilerplate=kept)(state)))
    assert [(reason.step, message in reason.said) for reason in reasons] == [(step, True)]


def test_what_is_described_in_other_words_is_left_to_people(old: Path, new: Path) -> None:
    for path in (new / "schema").rglob("*.schema.json"):
        path.write_text(path.read_text().replace("code points", "bytes"))
    data = _diff(old, new)
    assert data["step"]["asked"] == "minor"
    assert "common start" in data["reworded"]
    schema = json.loads((new / "schema/labels.schema.json").read_text())
    schema["$defs"]["polarity"]["oneOf"][0]["description"] += " In other words."
    (new / "schema/labels.schema.json").write_text(json.dumps(schema))
    assert "labels polarity against" in _diff(old, new)["reworded"]
    git_commit(new)
    replace(new / "dataset/metadata.json", '"version": "0.2.0"', '"version": "0.3.0"')
    replace(new / "CHANGELOG.md", "## 0.2.0", "## 0.3.0")
    replace(new / IDS, '"version": "0.2.0"', '"version": "0.3.0"')
    build_and_commit(new)
    done = winnow("release", "--root", new)
    assert done.code == 0
    assert "Descriptions changed: " in done.out


def test_the_text_of_a_withdrawn_page_is_not_repeated(old: Path, new: Path) -> None:
    (new / GOLD.format("tea")).unlink()
    outcome = winnow("diff", old, new, "--format", "markdown")
    assert "tea#x2" in outcome.out
    assert "Buyers" not in outcome.out
    assert "Buyers" not in json.dumps(_diff(old, new)["layers"])


def test_swapped_entries_are_reused_ids(old: Path, new: Path) -> None:
    path = new / "dataset/annotations/registry.json"
    entries = json.loads(path.read_text())
    entries[0]["name"], entries[2]["name"] = entries[2]["name"], entries[0]["name"]
    path.write_text(json.dumps(entries))
    assert _diff(old, new)["ids_reused"] == ["ann-berg", "dunmore"]


def test_a_withdrawn_id_that_comes_back_is_reused(old: Path, new: Path) -> None:
    later = _diff(new, old)
    assert "storm#x8" in later["ids_reused"]


def _withdraw_tea(root: Path, version: str) -> None:
    """Withdraw a page as docs/releasing.md says, and begin the version."""
    for name in ("sources/tea.txt", "annotations/gold/tea.json"):
        (root / "dataset" / name).unlink()
    sources = root / "dataset/sources/sources.json"
    kept = [entry for entry in json.loads(sources.read_text()) if entry["page_id"] != "tea"]
    sources.write_text(json.dumps(kept))
    entries = json.loads((root / IDS).read_text())
    for entry in entries:
        if entry["page_id"] == "tea":
            entry["withdrawn"] = [
                {"id": f"{prefix}{number}", "version": version, "reason": "The page went."}
                for prefix, highest in entry["issued"].items()
                for number in range(1, highest + 1)
            ]
    (root / IDS).write_text(json.dumps(entries))
    next_version(root, version)


def test_a_page_that_was_withdrawn_stays_so(old: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(old, tmp_path / "later"))
    _withdraw_tea(root, "1.0.0")
    build_and_commit(root)
    assert winnow("release", "--root", root).code == 0
    for name in ("sources/tea.txt", "annotations/gold/tea.json", "sources/sources.json"):
        shutil.copy(old / "dataset" / name, root / "dataset" / name)
    assert "id-withdrawn" in winnow("check", "--format", "json", "--root", root).rules
    shutil.copy(old / IDS, root / IDS)
    replace(root / "dataset/metadata.json", '"version": "1.0.0"', '"version": "1.1.0"')
    replace(root / "CHANGELOG.md", "## 1.0.0", "## 1.1.0 (2026-01-31)\n\nX.\n\n## 1.0.0")
    build_and_commit(root)
    outcome = _release(root)
    assert outcome.rules == {"id-reused"}
    assert len(outcome.problems) == 7


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("datasheet.md", "Tea prices _fall_ buyers CHEER."),
        ("sources/sources.json", None),
        ("docs/guidelines/index.md", "Buyers cheer. Open every day"),
    ],
)
def test_text_of_a_withdrawn_page_is_found_in_any_spelling(
    file: str, text: str | None, old: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(old, tmp_path / "later"))
    _withdraw_tea(root, "1.0.0")
    if text is None:
        sources = root / "dataset/sources/sources.json"
        entries = json.loads(sources.read_text())
        entries[0]["remarks"] = ["Tea prices fall  Buyers cheer.  Open every day"]
        sources.write_text(json.dumps(entries))
    else:
        path = root / file
        path.write_text(path.read_text() + "\n" + text + "\n")
    build_and_commit(root)
    outcome = _release(root)
    assert outcome.rules == {"text-left"}
    assert outcome.problems[0]["file"] == file.removeprefix("docs/")
    assert len(list((root / "dist").iterdir())) == 6


def test_the_release_before_cannot_be_an_older_one(new: Path) -> None:
    assert winnow("release", "--root", new).code == 0
    replace(new / "dataset/metadata.json", '"version": "0.2.0"', '"version": "0.3.0"')
    replace(new / "CHANGELOG.md", "## 0.2.0", "## 0.3.0 (2026-01-31)\n\nX.\n\n## 0.2.0")
    build_and_commit(new)
    older = new / "dist/daybook-0.1.0"
    outcome = winnow("release", "--previous", older, "--format", "json", "--root", new)
    assert outcome.rules == {"previous-unknown"}


def test_the_dataset_that_came_back_from_standoff_compares_like_the_full_one(
    old: Path, new: Path, tmp_path: Path
) -> None:
    assert winnow("release", "--root", new).code == 0
    apart, texts = new / "dist/daybook-0.2.0-standoff.tar.gz", new / "dataset/sources"
    back = tmp_path / "back"
    assert winnow("rehydrate", apart, "--texts", texts, "--target", back).code == 0
    full, rehydrated = (_diff(old, form) for form in (new / "dist/daybook-0.2.0", back))
    assert full | {"new": ""} == rehydrated | {"new": ""}


def test_a_root_that_was_not_built_is_compared_in_its_present_state(
    old: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(old, tmp_path / "unbuilt"))
    path = root / "dataset/annotations/passes/a/pass.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"origin": "human"}))
    outcome = winnow("diff", "HEAD", "--root", root, "--format", "json")
    assert json.loads(outcome.out)["step"]["reasons"] == [
        {"step": "minor", "said": "the logical hash of passes differs"}
    ]
    (root / GOLD.format("tea")).write_text("{")
    broken = winnow("diff", "HEAD", "--root", root)
    assert broken.code == 2
    assert "gold/tea.json" in broken.err


BROKEN = [
    ("dataset/annotations/ids.json", "[{}]"),
    ("dataset/annotations/registry.json", "[3]"),
    ("dataset/annotations/registry.json", "[{}]"),
    ("dataset/annotations/gold/tea.json", "[]"),
    ("dataset/metadata.json", '{"version": "next"}'),
    ("schema/labels.schema.json", '{"$id": "urn:winnow:schema:labels"}'),
    ("schema/rows/stance.schema.json", '{"$id": "urn:winnow:schema:rows:stance"}'),
    ("dataset/README.md", "nothing"),
    ("dataset/annotations/gold/vote.json", "{}"),
    ("dataset/metadata.json", '{"version": "' + "1" * 5000 + '.0.0"}'),
]


@pytest.mark.parametrize(("file", "text"), BROKEN)
def test_a_broken_state_is_a_wrong_call(file: str, text: str, old: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(old, tmp_path / "broken"))
    (root / file).write_text(text)
    for versions in ([root, old], [old, root]):
        outcome = winnow("diff", *versions)
        assert outcome.code == 2
        assert "Traceback" not in outcome.err


def test_missing_git_is_reported(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert winnow("diff", "HEAD", old, "--root", old).code == 2
    assert winnow("release", "--format", "json", "--first", "--root", old).rules >= {"tree-dirty"}


@pytest.mark.parametrize("name", ["nothing", "schema", "dataset/sources", "-x", "HEAD~100"])
def test_what_is_no_version_is_a_wrong_call(name: str, old: Path) -> None:
    version = old / name if (old / name).exists() else name
    outcome = winnow("diff", "--root", old, "--", version, old)
    assert outcome.code == 2
    assert outcome.err
    assert "Traceback" not in outcome.err


def test_a_standoff_release_must_be_rehydrated_first(old: Path) -> None:
    outcome = winnow("diff", old / "dist/daybook-0.1.0-standoff", old)
    assert outcome.code == 2
    assert "winnow rehydrate" in outcome.err


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("1.0.0", "1.0.1", Step.PATCH),
        ("1.0.9", "1.1.0", Step.MINOR),
        ("1.9.9", "2.0.0", Step.MAJOR),
        ("0.4.0", "1.0.0", Step.MAJOR),
        ("1.0.0", "1.0.0", None),
        ("1.1.0", "1.0.9", None),
        ("1.9.0", "1.10.0", Step.MINOR),
    ],
)
def test_steps(old: str, new: str, step: Step | None) -> None:
    assert semver.taken(old, new) is step


@pytest.mark.skipif(METADATA["version"] != "1.0.0", reason="the changelog claims it of 1.0.0")
def test_the_real_dataset_is_what_it_was_in_the_version_before() -> None:
    """As far as this clone has the history."""
    command = ["git", "log", "--format=%h", '-S"version": "0.4.0"', "--", "dataset/metadata.json"]
    log = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if not log.stdout.strip():
        pytest.skip("this copy has no history")
    data = _diff(f"{log.stdout.split()[0]}^", ROOT, root=ROOT)
    assert data["old"]["version"] == "0.4.0"
    assert data["step"]["asked"] == "patch"
    assert _ids(data) == {}
