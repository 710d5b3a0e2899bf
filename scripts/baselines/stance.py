"""Classifiers of stance: the most frequent answer, a sentiment lexicon, a bag of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from baselines.common import Json, commonest
from winnow.score import Gold
from winnow.score.gold import Target

FAVOR, AGAINST, NONE = "favor", "against", "none"

THRESHOLD = 0.05
"""The least compound score that is positive, and the negative of the greatest that is negative.

The authors of VADER advise it (Hutto and Gilbert 2014, and the documentation of VADER).
"""

WORD = re.compile(r"\w\w+")
"""A word, as scikit-learn matches it by default."""

Classifier = Callable[[list[Target]], Iterable[str]]
"""Gives the polarity of each row."""


def leave_one_page_out(gold: Gold, learn: Callable[[list[Target]], Classifier]) -> list[Json]:
    """Predictions for all rows; those of a page are made by what is learned from other pages."""
    rows = list(gold.targets.values())
    polarities: dict[str, str] = {}
    for page_id in gold.pages:
        if held_out := [row for row in rows if row.page_id == page_id]:
            classify = learn([row for row in rows if row.page_id != page_id])
            ids = (row.id for row in held_out)
            polarities |= dict(zip(ids, classify(held_out), strict=True))
    return [{"id": row.id, "polarity": polarities[row.id]} for row in rows]


def majority(gold: Gold) -> list[Json]:
    """The most frequent polarity on the other pages."""
    return leave_one_page_out(gold, _majority)


def _majority(training: list[Target]) -> Classifier:
    polarity = commonest(row.polarity for row in training) or NONE
    return lambda rows: [polarity] * len(rows)


def vader(gold: Gold) -> list[Json]:
    """The sentiment of the sentence by VADER, the same for every target."""
    polarity = sentiment()
    return [{"id": row.id, "polarity": polarity(row.text)} for row in gold.targets.values()]


def sentiment() -> Callable[[str], str]:
    """A function that gives the polarity of a text by its sentiment."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda text: polarity_of(analyzer.polarity_scores(text)["compound"])


def polarity_of(compound: float) -> str:
    """The polarity of a compound score of VADER."""
    if compound >= THRESHOLD:
        return FAVOR
    return AGAINST if compound <= -THRESHOLD else NONE


def bag_of_words(gold: Gold) -> list[Json]:
    """Logistic regression on the words of the sentence and of the target's name."""
    return leave_one_page_out(gold, _regression)


def _regression(training: list[Target]) -> Classifier:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    if len({row.polarity for row in training}) < 2:
        return _majority(training)
    # The weights have one optimum; the tolerance is small so that answers do not depend on where
    # the solver stops.
    model = make_pipeline(
        TfidfVectorizer(analyzer=features),
        LogisticRegression(class_weight="balanced", tol=1e-8, max_iter=10_000, random_state=0),
    )
    model.fit(training, [row.polarity for row in training])
    return lambda rows: map(str, model.predict(rows))


def features(row: Target) -> list[str]:
    """The words of a row in lower case, each marked as one of the text or of the target."""
    return [
        f"{part}: {word}"
        for part, text in (("text", row.text), ("target", row.target_name))
        for word in WORD.findall(text.lower())
    ]
