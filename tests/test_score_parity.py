"""Our scores of spans are those of seqeval and nervaluate, but where these are wrong."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from nervaluate import Evaluator
from seqeval.metrics import f1_score
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from corruptions import Sentence, corruptions, gold_spans, tags_of
from winnow.score.spans import SCHEMES, Outcomes, outcomes, spans_of_tags, tag_outcomes

THEIRS = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
GOLD, LENGTHS = gold_spans()
LABELS = sorted({label for spans in GOLD for *_, label in spans})


def _numbers(found: Any) -> tuple[int, ...]:
    return found.correct, found.incorrect, found.partial, found.missed, found.spurious


def _measures(found: Outcomes) -> tuple[float, float, float]:
    """Ours, with 0 where theirs is 0 since it is not defined."""
    return found.precision or 0.0, found.recall or 0.0, found.f1 or 0.0


def _nervaluate(gold: list[Sentence], found: list[Sentence], **wanted: Any) -> dict[str, Any]:
    """What nervaluate gives for spans whose last token is told, as it counts ends."""
    both = [
        [[{"label": label, "start": s, "end": e - 1} for s, e, label in spans] for spans in each]
        for each in (gold, found)
    ]
    made: dict[str, Any] = Evaluator(
        *both, **{"tags": LABELS, "loader": "dict"} | wanted
    ).evaluate()
    return made


@pytest.mark.sampled(50, 500)
def test_all_four_schemes_are_those_of_nervaluate_on_corrupted_gold(samples: int) -> None:
    for found in corruptions(GOLD, LENGTHS, samples, seed=7):
        theirs = _nervaluate(GOLD, found)
        total, labels = outcomes(GOLD, found)
        for scheme in SCHEMES:
            ours = [(total[scheme], theirs["overall"][THEIRS[scheme]])]
            ours += [
                (labels[label][scheme], each[THEIRS[scheme]])
                for label, each in theirs["entities"].items()
            ]
            for one, other in ours:
                assert _numbers(one) == _numbers(other)
                wanted = other.precision, other.recall, other.f1
                assert _measures(one) == pytest.approx(wanted, abs=1e-9, rel=0)
        assert set(labels) == set(theirs["entities"])


@pytest.mark.sampled(50, 500)
def test_strict_is_seqeval_on_corrupted_gold(samples: int) -> None:
    gold = [tags_of(spans, length) for spans, length in zip(GOLD, LENGTHS, strict=True)]
    for found in corruptions(GOLD, LENGTHS, samples, seed=8):
        tags = [tags_of(spans, length) for spans, length in zip(found, LENGTHS, strict=True)]
        total, labels = tag_outcomes(gold, tags)
        theirs = _seqeval(gold, tags, None)
        ours = [_measures(each["strict"]) for each in labels.values()]
        for at, name in enumerate(("precision", "recall", "F1")):
            values = [each[at] for each in ours]
            assert values == pytest.approx(list(theirs[at]), abs=1e-9, rel=0), name
            mean = sum(values) / len(values)
            assert mean == pytest.approx(_seqeval(gold, tags, "macro")[at], abs=1e-9, rel=0)
        micro = _seqeval(gold, tags, "micro")
        assert _measures(total["strict"]) == pytest.approx(micro[:3], abs=1e-9, rel=0)


def _seqeval(gold: list[list[str]], found: list[list[str]], average: str | None) -> Any:
    return precision_recall_fscore_support(
        gold, found, average=average, scheme=IOB2, zero_division=0
    )


def test_tags_that_break_off_are_read_as_seqeval_reads_them_strictly() -> None:
    gold = [["B-ORG", "I-ORG", "O", "B-GPE", "O"]]
    for found in (
        ["I-ORG", "I-ORG", "O", "B-GPE", "O"],
        ["B-ORG", "I-GPE", "O", "I-GPE", "O"],
        ["B-ORG", "I-ORG", "I-GPE", "B-GPE", "I-GPE"],
        ["O", "O", "O", "I-GPE", "B-GPE"],
    ):
        total, _ = tag_outcomes(gold, [found])
        theirs = _seqeval(gold, [found], "micro")
        assert _measures(total["strict"]) == pytest.approx(theirs[:3], abs=1e-9, rel=0)


@pytest.mark.parametrize("tag", ["S-ORG", "E-ORG", "L-ORG", "U-ORG", "b-ORG", "B", "ORG", "", "B-"])
def test_a_tag_of_another_scheme_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="neither O, B- nor I- with a label"):
        spans_of_tags(["O", tag])


def test_nervaluate_lets_neighbours_touch_where_ends_are_the_first_outside() -> None:
    """It counts the end as the last position inside, so half-open spans overlap by one."""
    gold, found = [[(0, 3, "ORG")]], [[(3, 5, "ORG")]]
    half_open = [
        [[{"label": label, "start": s, "end": e} for s, e, label in spans] for spans in each]
        for each in (gold, found)
    ]
    theirs = Evaluator(*half_open, tags=["ORG"], loader="dict").evaluate()["overall"]
    assert theirs["ent_type"].correct == 1
    assert theirs["partial"].partial == 1
    total, _ = outcomes(gold, found)
    assert _numbers(total["type"]) == _numbers(total["partial"]) == (0, 0, 0, 1, 1)
    told_so = _nervaluate(gold, found)["overall"]
    assert _numbers(told_so["ent_type"]) == (0, 0, 0, 1, 1)


def test_nervaluate_drops_labels_that_are_not_among_its_tags() -> None:
    gold, found = [[(0, 3, "ORG"), (5, 6, "GPE")]], [[(0, 3, "ORG"), (5, 6, "LOC")]]
    theirs = _nervaluate(gold, found, tags=["ORG"])["overall"]["strict"]
    assert (theirs.f1, theirs.actual, theirs.possible) == (1.0, 1, 1)
    total, labels = outcomes(gold, found)
    assert total["strict"].f1 == 0.5
    assert set(labels) == {"GPE", "LOC", "ORG"}


def test_nervaluate_gives_0_where_a_measure_is_not_defined() -> None:
    gold: list[Sentence] = [[(0, 3, "ORG")]]
    theirs = _nervaluate(gold, [[]])["overall"]["strict"]
    assert (theirs.precision, theirs.recall, theirs.f1) == (0, 0, 0)
    total, _ = outcomes(gold, [[]])
    ours = total["strict"]
    assert (ours.precision, ours.recall, ours.f1) == (None, 0.0, 0.0)


def test_nervaluate_depends_on_the_order_of_spans() -> None:
    gold: list[Sentence] = [[(0, 6, "ORG"), (6, 9, "ORG")]]
    found: list[Sentence] = [[(0, 2, "ORG"), (3, 8, "ORG")]]
    turned = [found[0][::-1]]
    theirs = [_nervaluate(gold, each)["overall"]["partial"].partial for each in (found, turned)]
    assert theirs == [2, 1]
    ours = [outcomes(gold, each)[0]["partial"].partial for each in (found, turned)]
    assert ours == [2, 2]


def test_seqeval_does_not_look_at_the_scheme_unless_it_is_strict() -> None:
    gold, found = [["B-ORG", "I-ORG", "O"]], [["I-ORG", "I-ORG", "O"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f1_score(gold, found, scheme=IOB2) == 1.0
        assert f1_score(gold, found, scheme=IOB2, mode="strict") == 0.0
    total, _ = tag_outcomes(gold, found)
    assert total["strict"].f1 == 0.0
    assert spans_of_tags(found[0]) == []
