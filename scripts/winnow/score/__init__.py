"""Scores of systems against the gold standard: ``load``, ``score``, ``compare``.

``winnow.score.spans`` compares spans and tags of your own data.
"""

from __future__ import annotations

from winnow.score.dataset import load
from winnow.score.gold import Gold
from winnow.score.predictions import PredictionsError
from winnow.score.records import Missing
from winnow.score.resampling import Difference, Figure, Settings
from winnow.score.scores import Compared, Comparison, Score, Scores, compare, score
from winnow.score.tables import report

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
