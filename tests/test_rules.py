"""Each rule has a fixture that breaks it and nothing else, and a place in the docs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support import FIXTURES, ROOT, edit, winnow
from trees import Trees
from winnow.model.rules import LEVELS, RULES

RULE_IDS = list(RULES)
FIXTURE_FILES = sorted((FIXTURES / "rules").glob("*.json"))


PREPARED: dict[str, list[dict[str, object]]] = {
    "base-released": [{"build": True}, {"commit": True}, {"release": ["--first"]}],
    "base-committed": [{"build": True}, {"commit": True}],
    "base-built": [{"build": True}],
    "base": [],
}
"""The first edits of fixtures that are the steps to a prepared tree."""


def _prepared(edits: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The prepared tree that a fixture starts from, and the edits that are left to make."""
    return next(
        (name, edits[len(steps) :])
        for name, steps in PREPARED.items()
        if edits[: len(steps)] == steps
    )


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_fixture_breaks_exactly_its_rule(rule_id: str, trees: Trees, tmp_path: Path) -> None:
    fixture = json.loads((FIXTURES / "rules" / f"{rule_id}.json").read_text())
    start, edits = _prepared(fixture["edits"])
    root = trees.copy(start, tmp_path / "root")
    edit(root, edits)

    command = fixture["command"].replace("{root}", str(root)).split()
    where = [] if "{root}" in fixture["command"] else ["--root", str(root)]
    outcome = winnow(*command, "--format", "json", *where)

    assert outcome.code == 1
    assert outcome.rules == {rule_id}
    for problem in outcome.problems:
        assert problem["file"]
        assert problem["message"]
        assert problem["remedy"]


def test_the_unedited_corpus_breaks_no_rule(base: Path) -> None:
    for command in (["check"], ["build"], ["verify"], ["build", "--check"]):
        assert winnow(*command, "--root", base).code == 0


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert {path.stem for path in FIXTURE_FILES} == set(RULE_IDS)


def test_rule_ids_are_unique_and_levels_known() -> None:
    assert len(set(RULE_IDS)) == len(RULE_IDS)
    assert {rule.level for rule in RULES.values()} == set(LEVELS)
    assert [rule.level for rule in RULES.values()] == sorted(rule.level for rule in RULES.values())


def test_every_rule_is_documented() -> None:
    page = (ROOT / "docs/reference/rules.md").read_text()
    for rule in RULES.values():
        assert f"\n### {rule.id}\n" in page
        assert rule.requirement in page


def test_every_rule_that_the_code_names_is_in_the_table_and_the_other_way_round() -> None:
    named = {
        rule_id
        for path in (ROOT / "scripts/winnow").rglob("*.py")
        for rule_id in re.findall(r'RULES\["([^"]+)"\]', path.read_text())
    }
    assert named == set(RULES)
