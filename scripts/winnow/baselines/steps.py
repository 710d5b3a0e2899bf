"""Pipelines of baselines: each extractor, and after it the same tagger and stance model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from winnow.baselines.catalogue import BASELINES, Baseline
from winnow.baselines.polarities import sentiment
from winnow.baselines.taggers import gazetteer_for
from winnow.documents import Json
from winnow.predict.running import pipeline
from winnow.score.gold import Gold

TAGGER, MODEL = "gazetteer", "VADER"
"""The baselines that follow on each extractor: neither has parameters that were trained here."""


def extractors() -> list[Baseline]:
    """The baselines that can be the first step."""
    return [each for each in BASELINES if each.task == "boilerplate"]


def records(extractor: Baseline, gold: Gold) -> list[Json]:
    """Predictions of the pipeline that begins with an extractor."""
    kept = {record["page_id"]: record["kept"] for record in extractor.predict(gold)}
    judge = sentiment()
    found: list[Json] = []
    for page in gold.pages.values():
        stretches = [(each["start"], each["end"]) for each in kept[page.id]]
        systems = (_always(stretches), gazetteer_for(gold, page), judge)
        found += pipeline(systems, gold, page)
    return found


def _always(stretches: Iterable[tuple[int, int]]) -> Callable[[str], list[tuple[int, int]]]:
    """An extractor that was run before."""
    return lambda text: list(stretches)
