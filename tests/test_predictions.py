"""Predictions that are not in order are named by their line, with the remedy; none is dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from predicting import PERFECT
from support import ROOT, winnow
from winnow.score import Gold, PredictionsError, load, score
from winnow.score.predictions import check, given
from winnow.score.records import FORMS

PAGE = "000_a401cee3f7b9dc82"
SENTENCE = f"{PAGE}#x2"
"""Ben Wallace Mocks Putin For ‘Begging’ For North Korea Weapons: 61 code points, 12 tokens."""

ROW = f"{SENTENCE}/vladimir-putin"


@pytest.fixture(scope="module")
def gold() -> Gold:
    """The gold standard as it was built."""
    return load(ROOT / "dataset")


def _mention(start: int, end: int, label: str = "ORG") -> dict[str, Any]:
    return {"start": start, "end": end, "type": label}


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("entities", {"id": "nowhere#x1", "mentions": []}, "prediction-id-unknown", "id"),
    ("entities", {"id": f"{PAGE}#x999", "mentions": []}, "prediction-id-unknown", "id"),
    ("entities", {"id": f"{PAGE}#m1", "mentions": []}, "prediction-id-unknown", "id"),
    ("entities", {"page_id": "nowhere", "mentions": []}, "prediction-id-unknown", "page_id"),
    ("entities", {"id": "x 1", "mentions": []}, "value-malformed", "id"),
    (
        "entities",
        {"id": SENTENCE, "mentions": [_mention(60, 62)]},
        "prediction-span",
        "mentions[0]",
    ),
    ("entities", {"id": SENTENCE, "mentions": [_mention(5, 5)]}, "prediction-span", "mentions[0]"),
    ("entities", {"id": SENTENCE, "mentions": [_mention(6, 5)]}, "prediction-span", "mentions[0]"),
    ("entities", {"id": SENTENCE, "mentions": [_mention(-1, 5)]}, "value-malformed", ""),
    ("entities", {"id": SENTENCE, "mentions": [_mention(0, 5, "PER")]}, "label-unknown", ""),
    (
        "entities",
        {"id": SENTENCE, "mentions": [_mention(4, 9), _mention(0, 5)]},
        "prediction-overlap",
        "mentions[0]",
    ),
    (
        "entities",
        {"id": SENTENCE, "mentions": [_mention(0, 5), _mention(0, 5)]},
        "prediction-overlap",
        "mentions[1]",
    ),
    ("entities", {"id": SENTENCE, "conll": [_mention(0, 5)] * 2}, "prediction-overlap", ""),
    ("entities", {"id": SENTENCE, "conll": [_mention(0, 5, "PERSON")]}, "label-unknown", ""),
    ("entities", {"id": SENTENCE, "tags": ["O"] * 3}, "prediction-tags", "tags"),
    ("entities", {"id": SENTENCE, "tags": ["I-ORG", *["O"] * 11]}, "prediction-tags", "tags[0]"),
    (
        "entities",
        {"id": SENTENCE, "tags": ["B-ORG", "I-GPE", *["O"] * 10]},
        "prediction-tags",
        "tags[1]",
    ),
    ("entities", {"id": SENTENCE, "tags": ["X"] * 12}, "label-unknown", ""),
    ("entities", {"id": SENTENCE}, "prediction-form", ""),
    ("entities", {"id": SENTENCE, "polarity": "favor"}, "prediction-form", ""),
    ("entities", {"mentions": []}, "key-missing", ""),
    ("entities", {"id": SENTENCE, "mentions": [], "score": 1}, "key-unknown", ""),
    ("entities", {"id": SENTENCE, "mentions": None}, "type-wrong", "mentions"),
    ("stance", {"id": ROW, "polarity": "positive"}, "label-unknown", "polarity"),
    ("stance", {"id": f"{SENTENCE}/nobody", "polarity": "favor"}, "prediction-id-unknown", "id"),
    (
        "stance",
        {
            "id": SENTENCE,
            "stances": [
                {"holder": "nobody", "target": "russia", "polarity": "favor", "evidence": None}
            ],
        },
        "prediction-id-unknown",
        "stances[0].holder",
    ),
    (
        "stance",
        {
            "id": SENTENCE,
            "stances": [
                {"holder": "author", "target": "author", "polarity": "favor", "evidence": None}
            ],
        },
        "prediction-id-unknown",
        "stances[0].target",
    ),
    (
        "stance",
        {
            "id": SENTENCE,
            "stances": [
                {
                    "holder": "author",
                    "target": "russia",
                    "polarity": "favor",
                    "evidence": {"start": 3, "end": 99},
                }
            ],
        },
        "prediction-span",
        "stances[0]",
    ),
    (
        "quotations",
        {"page_id": PAGE, "quotations": [{"start": 0, "end": 3, "speaker": "nobody"}]},
        "prediction-id-unknown",
        "quotations[0].speaker",
    ),
    (
        "sentences",
        {"page_id": PAGE, "sentences": [{"start": 0, "end": 99_999}]},
        "prediction-span",
        "sentences[0]",
    ),
    ("boilerplate", {"page_id": PAGE, "text": None}, "type-wrong", "text"),
    (
        "boilerplate",
        {"page_id": PAGE, "kept": [{"start": 0, "end": 5}, {"start": 4, "end": 9}]},
        "prediction-overlap",
        "kept[1]",
    ),
    (
        "boilerplate",
        {"page_id": PAGE, "lines": [{"line": 99, "class": "content"}]},
        "prediction-span",
        "lines[0]",
    ),
    (
        "boilerplate",
        {"page_id": PAGE, "lines": [{"line": 1, "class": "content"}] * 2},
        "prediction-repeated",
        "lines[1]",
    ),
    (
        "boilerplate",
        {"page_id": PAGE, "segments": [{"start": 0, "end": 5, "kind": "advert"}]},
        "label-unknown",
        "",
    ),
    (
        "pipeline",
        {"page_id": PAGE, "given": "html", "kept": [], "mentions": [], "polarities": []},
        "label-unknown",
        "given",
    ),
    (
        "pipeline",
        {
            "page_id": PAGE,
            "given": "scraped",
            "kept": [],
            "mentions": [],
            "polarities": [{"id": "002_6dfdb6ef9bf63b9e#x2/russia", "polarity": "favor"}],
        },
        "prediction-id-unknown",
        "polarities[0].id",
    ),
    (
        "pipeline",
        {
            "page_id": PAGE,
            "given": "scraped",
            "kept": [],
            "mentions": [],
            "polarities": [{"id": ROW, "polarity": "favor"}, {"id": ROW, "polarity": "none"}],
        },
        "prediction-repeated",
        "polarities[1].id",
    ),
]


@pytest.mark.parametrize(("task", "record", "rule", "place"), BAD)
def test_a_bad_line_is_named(
    gold: Gold, task: str, record: dict[str, Any], rule: str, place: str
) -> None:
    fine = PERFECT[{"stance": "polarities"}.get(task, _fine(task))][1](gold)
    fine = [each for each in fine if PAGE not in json.dumps(each)][:1]
    records = [*fine, record]
    _, problems = check(enumerate(records, start=1), task, gold, "file")
    assert {problem.rule for problem in problems} == {rule}
    assert {problem.line for problem in problems} == {len(records)}
    assert any(problem.place == place or not place for problem in problems)
    assert all(problem.remedy for problem in problems)
    with pytest.raises(PredictionsError, match=f"line {len(records)}"):
        score(task, gold, records)


def _fine(task: str) -> str:
    return next(name for name, (of, _) in PERFECT.items() if of == task)


@pytest.mark.parametrize(
    ("task", "one", "other"),
    [
        ("entities", {"id": SENTENCE, "mentions": []}, {"id": SENTENCE, "mentions": []}),
        ("entities", {"page_id": PAGE, "mentions": []}, {"id": SENTENCE, "mentions": []}),
        ("entities", {"id": SENTENCE, "mentions": []}, {"page_id": PAGE, "mentions": []}),
        ("entities", {"id": SENTENCE, "mentions": []}, {"id": SENTENCE, "tags": ["O"] * 12}),
        ("stance", {"id": ROW, "polarity": "none"}, {"id": ROW, "polarity": "favor"}),
        ("stance", {"id": SENTENCE, "stances": []}, {"page_id": PAGE, "stances": []}),
        ("boilerplate", {"page_id": PAGE, "text": ""}, {"page_id": PAGE, "kept": []}),
    ],
)
def test_what_is_predicted_twice_is_named(
    gold: Gold, task: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    _, problems = check(enumerate([one, other], start=1), task, gold, "file")
    assert [(each.rule, each.line) for each in problems] == [("prediction-repeated", 2)]
    assert "line 1" in problems[0].message


def test_rows_and_stances_of_one_sentence_do_not_stand_in_each_others_way(gold: Gold) -> None:
    records = [{"id": ROW, "polarity": "against"}, {"id": SENTENCE, "stances": []}]
    found = given(records, "stance", gold)
    assert len(found.records) == 2


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    lines = [
        '{"id": "nowhere#x1", "mentions": []}',
        f'{{"id": "{SENTENCE}", "mentions": [{{"start": 0, "end": 99, "type": "ORG"}}]}}',
        "[]",
    ]
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = winnow("score", "entities", path, "--root", ROOT, "--format", "json")
    assert outcome.code == 1
    assert [each["line"] for each in outcome.problems] == [1, 2, 3]
    text = winnow("score", "entities", path, "--root", ROOT)
    assert f"{path.as_posix()}:2:mentions[0]: " in text.out


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "json-syntax"),
        (b'{"id": 1, "id": 2}\n', "json-duplicate-key"),
        (b"\xff\n", "text-not-utf8"),
        (b'{"id": "a"}\n\n{"id": "b"}\n', "json-syntax"),
    ],
)
def test_a_file_that_is_no_json_lines_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(data)
    outcome = winnow("score", "entities", path, "--root", ROOT, "--format", "json")
    assert outcome.code == 1
    assert said in outcome.rules


def test_an_empty_file_is_all_missing(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"")
    outcome = winnow("score", "entities", path, "--root", ROOT)
    assert outcome.code == 0
    assert "Nothing was predicted for 145 of 145 sentences" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score", "entities", "nowhere.jsonl"), "there is no file nowhere.jsonl"),
        (("score", "tagging", "nowhere.jsonl"), "tagging"),
        (("score", "entities", __file__, "--gold", "nowhere"), "there is no folder nowhere"),
        (("score", "entities", __file__, "--samples", "0"), "samples"),
    ],
)
def test_a_wrong_call_is_told(arguments: tuple[str, ...], said: str) -> None:
    outcome = winnow(*arguments, "--root", ROOT)
    assert outcome.code == 2
    assert said in outcome.err


def test_gold_that_is_not_built_is_told(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"")
    (tmp_path / "dataset").mkdir()
    outcome = winnow("score", "entities", path, "--gold", tmp_path / "dataset")
    assert outcome.code == 1
    assert "Traceback" not in outcome.out + outcome.err


def test_a_release_is_gold_too(released: Path, tmp_path: Path, gold: Gold) -> None:
    (folder,) = (
        each for each in released.iterdir() if each.is_dir() and "standoff" not in each.name
    )
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in PERFECT["tags"][1](gold)))
    outcome = winnow("score", "entities", path, "--gold", folder, "--samples", "5")
    assert outcome.code == 0, outcome.out + outcome.err
    assert "1.000 [1.000, 1.000]" in outcome.out


@pytest.mark.parametrize("name", PERFECT)
def test_every_form_goes_through_a_file(gold: Gold, name: str, tmp_path: Path) -> None:
    task, records = PERFECT[name]
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records(gold)), encoding="utf-8")
    outcome = winnow("score", task, path, "--root", ROOT, "--samples", "2", "--format", "json")
    assert outcome.code == 0, outcome.out
    data = json.loads(outcome.out)
    assert data["task"] == task
    assert data["scores"]


def test_tables_are_printed_in_every_format(gold: Gold, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    records = PERFECT["tags"][1](gold)[::2]
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    for wanted, marks in {
        "text": ("measure", "no estimate for other news", "Three pages", "73 of 145|72 of 145"),
        "markdown": ("| measure | of |", "\n|---|", "no estimate for other news"),
        "latex": (r"\begin{tabular}", r"\toprule", "% Winnow|% winnow", "{[}"),
        "json": ('"caption": "Intervals show variation within these pages',),
    }.items():
        for more in ((), ("--against", str(path))):
            found = winnow(
                "score",
                "entities",
                path,
                *more,
                "--root",
                ROOT,
                "--format",
                wanted,
                "--samples",
                "9",
            )
            assert found.code == 0
            for mark in marks if not more else ():
                assert any(each in found.out for each in mark.split("|")), (wanted, mark)
        assert "no estimate for other news" in found.out


def test_details_show_articles_one_by_one(gold: Gold, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    records = PERFECT["tags"][1](gold)
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    short, long = (
        winnow("score", "entities", path, *more, "--root", ROOT, "--samples", "2").out
        for more in ((), ("--details",))
    )
    articles = {each for each in gold.strata if "#a" in each}
    assert len(articles) == 6
    assert not any(each in short for each in articles)
    assert all(each in long for each in articles)


def test_every_form_has_its_definition(gold: Gold) -> None:
    definitions = gold.schemas.by_urn["urn:winnow:schema:predictions"]["$defs"]
    forms = {form for forms in FORMS.values() for form in forms}
    assert {name for name in definitions if "_" in name} - {"page_mentions"} == forms
    assert all(form.startswith(f"{task}_") for task, each in FORMS.items() for form in each)
