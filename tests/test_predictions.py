"""Predictions that are not in order are named by their line, with the remedy; none is dropped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from predicting import PERFECT
from support import ROOT, winnow
from winnow.score import Gold, PredictionsError, Settings, load, score
from winnow.score.predictions import check_values, valid_predictions
from winnow.score.tasks import TASKS

PAGE = "000_a401cee3f7b9dc82"
SENTENCE = f"{PAGE}#x2"
"""Ben Wallace Mocks Putin For ‘Begging’ For North Korea Weapons: 61 code points, 12 tokens."""

ROW = f"{SENTENCE}/vladimir-putin"


def _mention(start: int, end: int, label: str = "ORG") -> dict[str, Any]:
    return {"start": start, "end": end, "type": label}


RUN = {"page_id": PAGE, "given": "scraped", "kept": [{"start": 11, "end": 72}]}


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("entities", {"id": "nowhere#x1", "mentions": []}, "prediction-id-unknown", "id"),
    ("entities", {"id": f"{PAGE}#x999", "mentions": []}, "prediction-id-unknown", "id"),
    ("entities", {"id": f"{PAGE}#m1", "mentions": []}, "prediction-id-unknown", "id"),
    ("entities", {"page_id": "nowhere", "mentions": []}, "prediction-id-unknown", "page_id"),
    ("entities", {"id": "x 1", "mentions": []}, "prediction-id-unknown", "id"),
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
        RUN | {"mentions": [_mention(0, 5)], "polarities": []},
        "prediction-run",
        "mentions[0]",
    ),
    (
        "pipeline",
        RUN | {"mentions": [], "polarities": [{"id": f"{PAGE}#x3/russia", "polarity": "favor"}]},
        "prediction-run",
        "polarities[0]",
    ),
    (
        "pipeline",
        RUN | {"given": "content", "mentions": [], "polarities": []},
        "prediction-run",
        "kept",
    ),
    (
        "stance",
        {
            "id": SENTENCE,
            "stances": [
                {"holder": "author", "target": "russia", "polarity": "favor", "evidence": None}
            ]
            * 2,
        },
        "prediction-repeated",
        "stances[1]",
    ),
    ("entities", {"id": PAGE, "mentions": []}, "prediction-form", "id"),
    ("entities", {"id": SENTENCE, "mentions": [], "tags": []}, "prediction-form", ""),
    ("boilerplate", {"page_id": PAGE, "text": "\ud800"}, "json-lone-surrogate", ""),
    ("entities", {"id": SENTENCE, "mentions": [_mention(3, 4)]}, "prediction-span", ""),
    ("entities", {"id": SENTENCE, "mentions": [_mention(0, 4)]}, "prediction-span", ""),
    (
        "sentences",
        {"page_id": PAGE, "sentences": [{"start": 10, "end": 11}]},
        "prediction-span",
        "",
    ),
    (
        "pipeline",
        RUN
        | {
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
    fine = [each for each in fine if PAGE not in json.dumps(each)][: "conll" not in record]
    records = [*fine, record]
    _, problems = check_values(enumerate(records, start=1), TASKS[task], gold, "file")
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
    _, problems = check_values(enumerate([one, other], start=1), TASKS[task], gold, "file")
    assert [(each.rule, each.line) for each in problems] == [("prediction-repeated", 2)]
    assert "line 1" in problems[0].message


def test_rows_and_stances_of_one_sentence_do_not_stand_in_each_others_way(gold: Gold) -> None:
    records = [{"id": ROW, "polarity": "against"}, {"id": SENTENCE, "stances": []}]
    found = valid_predictions(records, TASKS["stance"], gold)
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
        (b"\x1f\x8b\x08\x00", "text-not-utf8"),
    ],
)
def test_a_file_that_is_no_json_lines_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(data)
    outcome = winnow("score", "entities", path, "--root", ROOT, "--format", "json")
    assert outcome.code == 1
    assert said in outcome.rules


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"id": "a"}\n\n', "this line is blank"),
        (b"\x1f\x8b\x08\x00", "gunzip"),
        (b"\xff\xfe{\x00", "iconv -f UTF-16"),
    ],
)
def test_the_remedy_fits_the_file(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(data)
    assert said in winnow("score", "entities", path, "--root", ROOT).out


def test_a_line_that_is_not_json_hides_no_problem_of_another(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    lines = ['{"id": "z1", "mentions": []}', "{", f'{{"id": "{SENTENCE}"}}', ""]
    path.write_text("\n".join([*lines, f'{{"id": "{SENTENCE}", "mentions": []}}', ""]))
    outcome = winnow("score", "entities", path, "--root", ROOT, "--format", "json")
    assert outcome.code == 1
    problems = {problem["line"]: problem["rule"] for problem in outcome.problems}
    assert problems == {
        1: "prediction-id-unknown",
        2: "json-syntax",
        3: "prediction-form",
        4: "json-syntax",
    }


@pytest.mark.parametrize(
    "content", [{"mentions": [_mention(0, 5, "PERSN")]}, {"tags": ["B-PERSN", *["O"] * 11]}]
)
def test_an_unknown_type_is_one_problem(gold: Gold, content: dict[str, Any]) -> None:
    _, problems = check_values([(1, {"id": SENTENCE, **content})], TASKS["entities"], gold, "file")
    assert [problem.rule for problem in problems] == ["label-unknown"]
    assert "did you mean" in problems[0].message


def test_an_unknown_id_of_any_form_is_unknown(gold: Gold) -> None:
    for name in ("z1", "x 1", "", PAGE + "#x2#x3"):
        value = {"id": name, "mentions": []}
        _, problems = check_values([(1, value)], TASKS["entities"], gold, "file")
        assert [problem.rule for problem in problems] == ["prediction-id-unknown"]


def test_types_of_two_inventories_are_not_mixed(gold: Gold) -> None:
    one, other = f"{PAGE}#x2", f"{PAGE}#x3"
    records = [{"id": one, "mentions": []}, {"id": other, "conll": []}]
    _, problems = check_values(enumerate(records, start=1), TASKS["entities"], gold, "file")
    assert [(each.rule, each.line) for each in problems] == [("prediction-form", 2)]


def test_a_changed_row_is_no_gold(real: Path, tmp_path: Path) -> None:
    """The rows are held to the hash that the scores will state."""
    (file,) = (real / "dataset/data/stance").glob("*.parquet")
    table = pq.read_table(file)
    column = table.schema.get_field_index("polarity")
    none = pa.array(["none"] * len(table), table.schema.field(column).type)
    pq.write_table(table.set_column(column, table.schema.field(column), none), file)
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"")
    outcome = winnow("score", "stance", path, "--root", real, "--format", "json")
    assert outcome.code == 1
    assert outcome.rules == {"rows-differ"}


def test_a_dataset_folder_alone_is_gold(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "dataset", tmp_path / "apart" / "dataset")
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"")
    folder = tmp_path / "apart" / "dataset"
    for root in (ROOT, tmp_path):
        assert winnow("score", "entities", path, "--gold", folder, "--root", root).code == 0
    assert load(folder).pages
    assert load(folder, ROOT / "schema").pages


def test_what_has_no_measure_in_common_is_not_compared(gold: Gold, tmp_path: Path) -> None:
    paths = [tmp_path / "rows.jsonl", tmp_path / "tuples.jsonl"]
    for path, name in zip(paths, ("polarities", "stances of pages"), strict=True):
        lines = (json.dumps(each) + "\n" for each in PERFECT[name][1](gold))
        path.write_text("".join(lines), encoding="utf-8")
    outcome = winnow("score", "stance", paths[0], "--against", paths[1], "--root", ROOT)
    assert outcome.code == 2
    assert "no measure in common" in outcome.err


def test_a_call_in_python_that_makes_no_sense_is_told(gold: Gold) -> None:
    with pytest.raises(ValueError, match="the tasks are boilerplate, sentences"):
        score("ner", gold, [])
    with pytest.raises(TypeError, match=r"must come from winnow\.score\.load"):
        score("entities", [], [])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="confidence between 0 and 1"):
        Settings(confidence=95)
    with pytest.raises(PredictionsError, match="none of the forms of entities"):
        score("entities", gold, [{1: 2}])


def test_an_empty_file_is_all_missing(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"")
    outcome = winnow("score", "entities", path, "--root", ROOT)
    assert outcome.code == 0
    assert "There is no prediction for 145 of 145 sentences" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score", "entities", "nowhere.jsonl"), "there is no file nowhere.jsonl"),
        (("score", "entities", str(ROOT)), "is a folder"),
        (("score", "ner", "nowhere.jsonl"), "there is no task 'ner'; the tasks are boilerplate, "),
        (("score", "entitys", "nowhere.jsonl"), "did you mean entities?"),
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
        "latex": (r"\begin{tabular}", r"\toprule", "no estimate for other news", "{[}"),
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


def _tags_file(gold: Gold, folder: Path, name: str = "p.jsonl") -> Path:
    path = folder / name
    lines = (json.dumps(record) + "\n" for record in PERFECT["tags"][1](gold)[::2])
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--measure", "strict", "--of", "all,person"], [("strict", "all"), ("strict", "PERSON")]),
        (["--measure", "exact", "--of", "PERSON"], [("exact", "PERSON")]),
        (
            ["--measure", "strict, mean over types", "--of", "all"],
            [("strict, mean over types", "all")],
        ),
        (
            ["--measure", "strict", "--measure", "exact", "--of", "all"],
            [("strict", "all"), ("exact", "all")],
        ),
    ],
)
def test_rows_are_chosen_in_every_format(
    gold: Gold, tmp_path: Path, options: list[str], rows: list[tuple[str, str]]
) -> None:
    path = _tags_file(gold, tmp_path)
    call = ["score", "entities", str(path), "--root", str(ROOT), "--samples", "2", *options]
    for key, more in (("scores", ["--seed", "1"]), ("compared", ["--against", str(path)])):
        data = json.loads(winnow(*call, *more, "--format", "json").out)
        assert [(row["measure"], row["of"]) for row in data[key]] == rows
    printed = winnow(*call, "--format", "markdown").out
    lines = [line.split(" | ") for line in printed.splitlines() if line.startswith("| ")][2:]
    assert [(line[0].removeprefix("| "), line[1]) for line in lines] == rows


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--measure", "strikt"], "there is no measure 'strikt'; did you mean strict?"),
        (["--of", "persn"], "there is no part of the data 'persn'; did you mean PERSON?"),
        (["--measure", "macro"], "available: strict; exact; partial; type"),
        (["--measure", "strict, mean over types", "--of", "PERSON"], "for PERSON; available parts"),
        (["--against-name", "B"], "--against-name needs --against"),
    ],
)
def test_rows_that_do_not_exist_are_a_wrong_call(
    gold: Gold, tmp_path: Path, options: list[str], message: str
) -> None:
    path = _tags_file(gold, tmp_path)
    outcome = winnow("score", "entities", path, "--root", ROOT, "--samples", "2", *options)
    assert outcome.code == 2
    assert message in outcome.err


def test_names_of_systems_are_in_titles_captions_and_json(gold: Gold, tmp_path: Path) -> None:
    path = _tags_file(gold, tmp_path)
    call = ("score", "entities", path, "--root", ROOT, "--samples", "2", "--name", "My_1")
    assert winnow(*call).out.startswith("Scores of My_1 for entities\n")
    latex = winnow(*call, "--format", "latex").out
    assert r"\caption{Scores of My\_1 for entities. " in latex
    assert r"\label{tab:scores-of-my-1-for-entities}" in latex
    assert "Main result" not in latex
    assert json.loads(winnow(*call, "--format", "json").out)["name"] == "My_1"
    pair = (*call, "--against", path, "--against-name", "B")
    assert winnow(*pair).out.startswith("Comparison of My_1 and B for entities\n")
    assert (
        "| measure | part of the data | figure | My_1 | B | difference | p |"
        in winnow(*pair, "--format", "markdown").out
    )
    assert json.loads(winnow(*pair, "--format", "json").out)["names"] == ["My_1", "B"]
    assert "by My_1 for 73 of 145 sentences" in winnow(*pair).out.replace("72 of", "73 of")


def test_the_main_result_is_bold_in_latex(gold: Gold, tmp_path: Path) -> None:
    path = _tags_file(gold, tmp_path)
    call = ("score", "entities", path, "--root", ROOT, "--samples", "2", "--format", "latex")
    lines = winnow(*call, "--measure", "strict,exact", "--of", "all").out.splitlines()
    assert [line.startswith(r"\textbf{strict} & \textbf{all} & \textbf{") for line in lines].count(
        True
    ) == 1
    assert r"\begin{table*}" in lines
    assert r"\end{table*}" in lines


def test_a_repository_is_gold_by_its_dataset(gold: Gold, tmp_path: Path) -> None:
    path = _tags_file(gold, tmp_path)
    call = ("score", "entities", path, "--samples", "2", "--root", tmp_path, "--gold")
    assert winnow(*call, ROOT).out == winnow(*call, ROOT / "dataset").out


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
    forms = {form for task in TASKS.values() for form in task.forms}
    assert {name for name in definitions if "_" in name} - {"page_mentions"} == forms
    for task in TASKS.values():
        assert all(form.startswith(f"{task.name}_") for form in task.forms)


@pytest.mark.parametrize("task", TASKS)
def test_the_examples_in_the_schema_are_valid(gold: Gold, task: str) -> None:
    definitions = gold.schemas.by_urn["urn:winnow:schema:predictions"]["$defs"]
    for form in TASKS[task].forms:
        examples = definitions[form]["examples"]
        assert examples
        predictions, problems = check_values(
            enumerate(examples, start=1), TASKS[task], gold, "example"
        )
        assert problems == []
        assert {record.form for record in predictions.records} == {form}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("against", [False, True])
def test_scores_state_the_logical_hash_of_what_was_scored(
    tmp_path: Path, task: str, against: bool
) -> None:
    manifest = json.loads((ROOT / "dataset/manifest.json").read_text(encoding="utf-8"))
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"")
    call = ("score", task, path, *(("--against", path) if against else ()), "--samples", "2")
    printed = {
        output: winnow(*call, "--root", ROOT, "--format", output).out
        for output in ("json", "text", "markdown", "latex")
    }
    hashes = {name: manifest["configs"][name]["logical_hash"] for name in TASKS[task].configs}
    stated = json.loads(printed["json"])["gold"]
    assert stated["scored"] == [
        {"name": "winnow", "version": manifest["version"], "config": name, "logical_hash": digest}
        for name, digest in hashes.items()
    ]
    assert {"pages", "stance", "registry"} <= set(stated["logical_hashes"])
    for name, digest in hashes.items():
        cited = f"winnow {manifest['version']}, config {name}, sha256:{digest}"
        assert cited in printed["text"]
        assert cited in printed["markdown"]
        assert f"% {cited}\n" in printed["latex"]
        assert f"config {name}, sha256:{digest[:12]}" in printed["latex"].partition("caption")[2]


@pytest.mark.parametrize("config", ["boilerplate", "entities", "quotations"])
def test_a_hash_is_stated_only_of_rows_that_have_it(
    real: Path, tmp_path: Path, config: str
) -> None:
    (file,) = (real / "dataset/data" / config).glob("*.parquet")
    pq.write_table(pq.read_table(file).slice(1), file)
    with pytest.raises(ValueError, match=f"the rows of {config} differ from the logical hash"):
        load(real / "dataset")
