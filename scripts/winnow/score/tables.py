"""Scores and comparisons as plain data and as tables."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TypeVar

from winnow.model.json import Json
from winnow.reports.tables import UNDEFINED, Table, table
from winnow.score.records import Missing
from winnow.score.resampling import CAPTION, CAPTION_OF_COMPARISON, Difference, Figure
from winnow.score.scores import Compared, Comparison, Score, Scores
from winnow.score.tasks import TASKS

PROPORTION = "Three pages make a worked example, not a benchmark that ranks systems."

Names = tuple[str, str]
"""The names of two systems."""

Row = TypeVar("Row", Score, Compared)


def choose(rows: Sequence[Row], measures: Sequence[str], parts: Sequence[str]) -> tuple[Row, ...]:
    """The rows of some measures and of some parts of the data; an empty list chooses all.

    The names can be lists with commas. Rows of parts that are named are no longer details. Raises
    ``ValueError`` if a name is unknown, or no row is of both.
    """
    known_measures = list(dict.fromkeys(row.measure for row in rows))
    known_parts = list(dict.fromkeys(row.of for row in rows))
    measures = [name for text in measures for name in _names(text, known_measures, "measure")]
    parts = [name for text in parts for name in _names(text, known_parts, "part of the data")]
    chosen = tuple(
        replace(row, detail=row.detail and not parts)
        for row in rows
        if (not measures or row.measure in measures) and (not parts or row.of in parts)
    )
    if not chosen:
        available = dict.fromkeys(row.of for row in rows if row.measure in measures)
        raise ValueError(
            f"there is no {'; '.join(measures)} of {'; '.join(parts)}; it is available of: "
            f"{'; '.join(available)}"
        )
    return chosen


def _names(text: str, known: Sequence[str], kind: str) -> list[str]:
    """The names in a list with commas, in any case; names can contain commas themselves."""
    by_folded = {name.casefold(): name for name in known}
    folded = text.casefold()
    names = [folded] if folded in by_folded else [name.strip() for name in folded.split(",")]
    for name in names:
        if name not in by_folded:
            close = difflib.get_close_matches(name, by_folded, n=1)
            hint = f"did you mean {by_folded[close[0]]}? " if close else ""
            available = "; ".join(known)
            raise ValueError(f"there is no {kind} {name!r}; {hint}available: {available}")
    return [by_folded[name] for name in names]


def as_data(scores: Scores, name: str | None = None) -> Json:
    """Scores as in JSON, details included; undefined figures are None.

    ``name`` is that of the system.
    """
    return {
        "task": scores.task,
        "name": name,
        **_frame(scores),
        "missing": [asdict(missing) for missing in scores.missing],
        "scores": [asdict(score) for score in scores.scores],
        "caption": CAPTION,
    }


def comparison_as_data(comparison: Comparison, names: Names | None = None) -> Json:
    """A comparison as in JSON; ``difference`` is the first system minus the second."""
    return {
        "task": comparison.task,
        "names": names,
        **_frame(comparison),
        "missing": [[asdict(missing) for missing in side] for side in comparison.missing],
        "compared": [asdict(compared) for compared in comparison.compared],
        "caption": CAPTION_OF_COMPARISON,
    }


def _frame(scores: Scores | Comparison) -> Json:
    gold = scores.gold
    version = {"name": gold.name, "version": gold.version}
    return {
        "gold": {
            **version,
            "pages": len(gold.pages),
            "sentences": len(gold.units),
            "logical_hashes": dict(gold.hashes),
            "scored": [
                {**version, "config": config, "logical_hash": logical_hash}
                for config, logical_hash in _scored(scores).items()
            ],
        },
        "settings": asdict(scores.settings),
    }


def _scored(scores: Scores | Comparison) -> dict[str, str]:
    """The logical hash of each config that the task is scored on, if the dataset has it."""
    hashes = scores.gold.hashes
    return {config: hashes[config] for config in TASKS[scores.task].configs if config in hashes}


def tables(scores: Scores, details: bool = False, name: str | None = None) -> list[Table]:
    """A table for each set of figures, with intervals in brackets; details only on request.

    ``name`` is that of the system, for the titles.
    """
    groups: dict[tuple[str, ...], list[Score]] = {}
    for score in scores.scores:
        if details or not score.detail:
            heads = (*score.figures, *score.counts)
            groups.setdefault(heads, []).append(score)
    title = f"Scores of {name} for {scores.task}" if name else f"Scores of {scores.task}"
    return [
        _table(f"{title}: {_title(group)}" if number else title, group, scores.task)
        for number, group in enumerate(groups.values())
    ]


def _title(scores: Sequence[Score]) -> str:
    """The parts of their names that the measures have in common, or the first name."""
    names = [score.measure.split(", ") for score in scores]
    common = [part for part in names[0] if all(part in name for name in names)]
    return ", ".join(common) or scores[0].measure


def _table(title: str, scores: Sequence[Score], task: str) -> Table:
    figures, counts = scores[0].figures, scores[0].counts
    shares = set(figures) & set(counts)  # share and number are in one cell
    others = [name for name in counts if name not in shares]
    return _with_headline(
        table(
            title,
            ["measure", "of", *map(_head, figures), *others],
            (
                [
                    score.measure,
                    score.of,
                    *(
                        f"{interval(figure)} ({score.counts[name]})"
                        if name in shares
                        else interval(figure)
                        for name, figure in score.figures.items()
                    ),
                    *(score.counts[name] for name in others),
                ]
                for score in scores
            ),
        ),
        task,
    )


def _with_headline(plain: Table, task: str) -> Table:
    """The table with the headline rows of the task in bold."""
    bold = [number for number, row in enumerate(plain.rows) if row[:2] in TASKS[task].headline]
    return replace(plain, bold=frozenset(bold))


def _head(name: str) -> str:
    return "F1" if name == "f1" else name


def interval(figure: Figure) -> str:
    """A value with its interval in brackets; a dash if it is not defined."""
    if figure.value is None:
        return UNDEFINED
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def signed(figure: Figure) -> str:
    """A difference with its sign and its interval; a dash if it is not defined."""
    text = interval(figure).replace("-0.000", "0.000")
    return text if figure.value is None or text.startswith("-") else f"+{text}"


def comparison_tables(
    comparison: Comparison, details: bool = False, names: Names | None = None
) -> list[Table]:
    """Two systems next to each other: F1 or the figure in its place; all figures with details."""
    rows = [
        [
            compared.measure,
            compared.of,
            _head(name),
            difference.one,
            difference.other,
            _signed(difference),
            _p(difference),
        ]
        for compared in comparison.compared
        if details or not compared.detail
        for name, difference in compared.figures.items()
        if details or name not in ("precision", "recall")
    ]
    systems = f"{' and '.join(names)} for " if names else ""
    heads = ["measure", "of", "figure", *(names or ("one", "other")), "difference", "p"]
    title = f"Comparison of {systems}{comparison.task}"
    return [_with_headline(table(title, heads, rows), comparison.task)]


def _signed(difference: Difference) -> str | None:
    return None if difference.difference is None else f"{difference.difference:+.3f}"


def _p(difference: Difference) -> str | None:
    return None if difference.p is None else f"{difference.p:.4f}"


def citations(scores: Scores | Comparison, digits: int | None = None) -> Iterator[str]:
    """What a paper cites: dataset, version, and logical hash (or its first digits) by config."""
    gold = scores.gold
    for config, logical_hash in _scored(scores).items():
        yield f"{gold.name} {gold.version}, config {config}, sha256:{logical_hash[:digits]}"


CAPTION_DIGITS = 12
"""Digits of a logical hash in a caption, in which a line cannot break within it."""


def notes(
    scores: Scores | Comparison, names: Names | None = None, caption: bool = False
) -> Iterator[str]:
    """Notes on the tables: missing predictions, main result, gold standard, intervals.

    A ``caption`` for a paper has shorter logical hashes, and does not point out the main result.
    """
    settings, task = scores.settings, TASKS[scores.task]
    if isinstance(scores, Comparison):
        systems = names or ("system 1", "system 2")
        for system, missing in zip(systems, scores.missing, strict=True):
            yield from _missing_notes(missing, task.missing_effects, f" of {system}")
        rows = {(compared.measure, compared.of) for compared in scores.compared}
        method = f"{settings.samples} random swaps, seed {settings.seed}. {CAPTION_OF_COMPARISON}"
    else:
        yield from _missing_notes(scores.missing, task.missing_effects)
        rows = {(score.measure, score.of) for score in scores.scores}
        method = (
            f"In brackets {settings.confidence:.0%} intervals of {settings.samples} samples, "
            f"seed {settings.seed}. {CAPTION}"
        )
    if rows.intersection(task.headline) and not caption:
        yield task.headline_note
    citation = "; ".join(citations(scores, CAPTION_DIGITS if caption else None))
    yield f"Gold standard: {citation}."
    yield method
    yield PROPORTION


def _missing_notes(
    kinds: Sequence[Missing], effects: Mapping[str, str], of_system: str = ""
) -> Iterator[str]:
    for missing in kinds:
        if missing.number:
            yield (
                f"Nothing was predicted for {missing.number} of {missing.of} {missing.what}"
                f"{of_system}; they count as {effects[missing.what]}."
            )


def report(scores: Scores | Comparison, details: bool = False) -> str:
    """Scores or a comparison as text: tables with notes, as ``winnow score`` prints them.

    Without ``details``, measures whose ``detail`` is true are left out.
    """
    if isinstance(scores, Comparison):
        all_tables = comparison_tables(scores, details)
    else:
        all_tables = tables(scores, details)
    blocks = [
        "\n".join([plain.title, *(f"  {line}" for line in plain.lines)]) for plain in all_tables
    ]
    return "\n\n".join([*blocks, "\n".join(notes(scores))])
