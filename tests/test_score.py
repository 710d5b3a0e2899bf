"""What scores are of the gold standard itself, of nothing, and of anything in another order."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer, lcs_ind
from rouge_score.tokenize import tokenize
from scipy.stats import binom

from baselines.taggers import matches
from predicting import PERFECT, pipeline
from support import ROOT, sample_size, winnow
from winnow.cli.score import complete_task
from winnow.score import Gold, Scores, Settings, compare, report, score
from winnow.score.alignment import TYPOGRAPHY
from winnow.score.entities import conll_labels, conll_types
from winnow.score.extraction import Extracted, common_subsequence, rouge_tokens
from winnow.score.gold import PLACES
from winnow.score.measures import Bags, MacroAverage, Proportion
from winnow.score.predictions import valid_predictions
from winnow.score.resampling import Figure, intervals
from winnow.score.scores import Score
from winnow.score.systems.run import run
from winnow.score.tasks import TASKS

FEW = Settings(samples=20)


def _of(scores: Scores, reference: str | None) -> Iterator[Score]:
    """Scores that are against a reference of boilerplate, or all."""
    for each in scores.scores:
        if reference is None or each.of.startswith(reference):
            yield each


@pytest.mark.parametrize("name", PERFECT)
def test_gold_against_itself_is_1_everywhere(gold: Gold, name: str) -> None:
    task, records = PERFECT[name]
    scores = score(task, gold, records(gold), FEW)
    assert [each.number for each in scores.missing] == [0] * len(scores.missing)
    reference = None
    if task == "boilerplate":
        reference = "main article" if name.startswith("main") else "all articles"
    elif task == "pipeline":
        reference = "all articles"
    seen = 0
    for each in _of(scores, reference):
        lost = each.measure.endswith("lost by the extractor")
        for name, figure in each.figures.items():
            fate = name not in ("precision", "recall", "f1", "accuracy", "share")
            wanted = 0.0 if lost or (fate and name not in ("found", "right")) else 1.0
            assert figure.value in (wanted, None), (each.measure, each.of, name)
            seen += figure.value is not None
    assert seen


def test_labels_of_gold_segments_are_right(gold: Gold) -> None:
    scores = score("boilerplate", gold, PERFECT["segments"][1](gold), FEW)
    for by in ("kind", "class"):
        found = [each for each in scores.scores if each.measure == f"characters by {by}"]
        assert len(found) == len({each.of for each in found})
        assert {each.figures["f1"].value for each in found} == {1.0}
    classes = {each.of for each in scores.scores if each.measure == "characters by class"}
    assert classes == {"content", "metadata", "boilerplate"}


@pytest.mark.parametrize("task", TASKS)
def test_nothing_is_0_with_recall_0_and_counts_as_missing(gold: Gold, task: str) -> None:
    scores = score(task, gold, [], FEW)
    assert all(each.number == each.of > 0 for each in scores.missing)
    for each in scores.scores:
        one_sided = each.measure == "favor and against" and each.detail
        lost = each.measure.endswith("lost by the extractor")
        if "f1" in each.figures and not lost and not one_sided:
            of_none = each.counts["gold"] == 0
            assert each.figures["f1"].value == (None if of_none else 0.0)
            assert each.figures["recall"].value == (None if of_none else 0.0)
    assert "There is no prediction for" in report(scores)


@pytest.mark.parametrize("name", PERFECT)
def test_empty_answers_are_0_and_not_missing(gold: Gold, name: str) -> None:
    task, records = PERFECT[name]
    emptied = [
        {
            key: "" if key == "text" else [] if isinstance(value, list) else value
            for key, value in record.items()
        }
        for record in records(gold)
        if not {"polarity", "tags", "given"} & set(record)
    ]
    if emptied:
        scores = score(task, gold, emptied, FEW)
        assert [each.number for each in scores.missing] == [0] * len(scores.missing)
        assert scores.scores[0].figures["f1"].value == 0.0


@settings(max_examples=sample_size(5, 15), deadline=None)
@given(name=st.sampled_from(sorted(PERFECT)), seed=st.integers(0, 2**32))
def test_order_never_matters(gold: Gold, name: str, seed: int) -> None:
    task, records = PERFECT[name]
    chance = random.Random(seed)
    given_ = [_thinned(record, chance) for record in records(gold) if chance.random() < 0.9]
    turned = [_turned(record, chance) for record in given_]
    chance.shuffle(turned)
    one, other = (score(task, gold, each, FEW) for each in (given_, turned))
    assert one.scores == other.scores
    assert one.missing == other.missing


def _thinned(record: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A record without some of what it lists."""
    whole = ("tags", "kept") if "given" in record else ("tags",)
    return {
        key: [each for each in value if key in whole or chance.random() < 0.8]
        if isinstance(value, list)
        else value
        for key, value in record.items()
    }


def _turned(record: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A record with its lists and its keys in another order."""
    made = {
        key: chance.sample(value, len(value))
        if isinstance(value, list) and key != "tags"
        else value
        for key, value in record.items()
    }
    return dict(chance.sample(list(made.items()), len(made)))


def test_forms_of_the_same_predictions_give_the_same_scores(gold: Gold) -> None:
    for names in (
        ("mentions of pages", "mentions of sentences", "tags"),
        ("stances of pages", "stances of sentences"),
    ):
        found = [score(PERFECT[name][0], gold, PERFECT[name][1](gold), FEW) for name in names]
        assert all(each.scores == found[0].scores for each in found)


def test_places_and_articles_make_up_the_whole(gold: Gold) -> None:
    records = PERFECT["mentions of pages"][1](gold)[:2]
    scores = score("entities", gold, records, FEW)
    whole = scores["strict", "all"].counts
    for parts in (PLACES, tuple(dict.fromkeys(gold.strata))):
        for name, number in whole.items():
            assert sum(scores["strict", part].counts[name] for part in parts) == number
    assert len([each for each in dict.fromkeys(gold.strata) if "#a" in each]) == 6


def test_coarse_types_leave_dates_and_numbers_out(gold: Gold) -> None:
    records = PERFECT["mentions of sentences"][1](gold)
    names = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
    misc = ("NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")
    coarse = names | dict.fromkeys(misc, "MISC")
    conll = [
        {
            "id": record["id"],
            "conll": [
                each | {"type": coarse[each["type"]]}
                for each in record["mentions"]
                if each["type"] in coarse
            ],
        }
        for record in records
    ]
    for of in ("CoNLL types", "CoNLL PER", "CoNLL LOC"):
        own = score("entities", gold, conll, FEW)["strict", of]
        mapped = score("entities", gold, records, FEW)["strict", of]
        assert own.counts == mapped.counts
        assert own.figures["f1"].value == 1.0
    for each in compare("entities", gold, conll, records, FEW).compared:
        assert each.of.startswith("CoNLL")
        assert {found.difference for found in each.figures.values()} == {0.0}


def test_a_stance_counts_with_its_evidence_only_where_that_overlaps(gold: Gold) -> None:
    records = PERFECT["stances of sentences"][1](gold)
    for record in records:
        for each in record["stances"]:
            each["evidence"] = None
    scores = score("stance", gold, records, FEW)
    assert scores["tuple"].figures["f1"].value == 1.0
    assert scores["tuple and evidence"].figures["f1"].value == 0.0


def test_the_semeval_measure_is_the_mean_of_two_f1(gold: Gold) -> None:
    rows = list(gold.targets.values())
    said = [{"id": row.id, "polarity": "favor"} for row in rows]
    favor = sum(row.polarity == "favor" for row in rows)
    unmixed = sum(row.polarity != "mixed" for row in rows)
    scores = score("stance", gold, said, FEW)
    assert scores.scores[0].measure == "favor and against"
    wanted = (2 * favor / (unmixed + favor) + 0) / 2
    assert scores["favor and against"].figures["f1"].value == pytest.approx(wanted)
    for label in ("against", "neutral", "favor", "none", "mixed"):
        n = sum(row.polarity == label for row in rows)
        assert scores["class", label].counts["gold"] == n


def test_rouge_is_that_of_the_package(gold: Gold) -> None:
    extracted = [
        {"page_id": page.id, "text": page.text.replace("Ukraine", "Utopia")[300:-200]}
        for page in gold.pages.values()
    ]
    scores = score("boilerplate", gold, extracted, FEW)
    scorer = RougeScorer(["rougeLsum"])
    for page, record in zip(gold.pages.values(), extracted, strict=True):
        for reference, role in (("main article", "main"), ("all articles", None)):
            content = gold.content(page, role)
            wanted = "\n".join(
                each.quote
                for each in page.sentences
                if any(piece.start <= each.start < piece.end for piece in content)
            )
            theirs = scorer.score(wanted, record["text"])["rougeLsum"]
            ours = scores["ROUGE-LSum", f"{reference}, {page.id}"].figures
            assert ours["precision"].value == pytest.approx(theirs.precision, abs=1e-9)
            assert ours["recall"].value == pytest.approx(theirs.recall, abs=1e-9)
            assert ours["f1"].value == pytest.approx(theirs.fmeasure, abs=1e-9)


@given(*[st.lists(st.sampled_from("abcd"), max_size=20)] * 2)
def test_the_longest_common_subsequence_is_the_one_of_rouge_score(
    wanted: list[str], predicted: list[str]
) -> None:
    assert sorted(common_subsequence(wanted, predicted)) == lcs_ind(wanted, predicted)


@given(st.text())
def test_the_tokens_of_rouge_are_those_of_rouge_score(word: str) -> None:
    tokens = [token for _, token in rouge_tokens(Extracted((word,), (0,), (0,)))]
    assert tokens == tokenize(word, None)


def test_what_is_not_on_the_page_cannot_be_right(gold: Gold) -> None:
    page = next(iter(gold.pages.values()))
    text = "\n".join(each.quote for each in gold.content(page)) + "\nzzz zzz Zzz"
    predictions = valid_predictions(
        [{"page_id": page.id, "text": text}], TASKS["boilerplate"], gold
    )
    measures = TASKS["boilerplate"].measures(gold, predictions)
    words = next(
        each for each in measures if each.name == "words" and each.of == f"all articles, {page.id}"
    )
    assert isinstance(words, Bags)
    counts = words.counts(words.total()[0])
    assert counts["predicted"] - counts["right"] == 3
    assert counts["right"] == counts["gold"]


def test_a_pipeline_after_the_main_article_loses_the_others_to_its_extractor(gold: Gold) -> None:
    scores = score("pipeline", gold, pipeline(gold, "main"), FEW)
    assert scores["gold mentions", "main article"].figures["found"].value == 1.0
    every = scores["gold mentions", "all articles"].counts
    mentions = score("entities", gold, [], FEW)
    assert every["found"] == mentions["strict", "main article"].counts["gold"]
    assert every["dropped"] == mentions["strict", "related articles"].counts["gold"]
    assert every["missed"] == every["disturbed"] == every["dropped and missed"] == 0
    lost = scores["mentions, lost by the extractor", "all articles"].figures["F1 lost"].value
    both = [
        scores[f"mentions, {shown}", "all articles"].figures["f1"].value
        for shown in ("on gold content", "on the page as scraped")
    ]
    assert lost == pytest.approx((both[0] or 0) - (both[1] or 0))
    stances = scores["gold stances, on the page as scraped", "all articles"].counts
    assert stances["dropped"] + stances["found"] == stances["gold"]
    assert stances["dropped"] > 0


def test_each_loss_of_a_pipeline_is_told_apart(gold: Gold) -> None:
    """A mention each that is dropped, missed, disturbed and let in; a stance that is unreached."""
    records = pipeline(gold)
    scraped, content = records[0], records[1]
    page = gold.pages[scraped["page_id"]]
    first, second, third = content["mentions"][:3]
    scraped["kept"] = [
        each for each in scraped["kept"] if not each["start"] <= first["start"] < each["end"]
    ]
    inside = [first["start"] >= e["start"] and first["end"] <= e["end"] for e in content["kept"]]
    assert any(inside)
    scraped["mentions"] = [
        each
        for each in scraped["mentions"]
        if any(kept["start"] <= each["start"] < kept["end"] for kept in scraped["kept"])
    ]
    gone = len(content["mentions"]) - len(scraped["mentions"])
    assert {first["start"], second["start"], third["start"]}.isdisjoint(
        {each["start"] for each in scraped["mentions"]}
    )
    content["mentions"].remove(first)  # so that it is missed on gold content, too
    disturbed = scraped["mentions"].pop()
    missed = scraped["mentions"].pop()
    content["mentions"].remove(missed)
    scraped["kept"].append({"start": 0, "end": 5})
    scraped["mentions"].append({"start": 0, "end": 5, "type": "ORG"})
    row = next(each for each in scraped["polarities"] if each["polarity"] != "none")
    kept_rows = [
        each
        for each in scraped["polarities"]
        if any(kept["start"] <= _start(gold, each["id"]) < kept["end"] for kept in scraped["kept"])
    ]
    stance = next(each for each in kept_rows if each["polarity"] != "none")
    scraped["polarities"] = [each for each in kept_rows if each is not stance]
    assert row["id"].startswith(page.id)
    scores = score("pipeline", gold, records, FEW)
    fates = scores["gold mentions", "all articles"].counts
    assert fates["dropped"] == gone - 1
    assert fates["dropped and missed"] == 1
    assert (fates["missed"], fates["disturbed"]) == (1, 1)
    assert disturbed != missed
    extras = scores["mentions found", "all articles"].counts
    assert (extras["let in"], extras["made up"]) == (1, 0)
    stances = scores["gold stances, on the page as scraped", "all articles"].counts
    assert stances["unreached"] == 1
    assert stances["missed"] == 0


def _start(gold: Gold, row_id: str) -> int:
    row = gold.targets[row_id]
    return gold.extents[gold.units[row.unit]][0]


def test_a_text_that_is_the_content_loses_nothing_in_a_pipeline(gold: Gold) -> None:
    """Not even where it repeats a headline, writes other marks, or lacks full stops."""
    mentions = {
        (page.text[e.start : e.end], e.type) for page in gold.pages.values() for e in page.mentions
    }
    contents = {
        page.text: "\n".join(each.quote for each in gold.content(page))
        for page in gold.pages.values()
    }

    def tag(text: str) -> list[tuple[int, int, str]]:
        labels = dict(mentions)
        return list(matches(text, labels))

    def changed(text: str) -> str:
        return contents[text].translate(TYPOGRAPHY).upper()

    def cut(text: str) -> str:
        return "\n".join(line.rstrip(".”") for line in contents[text].split("\n"))

    for extract in (contents.__getitem__, changed, cut):
        records = run("pipeline", [extract, tag, lambda text, target: "favor"], gold)
        scores = score("pipeline", gold, records, FEW)
        for measure in ("gold mentions", "gold stances, on the page as scraped"):
            counts = scores[measure, "all articles"].counts
            assert counts["dropped"] == counts["dropped and missed"] == 0
        assert scores["mentions found", "all articles"].counts["let in"] == 0


def test_an_extraction_that_is_not_on_the_page_has_no_interval(gold: Gold) -> None:
    def figure(change: Callable[[str], str]) -> Figure:
        texts = [{"page_id": p.id, "text": change(p.text)} for p in gold.pages.values()]
        found = score("boilerplate", gold, texts, FEW)["ROUGE-LSum", "all articles"]
        return found.figures["recall"]

    for change in (str.upper, str.lower, lambda text: text.replace("“", '"')):
        sound = figure(change)
        assert sound.low is not None
        assert sound.high is not None
        assert sound.value is not None
        assert sound.low <= sound.value <= sound.high
    lost = figure(lambda text: text + "\nzzz" * 1000)
    assert (lost.value, lost.low, lost.high) == (1.0, None, None)


def test_lines_and_stretches_make_one_measure_of_classes(gold: Gold) -> None:
    *others, first = PERFECT["segments"][1](gold)
    lines = {"page_id": first["page_id"], "lines": [{"line": 0, "class": "boilerplate"}]}
    scores = score("boilerplate", gold, [lines, *others], FEW)
    keys = [(each.measure, each.of) for each in scores.scores]
    assert len(keys) == len(set(keys))
    whole = score("boilerplate", gold, [first, *others], FEW)
    key = "characters by class", "boilerplate"
    assert scores[key].counts["right"] < whole[key].counts["right"]


def test_stances_seen_in_other_articles_count_as_wrong(gold: Gold) -> None:
    """An extractor after the main article is not charged for them, one that keeps all is."""
    both = [pipeline(gold, role) for role in ("main", None)]
    counts = [
        score("pipeline", gold, each, FEW)["stances, on the page as scraped", "main article"].counts
        for each in both
    ]
    assert counts[0]["predicted"] == counts[0]["right"] == counts[0]["gold"]
    related = sum(
        row.polarity != "none" and gold.places[gold.units[row.unit]] == "related articles"
        for row in gold.targets.values()
    )
    assert counts[1]["predicted"] - counts[1]["right"] == related > 0
    on_content = score("pipeline", gold, both[1], FEW)["mentions, on gold content", "main article"]
    assert on_content.figures["precision"].value == 1.0


def test_every_sample_has_each_article_at_its_size(gold: Gold) -> None:
    """So a measure of how many sentences an article has does not vary at all."""
    columns = np.array([[1.0, each == gold.strata[0]] for each in gold.strata])
    share = Proportion("sentences", "all", columns[:, ::-1], "share", "in the article", "all")
    (found,) = intervals([share], gold.strata, Settings(200))
    wanted = sum(each == gold.strata[0] for each in gold.strata) / len(gold.strata)
    assert found["share"].low == found["share"].high == pytest.approx(wanted)


def test_an_interval_of_a_mean_over_labels_is_about_the_labels_of_the_data() -> None:
    """A rare label that is never right is in about a third of the samples, but always counts."""
    common = [[1.0, 1, 1, 0, 0, 0]] * 199
    columns = np.array([*common, [0, 0, 0, 0, 0, 1.0]])
    mean = MacroAverage("mean", "all", columns, ("common", "rare"))
    (figures,) = intervals([mean], ["one"] * 200, Settings(500))
    figure = figures["f1"]
    assert (figure.value, figure.low, figure.high) == (0.5, 0.5, 0.5)
    complete = replace(mean, complete=True)
    (figures,) = intervals([complete], ["one"] * 200, Settings(500))
    assert figures["f1"].value == 0.5


def test_a_mean_over_classes_lies_inside_its_interval(gold: Gold) -> None:
    chance = random.Random(0)
    labels = gold.schemas.labels("sentence_polarity")
    records = [{"id": row_id, "polarity": chance.choice(labels)} for row_id in gold.targets]
    scores = score("stance", gold, records, Settings(500))
    figure = scores["mean over classes"].figures["f1"]
    assert figure.low is not None
    assert figure.high is not None
    assert figure.value == pytest.approx((figure.low + figure.high) / 2, abs=0.02)


def test_conll_types_come_from_the_labels_or_from_the_package(gold: Gold) -> None:
    types = conll_types(gold)
    assert {*types.values()} == {*conll_labels(gold)}
    labels = gold.schemas.by_urn["urn:winnow:schema:labels"]
    options = [
        {key: value for key, value in option.items() if key != "x-conll"}
        for option in gold.schemas.label_options("entity_type")
    ]
    definitions = {**labels["$defs"], "entity_type": {"oneOf": options}}
    by_urn = {**gold.schemas.by_urn, labels["$id"]: {**labels, "$defs": definitions}}
    older = replace(gold, schemas=replace(gold.schemas, by_urn=by_urn))
    assert not older.schemas.attribute("entity_type", "x-conll")
    assert conll_types(older) == types


def test_a_task_is_added_by_its_declaration(
    gold: Gold, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The command line, Python and systems know what the registry has."""
    monkeypatch.setitem(TASKS, "splitting", replace(TASKS["sentences"], name="splitting"))
    path = tmp_path / "p.jsonl"
    records = PERFECT["sentences"][1](gold)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert score("splitting", gold, records, FEW)["sentence"].figures["f1"].value == 1.0
    outcome = winnow("score", "splitting", path, "--root", ROOT, "--samples", "2")
    assert outcome.code == 0
    assert "Scores for splitting" in outcome.out
    assert complete_task("s") == ["sentences", "stance", "splitting"]
    assert len(run("splitting", [lambda line: []], gold)) == len(gold.pages)


@pytest.mark.parametrize("task", TASKS)
def test_the_main_result_of_each_task_is_measured(gold: Gold, task: str) -> None:
    names = [name for name, (of, _) in PERFECT.items() if of == task]
    measured = {
        (result.measure, result.of)
        for name in names
        for result in score(task, gold, PERFECT[name][1](gold), FEW).scores
    }
    assert {*TASKS[task].headline} <= measured
    columns = {(column.measure, column.of) for view in TASKS[task].views for column in view.columns}
    assert columns <= measured
    text = report(score(task, gold, PERFECT[names[0]][1](gold), FEW))
    assert TASKS[task].headline_note in text


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_an_interval_holds_the_share_of_samples_that_it_says(confidence: float) -> None:
    """Against the binomial distribution, which this is where there is one stratum."""
    columns = np.array([[1.0, 1.0]] * 50 + [[0.0, 1.0]] * 50)
    share = Proportion("half", "all", columns, "share", "part", "whole")
    (found,) = intervals([share], ["one"] * 100, Settings(20_000, 3, confidence))
    low, high = binom.ppf([(1 - confidence) / 2, (1 + confidence) / 2], 100, 0.5) / 100
    assert found["share"].low == pytest.approx(low, abs=0.011)
    assert found["share"].high == pytest.approx(high, abs=0.011)


def test_pages_together_are_the_pages_one_by_one(gold: Gold) -> None:
    texts = [{"page_id": p.id, "text": p.text[: len(p.text) // 2]} for p in gold.pages.values()]
    scores = score("boilerplate", gold, texts, FEW)
    for kind in ("words", "ROUGE-LSum", "4-gram shingles"):
        whole = scores[kind, "all articles"].counts
        parts = [scores[kind, f"all articles, {page_id}"].counts for page_id in gold.pages]
        assert whole == {name: sum(each[name] for each in parts) for name in whole}
    other = [{"page_id": p.id, "text": p.text} for p in gold.pages.values()]
    one, two = (
        compare("boilerplate", gold, *pair, FEW) for pair in ((texts, other), (other, texts))
    )
    assert one.compared[0].figures["f1"].p == two.compared[0].figures["f1"].p


def test_intervals_hold_the_value_and_depend_on_the_seed_alone(gold: Gold) -> None:
    records = [each for each in PERFECT["tags"][1](gold) if "#x1" not in each["id"]]
    one, same, other = (score("entities", gold, records, Settings(200, seed)) for seed in (1, 1, 2))
    assert one.scores == same.scores
    assert one.scores != other.scores
    figure = one["strict"].figures["recall"]
    assert figure.low is not None
    assert figure.high is not None
    assert figure.value is not None
    assert figure.low < figure.value < figure.high


def test_a_system_does_not_differ_from_itself_and_does_from_nothing(gold: Gold) -> None:
    records = PERFECT["mentions of pages"][1](gold)
    same = compare("entities", gold, records, records, FEW).compared[0].figures["f1"]
    assert (same.difference, same.p) == (0.0, 1.0)
    apart = compare("entities", gold, records, [], Settings(500)).compared[0].figures["f1"]
    assert (apart.one, apart.other, apart.difference) == (1.0, 0.0, 1.0)
    assert apart.p == pytest.approx(1 / 501)
    turned = compare("entities", gold, [], records, Settings(500)).compared[0].figures["f1"]
    assert (turned.difference, turned.p) == (-1.0, apart.p)


def test_p_is_that_of_all_swaps_where_there_are_few(gold: Gold) -> None:
    """Two systems that differ in two sentences: of the four swaps, half are as far apart."""
    records = PERFECT["mentions of sentences"][1](gold)
    named = [number for number, each in enumerate(records) if len(each["mentions"]) == 2][:2]
    other = [
        each | {"mentions": []} if number in named else each for number, each in enumerate(records)
    ]
    found = compare("entities", gold, records, other, Settings(4000)).compared[0].figures["recall"]
    assert found.p == pytest.approx(0.5, abs=0.03)
