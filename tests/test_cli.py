"""The command line: help, completion, messages and exit codes."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support import PAGES, ROOT, replace, winnow
from winnow import __version__, load
from winnow.cli.app import app
from winnow.cli.commands import COMMANDS, imported
from winnow.cli.site import command_help
from winnow.site import reference


def test_version() -> None:
    outcome = winnow("--version")
    assert (outcome.code, outcome.out) == (0, f"winnow {__version__}\n")


HELP = {each.name.removeprefix("winnow "): each for each in command_help()}
"""The help of every command."""


def test_every_command_is_in_the_help_and_in_the_docs() -> None:
    listed = winnow("--help").out
    page = reference.commands_page(HELP.values())
    assert list(HELP) == list(COMMANDS)
    for name, description in COMMANDS.items():
        assert f"\n{description.group}:\n" in listed
        assert f"\n  {name} " in listed
        assert f"\n## winnow {name}\n" in page
    assert winnow().err == listed


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_metavars_examples_and_a_page(name: str) -> None:
    help_text = winnow(name, "--help").out
    assert winnow("help", name).out == help_text
    description = COMMANDS[name]
    assert description.examples
    for example in description.examples:
        assert f"\n    {example}\n" in help_text
    assert f"\n  Docs: docs/{description.page}.md\n" in help_text
    assert (ROOT / f"docs/{description.page}.md").is_file()
    assert not re.search(r"[<{][\w|\[\]]+[>}]", help_text)
    for parameter, text in HELP[name].parameters:
        assert parameter.isupper() or re.fullmatch(r"--[a-z-]+( [A-Z]+)?", parameter)
        assert text


@pytest.mark.parametrize(
    "example", [example for each in COMMANDS.values() for example in each.examples]
)
def test_examples_parse(example: str) -> None:
    program, name, *arguments = shlex.split(example)
    assert program == "winnow"
    imported(name).make_context(name, arguments)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, text)
        for name, command in HELP.items()
        for parameter, text in command.parameters
        if parameter == "--format FORMAT"
    ],
)
def test_the_help_names_every_format(name: str, text: str) -> None:
    named = {word for word in ("text", "json", "markdown", "latex") if word in text}
    assert set(complete(f"winnow {name} --format ")) == named


def complete(words: str) -> list[str]:
    """What bash is offered at the end of a line."""
    environment = {
        "_WINNOW_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    return CliRunner().invoke(app, [], prog_name="winnow", env=environment).stdout.split()


@pytest.mark.parametrize(
    ("words", "completions"),
    [
        ("winnow re", ["release", "rehydrate"]),
        ("winnow check 000", [PAGES[0]]),
        ("winnow show ", list(PAGES)),
        ("winnow score ent", ["entities"]),
        ("winnow check --rule segment-g", ["segment-gap"]),
        ("winnow counts --format ", ["text", "json", "markdown", "latex"]),
        ("winnow show --sen", ["--sentence"]),
    ],
)
def test_completion(words: str, completions: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert complete(words) == completions


def test_info(base_built: Path, tmp_path: Path) -> None:
    manifest = json.loads((base_built / "dataset/manifest.json").read_text())
    copy = Path(shutil.copytree(base_built / "dataset", tmp_path / "copy"))
    outcomes = [
        winnow("info", "--format", "json", *arguments)
        for arguments in (["--root", base_built], [base_built], [base_built / "dataset"], [copy])
    ]
    records = [json.loads(outcome.out) for outcome in outcomes]
    assert [record.pop("path") for record in records] == [
        *[str((base_built / "dataset").resolve())] * 3,
        str(copy.resolve()),
    ]
    assert records[0] == records[1] == records[2] == records[3]
    assert records[0]["built"]
    assert records[0]["version"] == manifest["version"]
    assert {name: config["rows"] for name, config in records[0]["configs"].items()} == {
        name: config["rows"] for name, config in manifest["configs"].items()
    }
    text = winnow("info", copy).out
    for config in records[0]["configs"].values():
        assert config["logical_hash"][:12] in text
    next(copy.glob("data/pages/*")).unlink()
    assert "1 file missing" in winnow("info", copy).out
    (copy / "manifest.json").unlink()
    assert "winnow build" in winnow("info", copy).out
    (copy / "metadata.json").write_text("[]")
    assert winnow("info", copy).code == 2
    assert winnow("info", tmp_path / "nowhere").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--root", "/nowhere-at-all"], "no folder dataset"),
        (["verify", "/nowhere-at-all"], "neither a folder nor an archive"),
        (["check", "000_nosuchpage"], "no such page"),
        (["check", "00"], "several pages"),
        (["show", PAGES[0][:-1] + "x"], f"did you mean {PAGES[0]}?"),
        (["check", "--rule", "segment-gpa"], "did you mean segment-gap?"),
        (["diff", "dataset", "HEAD"], "not a copy of dataset/ alone"),
        (["info", "docs"], "not a dataset folder"),
        (["check", "--format", "yaml"], "'--format': 'yaml' is not one of"),
        (["score", "ner", "x"], "there is no task 'ner'; the tasks are"),
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


def wrong_names(root: Path) -> None:
    """Give 20 mentions of a page entities that are not in the registry."""
    path = root / f"dataset/annotations/gold/{PAGES[0]}.json"
    text = re.sub(r'"entity": "', '"entity": "x-', path.read_text("utf-8"), count=20)
    path.write_text(text.replace('"section_label"', '"section"'), "utf-8")


def test_problems_of_one_kind_are_counted(real: Path) -> None:
    wrong_names(real)
    outcome = winnow("check", "000", "--root", real)
    assert outcome.code == 1
    assert outcome.out.count("[registry-unknown]") == 3
    assert "17 more like this" in outcome.out
    assert outcome.err.startswith("17 more not shown; --max 0 shows all.\n21 problems in 1 file.")
    few = winnow("check", "--max", "1", "--root", real)
    assert "[registry-unknown]" not in few.out
    assert few.err.startswith("20 more not shown; --max 0 shows all.\n21 problems in 1 file.")
    every = winnow("check", "--max", "0", "--root", real)
    assert every.out.count("[registry-unknown]") == 20
    assert every.err.startswith("21 problems in 1 file.")
    as_json = winnow("check", "--max", "1", "--format", "json", "--root", real)
    assert len(as_json.problems) == 21


def test_problems_of_one_rule(real: Path) -> None:
    wrong_names(real)
    one = winnow("check", "--rule", "label-unknown", "--format", "json", "--root", real)
    assert (one.code, len(one.problems), one.rules) == (1, 1, {"label-unknown"})
    none = winnow("check", "--rule", "segment-gap", "--root", real)
    assert none.code == 0
    assert none.out == "3 pages checked, no problems of segment-gap.\n"


def test_a_page_with_problems_is_shown_as_far_as_it_is_valid(real: Path) -> None:
    wrong_names(real)
    path = real / f"dataset/annotations/gold/{PAGES[0]}.json"
    record = json.loads(path.read_text("utf-8"))
    record["mentions"][0]["start"] += 1
    del record["sentences"][2]
    path.write_text(json.dumps(record), "utf-8")
    outcome = winnow("show", "000", "--root", real)
    assert outcome.code == 0
    assert "there are problems" in outcome.err
    assert "\n       m1 " not in outcome.out
    assert "\n       m2    Putin PERSON x-vladimir-putin\n" in outcome.out
    assert "\n-    With the dictator of North Korea" in outcome.out


def test_show_ends_with_a_legend_and_has_no_trailing_blanks() -> None:
    lines = winnow("show", "001", "--root", ROOT).out.splitlines()
    assert lines[-2].startswith("s segment, x sentence")
    assert [line for line in lines if line != line.rstrip()] == []


def test_without_schemas_there_is_one_problem(real: Path) -> None:
    shutil.rmtree(real / "schema")
    for command in ("check", "counts"):
        (problem,) = winnow(command, "--format", "json", "--root", real).problems
        assert (problem["file"], problem["rule"]) == ("schema", "file-missing")


def test_a_repository_is_not_a_dataset_folder() -> None:
    outcome = winnow("verify", ROOT)
    assert outcome.code == 1
    assert f"did you mean {ROOT}/dataset?" in outcome.out
    with pytest.raises(ValueError, match=f"did you mean {ROOT}/dataset?"):
        load(ROOT)
    dataset = load(ROOT / "dataset")
    assert dataset["000"].id == PAGES[0]
    with pytest.raises(KeyError, match=f"the ids are {PAGES[0]}"):
        dataset["00"]


def test_a_summary_of_changes(real: Path) -> None:
    wrong_names(real)
    replace(real / f"dataset/annotations/gold/{PAGES[0]}.json", '"section"', '"section_label"')
    assert "Changes one by one" in winnow("diff", real, ROOT).out
    summary = winnow("diff", real, ROOT, "--summary")
    assert "Changes one by one" not in summary.out
    assert "Changes by layer" in summary.out
    data = json.loads(winnow("diff", real, ROOT, "--format", "json").out)
    assert [data[side]["hashes_of_last_build"] for side in ("old", "new")] == [True, False]


EXIT_CODES = (
    (0, "winnow info"),
    (1, "winnow verify /"),
    (1, "winnow show 000 > /dev/full"),
    (2, "winnow chek"),
    (141, "winnow show 000 | head -1"),
)


def test_exit_codes_are_those_of_the_docs() -> None:
    page = reference.commands_page(())
    table = page.partition("## Exit codes")[2].partition("##")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) ", table, re.MULTILINE)}
    assert documented == {130, *(code for code, _ in EXIT_CODES)}


@pytest.mark.parametrize(("code", "line"), EXIT_CODES)
def test_exit_codes(code: int, line: str) -> None:
    line = line.replace("winnow", f"{shlex.quote(sys.executable)} -m winnow", 1)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    if "full" in line:
        assert done.stderr == "winnow: cannot write the output: No space left on device\n"


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
