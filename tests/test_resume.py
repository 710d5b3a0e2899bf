"""A run of ``winnow predict`` that fails keeps its answers, and is continued from them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT, winnow
from winnow.score import Gold
from winnow.score.systems.run import run
from winnow.score.tasks import TASKS

SYSTEMS = """
import json
import os
import signal
import numpy as np
from pathlib import Path

PLAN = Path("plan.json")
CALLS = Path("calls.txt")


def act(*texts):
    \"\"\"Count a call, and do what the plan has for it.\"\"\"
    with CALLS.open("a") as file:
        file.write("x")
    return json.loads(PLAN.read_text()).get(str(CALLS.stat().st_size))


def answer(good, *texts):
    match act(*texts):
        case "raise":
            raise RuntimeError("429 Too Many Requests")
        case "interrupt":
            raise KeyboardInterrupt
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "shape":
            return 3
        case "outside":
            return [(0, 10**6, "ORG")]
    return good


def tag(text):
    return answer({(np.int64(0), 1, "ORG")} if text[0].strip() else [], text)


def split(text):
    return answer(((0, len(text)),), text)


def extract(text):
    return answer("\\n".join(line for line in text.split("\\n") if len(line) > 80), text)


def coarse(text):
    return answer([(0, 1, "PER")], text)


def stance(text, target):
    return answer("favor" if len(text) % 2 else "none", text, target)


def quote(text):
    yield from answer([(0, 1, None)], text)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a module of systems that do what ``plan.json`` has for a call."""
    (tmp_path / "planned.py").write_text(SYSTEMS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    plan({})
    return tmp_path


def plan(steps: dict[int, str]) -> None:
    Path("plan.json").write_text(json.dumps(steps))
    Path("calls.txt").write_text("")


def made() -> int:
    """How many calls were made under the plan."""
    return Path("calls.txt").stat().st_size


def command(task: str, *systems: str) -> tuple[str, ...]:
    names = (part for name in systems for part in ("--with", f"planned:{name}"))
    return ("predict", task, *names, "--output", "p.jsonl", "--root", str(ROOT))


ENTITIES = command("entities", "tag")


@pytest.mark.parametrize(
    ("task", "systems", "at"),
    [
        ("entities", ("tag",), 100),
        ("entities", ("coarse",), 100),
        ("sentences", ("split",), 60),
        ("stance", ("stance",), 800),
        ("boilerplate", ("extract",), 3),
        ("quotations", ("quote",), 2),
        ("pipeline", ("extract", "tag", "stance"), 300),
    ],
)
def test_a_run_that_failed_is_continued(
    here: Path, task: str, systems: tuple[str, ...], at: int
) -> None:
    whole = winnow(*command(task, *systems))
    assert whole.code == 0, whole.err
    expected, number = Path("p.jsonl").read_bytes(), made()
    for failure, code in (("raise", 1), ("shape", 1), ("interrupt", 130)):
        Path("p.jsonl").unlink()
        plan({at: failure})
        failed = winnow(*command(task, *systems))
        assert failed.code == code, failure
        assert made() == at, failure
        assert not Path("p.jsonl").exists(), failure
        assert f"p.jsonl.partial holds {at - 1} " in failed.err, failure
        assert "--resume" in failed.err, failure
        assert " on 00" in failed.err, failure
        plan({})
        continued = winnow(*command(task, *systems), "--resume")
        assert continued.code == 0, (failure, continued.err)
        assert made() == number - (at - 1), failure
        assert Path("p.jsonl").read_bytes() == expected, failure
        assert not Path("p.jsonl.partial").exists(), failure
        assert not list(here.glob(".*")), failure


def test_the_failed_call_is_named_with_the_command_to_continue(here: Path) -> None:
    plan({20: "raise"})
    outcome = winnow(*ENTITIES)
    assert "winnow: on 001_29c10ceec84ec9db#x2 the system for entities failed" in outcome.err
    assert "p.jsonl.partial holds 19 of 145 answers." in outcome.err
    assert f"--output p.jsonl --root {ROOT} --resume" in outcome.err


def test_an_earlier_file_is_kept_until_all_is_answered(here: Path) -> None:
    Path("p.jsonl").write_text("before")
    plan({20: "raise"})
    assert winnow(*ENTITIES).code == 1
    assert Path("p.jsonl").read_text() == "before"
    plan({})
    assert winnow(*ENTITIES, "--resume").code == 0
    assert Path("p.jsonl").read_text().count("\n") == 145


def test_nothing_is_left_of_a_run_without_answers(here: Path) -> None:
    before = set(here.iterdir())
    plan({1: "raise"})
    outcome = winnow(*ENTITIES)
    assert outcome.code == 1
    assert "--resume" not in outcome.err
    assert {path for path in here.iterdir() if path.name != "__pycache__"} == before


@pytest.mark.parametrize("options", [(), ("--format", "json")])
def test_answers_that_break_a_rule_are_asked_for_again(
    here: Path, options: tuple[str, ...]
) -> None:
    plan({50: "outside", 70: "outside"})
    outcome = winnow(*ENTITIES, *options)
    assert outcome.code == 1
    assert made() == 145
    assert "p.jsonl.partial holds 143 of 145 answers." in outcome.err
    if options:
        assert [problem["line"] for problem in outcome.problems] == [50, 70]
    plan({})
    assert winnow(*ENTITIES, "--resume").code == 0
    assert made() == 2


def test_answers_are_not_overwritten_by_another_run(here: Path) -> None:
    plan({20: "raise"})
    winnow(*ENTITIES)
    kept = Path("p.jsonl.partial").read_bytes()
    plan({})
    outcome = winnow(*ENTITIES)
    assert outcome.code == 2
    assert "holds 19 answers of a run that did not finish; continue it with --resume" in outcome.err
    assert made() == 0
    assert Path("p.jsonl.partial").read_bytes() == kept


def test_a_partial_file_of_another_run_is_refused(here: Path) -> None:
    plan({20: "raise"})
    winnow(*ENTITIES)
    kept = Path("p.jsonl.partial").read_bytes()
    plan({})
    for other, message in (
        (command("entities", "coarse"), "its system is planned:tag, not planned:coarse"),
        (command("sentences", "tag"), "its task is entities, not sentences"),
    ):
        outcome = winnow(*other, "--resume")
        assert outcome.code == 2
        assert message in outcome.err
    header, _, lines = kept.decode().partition("\n")
    changed = json.loads(header)
    changed["logical_hashes"]["pages"] = "0" * 64
    Path("p.jsonl.partial").write_text(f"{json.dumps(changed)}\n{lines}")
    outcome = winnow(*ENTITIES, "--resume")
    assert outcome.code == 2
    assert "its gold standard has other logical hashes" in outcome.err
    assert made() == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not a file of answers"),
        (b"{}\n", "is not a file of answers"),
        (b"[]\n", "is not a file of answers"),
        (b"\xff\n", "is not a file of answers"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--resume",)])
def test_a_file_of_that_name_that_is_something_else_is_left_alone(
    here: Path, data: bytes, message: str, options: tuple[str, ...]
) -> None:
    Path("p.jsonl.partial").write_bytes(data)
    outcome = winnow(*ENTITIES, *options)
    assert outcome.code == 2
    assert message in outcome.err
    assert Path("p.jsonl.partial").read_bytes() == data


@pytest.mark.parametrize("line", [b"nonsense", b"[]", b"{}", b"\xff"])
def test_a_damaged_line_is_named(here: Path, line: bytes) -> None:
    plan({20: "raise"})
    winnow(*ENTITIES)
    lines = Path("p.jsonl.partial").read_bytes().split(b"\n")
    lines[5] = line
    Path("p.jsonl.partial").write_bytes(b"\n".join(lines))
    outcome = winnow(*ENTITIES, "--resume")
    assert outcome.code == 2
    assert "p.jsonl.partial is damaged in line 6" in outcome.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--output", "p.jsonl"), "there is no p.jsonl.partial to continue from"),
        (("--output", os.devnull), "--resume needs the --output of the run that failed"),
        ((), "--resume needs the --output of the run that failed"),
    ],
)
def test_there_must_be_something_to_continue(
    here: Path, options: tuple[str, ...], message: str
) -> None:
    call = ("predict", "entities", "--with", "planned:tag", "--root", str(ROOT), "--resume")
    outcome = winnow(*call, *options)
    assert outcome.code == 2
    assert message in outcome.err
    assert made() == 0


def test_a_failure_without_a_file_leaves_none(here: Path) -> None:
    before = set(here.iterdir())
    plan({20: "raise"})
    outcome = winnow("predict", "entities", "--with", "planned:tag", "--root", ROOT)
    assert outcome.code == 1
    assert outcome.out == ""
    assert {path for path in here.iterdir() if path.name != "__pycache__"} == before


def test_answers_outlive_a_process_that_is_killed(here: Path) -> None:
    """Even if the last line was not written to its end."""
    plan({100: "kill"})
    call = [sys.executable, "-m", "winnow", *ENTITIES]
    done = subprocess.run(call, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    whole = Path("p.jsonl.partial").read_bytes()
    assert whole.count(b"\n") == 1 + 99
    Path("p.jsonl.partial").write_bytes(whole[:-5])
    plan({})
    assert winnow(*ENTITIES, "--resume").code == 0
    assert made() == 145 - 98
    assert Path("p.jsonl").read_text().count("\n") == 145


def test_a_progress_bar_is_on_a_terminal_alone(here: Path) -> None:
    call = [sys.executable, "-m", "winnow", *ENTITIES]
    done = subprocess.run(call, capture_output=True, check=True)
    assert done.stderr == b""
    screen, terminal = os.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=terminal, env=environment) as run:
        os.close(terminal)
        shown = b""
        while chunk := _read(screen):
            shown += chunk
        assert run.stdout is not None
        printed = run.stdout.read()
    os.close(screen)
    assert run.returncode == 0
    assert b"Predicting" in shown
    assert b"/145" in shown
    assert printed.startswith(b"p.jsonl: 145 lines.")


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 4096)
    except OSError:  # on Linux, the end of a terminal
        return b""


def test_the_number_of_calls_is_known_beforehand(gold: Gold) -> None:
    for task, answer in {
        "boilerplate": "",
        "sentences": [],
        "entities": [],
        "stance": "none",
        "quotations": [],
    }.items():
        asked: list[tuple[str, ...]] = []

        def system(
            *texts: str, asked: list[tuple[str, ...]] = asked, answer: object = answer
        ) -> object:
            asked.append(texts)
            return answer

        run(task, [system], gold)
        calls = TASKS[task].calls
        assert calls is not None
        assert calls(gold) == len(asked)
    assert TASKS["pipeline"].calls is None


def test_the_command_to_score_repeats_where_the_gold_standard_is(here: Path) -> None:
    outcome = winnow(*ENTITIES)
    assert outcome.out.endswith(f"winnow score entities p.jsonl --root {ROOT}\n")
    dataset = ROOT / "dataset"
    call = ("predict", "entities", "--with", "planned:tag", "--output", "p.jsonl")
    outcome = winnow(*call, "--gold", dataset)
    assert outcome.out.endswith(f"winnow score entities p.jsonl --gold {dataset}\n")


def test_json_says_what_was_written(here: Path) -> None:
    outcome = winnow(*ENTITIES, "--format", "json")
    assert outcome.code == 0
    assert json.loads(outcome.out) == {"problems": [], "written": "p.jsonl", "lines": 145}
