"""What scoring entities costs beside seqeval and nervaluate: ``make bench``. One run, one machine.

The sentences of the gold standard are drawn again and again, with one corrupted copy of their
mentions as predictions. All get the same, and each is run as its users run it: seqeval and we from
tags, nervaluate and we from spans. The fastest of three runs counts.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from nervaluate import Evaluator
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from corruptions import corruptions, gold_spans, tags_of
from winnow.score.spans import outcomes, tag_outcomes

SENTENCES = 20_000
RUNS = 3


def main() -> None:
    """Print how long each takes, and how many times as long as ours."""
    spans, lengths = gold_spans()
    labels = sorted({label for each in spans for *_, label in each})
    (found,) = corruptions(spans, lengths, 1, seed=1)
    chance = random.Random(0)
    drawn = [chance.randrange(len(spans)) for _ in range(SENTENCES)]
    gold, predicted = ([list(each[at]) for at in drawn] for each in (spans, found))
    gold_tags, predicted_tags = (
        [tags_of(each[at], lengths[at]) for at in drawn] for each in (spans, found)
    )
    gold_dicts, predicted_dicts = (
        [[{"label": label, "start": s, "end": e - 1} for s, e, label in each] for each in side]
        for side in (gold, predicted)
    )
    total, _ = outcomes(gold, predicted)
    equal = sum(one == other for one, other in zip(gold, predicted, strict=True)) / SENTENCES
    print(
        f"{SENTENCES} sentences, {equal:.0%} of them without an error, "
        f"strict F1 {total['strict'].f1:.3f}"
    )
    from_spans = _fastest(lambda: outcomes(gold, predicted))
    from_tags = _fastest(lambda: tag_outcomes(gold_tags, predicted_tags))
    nervaluate = _fastest(
        lambda: Evaluator(gold_dicts, predicted_dicts, tags=labels, loader="dict").evaluate()
    )
    nervaluate_tags = _fastest(
        lambda: Evaluator(gold_tags, predicted_tags, tags=labels, loader="list").evaluate()
    )
    seqeval = _fastest(
        lambda: precision_recall_fscore_support(
            gold_tags, predicted_tags, average="micro", scheme=IOB2, zero_division=0
        )
    )
    print("system      from     schemes     time  times ours")
    for name, given, schemes, seconds, ours in (
        ("winnow", "spans", "all four", from_spans, from_spans),
        ("nervaluate", "spans", "all four", nervaluate, from_spans),
        ("winnow", "tags", "all four", from_tags, from_tags),
        ("nervaluate", "tags", "all four", nervaluate_tags, from_tags),
        ("seqeval", "tags", "strict", seqeval, from_tags),
    ):
        print(f"{name:<10}  {given:<7}  {schemes:<8}  {seconds:>5.2f} s  {seconds / ours:>10.1f}")


def _fastest(run: Callable[[], Any]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times)


if __name__ == "__main__":
    main()
