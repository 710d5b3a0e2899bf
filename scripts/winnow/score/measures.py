"""Measures: what is counted in each sentence, and the figures that follow from the counts.

Every figure is a function of sums over sentences. So sentences can be resampled, and two systems
swapped in some of them, without scoring again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.intp]
Values = dict[str, Array]

EVERYTHING = "all"
"""The part of the data of a measure of all data."""


@dataclass(frozen=True)
class Measure(ABC):
    """A measure ``name`` of some part of the data (``of``).

    ``columns`` has shape (sentences, counts): a row for each sentence of the gold standard, or only
    for those with the numbers ``units``. Short tables leave a ``detail`` out. A measure that is not
    ``resampled`` is not a sum over sentences, and has no interval.
    """

    name: str
    of: str
    columns: Array
    units: Numbers | None = field(default=None, kw_only=True)
    detail: bool = field(default=False, kw_only=True)
    resampled: bool = field(default=True, kw_only=True)

    @abstractmethod
    def figures(self, sums: Array) -> Values:
        """Each figure from sums of the columns, shape (samples, columns); nan if undefined."""

    def figures_of_samples(self, sums: Array) -> Values:
        """The same for bootstrap samples, which can lack labels that the data has."""
        return self.figures(sums)

    @abstractmethod
    def counts(self, sums: Array) -> dict[str, float]:
        """Names of the sums of the columns, shape (columns,)."""

    def within(self, of: str, units: Numbers, detail: bool = False) -> Measure:
        """The same measure of some of the sentences."""
        return replace(self, of=of, columns=self.columns[units], units=units, detail=detail)

    def total(self) -> Array:
        """Sums of the columns over all sentences, shape (1, columns)."""
        sums: Array = self.columns.sum(axis=0, keepdims=True)
        return sums

    @property
    def width(self) -> int:
        """Number of sums for a sample."""
        return int(self.columns.shape[1])

    def sums(self, weights: Array) -> Array:
        """Sums of the columns, sentences repeated by ``weights`` of shape (samples, sentences)."""
        return (weights if self.units is None else weights[:, self.units]) @ self.columns

    def swapped(self, other: Measure, kept: Array) -> Array:
        """Sums for a system that swaps sentences with ``other``, except those in ``kept``."""
        return self.sums(kept) + other.sums(1 - kept)


@dataclass(frozen=True)
class PrecisionRecall(Measure):
    """Precision, recall and F1 of columns ``right``, ``predicted``, ``gold``.

    Precision is undefined without predictions, recall without gold, F1 without both. F1 is that of
    van Rijsbergen (1979), "Information Retrieval", 2nd edition, chapter 7.
    """

    def figures(self, sums: Array) -> Values:
        return _precision_recall(*sums.T)

    def counts(self, sums: Array) -> dict[str, float]:
        return dict(zip(("right", "predicted", "gold"), sums.tolist(), strict=True))


@dataclass(frozen=True)
class MacroAverage(Measure):
    """The mean of F1 over labels, with columns right, predicted, gold for each of ``labels``.

    Labels that neither side has are left out, or leave the mean undefined if it must be
    ``complete``. An undefined precision or recall of other labels counts as 0, as in seqeval and
    scikit-learn.
    """

    labels: Sequence[str]
    complete: bool = False

    def figures(self, sums: Array) -> Values:
        right, predicted, gold = self._cells(sums)
        present = predicted + gold > 0
        number = present.sum(axis=1)
        if self.complete:
            number = np.where(number == len(self.labels), number, 0)
        return {
            name: divided(np.where(present, np.nan_to_num(values), 0.0).sum(axis=1), number)
            for name, values in _precision_recall(right, predicted, gold).items()
        }

    def figures_of_samples(self, sums: Array) -> Values:
        """The mean over the labels of the data: a label that a sample lacks has its value there.

        A mean over the labels of the sample would leave out rare labels, which often have a low
        F1, and lie above the mean of the data.
        """
        if self.complete:
            return self.figures(sums)
        cells, totals = self._cells(sums), self._cells(self.total())
        in_sample, in_data = (counts[1] + counts[2] > 0 for counts in (cells, totals))
        of_data = _precision_recall(*totals)
        return {
            name: divided(
                np.nan_to_num(np.where(in_sample, np.nan_to_num(values), of_data[name])).sum(
                    axis=1
                ),
                in_data.sum(axis=1),
            )
            for name, values in _precision_recall(*cells).items()
        }

    def counts(self, sums: Array) -> dict[str, float]:
        _, predicted, gold = self._cells(sums[None])
        return {
            "labels": float((predicted + gold > 0).sum()),
            "predicted": float(predicted.sum()),
            "gold": float(gold.sum()),
        }

    def _cells(self, sums: Array) -> Array:
        """Right, predicted and gold, each of shape (samples, labels)."""
        return np.moveaxis(sums.reshape(len(sums), len(self.labels), 3), 2, 0)


@dataclass(frozen=True)
class Proportion(Measure):
    """The share of ``part`` in ``whole``, named ``figure``; undefined if the whole is 0."""

    figure: str
    part: str
    whole: str

    def figures(self, sums: Array) -> Values:
        return {self.figure: divided(sums[:, 0], sums[:, 1])}

    def counts(self, sums: Array) -> dict[str, float]:
        return {self.part: float(sums[0]), self.whole: float(sums[1])}


@dataclass(frozen=True)
class Breakdown(Measure):
    """The shares of ``parts`` that make up a whole; there is a column for each part."""

    parts: Sequence[str]
    whole: str

    def figures(self, sums: Array) -> Values:
        total = sums.sum(axis=1)
        return {part: divided(sums[:, column], total) for column, part in enumerate(self.parts)}

    def counts(self, sums: Array) -> dict[str, float]:
        return {**dict(zip(self.parts, sums.tolist(), strict=True)), self.whole: float(sums.sum())}


@dataclass(frozen=True)
class Bags(Measure):
    """Precision, recall and F1 of bags: a kind of thing counts as often as both sides have it.

    The columns are three blocks with a column for each kind: how often the prediction has it in
    the sentence, how often the gold standard has it, and how often it can be right.
    """

    def figures(self, sums: Array) -> Values:
        return _precision_recall(*self.reduced(sums).T)

    def counts(self, sums: Array) -> dict[str, float]:
        (reduced,) = self.reduced(sums[None])
        return dict(zip(("right", "predicted", "gold"), reduced.tolist(), strict=True))

    def reduced(self, sums: Array) -> Array:
        """Right, predicted and gold, shape (samples, 3)."""
        predicted, gold, matched = np.split(sums, 3, axis=1)
        right = np.minimum(predicted, matched).sum(axis=1)
        return np.stack([right, predicted.sum(axis=1), gold.sum(axis=1)], axis=1)


@dataclass(frozen=True)
class PooledBags(PrecisionRecall):
    """The bags of several pages together: right, predicted and gold are summed over pages.

    ``columns`` is empty: it would need a column for each kind on each page.
    """

    pages: Sequence[Bags]

    def total(self) -> Array:
        sums: Array = sum((page.reduced(page.total()) for page in self.pages), np.zeros((1, 3)))
        return sums

    @property
    def width(self) -> int:
        return max((page.width for page in self.pages), default=1)

    def sums(self, weights: Array) -> Array:
        """Sums of right, predicted and gold over the pages."""
        zeros: Array = np.zeros((len(weights), 3))
        return sum((page.reduced(page.sums(weights)) for page in self.pages), zeros)

    def swapped(self, other: Measure, kept: Array) -> Array:
        assert isinstance(other, PooledBags)
        pairs = zip(self.pages, other.pages, strict=True)
        zeros: Array = np.zeros((len(kept), 3))
        return sum((page.reduced(page.swapped(twin, kept)) for page, twin in pairs), zeros)


def _precision_recall(right: Array, predicted: Array, gold: Array) -> Values:
    return {
        "precision": divided(right, predicted),
        "recall": divided(right, gold),
        "f1": divided(2 * right, predicted + gold),
    }


def divided(part: Array, whole: Array) -> Array:
    """A quotient that is nan if the divisor is 0, without a warning."""
    result: Array = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=result, where=whole != 0)
    return result
