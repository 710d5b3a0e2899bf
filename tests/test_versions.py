"""``winnow diff``: exactly what changed, and the step that the rules ask for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import ROOT, Outcome, copy_base, git_commit, replace, winnow
from winnow.versions import steps
from winnow.versions.steps import Step

GOLD = "dataset/annotations/gold/{}.json"
IDS = "dataset/annotations/ids.json"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The made-up corpus, released as 0.1.0."""
    root = copy_base(tmp_path / "old")
    assert winnow("build", "--root", root).code == 0
    git_commit(root)
    assert winnow("release", "--first", "--root", root).code == 0
    return root


def next_version(root: Path, version: str) -> None:
    replace(root / "dataset/metadata.json", '"version": "0.1.0"', f'"version": "{version}"')
    replace(root / "CHANGELOG.md", "## 0.1.0", f"## {version} (2026-01-31)\n\nMore.\n\n## 0.1.0")


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


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    """The next version, built and committed, with the release of the old one beside it."""
    root = Path(shutil.copytree(old, tmp_path / "new"))
    edited(root)
    next_version(root, "0.2.0")
    assert winnow("build", "--root", root).code == 0
    git_commit(root)
    return root


def _diff(old: object, new: object, **options: object) -> Any:
    more = [each for name, value in options.items() for each in (f"--{name}", str(value))]
    outcome = winnow("diff", str(old), str(new), "--format", "json", *more)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def _ids(data: Any) -> dict[str, dict[str, list[str]]]:
    return {
        layer: {kind: [each["id"] for each in found] for kind, found in kinds.items() if found}
        for layer, kinds in data["layers"].items()
        if any(kinds.values())
    }


WANTED = {
    "segments": {"changed": ["storm#s14"]},
    "sentences": {"withdrawn": ["storm#x8"], "changed": ["storm#x7"]},
    "mentions": {"added": ["storm#m1", "storm#m2", "tea#m1"]},
}


def test_exactly_what_changed_is_listed_whatever_form_the_versions_have(
    old: Path, new: Path
) -> None:
    first = old / "dist/daybook-0.1.0"
    subprocess.run(["git", "tag", "now"], cwd=new, check=True)
    found = [
        _diff(old, new),
        _diff(first, new),
        _diff(f"{first}.tar.gz", new),
        _diff(old, "now", root=new),
    ]
    for data in found:
        assert _ids(data) == WANTED
        assert data["step"]["asked"] == "minor"
        assert data["step"]["taken"] == "minor"
        assert data["step"]["enough"]
        assert data["ids_reused"] == []
        assert data["ids_lost"] == []
    changed = found[0]["layers"]["segments"]["changed"][0]["parts"]
    assert found[0]["configs"]["registry"]["equal"] is False  # a mention more of Dunmore
    assert found[0]["configs"]["quotations"]["equal"] is True
    assert changed == {"kind": {"old": "comments", "new": "promotion"}}
    span = found[0]["layers"]["sentences"]["changed"][0]["parts"]
    assert span["end"] == {"old": 98, "new": 110}
    assert span["quote"] == {"old": "Waves rose.", "new": "Waves rose. Boats sank."}
    assert found[0]["labels"]["segment_kind"]["comments"] == {"old": 1, "new": 0}
    assert found[0]["labels"]["entity_type"]["GPE"] == {"old": 1, "new": 2}
    sentences = found[0]["agreement"]["layers"]["sentences"]["exact"]
    assert (sentences["both"], sentences["left"], sentences["right"]) == (23, 25, 24)


def test_text_and_markdown_say_the_same(old: Path, new: Path) -> None:
    text, markdown = (
        winnow("diff", old, new, "--format", form).out for form in ("text", "markdown")
    )
    for said in ("storm#m2", "comments", "promotion", "storm#x8", "minor", "0.2.0"):
        assert said in text
        assert said in markdown
    assert "## Changes one by one" in markdown


def test_the_release_of_the_next_version_is_made(new: Path) -> None:
    assert winnow("release", "--root", new).code == 0
    for form in ("daybook-0.2.0", "daybook-0.2.0-standoff.tar.gz"):
        assert winnow("verify", new / "dist" / form).code == 0


def test_a_patch_is_refused(new: Path) -> None:
    replace(new / "dataset/metadata.json", '"version": "0.2.0"', '"version": "0.1.1"')
    replace(new / "CHANGELOG.md", "## 0.2.0", "## 0.1.1")
    replace(new / IDS, '"version": "0.2.0"', '"version": "0.1.1"')
    assert winnow("build", "--root", new).code == 0
    git_commit(new)
    outcome = _release(new)
    assert outcome.rules == {"step-too-small"}
    assert "asks for a minor" in outcome.problems[0]["message"].replace("ask for", "asks for")
    assert len(list((new / "dist").iterdir())) == 6


def test_a_reused_id_is_refused(new: Path) -> None:
    """The withdrawn number comes back on other words, and ids.json knows nothing of it."""
    storm = new / GOLD.format("storm")
    replace(storm, '"id": "x16", "start": 191', '"id": "x8", "start": 191')
    text = (new / IDS).read_text()
    text = re.sub(r'"withdrawn": \[\{"id": "x8".*?\]', '"withdrawn": []', text)
    (new / IDS).write_text(text.replace('"x": 16', '"x": 15'))
    assert winnow("build", "--root", new).code == 0
    git_commit(new)
    outcome = _release(new)
    assert outcome.rules == {"id-reused", "id-lost"}
    told = {each["rule"]: each["message"] for each in outcome.problems}
    assert told["id-reused"].startswith("x8 stood for something else")
    assert "storm#x16" in told["id-lost"]
    assert len(list((new / "dist").iterdir())) == 6


def _release(root: Path) -> Outcome:
    outcome = winnow("release", "--format", "json", "--root", root)
    assert outcome.code == 1
    return outcome


def test_nothing_changed_asks_for_a_patch(old: Path) -> None:
    data = _diff(old, old)
    assert _ids(data) == {}
    assert data["step"] == {
        "asked": "patch",
        "taken": None,
        "enough": False,
        "least_version": "0.1.1",
        "reasons": [],
    }


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


@pytest.mark.parametrize(
    ("file", "edit", "step", "said"),
    [
        ("labels", ("against", "contra"), "major", "labels of polarity are removed"),
        ("rows/boilerplate", ('"line"', '"line_number"'), "major", "column line of boilerplate"),
        ("rows/registry", ('"title": "Name"', '"title": "Name "'), "minor", ""),
    ],
)
def test_schemas_are_compared(
    file: str, edit: tuple[str, str], step: str, said: str, old: Path, new: Path
) -> None:
    path = new / f"schema/{file}.schema.json"
    path.write_text(path.read_text().replace(*edit))
    data = _diff(old, new)
    assert data["step"]["asked"] == step
    assert any(said in each["said"] for each in data["step"]["reasons"])


def test_a_description_in_other_words_is_left_to_people(old: Path, new: Path) -> None:
    path = new / "schema/labels.schema.json"
    schema = json.loads(path.read_text())
    schema["$defs"]["polarity"]["oneOf"][0]["description"] += " In other words."
    path.write_text(json.dumps(schema))
    data = _diff(old, new)
    assert data["reworded"] == ["polarity: against"]
    assert data["step"]["asked"] == "minor"


@pytest.mark.parametrize("name", ["nothing", "schema", "dataset/sources", "-x", "HEAD~100"])
def test_what_is_no_version_is_a_wrong_call(name: str, old: Path) -> None:
    given = old / name if (old / name).exists() else name
    outcome = winnow("diff", "--root", old, "--", given, old)
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
    assert steps.taken(old, new) is step


def test_the_real_dataset_is_what_it_was_in_the_version_before() -> None:
    """Of the changelog's claim on 1.0.0, as far as this clone has the history."""
    found = subprocess.run(
        ["git", "log", "--format=%h", '-S"version": "0.4.0"', "--", "dataset/metadata.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if not found.stdout.strip():
        pytest.skip("this copy has no history")
    before = f"{found.stdout.split()[0]}^"
    data = _diff(before, ROOT, root=ROOT)
    assert data["old"]["version"] == "0.4.0"
    assert data["step"]["asked"] == "patch"
    assert _ids(data) == {}
