"""The command line: what it answers, where it says so, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import PAGES, ROOT, replace, winnow
from winnow import __version__


def test_version() -> None:
    outcome = winnow("--version")
    assert (outcome.code, outcome.out) == (0, f"winnow {__version__}\n")


@pytest.mark.parametrize("command", ["check", "build", "verify", "site"])
def test_help_of_each_command_explains_every_option(command: str) -> None:
    outcome = winnow(command, "--help")
    assert outcome.code == 0
    assert "--root" in outcome.out
    page = (ROOT / "docs/reference/commands.md").read_text()
    assert f"## winnow {command}\n" in page


def test_without_a_command_the_help_is_shown() -> None:
    outcome = winnow()
    for command in ("check", "build", "verify"):
        assert command in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--root", "/nowhere-at-all"], "no folder dataset"),
        (["verify", "/nowhere-at-all"], "neither a folder nor an archive"),
        (["check", "000_nosuchpage"], "no such page"),
        (["check", "--format", "yaml"], "--format"),
        (["buidl"], "buidl"),
    ],
)
def test_a_wrong_call_exits_with_2(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    outcome = winnow(*arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_json_and_text_say_the_same(real: Path) -> None:
    replace(real / f"dataset/annotations/gold/{PAGES[0]}.json", '"section_label"', '"section"')
    as_json = winnow("check", "--format", "json", "--root", real)
    as_text = winnow("check", "--root", real)
    assert as_json.code == as_text.code == 1
    (problem,) = as_json.problems
    assert list(problem) == ["rule", "level", "file", "line", "place", "message", "remedy"]
    assert f"{problem['file']}:{problem['line']}:{problem['place']}: " in as_text.out
    assert problem["line"] == 8
    for key in ("rule", "file", "place", "message", "remedy"):
        assert problem[key] in as_text.out


def test_json_without_problems_is_an_empty_list() -> None:
    said = json.loads(winnow("check", "--format", "json", "--root", ROOT).out)
    assert said == {"problems": [], "remarks": []}


def test_output_that_nobody_reads_is_no_error() -> None:
    command = f"{sys.executable} -m winnow check --help | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr


def test_messages_can_be_printed_in_any_locale(real: Path) -> None:
    replace(
        real / f"dataset/annotations/gold/{PAGES[1]}.json",
        '👉 Listen to Sky News Daily on your podcast app 👈", "kind',
        '👉 Listen", "kind',
    )
    done = subprocess.run(
        [sys.executable, "-m", "winnow", "check", "--root", real],
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict", "PATH": ""},
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_no_message_is_longer_than_a_paragraph(real: Path) -> None:
    path = real / f"dataset/annotations/gold/{PAGES[1]}.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"start": ', '"start": 9'), encoding="utf-8"
    )
    for problem in winnow("check", "--format", "json", "--root", real).problems:
        assert len(problem["message"]) < 300
