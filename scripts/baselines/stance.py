"""Stance: what a sentence says on a target, by the commonest answer, by words, by their weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from baselines.common import commonest
from winnow.model.json import Json
from winnow.rows.targets import NONE
from winnow.score.gold import Gold, Target

FAVOR, AGAINST = "favor", "against"
THRESHOLD = 0.05
"""Compound scores from here on are positive, and to its negative are negative.

So the authors of VADER advise (Hutto and Gilbert 2014; the thresholds are in its documentation).
"""

WORD = re.compile(r"\w\w+")
"""A word of the bag, as scikit-learn finds them by default."""


def answered(
    gold: Gold, learn: Callable[[list[Target]], Callable[[list[Target]], Iterable[str]]]
) -> list[Json]:
    """Predictions for all rows, page by page.

    ``learn`` gets the rows of the other pages and gives what answers rows, in their order.
    """
    rows = list(gold.targets.values())
    polarities: dict[str, str] = {}
    for page_id in gold.pages:
        own = [row for row in rows if row.page_id == page_id]
        if own:
            answer = learn([row for row in rows if row.page_id != page_id])
            found = zip((row.id for row in own), answer(own), strict=True)
            polarities |= dict(found)
    return [{"id": row.id, "polarity": polarities[row.id]} for row in rows]


def majority(gold: Gold) -> list[Json]:
    """The polarity that is commonest on the other pages."""

    def learn(seen: list[Target]) -> Callable[[list[Target]], Iterable[str]]:
        answer = commonest(row.polarity for row in seen) or NONE
        return lambda rows: [answer] * len(rows)

    return answered(gold, learn)


def vader(gold: Gold) -> list[Json]:
    """The sentiment of the sentence by VADER, whatever the target."""
    judge = sentiment()
    return [
        {"id": row.id, "polarity": judge(row.text, row.target_name)}
        for row in gold.targets.values()
    ]


def sentiment() -> Callable[[str, str], str]:
    """What judges a text by its sentiment; it is given a target, and does not look at it."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda text, target: sided(analyzer.polarity_scores(text)["compound"])


def sided(compound: float) -> str:
    """The polarity that a compound score of VADER stands for."""
    if compound >= THRESHOLD:
        return FAVOR
    return AGAINST if compound <= -THRESHOLD else NONE


def bag_of_words(gold: Gold) -> list[Json]:
    """Logistic regression on the words of the sentence and of the target's name."""
    return answered(gold, _regression)


def _regression(seen: list[Target]) -> Callable[[list[Target]], Iterable[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    known = sorted({row.polarity for row in seen})
    if len(known) < 2:
        return lambda rows: [known[0] if known else NONE] * len(rows)
    # The weights have one optimum; the tolerance is small so that answers do not hang on where
    # the solver stops.
    model = make_pipeline(
        TfidfVectorizer(analyzer=features),
        LogisticRegression(class_weight="balanced", tol=1e-8, max_iter=10_000, random_state=0),
    )
    model.fit(seen, [row.polarity for row in seen])
    return lambda rows: [str(each) for each in model.predict(rows)]


def features(row: Target) -> list[str]:
    """The words of a row in lower case, each with a mark that tells text from target."""
    return [
        f"{part}: {word}"
        for part, text in (("text", row.text), ("target", row.target_name))
        for word in WORD.findall(text.lower())
    ]
