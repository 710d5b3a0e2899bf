"""Predictions of baselines keep the schema and are not made from the page's own annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from baselines import extractors, quotations, splitters, taggers
from baselines.catalogue import BASELINES, Baseline
from baselines.common import Json, PageLine, commonest, lines
from support import PAGES, ROOT
from winnow import Page, Sentence
from winnow.score import Gold, load
from winnow.score.predictions import check_values
from winnow.score.tasks import TASKS

MODULES = {"scikit-learn": "sklearn"}
"""What a distribution is called when it is imported, where that is something else."""

GOOD = (
    "It is said that the minister had been in the city for most of the week, and that he was "
    "to meet all of those who had asked him for more of the {} that they were promised."
)
"""A sentence that every extractor takes for content: long, and full of stop words."""

LONG = (
    GOOD.format("<b>help</b> & &amp;amp; &lt;i&gt;"),
    GOOD.format("help 🚚 and\tthe  \u00a0trucks"),
)
NASTY = "\n".join(
    (
        "menu",
        f" \u00a0{LONG[0]}\t",
        "",
        "menu",
        LONG[1],
        "\u00a0 \t",
        f"  {LONG[0]}",
        "<b>&amp;</b>",
        LONG[1],
        "menu",
        "🚚",
    )
)
"""A page whose lines repeat, look like markup and hold white space of all sorts."""


@pytest.fixture(scope="module")
def gold() -> Gold:
    return load(ROOT / "dataset")


@pytest.fixture(scope="module", autouse=True)
def _fewer_epochs() -> Iterator[None]:
    """A recogniser that is half trained does to prove all but how good it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taggers, "EPOCHS", 3)
        yield


@cache
def predictions(baseline: Baseline) -> list[Json]:
    """What a baseline predicts for the real pages, found once."""
    for package in baseline.packages:
        pytest.importorskip(MODULES.get(package, package))
    return baseline.predict(load(ROOT / "dataset"))


def named(baseline: Baseline) -> str:
    return f"{baseline.task}: {baseline.name}"


each_baseline = pytest.mark.parametrize("baseline", BASELINES, ids=named)


def of(name: str) -> Baseline:
    return next(each for each in BASELINES if each.name == name)


@each_baseline
def test_predictions_keep_the_schema_and_are_complete(gold: Gold, baseline: Baseline) -> None:
    records = predictions(baseline)
    _, problems = check_values(enumerate(records, start=1), TASKS[baseline.task], gold, "baseline")
    assert problems == []
    units = {
        "entities": [f"{page.id}#{each.id}" for page, each in gold.sentences()],
        "stance": list(gold.targets),
    }
    found = [each.get("page_id", each.get("id")) for each in records]
    assert found == units.get(baseline.task, list(gold.pages))


@each_baseline
def test_spans_are_on_one_line_without_white_space_around_and_apart(
    gold: Gold, baseline: Baseline
) -> None:
    texts = {page.id: page.text for page in gold.pages.values()}
    texts |= {f"{page.id}#{each.id}": each.quote for page, each in gold.sentences()}
    for record in predictions(baseline):
        for spans in (value for value in record.values() if isinstance(value, list)):
            text = texts[record.get("page_id", record.get("id"))]
            for each in spans:
                stretch = text[each["start"] : each["end"]]
                assert stretch == stretch.strip() != ""
                assert each["end"] <= len(text)
                assert "\n" not in stretch
            for one, other in pairwise(spans):
                assert one["end"] <= other["start"]


@pytest.mark.parametrize("page_id", PAGES)
@each_baseline
def test_no_page_is_predicted_from_its_own_annotations(
    gold: Gold, baseline: Baseline, page_id: str
) -> None:
    if baseline.trained and page_id != max(gold.pages):
        pytest.skip("training takes long, and one page proves it")
    before = predictions(baseline)
    after = baseline.predict(disfigured(gold, page_id, baseline.task))
    assert on(page_id, after) == on(page_id, before) != []


def disfigured(gold: Gold, page_id: str, task: str) -> Gold:
    """Gold with annotations on one page that would mislead whoever learned from them.

    Only what a system is given stays as it is: the sentences, where it is to work on these.
    """
    page = gold.pages[page_id]
    kept: tuple[Sentence, ...] = page.sentences if task in ("entities", "stance") else ()
    empty = replace(
        page,
        articles=(),
        segments=(),
        sentences=kept,
        mentions=tuple(replace(each, type="LAW", entity=None) for each in page.mentions),
        quotations=(),
        stances=(),
    )
    targets = {
        each.id: replace(each, polarity="favor") if each.page_id == page_id else each
        for each in gold.targets.values()
    }
    pages = {**gold.pages, page_id: empty}
    return replace(gold, pages=pages, targets=targets)


def on(page_id: str, records: list[Json]) -> list[Json]:
    return [each for each in records if each.get("page_id", each.get("id", "")).startswith(page_id)]


@each_baseline
def test_the_same_is_predicted_again_whatever_the_order_of_pages(
    gold: Gold, baseline: Baseline
) -> None:
    before = predictions(baseline)
    if baseline.trained:
        assert baseline.predict(gold) == before  # the order of examples is part of a training
        return
    backwards = replace(gold, pages=dict(sorted(gold.pages.items(), reverse=True)))
    again = baseline.predict(backwards)
    assert sorted(again, key=repr) == sorted(before, key=repr)


@pytest.mark.parametrize("name", ["gazetteer", "capital letters"])
def test_taggers_know_nothing_without_other_pages(gold: Gold, name: str) -> None:
    alone = replace(gold, pages={max(gold.pages): gold.pages[max(gold.pages)]})
    assert not any(each["mentions"] for each in of(name).predict(alone))


def test_every_baseline_has_a_description() -> None:
    assert {each.task for each in BASELINES} <= set(TASKS)
    assert len({named(each) for each in BASELINES}) == len(BASELINES)
    assert all(each.description.endswith(".") for each in BASELINES)


def test_lines_end_wherever_python_ends_one() -> None:
    text = " one \n\u00a0\ntwo\u2028\tthree\u0085"
    assert lines(text) == [PageLine(1, 4, "one"), PageLine(8, 11, "two"), PageLine(13, 18, "three")]


def test_lines_are_mapped_back_exactly() -> None:
    found = lines(NASTY)
    assert [NASTY[line.start : line.end] for line in found] == [line.text for line in found]
    assert [line.text for line in found].count("menu") == 3
    assert len(found) == 9


def test_jus_text_keeps_each_of_the_repeated_lines_where_it_stands() -> None:
    pytest.importorskip("justext")
    found = lines(NASTY)
    assert extractors.justext_lines(NASTY) == found[1:7]  # short lines between good ones are good


def test_trafilatura_keeps_the_first_of_repeated_lines() -> None:
    pytest.importorskip("trafilatura")
    found = lines(NASTY)
    firsts = [
        line
        for number, line in enumerate(found)
        if line.text not in {each.text for each in found[:number]}
    ]
    assert extractors.trafilatura_lines(NASTY) == firsts


def test_trafilatura_leaves_out_of_the_real_pages_what_is_repeated(gold: Gold) -> None:
    pytest.importorskip("trafilatura")
    for page in gold.pages.values():
        kept = extractors.trafilatura_lines(page.text)
        assert [each.text for each in kept] == list(
            dict.fromkeys(each.text for each in lines(page.text))
        )


@pytest.mark.parametrize("text", ["", "\n \n", "menu", "🚚\nmenu"])
def test_extractors_take_pages_with_next_to_nothing_on_them(text: str) -> None:
    pytest.importorskip("justext")
    pytest.importorskip("trafilatura")
    pytest.importorskip("datatrove")
    pytest.importorskip("spacy")
    assert extractors.justext_lines(text) == []
    assert len(extractors.trafilatura_lines(text)) <= len(lines(text))
    assert extractors.c4_lines(text) == []


def test_lines_that_were_not_extracted_from_the_page_are_refused() -> None:
    assert extractors.in_order(["a", "b", "a"], ["b", "a"]) == [1, 2]
    with pytest.raises(ValueError, match="in order"):
        extractors.in_order(["a", "b"], ["b", "a"])


def test_c4_keeps_each_of_the_repeated_lines_or_discards_the_page() -> None:
    pytest.importorskip("datatrove")
    pytest.importorskip("spacy")
    kept = [line for line in lines(NASTY) if line.text in LONG]
    assert extractors.c4_lines(NASTY + "\n" + LONG[0])[:4] == kept
    assert extractors.c4_lines(NASTY) == []  # four sentences are too few
    assert extractors.c4_lines(f"{NASTY}\n{LONG[0]}\nThis line has a {{.") == []


def test_filters_reject_of_the_real_pages_what_is_said_of_them(gold: Gold) -> None:
    pytest.importorskip("datatrove")
    pytest.importorskip("spacy")
    rejected = {
        name: sorted(reason for reason in found.values() if reason)
        for name, found in extractors.verdicts(gold).items()
    }
    assert rejected == {"C4": [], "Gopher": [], "FineWeb": ["char_dup_ratio"]}


def test_expression_splits_after_marks_and_before_capitals() -> None:
    line = "“It ends.” He left at 5.30 p.m. on Friday… (He did.) Why? «So»!"
    assert [line[start:end] for start, end in splitters.by_expression(line)] == [
        "“It ends.”",
        "He left at 5.30 p.m. on Friday…",
        "(He did.)",
        "Why?",
        "«So»!",
    ]


def test_pysbd_gives_no_span_that_overlaps_or_is_lost(gold: Gold) -> None:
    pytest.importorskip("pysbd")
    # The library itself gives the second sentence of the first line as [4, 8), within the first
    # one, and drops the first sentence of the second line.
    text = "Wait. . . what. . . no. He left.\nCosts rose ∯ 3. He left."
    page = made_up(text, next(iter(gold.pages.values())))
    (record,) = splitters.pysbd(replace(gold, pages={page.id: page}))
    assert [text[each["start"] : each["end"]] for each in record["sentences"]] == [
        *("Wait.", ". .", "what.", ". .", "no.", "He left."),
        "Costs rose ∯ 3. He left.",
    ]


def made_up(text: str, page: Page) -> Page:
    return replace(page, text=text, sentences=())


@pytest.mark.parametrize("name", ["regular expression", "spaCy sentencizer", "pySBD"])
def test_splitters_lose_no_character(gold: Gold, name: str) -> None:
    for record in predictions(of(name)):
        text = gold.pages[record["page_id"]].text
        found = "".join(text[each["start"] : each["end"]] for each in record["sentences"])
        assert "".join(found.split()) == "".join(text.split())


def test_gazetteer_takes_the_longest_form_between_tokens() -> None:
    labels = {"Kim": "PERSON", "Kim Jong Un": "PERSON", "North": "LOC", "North Korea": "GPE"}
    text = "Kim Jong Un, North Korea's Kim, Kimberly, Northern"
    assert [(text[start:end], label) for start, end, label in taggers.matches(text, labels)] == [
        ("Kim Jong Un", "PERSON"),
        ("North Korea", "GPE"),
        ("Kim", "PERSON"),
    ]
    assert commonest(["GPE", "ORG", "ORG", "GPE"]) == "GPE"


def test_capitals_leave_a_stop_word_that_begins_the_sentence() -> None:
    text = "But Kim Jong Un met Mr Lavrov, The Herald and North-East firms"
    assert [text[start:end] for start, end in taggers.runs(text)] == [
        "Kim Jong Un",
        "Mr Lavrov",
        "The Herald",
        "North",
        "East",
    ]


def test_recogniser_learns_from_all_mentions_but_those_within_a_token(gold: Gold) -> None:
    spacy = pytest.importorskip("spacy")
    left_out = 0
    learned = 0
    for page in gold.pages.values():
        examples, without = taggers.training_examples(spacy.blank("en"), page)
        left_out += without
        learned += sum(len(each.reference.ents) for each in examples)
    assert left_out == 3
    assert learned == sum(len(page.mentions) for page in gold.pages.values()) - 3
    assert any(each["mentions"] for each in predictions(of("spaCy, trained on two pages")))


def test_majority_is_none_on_every_page() -> None:
    assert {each["polarity"] for each in predictions(of("majority"))} == {"none"}


def test_vader_says_the_same_of_a_sentence_on_all_targets(gold: Gold) -> None:
    said: dict[str, set[str]] = {}
    for each in predictions(of("VADER")):
        said.setdefault(each["id"].partition("/")[0], set()).add(each["polarity"])
    assert all(len(polarities) == 1 for polarities in said.values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("He said “go” and ‘stay’.", ["“go”", "‘stay’"]),
        ("He said “go ‘now’ or never”.", ["“go ‘now’ or never”"]),
        ('Kim\'s "firm belief".On he went', ['"firm belief"']),
        ("Mr Shapps’ fifth job, Russia’s war", []),
        ("'It isn't for me,' he said: 'I did it.'", ["'It isn't for me,'", "'I did it.'"]),
        ("He said: “We go", ["“We go"]),
        ("“One. “Two.”", ["“One.", "“Two.”"]),
        ('("so")', ['"so"']),
        ("5\" of snow and a ' b", []),
    ],
)
def test_quotations_are_what_stands_in_marks(line: str, expected: list[str]) -> None:
    assert [line[start:end] for start, end in quotations.quoted(line)] == expected


def test_speaker_is_whoever_is_named_nearest() -> None:
    names = [(0, 3, "kim"), (20, 26, "lavrov")]
    assert quotations.nearest(names, 5, 10) == "kim"
    assert quotations.nearest(names, 12, 18) == "lavrov"
    assert quotations.nearest(names, 6, 17) == "kim"
    assert quotations.nearest([], 6, 17) is None


def test_speakers_are_in_the_registry_and_on_other_pages(gold: Gold) -> None:
    found = False
    for record in predictions(of("quotation marks")):
        elsewhere = {
            each.entity
            for page in gold.pages.values()
            if page.id != record["page_id"]
            for each in page.mentions
        }
        speakers = {each["speaker"] for each in record["quotations"]} - {None}
        assert speakers <= elsewhere & set(gold.names)
        found = found or bool(speakers)
    assert found
