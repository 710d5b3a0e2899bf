"""Scores of systems against the gold standard: ``load`` it, ``score`` predictions, ``compare`` two.

Low-level scores of spans, for data of one's own, are in ``winnow.score.spans``.
"""

from __future__ import annotations

from winnow.score.gold import Gold, load
from winnow.score.predictions import PredictionsError
from winnow.score.records import Missing
from winnow.score.resampling import Difference, Figure, Settings
from winnow.score.tables import report
from winnow.score.tasks import Compared, Comparison, Score, Scores, compare, score

__all__ = [
    "Compared",
    "Comparison",
    "Difference",
    "Figure",
    "Gold",
    "Missing",
    "PredictionsError",
    "Score",
    "Scores",
    "Settings",
    "compare",
    "load",
    "report",
    "score",
]
