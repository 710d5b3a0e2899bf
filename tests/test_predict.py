"""Systems are run on what they may see, and what they return is held to the rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from numpy import int64

from support import ROOT, winnow
from winnow.score import Gold, score
from winnow.score.systems.common import UnusableError
from winnow.score.systems.run import run, system
from winnow.score.tasks import TASKS

SYSTEMS = """
import re


def extract(text):
    return "\\n".join(line for line in text.split("\\n") if len(line) > 80)


def keep(text):
    return [(0, len(text.rstrip()))]


def label(text):
    return [(0, 5, "section_label")]


def classes(text):
    return [(0, "boilerplate")]


def split(text):
    return [(0, len(text))]


def tag(text):
    return [(*re.search(r"\\S+", text).span(), "ORG")]


def tags(text):
    from winnow.model.spans import tokens
    return ["O"] * len(tokens(text))


def coarse(text):
    yield *re.search(r"\\S+", text).span(), "PER"


def spread(text):
    print("this is no prediction")
    return {(0, 1, "ORG")}


def stance(text, target):
    return "favor"


def quote(text):
    yield 0, 1, None
    yield 1, 2, "russia"


def leave(text):
    import sys
    sys.exit(0)


def loose(text):
    return [(text.index(" "), text.index(" ") + 2, "ORG")] if " " in text else []


def far(text):
    return [(0, 10**9)]


def other(text):
    return "zzz qqq"


def half(text):
    return "\\ud800"


def nothing(text):
    return None


def outside(text):
    return [(0, 10_000_000, "ORG")]


def fail(text):
    raise RuntimeError("no luck\\nat all")


class Nested:
    @staticmethod
    def tag(text):
        return []


number = 3
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a module of systems, which is the current one."""
    (tmp_path / "my_systems.py").write_text(SYSTEMS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("task", "names", "key"),
    [
        ("boilerplate", ["extract"], "text"),
        ("boilerplate", ["keep"], "kept"),
        ("boilerplate", ["label"], "segments"),
        ("boilerplate", ["classes"], "lines"),
        ("sentences", ["split"], "sentences"),
        ("entities", ["tag"], "mentions"),
        ("entities", ["tags"], "tags"),
        ("entities", ["coarse"], "conll"),
        ("entities", ["spread"], "mentions"),
        ("entities", ["Nested.tag"], "mentions"),
        ("stance", ["stance"], "polarity"),
        ("quotations", ["quote"], "quotations"),
        ("pipeline", ["extract", "tag", "stance"], "polarities"),
        ("pipeline", ["keep", "tag", "stance"], "polarities"),
    ],
)
def test_predictions_of_a_callable_can_be_scored(
    here: Path, task: str, names: list[str], key: str
) -> None:
    path = here / "p.jsonl"
    systems = [part for name in names for part in ("--with", f"my_systems:{name}")]
    outcome = winnow("predict", task, *systems, "--output", path, "--root", ROOT)
    assert outcome.code == 0, outcome.out + outcome.err
    assert all(key in json.loads(line) for line in path.read_text().splitlines())
    shown = winnow("predict", task, *systems, "--root", ROOT)
    assert shown.out == path.read_text()
    scored = winnow("score", task, path, "--root", ROOT, "--samples", "2")
    assert scored.code == 0, scored.out
    assert "There is no prediction" not in scored.out
    assert sorted(each.name for each in here.iterdir() if each.suffix != "") == [
        "my_systems.py",
        "p.jsonl",
    ]


@pytest.mark.parametrize(
    ("task", "name", "said"),
    [
        ("entities", "my_systems:nothing", "returned None; it must return a list of (start, end, "),
        ("sentences", "my_systems:tag", "it must return a list of (start, end)"),
        ("boilerplate", "my_systems:nothing", "it must return the extracted text"),
        ("quotations", "my_systems:keep", "it must return a list of (start, end, speaker)"),
        ("boilerplate", "my_systems:half", "half of a surrogate pair"),
        ("stance", "my_systems:tag", "it is called with a text and a target"),
        ("entities", "my_systems:leave", "SystemExit: 0"),
        ("entities", "my_systems:fail", "RuntimeError: no luck at all"),
        ("entities", "my_systems:absent", "my_systems has no absent"),
        ("entities", "my_systems:number", "cannot be called"),
        ("entities", "no_such_module:tag", "cannot be imported"),
        ("entities", "tag", "names no system"),
        ("entities", "spacy:", "names no system"),
        ("quotations", "spacy:x", "models of spacy are run for sentences, entities, stance"),
        ("sentences", "huggingface:x", "models of huggingface are run for entities, stance"),
    ],
)
def test_a_system_that_cannot_be_used_is_told(here: Path, task: str, name: str, said: str) -> None:
    outcome = winnow("predict", task, "--with", name, "--output", here / "p.jsonl", "--root", ROOT)
    assert outcome.code == 1
    assert said in outcome.err
    assert not (here / "p.jsonl").exists()


def test_what_breaks_a_rule_is_not_written(here: Path) -> None:
    path = here / "p.jsonl"
    path.write_text("before")
    outcome = winnow(
        *("predict", "entities", "--with", "my_systems:outside", "--output", path, "--root", ROOT)
    )
    assert outcome.code == 1
    assert "[prediction-span]" in outcome.err
    assert path.read_text() == "before"


@pytest.mark.parametrize(
    ("systems", "said"),
    [
        (
            ("far", "tag", "stance"),
            "the answer of the extractor is wrong: the span 0 to 1000000000 ends after",
        ),
        (("other", "tag", "stance"), "only 0% of the words that the extractor"),
        (("keep", "coarse", "stance"), "map them"),
        (("half", "tag", "stance"), "half of a surrogate pair"),
    ],
)
def test_a_pipeline_repairs_nothing(here: Path, systems: tuple[str, ...], said: str) -> None:
    names = [part for each in systems for part in ("--with", f"my_systems:{each}")]
    outcome = winnow("predict", "pipeline", *names, "--root", ROOT)
    assert outcome.code == 1
    assert said in outcome.err


@pytest.mark.parametrize("task", ["entities", "pipeline"])
def test_a_mention_with_white_space_at_its_edge_is_refused(here: Path, task: str) -> None:
    steps = {"entities": ["loose"], "pipeline": ["keep", "loose", "stance"]}[task]
    names = [part for each in steps for part in ("--with", f"my_systems:{each}")]
    outcome = winnow("predict", task, *names, "--root", ROOT)
    assert outcome.code == 1
    assert "begins or ends with white space" in outcome.err
    assert outcome.out == ""


def test_what_a_system_prints_is_no_prediction(here: Path) -> None:
    outcome = winnow("predict", "entities", "--with", "my_systems:spread", "--root", ROOT)
    assert outcome.code == 0
    assert "this is no prediction" in outcome.err
    assert all(line.startswith("{") for line in outcome.out.splitlines())


def test_a_link_is_followed_and_a_pipe_is_not_replaced(here: Path) -> None:
    (here / "link.jsonl").symlink_to(here / "real.jsonl")
    command = ("predict", "entities", "--with", "my_systems:tag", "--root", ROOT, "--output")
    assert winnow(*command, here / "link.jsonl").code == 0
    assert (here / "link.jsonl").is_symlink()
    assert (here / "real.jsonl").is_file()
    assert winnow(*command, Path("/dev/null")).code == 0
    assert not Path("/dev/null").is_file()


def test_many_problems_are_shown_in_part(here: Path) -> None:
    outcome = winnow("predict", "entities", "--with", "my_systems:outside", "--root", ROOT)
    assert outcome.code == 1
    assert "142 more not shown; --format json shows all." in outcome.err
    everything = winnow(
        *("predict", "entities", "--with", "my_systems:outside", "--root", ROOT),
        *("--format", "json"),
    )
    assert everything.code == 1
    assert len(everything.problems) == 145


def test_problems_name_the_sentence_and_not_a_line(here: Path) -> None:
    call = ("predict", "entities", "--with", "my_systems:outside", "--root", ROOT)
    assert "my_systems:outside:000_a401cee3f7b9dc82#x1:mentions[0]: " in winnow(*call).err
    problem = winnow(*call, "--format", "json").problems[0]
    assert problem["place"] == "000_a401cee3f7b9dc82#x1:mentions[0]"


def test_a_system_can_be_named_by_its_file(here: Path) -> None:
    (here / "folder").mkdir()
    (here / "folder" / "tagger.py").write_text("def tag(text):\n    return []\n")
    for name in ("my_systems.py:tag", "folder/tagger.py:tag"):
        outcome = winnow("predict", "entities", "--with", name, "--root", ROOT)
        assert outcome.code == 0, outcome.err
        assert len(outcome.out.splitlines()) == 145


def test_a_pipeline_needs_three_systems_and_the_rest_one(here: Path) -> None:
    for task, number in (("pipeline", 1), ("entities", 3)):
        names = ["--with", "my_systems:tag"] * number
        outcome = winnow("predict", task, *names, "--root", ROOT)
        assert outcome.code == 2
        assert "each with --with" in outcome.err


def test_a_file_that_cannot_be_written_is_told(here: Path) -> None:
    outcome = winnow(
        *("predict", "entities", "--with", "my_systems:tag", "--root", ROOT),
        *("--output", here / "nowhere" / "p.jsonl"),
    )
    assert outcome.code == 1
    assert "cannot be written" in outcome.err


def test_systems_see_text_alone(gold: Gold) -> None:
    seen: dict[str, list[tuple[str, ...]]] = {}

    def watch(task: str, answer: Any) -> Callable[..., Any]:
        def called(*given: str) -> Any:
            seen.setdefault(task, []).append(given)
            return answer

        return called

    for task, answer in {
        "boilerplate": "",
        "sentences": [],
        "entities": [],
        "stance": "none",
        "quotations": [],
    }.items():
        run(task, [watch(task, answer)], gold)
    texts = [(page.text,) for page in gold.pages.values()]
    assert seen["boilerplate"] == seen["quotations"] == texts
    lines = [(line,) for (text,) in texts for line in text.split("\n") if line.strip()]
    assert seen["sentences"] == lines
    assert seen["entities"] == [(sentence.quote,) for _, sentence in gold.sentences()]
    rows = [(row.text, row.target_name) for row in gold.targets.values()]
    assert seen["stance"] == rows
    assert set(seen) | {"pipeline"} == set(TASKS)


def test_a_pipeline_sees_what_was_kept_and_then_the_content(gold: Gold) -> None:
    seen: list[str] = []
    asked: list[str] = []

    def tag(text: str) -> list[Any]:
        seen.append(text)
        return []

    def stance(text: str, target: str) -> str:
        asked.append(text)
        return "none"

    records = run("pipeline", [lambda text: [(0, 10)], tag, stance], gold)
    page = next(iter(gold.pages.values()))
    assert seen[0] == page.text[:10]
    content = [each.quote for each in gold.content(page)]
    assert seen[1 : 1 + len(content)] == content
    assert [each["given"] for each in records] == ["scraped", "content"] * 3
    assert all(text in page.text for text in asked[:3])
    scores = score("pipeline", gold, records)
    counts = scores["gold stances, on gold content", "all articles"].counts
    assert counts["unreached"] > 0
    assert counts["missed"] > 0


def test_numbers_of_numpy_are_numbers(gold: Gold) -> None:
    records = run("entities", [lambda text: [(int64(0), int64(1), "ORG")]], gold)
    assert type(records[0]["mentions"][0]["end"]) is int


def test_labels_cannot_be_the_step_of_a_pipeline(gold: Gold) -> None:
    steps: list[Callable[..., Any]] = [
        *(lambda text: [(0, 5, "headline")], lambda text: []),
        lambda text, target: "none",
    ]
    with pytest.raises(UnusableError, match="returned labels"):
        run("pipeline", steps, gold)


def test_a_name_is_looked_up_where_it_says(here: Path) -> None:
    assert system("json:dumps", TASKS["entities"].steps[0]) is json.dumps
