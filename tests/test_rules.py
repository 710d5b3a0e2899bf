"""Each rule has a fixture that breaks it and nothing else, and a place in the docs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import FIXTURES, ROOT, copy_base, edit, winnow
from winnow.model.rules import LEVELS, RULES

RULE_IDS = [rule.id for rule in RULES]
FIXTURE_FILES = sorted((FIXTURES / "rules").glob("*.json"))


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_fixture_breaks_exactly_its_rule(rule_id: str, tmp_path: Path) -> None:
    fixture = json.loads((FIXTURES / "rules" / f"{rule_id}.json").read_text())
    root = copy_base(tmp_path)
    edit(root, fixture["edits"])

    command = fixture["command"].replace("{root}", str(root)).split()
    where = [] if "{root}" in fixture["command"] else ["--root", str(root)]
    outcome = winnow(*command, "--format", "json", *where)

    assert outcome.code == 1
    assert outcome.rules == {rule_id}
    for problem in outcome.problems:
        assert problem["file"]
        assert problem["message"]
        assert problem["remedy"]


def test_the_unedited_corpus_breaks_no_rule(tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    assert winnow("check", "--root", root).code == 0
    assert winnow("build", "--root", root).code == 0
    assert winnow("verify", "--root", root).code == 0
    assert winnow("build", "--check", "--root", root).code == 0


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert {path.stem for path in FIXTURE_FILES} == set(RULE_IDS)


def test_rule_ids_are_unique_and_levels_known() -> None:
    assert len(set(RULE_IDS)) == len(RULE_IDS)
    assert {rule.level for rule in RULES} == set(LEVELS)
    assert [rule.level for rule in RULES] == sorted(rule.level for rule in RULES)


def test_every_rule_is_documented() -> None:
    page = (ROOT / "docs/reference/rules.md").read_text()
    for rule in RULES:
        assert f"\n### {rule.id}\n" in page
        assert rule.demand in page
