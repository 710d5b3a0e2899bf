"""Scores and comparisons as plain data and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from winnow.model.json import Json
from winnow.reports.tables import UNDEFINED, Table, table
from winnow.score.pipeline import LOST
from winnow.score.records import Missing
from winnow.score.resampling import CAPTION, CAPTION_OF_COMPARISON, Difference, Figure
from winnow.score.tasks import Comparison, Score, Scores

MISSING = {
    "rows": "wrong, also where none is right",
    "sentences": "sentences in which nothing was found",
    "pages": "pages on which nothing was found",
    "runs": "runs that kept and found nothing",
}
"""What comes of things that nothing was predicted for."""

PROPORTION = "Three pages make a worked example, not a benchmark that ranks systems."


def as_data(scores: Scores) -> Json:
    """Scores as JSON has them, details included; what is not defined is null."""
    return {
        "task": scores.task,
        **_frame(scores),
        "missing": _missing(scores.missing),
        "scores": [
            {
                "measure": each.measure,
                "of": each.of,
                "figures": {
                    name: {"value": one.value, "low": one.low, "high": one.high}
                    for name, one in each.figures.items()
                },
                "counts": dict(each.counts),
                "detail": each.detail,
            }
            for each in scores.scores
        ],
        "caption": CAPTION,
    }


def comparison_as_data(comparison: Comparison) -> Json:
    """A comparison as JSON has it; ``difference`` is the first system minus the second."""
    return {
        "task": comparison.task,
        **_frame(comparison),
        "missing": [_missing(each) for each in comparison.missing],
        "compared": [
            {
                "measure": each.measure,
                "of": each.of,
                "figures": {
                    name: {
                        "one": found.one,
                        "other": found.other,
                        "difference": found.difference,
                        "p": found.p,
                    }
                    for name, found in each.figures.items()
                },
                "detail": each.detail,
            }
            for each in comparison.compared
        ],
        "caption": CAPTION_OF_COMPARISON,
    }


def _frame(scores: Scores | Comparison) -> Json:
    gold, settings = scores.gold, scores.settings
    return {
        "gold": {
            "name": gold.name,
            "version": gold.version,
            "pages": len(gold.pages),
            "sentences": len(gold.units),
            "logical_hashes": dict(gold.hashes),
            "scored": [
                {
                    "name": gold.name,
                    "version": gold.version,
                    "config": config,
                    "logical_hash": logical_hash,
                }
                for config, logical_hash in gold.scored(scores.task).items()
            ],
        },
        "settings": {
            "samples": settings.samples,
            "seed": settings.seed,
            "confidence": settings.confidence,
        },
    }


def _missing(missing: Iterable[Missing]) -> Json:
    return [{"number": each.number, "of": each.of, "what": each.what} for each in missing]


def tables(scores: Scores, details: bool = False) -> list[Table]:
    """A table for each sort of figures, with intervals in brackets; details only where asked."""
    groups: dict[tuple[str, ...], list[Score]] = {}
    for each in scores.scores:
        if details or not each.detail:
            groups.setdefault(_heads(each), []).append(each)
    return [
        _table(f"Scores of {scores.task}" + (f": {_title(group[0])}" if number else ""), group)
        for number, group in enumerate(groups.values())
    ]


def _title(score: Score) -> str:
    """What the measures of a table have in common."""
    return "lost by the extractor" if LOST in score.figures else score.measure.split(", on ")[0]


def _heads(score: Score) -> tuple[str, ...]:
    return (*score.figures, *score.counts)


def _table(title: str, scores: Sequence[Score]) -> Table:
    figures, counts = scores[0].figures, scores[0].counts
    parts = set(figures) & set(counts)  # a part's share and number stand in one cell
    return table(
        title,
        [
            "measure",
            "of",
            *(_head(name) for name in figures),
            *(name for name in counts if name not in parts),
        ],
        (
            [
                each.measure,
                each.of,
                *(
                    f"{interval(figure)} ({each.counts[name]})"
                    if name in parts
                    else interval(figure)
                    for name, figure in each.figures.items()
                ),
                *(number for name, number in each.counts.items() if name not in parts),
            ]
            for each in scores
        ),
    )


def _head(name: str) -> str:
    return "F1" if name == "f1" else name


def interval(figure: Figure) -> str:
    """A value with its interval in brackets; a dash where it is not defined."""
    if figure.value is None:
        return UNDEFINED
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def signed(figure: Figure) -> str:
    """The same of a difference, with its sign."""
    shown = interval(figure).replace("-0.000", "0.000")
    return shown if figure.value is None or shown.startswith("-") else f"+{shown}"


def comparison_tables(
    comparison: Comparison, details: bool = False, names: tuple[str, str] = ("one", "other")
) -> list[Table]:
    """The two systems side by side: F1, or what stands in its place; all figures with details."""
    return [
        table(
            f"Comparison of {comparison.task}",
            ["measure", "of", "figure", *names, "difference", "p"],
            (
                [
                    *(each.measure, each.of, _head(name)),
                    *(found.one, found.other, _signed(found), _p(found)),
                ]
                for each in comparison.compared
                if details or not each.detail
                for name, found in each.figures.items()
                if details or name not in ("precision", "recall")
            ),
        )
    ]


def _signed(found: Difference) -> str | None:
    return None if found.difference is None else f"{found.difference:+.3f}"


def _p(found: Difference) -> str | None:
    return None if found.p is None else f"{found.p:.4f}"


def citations(scores: Scores | Comparison, digits: int | None = None) -> Iterator[str]:
    """What a paper cites: dataset, version and logical hash (its first digits) of each config."""
    gold = scores.gold
    for config, logical_hash in gold.scored(scores.task).items():
        yield f"{gold.name} {gold.version}, config {config}, sha256:{logical_hash[:digits]}"


def notes(scores: Scores | Comparison, digits: int | None = None) -> Iterator[str]:
    """What must be read with the tables: what was missing, what intervals mean, proportion.

    ``digits`` shortens logical hashes, for a caption in which a line could not break within them.
    """
    settings = scores.settings
    sides = scores.missing if isinstance(scores, Comparison) else (scores.missing,)
    for number, side in enumerate(sides, start=1):
        for each in side:
            if each.number:
                whose = f" of system {number}" if len(sides) > 1 else ""
                yield (
                    f"Nothing was predicted for {each.number} of {each.of} {each.what}{whose}; "
                    f"they count as {MISSING[each.what]}."
                )
    yield f"Gold standard: {'; '.join(citations(scores, digits))}."
    if isinstance(scores, Comparison):
        yield f"{settings.samples} random swaps, seed {settings.seed}. {CAPTION_OF_COMPARISON}"
    else:
        yield (
            f"In brackets {settings.confidence:.0%} intervals of {settings.samples} samples, "
            f"seed {settings.seed}. {CAPTION}"
        )
    yield PROPORTION


def report(scores: Scores | Comparison, details: bool = False) -> str:
    """Scores or a comparison as text: tables with their notes, as ``winnow score`` prints them.

    With ``details``, measures whose ``detail`` is true are in the tables too.
    """
    if isinstance(scores, Comparison):
        made = comparison_tables(scores, details)
    else:
        made = tables(scores, details)
    blocks = ["\n".join([each.title, *(f"  {line}" for line in each.lines)]) for each in made]
    return "\n\n".join([*blocks, "\n".join(notes(scores))])
