"""What a scorer task consists of. ``tasks`` has the registry of all tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.score.gold import Gold
from winnow.score.measures import Measure
from winnow.score.records import Missing, Predictions, Record
from winnow.score.systems.interface import Interface


@dataclass(frozen=True)
class SpanList:
    """The key of a list of spans in a record, which must not overlap.

    ``trimmed`` spans have no white space at their edges; ``blank`` ones may be white space alone.
    """

    key: str
    trimmed: bool = False
    blank: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and the measure, part of the data and figure in its cells."""

    head: str
    measure: str
    of: str
    figure: str = "f1"


@dataclass(frozen=True)
class View:
    """A table of main figures with a row for each of several systems."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task that systems are scored on.

    What is scored: ``forms`` names the forms of a line of predictions in
    ``schema/predictions.schema.json``, ``configs`` the configs with the gold standard, whose
    logical hashes a paper cites. ``measures`` and ``missing`` score predictions;
    ``missing_effects`` describes how each kind of missing things is scored. ``headline`` lists the
    rows (measure, part of the data) with the main result, and ``headline_note`` describes them.

    How systems are run: ``steps`` has an interface for each system that is needed, in the order in
    which ``predict`` takes them after the gold standard. ``calls`` counts the calls of the system,
    if their number does not depend on its answers. ``finish`` changes the complete records.

    What is checked beyond the schema: ``span_lists``; ``check_record`` and ``check_file`` (all
    records, name of the file) report other problems. Two records about the same page, sentence
    or row are an error if ``duplicate_group`` has the same value for both.
    """

    name: str
    forms: tuple[str, ...]
    configs: tuple[str, ...]
    measures: Callable[[Gold, Predictions], list[Measure]]
    missing: Callable[[Gold, Predictions], list[Missing]]
    missing_effects: Mapping[str, str]
    headline: tuple[tuple[str, str], ...]
    headline_note: str
    views: tuple[View, ...] = ()
    steps: tuple[Interface, ...]
    predict: Callable[..., Iterator[Json]]
    calls: Callable[[Gold], int] | None = None
    finish: Callable[[list[Json], Gold], list[Json]] | None = None
    span_lists: tuple[SpanList, ...] = ()
    check_record: Callable[[Record, Gold, str], Iterator[Problem]] | None = None
    check_file: Callable[[Sequence[Record], str], Iterator[Problem]] | None = None
    duplicate_group: Callable[[Record], str] | None = None

    def finished(self, records: list[Json], gold: Gold) -> list[Json]:
        """Complete records of ``predict`` in their final form."""
        return self.finish(records, gold) if self.finish else records


def calls_by_page(gold: Gold) -> int:
    """The calls of a system that is called once for each page."""
    return len(gold.pages)
