"""Agreement: known answers, the figures of other libraries, and the same table everywhere."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from support import ROOT, parquet_rows, sample_size, winnow
from winnow.model.compare import Counts, Item, match
from winnow.model.corpus import Corpus
from winnow.model.layers import LAYERS
from winnow.model.page import extent
from winnow.reports.agreement import (
    LayerAgreement,
    Reading,
    alpha,
    compare,
    kappa,
    layer_agreement,
    readings,
    total,
)
from winnow.reports.agreement_tables import between_all
from winnow.rows.targets import candidates


def _item(name: str, start: int, end: int, label: str, *more: str) -> Item:
    parts = (("type", label), *((f"more{number}", value) for number, value in enumerate(more)))
    return Item(name, start, end, label, parts)


ONE = [_item("m1", 0, 4, "GPE", "x"), _item("m2", 10, 20, "ORG", "y")]


def _between(left: list[Item], right: list[Item]) -> LayerAgreement:
    return layer_agreement([(left, right)], ["type", "more0"])


def test_identical_readings_agree_in_everything() -> None:
    agreement = _between(ONE, [replace(item, id=f"other-{item.id}") for item in ONE])
    assert agreement.exact == {"GPE": Counts(1, 1, 1), "ORG": Counts(1, 1, 1)}
    assert total(agreement.exact).f1 == total(agreement.characters).f1 == agreement.whole.f1 == 1.0
    assert (agreement.matched, agreement.parts) == (2, {"type": 2, "more0": 2})


def test_disjoint_readings_agree_in_nothing() -> None:
    agreement = _between(ONE, [_item("m1", 4, 10, "GPE", "x"), _item("m2", 20, 30, "ORG", "y")])
    assert total(agreement.exact).f1 == total(agreement.characters).f1 == agreement.whole.f1 == 0.0
    assert (agreement.matched, agreement.parts) == (0, {"type": 0, "more0": 0})


def test_a_changed_label_costs_what_carries_it() -> None:
    agreement = _between(ONE, [ONE[0], _item("m2", 10, 20, "GPE", "y")])
    assert agreement.exact == {"GPE": Counts(1, 1, 2), "ORG": Counts(0, 1, 0)}
    assert total(agreement.exact).f1 == 0.5
    assert total(agreement.characters) == Counts(4, 14, 14)
    assert (agreement.matched, agreement.parts) == (2, {"type": 1, "more0": 2})
    assert agreement.whole.f1 == 0.5


def test_a_part_that_is_no_label_costs_the_whole_alone() -> None:
    agreement = _between(ONE, [ONE[0], _item("m2", 10, 20, "ORG", "z")])
    assert total(agreement.exact).f1 == total(agreement.characters).f1 == 1.0
    assert agreement.whole.f1 == 0.5
    assert agreement.parts == {"type": 2, "more0": 1}


def test_a_shifted_span_costs_its_edges_in_characters() -> None:
    agreement = _between(ONE, [ONE[0], _item("m2", 12, 22, "ORG", "y")])
    assert total(agreement.exact).f1 == agreement.whole.f1 == 0.5
    assert agreement.characters["ORG"] == Counts(8, 10, 10)
    assert agreement.characters["ORG"].f1 == 0.8
    assert (agreement.matched, agreement.parts) == (2, {"type": 2, "more0": 2})


def test_nothing_against_nothing_is_not_defined_and_against_something_is_zero() -> None:
    nothing = _between([], [])
    assert total(nothing.exact).f1 is total(nothing.characters).f1 is nothing.whole.f1 is None
    for agreement in (_between([], ONE), _between(ONE, [])):
        assert (
            total(agreement.exact).f1 == total(agreement.characters).f1 == agreement.whole.f1 == 0.0
        )
        assert agreement.matched == 0


def test_annotations_of_one_span_are_distinguished_by_their_parts() -> None:
    left = [_item("t1", 0, 4, "against", "kim"), _item("t2", 0, 4, "against", "putin")]
    right = [_item("u1", 0, 4, "against", "putin"), _item("u2", 0, 4, "against", "kim")]
    assert match(left, right) == {"t1": "u2", "t2": "u1"}
    assert _between(left, right).exact["against"] == Counts(2, 2, 2)
    assert _between(left, right[:1]).exact["against"].f1 == pytest.approx(2 / 3)


def test_what_covers_a_character_twice_counts_it_once() -> None:
    both = [_item("t1", 0, 4, "favor"), _item("t2", 2, 6, "favor")]
    assert _between(both, [_item("t1", 0, 6, "favor")]).characters["favor"] == Counts(6, 6, 6)


ITEMS = st.lists(
    st.builds(
        lambda start, length, label, entity: _item("", start, start + length, label, entity),
        *(st.integers(0, 12), st.integers(1, 5), st.sampled_from("AB"), st.sampled_from("xy")),
    ),
    max_size=8,
).map(lambda items: [replace(item, id=f"i{number}") for number, item in enumerate(items)])


@settings(derandomize=True, max_examples=sample_size(25, 200))
@given(ITEMS, ITEMS)
def test_agreement_is_the_same_both_ways_and_complete_only_where_all_is_equal(
    left: list[Item], right: list[Item]
) -> None:
    forward, backward = _between(left, right), _between(right, left)
    for counts, counts_back in (
        (total(forward.exact), total(backward.exact)),
        (forward.whole, backward.whole),
    ):
        assert counts.f1 == counts_back.f1
        assert counts.f1 is None or 0 <= counts.f1 <= 1
    assert total(forward.characters).f1 == total(backward.characters).f1

    def bag(items: list[Item]) -> Counter[Any]:
        return Counter((item.start, item.end, item.parts) for item in items)

    assert (forward.whole.f1 == 1.0) is (bag(left) == bag(right) and bool(left))
    pairs = match(left, right)
    assert len(set(pairs.values())) == len(pairs)


# Two annotators on 50 proposals: yes and yes 20, yes and no 5, no and yes 10, both no 15.
PROPOSALS = [*[("yes", "yes")] * 20, *[("yes", "no")] * 5, *[("no", "yes")] * 10]
PROPOSALS += [("no", "no")] * 15


def test_kappa_of_a_known_table() -> None:
    """Observed 0.7, expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5, so 0.4."""
    agreement = kappa(PROPOSALS)
    assert (agreement.units, agreement.equal) == (50, 35)
    assert agreement.coefficient == pytest.approx(0.4, abs=1e-12)
    assert agreement.table["yes", "no"] == 5
    assert agreement.excluding("no") == (35, 20)


def test_alpha_of_a_known_table() -> None:
    """Disagreement 30 of 100 ordered pairs, expected 2 * 55 * 45 / (100 * 99) = 0.5."""
    agreement = alpha(PROPOSALS)
    assert agreement.coefficient == pytest.approx(1 - 0.3 / 0.5, abs=1e-12)


LABEL_PAIRS = st.lists(st.tuples(*[st.sampled_from("abcd")] * 2), max_size=30)


@given(LABEL_PAIRS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    coefficient = kappa(pairs).coefficient
    if coefficient is None:
        assert len({label for pair in pairs for label in pair}) < 2
    else:
        expected = cohen_kappa_score(*zip(*pairs, strict=True))
        assert coefficient == pytest.approx(expected, abs=1e-12)


@given(LABEL_PAIRS)
def test_alpha_is_that_of_krippendorff(pairs: list[tuple[str, str]]) -> None:
    coefficient = alpha(pairs).coefficient
    if coefficient is None:
        assert len({label for pair in pairs for label in pair}) < 2
    else:
        data = [[ord(label) for label in rater] for rater in zip(*pairs, strict=True)]
        expected = krippendorff.alpha(data, level_of_measurement="nominal")
        assert coefficient == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("measure", [kappa, alpha])
def test_chance_corrected_agreement_at_its_edges(measure: Any) -> None:
    assert measure([("a", "a"), ("b", "b")]).coefficient == 1.0
    assert measure([("a", "a")] * 3).coefficient is None
    assert measure([]).coefficient is None
    assert measure([("a", "b"), ("b", "a")]).coefficient < 0


def test_a_reading_agrees_with_itself_in_every_layer(corpus: Corpus) -> None:
    for reading in readings(corpus).values():
        agreement = compare(reading, reading, corpus)
        assert set(agreement.layers) == {*LAYERS, "registry"}
        for layer in agreement.layers.values():
            assert total(layer.exact).f1 == layer.whole.f1 == 1.0
            assert all(equal == layer.matched for equal in layer.parts.values())
        assert agreement.stance_rows.coefficient == agreement.tokens.coefficient == 1.0


def test_gold_against_itself_has_the_rows_and_tokens_of_the_configs(corpus: Corpus) -> None:
    gold = readings(corpus)["gold"]
    manifest = json.loads((ROOT / "dataset/manifest.json").read_text(encoding="utf-8"))
    agreement = compare(gold, gold, corpus)
    assert agreement.stance_rows.units == manifest["configs"]["stance"]["rows"]
    tokens = [row["tokens"] for row in parquet_rows(ROOT, "entities")]
    assert agreement.tokens.units == sum(map(len, tokens))


def _changed(reading: Reading, page_id: str, **layers: Any) -> Reading:
    page = reading.pages[page_id]
    changed = replace(page, **layers)
    return replace(reading, pages={**reading.pages, page_id: changed})


def test_one_stance_less_is_one_row_less_equal(corpus: Corpus) -> None:
    gold = readings(corpus)["gold"]
    page = corpus.pages[0]
    fewer = _changed(gold, page.id, stances=page.stances[1:])
    agreement = compare(gold, fewer, corpus)
    assert (agreement.stance_rows.units, agreement.stance_rows.equal) == (822, 821)
    assert agreement.stance_rows.table["against", "none"] == 1
    assert total(agreement.layers["stances"].exact) == Counts(74, 75, 74)
    assert agreement.tokens.coefficient == 1.0


def test_candidates_of_either_reading_are_rows(corpus: Corpus) -> None:
    """A target that only one reading has is a row in each sentence of its article."""
    classes = corpus.schemas.classes
    page = corpus.pages[0]
    gold = readings(corpus)["gold"]
    (first, *others) = page.stances
    changed = _changed(gold, page.id, stances=(replace(first, target="mill"), *others))
    actor_types = corpus.schemas.actor_types
    more = candidates(page, changed.pages[page.id], classes, actor_types)
    more -= candidates(page, page, classes, actor_types)
    content = [
        sentence
        for sentence in page.sentences
        if classes[page.segment_of(sentence).kind] == "content"
    ]
    assert more == {(sentence.id, "mill") for sentence in content}
    agreement = compare(gold, changed, corpus)
    assert agreement.stance_rows.units == 822 + len(content)
    assert agreement.stance_rows.table["none", "against"] == 1


def test_a_stance_in_boilerplate_has_a_row(corpus: Corpus) -> None:
    page = corpus.pages[0]
    gold = readings(corpus)["gold"]
    heading = page.sentences[0]
    assert page.segment_of(heading).kind == "section_label"
    moved = replace(page.stances[0], start=heading.start, end=heading.end, quote=heading.quote)
    changed = _changed(gold, page.id, stances=(moved, *page.stances[1:]))
    agreement = compare(gold, changed, corpus)
    assert agreement.stance_rows.table["none", "against"] == 1
    assert agreement.stance_rows.table["against", "none"] == 1


def test_one_mention_less_is_as_many_tokens_less_equal(corpus: Corpus) -> None:
    gold = readings(corpus)["gold"]
    page = corpus.pages[0]
    assert page.mentions[0].quote == "Ben Wallace"
    agreement = compare(gold, _changed(gold, page.id, mentions=page.mentions[1:]), corpus)
    assert agreement.tokens.units - agreement.tokens.equal == 2
    assert agreement.tokens.table["B-PERSON", "O"] == agreement.tokens.table["I-PERSON", "O"] == 1
    assert 0.9 < (agreement.tokens.coefficient or 0) < 1


def test_what_passes_share_is_what_is_whole_with_both(corpus: Corpus) -> None:
    figures = json.loads(winnow("counts", "--format", "json", "--root", ROOT).out)
    known = readings(corpus)
    for name in ("a", "b"):
        agreement = compare(known[name], known["gold"], corpus)
        for layer, counts in figures["adjudication"].items():
            assert agreement.layers[layer].whole.both >= counts["shared"]
            assert agreement.layers[layer].whole.left == counts["annotations"][name]


def test_the_printed_table_is_that_of_card_and_docs() -> None:
    printed = winnow("agree", "a", "b", "--format", "markdown", "--root", ROOT).out
    docs = (ROOT / "docs/reference/agreement.md").read_text(encoding="utf-8")
    card = (ROOT / "dataset/README.md").read_text(encoding="utf-8")
    assert printed in docs
    tables = printed.split("\n## ")
    assert len(tables) == 4
    for printed_table in tables[:-1]:
        rows = printed_table.partition("\n\n")[2].rstrip("\n")
        assert rows.startswith("| ")
        assert rows in card
    for name in ("a", "b"):
        assert winnow("agree", name, "gold", "--format", "markdown", "--root", ROOT).out in docs


def test_agreement_is_printed_as_data_and_text() -> None:
    outcome = winnow("agree", "b", "a", "--format", "json", "--root", ROOT)
    data = json.loads(outcome.out)
    assert (data["left"], data["right"], len(data["pages"])) == ("b", "a", 3)
    stances = data["layers"]["stances"]
    both, left, right = (stances["exact"][key] for key in ("both", "left", "right"))
    assert stances["exact"]["f1"] == pytest.approx(2 * both / (left + right))
    assert data["layers"]["registry"]["characters"] is None
    rows = data["stance_rows"]
    assert sum(row["units"] for row in rows["table"]) == rows["units"]
    equal = sum(row["units"] for row in rows["table"] if row["left"] == row["right"])
    assert equal == rows["equal"]
    labels = [[row[side] for row in rows["table"]] for side in ("left", "right")]
    weights = [row["units"] for row in rows["table"]]
    assert rows["kappa"] == pytest.approx(cohen_kappa_score(*labels, sample_weight=weights))
    text = winnow("agree", "b", "a", "--root", ROOT).out
    assert f"{rows['kappa']:.3f}" in text


@pytest.mark.parametrize(
    ("names", "message"),
    [(("a", "c"), "no such pass: c. Available: a, b, gold"), (("a", "vote"), "vote")],
)
def test_a_reading_that_is_not_there_is_a_wrong_call(names: tuple[str, str], message: str) -> None:
    outcome = winnow("agree", *names, "--root", ROOT)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err


def test_an_article_of_a_page_without_segments_covers_the_page(corpus: Corpus) -> None:
    page = corpus.pages[0]
    bare = replace(page, segments=())
    part = extent(bare, page.articles[0], corpus.schemas.classes)
    assert (part.start, part.end) == (0, len(page.text))


def test_the_article_of_a_segment_is_known_by_where_it_begins(corpus: Corpus) -> None:
    """A reading that numbers the articles differently agrees."""
    gold = readings(corpus)["gold"]
    page = next(page for page in corpus.pages if len(page.articles) > 1)
    names = {article.id: f"a{9 - int(article.id[1:])}" for article in page.articles}
    changed = _changed(
        gold,
        page.id,
        articles=tuple(replace(article, id=names[article.id]) for article in page.articles),
        segments=tuple(
            replace(segment, article=names[segment.article] if segment.article else None)
            for segment in page.segments
        ),
    )
    agreement = compare(gold, changed, corpus)
    assert agreement.layers["segments"].whole.f1 == agreement.layers["articles"].whole.f1 == 1.0


def test_passes_are_compared_before_passes_and_gold(corpus: Corpus) -> None:
    pairs = [(agreement.left, agreement.right) for agreement in between_all(corpus)]
    assert pairs == [("a", "b"), ("a", "gold"), ("b", "gold")]
