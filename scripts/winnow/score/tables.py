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

SAMPLE_SIZE_NOTE = "Three pages are enough for a worked example, but not for ranking systems."

Names = tuple[str, str]
"""The names of two systems."""

UNNAMED = ("system 1", "system 2")

PART = "part of the data"

Row = TypeVar("Row", Score, Compared)


def choose(rows: Sequence[Row], measures: Sequence[str], parts: Sequence[str]) -> tuple[Row, ...]:
    """The rows of the named measures in the named parts of the data.

    An empty list means all measures or all parts. An item may be several names separated by commas.
    If parts are named, ``detail`` is false in the chosen rows, so that tables show them. Raises
    ``ValueError`` if a name is unknown, or if no row has both a named measure and a named part.
    """
    known_measures = list(dict.fromkeys(row.measure for row in rows))
    known_parts = list(dict.fromkeys(row.of for row in rows))
    chosen_measures = [
        name for text in measures for name in _names(text, known_measures, "measure")
    ]
    chosen_parts = [name for text in parts for name in _names(text, known_parts, PART)]
    rows_of_measures = [row for row in rows if not measures or row.measure in chosen_measures]
    chosen = tuple(
        replace(row, detail=row.detail and not parts)
        for row in rows_of_measures
        if not parts or row.of in chosen_parts
    )
    if not chosen:
        available = dict.fromkeys(row.of for row in rows_of_measures)
        raise ValueError(
            f"there are no scores of {' or '.join(chosen_measures)} for "
            f"{' or '.join(chosen_parts)}; available parts of the data: {'; '.join(available)}"
        )
    return chosen


def _names(text: str, known: Sequence[str], kind: str) -> list[str]:
    """The known names in a comma-separated text, ignoring upper and lower case.

    A text that is itself a known name is not split, because names can contain commas.
    """
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
    """Scores as an object for JSON, including details; undefined figures are None.

    ``name`` is the name of the system.
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
    """A comparison as an object for JSON; ``difference`` is the first system minus the second."""
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
    dataset = {"name": gold.name, "version": gold.version}
    return {
        "gold": {
            **dataset,
            "pages": len(gold.pages),
            "sentences": len(gold.units),
            "logical_hashes": dict(gold.hashes),
            "scored": [
                {**dataset, "config": config, "logical_hash": logical_hash}
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
    """Scores as tables, one for each set of columns; intervals are in brackets.

    Detail rows are left out unless ``details`` is true. ``name`` is the name of the system in the
    titles.
    """
    groups: dict[tuple[str, ...], list[Score]] = {}
    for score in scores.scores:
        if details or not score.detail:
            heads = (*score.figures, *score.counts)
            groups.setdefault(heads, []).append(score)
    title = f"Scores of {name} for {scores.task}" if name else f"Scores for {scores.task}"
    # Only the titles of tables after the first name their measures.
    return [
        _table(title if number == 0 else f"{title}: {_common_name(group)}", group, scores.task)
        for number, group in enumerate(groups.values())
    ]


def _common_name(scores: Sequence[Score]) -> str:
    """What the names of the measures have in common between commas, or the first name."""
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
            ["measure", PART, *map(_head, figures), *others],
            (
                [
                    score.measure,
                    score.of,
                    *(
                        f"{with_interval(figure)} ({score.counts[name]})"
                        if name in shares
                        else with_interval(figure)
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


def with_interval(figure: Figure) -> str:
    """A value with its interval in brackets; a dash if it is not defined."""
    if figure.value is None:
        return UNDEFINED
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def signed_with_interval(figure: Figure) -> str:
    """A difference with its sign and its interval; a dash if it is not defined."""
    # Numbers that are rounded to zero, bounds included, have no minus sign.
    text = with_interval(figure).replace("-0.000", "0.000")
    return text if figure.value is None or text.startswith("-") else f"+{text}"


def comparison_tables(
    comparison: Comparison, details: bool = False, names: Names | None = None
) -> list[Table]:
    """A table that shows two systems side by side.

    It shows all figures but precision and recall. If ``details`` is true, it also shows precision,
    recall and the detail rows.
    """
    rows = [
        [
            compared.measure,
            compared.of,
            _head(name),
            difference.one,
            difference.other,
            _with_sign(difference),
            _p(difference),
        ]
        for compared in comparison.compared
        if details or not compared.detail
        for name, difference in compared.figures.items()
        if details or name not in ("precision", "recall")
    ]
    systems = f" of {' and '.join(names)}" if names else ""
    heads = ["measure", PART, "figure", *(names or UNNAMED), "difference", "p"]
    title = f"Comparison{systems} for {comparison.task}"
    return [table(title, heads, rows)]


def _with_sign(difference: Difference) -> str | None:
    return None if difference.difference is None else f"{difference.difference:+.3f}"


def _p(difference: Difference) -> str | None:
    return None if difference.p is None else f"{difference.p:.4f}"


def citations(scores: Scores | Comparison, digits: int | None = None) -> Iterator[str]:
    """What a paper cites for each config: dataset, version, config and logical hash.

    ``digits`` limits the hash to its first digits.
    """
    gold = scores.gold
    for config, logical_hash in _scored(scores).items():
        yield f"{gold.name} {gold.version}, config {config}, sha256:{logical_hash[:digits]}"


CAPTION_DIGITS = 12
"""How many digits of a logical hash a caption shows: a line cannot be broken inside a hash."""


def notes(
    scores: Scores | Comparison, names: Names | None = None, caption: bool = False
) -> Iterator[str]:
    """Notes on the tables: missing predictions, main result, gold standard, intervals.

    A ``caption`` for a paper has shorter logical hashes, and does not describe the main result:
    its row is in bold.
    """
    settings, task = scores.settings, TASKS[scores.task]
    if isinstance(scores, Comparison):
        for system, missing in zip(names or UNNAMED, scores.missing, strict=True):
            yield from _missing_notes(missing, task.missing_effects, f" by {system}")
        rows = {(compared.measure, compared.of) for compared in scores.compared}
        method = (
            f"Values of p are computed from {settings.samples} random swaps with seed "
            f"{settings.seed}. {CAPTION_OF_COMPARISON}"
        )
    else:
        yield from _missing_notes(scores.missing, task.missing_effects)
        rows = {(score.measure, score.of) for score in scores.scores}
        method = (
            f"Brackets show {settings.confidence:.0%} intervals, computed from {settings.samples} "
            f"samples with seed {settings.seed}. {CAPTION}"
        )
    if rows.intersection(task.headline) and not caption:
        yield task.headline_note
    citation = "; ".join(citations(scores, CAPTION_DIGITS if caption else None))
    yield f"Gold standard: {citation}."
    yield method
    yield SAMPLE_SIZE_NOTE


def _missing_notes(
    kinds: Sequence[Missing], effects: Mapping[str, str], by_system: str = ""
) -> Iterator[str]:
    for missing in kinds:
        if missing.number:
            yield (
                f"There is no prediction{by_system} for {missing.number} of {missing.of} "
                f"{missing.what}; they count as {effects[missing.what]}."
            )


def report(scores: Scores | Comparison, details: bool = False) -> str:
    """Scores or a comparison as text: tables with notes, as ``winnow score`` prints them.

    Rows whose ``detail`` is true are left out unless ``details`` is true.
    """
    if isinstance(scores, Comparison):
        all_tables = comparison_tables(scores, details)
    else:
        all_tables = tables(scores, details)
    blocks = [
        "\n".join([plain.title, *(f"  {line}" for line in plain.lines)]) for plain in all_tables
    ]
    return "\n\n".join([*blocks, "\n".join(notes(scores))])
