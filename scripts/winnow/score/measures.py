"""Measures: what is counted in each sentence, and the figures that follow from the counts.

Every figure is a function of sums over sentences. To resample sentences, or to swap two systems in
some of the sentences, only the sums are computed again.
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
"""The name of the part of the data that contains all sentences."""


@dataclass(frozen=True)
class Measure(ABC):
    """A measure on a part of the data, which is named by ``of``.

    ``columns`` has shape (sentences, counts). It has a row for each sentence of the gold standard,
    or, if ``units`` is not None, for each sentence whose number is in ``units``. A table leaves out
    a measure with ``detail`` unless details are requested. If ``resampled`` is false, the measure
    is not a sum over sentences and has no interval.
    """

    name: str
    of: str
    columns: Array
    units: Numbers | None = field(default=None, kw_only=True)
    detail: bool = field(default=False, kw_only=True)
    resampled: bool = field(default=True, kw_only=True)

    @abstractmethod
    def figures(self, sums: Array) -> Values:
        """Compute each figure from sums of the columns.

        ``sums`` has shape (samples, columns), each result shape (samples,). Undefined figures are
        nan.
        """

    def figures_of_samples(self, sums: Array) -> Values:
        """Compute ``figures`` for bootstrap samples, which can lack labels that the data has."""
        return self.figures(sums)

    @abstractmethod
    def counts(self, sums: Array) -> dict[str, float]:
        """The counts by name, from sums of the columns of shape (columns,)."""

    def within(self, of: str, units: Numbers, detail: bool = False) -> Measure:
        """The measure restricted to the sentences with the numbers ``units``, a part named ``of``.

        The measure itself must have all sentences.
        """
        return replace(self, of=of, columns=self.columns[units], units=units, detail=detail)

    def total(self) -> Array:
        """Sums of the columns over all sentences, shape (1, columns)."""
        sums: Array = self.columns.sum(axis=0, keepdims=True)
        return sums

    @property
    def width(self) -> int:
        """How many sums a sample has."""
        return int(self.columns.shape[1])

    def sums(self, weights: Array) -> Array:
        """Sums of the columns for samples, shape (samples, columns).

        ``weights`` has shape (samples, sentences): how often a sample contains each sentence.
        """
        return (weights if self.units is None else weights[:, self.units]) @ self.columns

    def swapped(self, other: Measure, kept: Array) -> Array:
        """Sums for a system that swaps its answers with ``other`` in some sentences.

        ``kept`` has shape (samples, sentences), with 1 for sentences that are not swapped, else 0.
        """
        return self.sums(kept) + other.sums(1 - kept)


@dataclass(frozen=True)
class PrecisionRecall(Measure):
    """Precision, recall and F1; the columns are right, predicted and gold.

    Precision is undefined without predictions, recall without gold annotations, and F1 if there are
    neither. F1 is defined as in van Rijsbergen (1979), "Information Retrieval", 2nd edition,
    chapter 7.
    """

    def figures(self, sums: Array) -> Values:
        return _precision_recall(*sums.T)

    def counts(self, sums: Array) -> dict[str, float]:
        return dict(zip(("right", "predicted", "gold"), sums.tolist(), strict=True))


@dataclass(frozen=True)
class MacroAverage(Measure):
    """The mean of precision, recall and F1 over labels.

    The columns are right, predicted and gold for each of ``labels``. Labels that occur neither in
    the predictions nor in the gold standard are left out; if ``complete`` is true, the mean is
    undefined if there is such a label. An undefined precision or recall of the other labels counts
    as 0, as in seqeval and scikit-learn.
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
        """The mean over the labels that the data has.

        A label that a sample lacks contributes its value in the data. A mean over the labels of the
        sample would leave out rare labels, which often have a low F1, and would be too high.
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
    """The share of a part in a whole; undefined if the whole is 0.

    The columns are the part and the whole. ``figure``, ``part`` and ``whole`` are the names of the
    share and of the two counts.
    """

    figure: str
    part: str
    whole: str

    def figures(self, sums: Array) -> Values:
        return {self.figure: divided(sums[:, 0], sums[:, 1])}

    def counts(self, sums: Array) -> dict[str, float]:
        return {self.part: float(sums[0]), self.whole: float(sums[1])}


@dataclass(frozen=True)
class Breakdown(Measure):
    """The share of each part in the sum of all parts.

    There is a column for each part. ``parts`` are the names of the parts, ``whole`` is the name of
    the sum.
    """

    parts: Sequence[str]
    whole: str

    def figures(self, sums: Array) -> Values:
        total = sums.sum(axis=1)
        return {part: divided(sums[:, column], total) for column, part in enumerate(self.parts)}

    def counts(self, sums: Array) -> dict[str, float]:
        return {**dict(zip(self.parts, sums.tolist(), strict=True)), self.whole: float(sums.sum())}


@dataclass(frozen=True)
class Bags(Measure):
    """Precision, recall and F1 of bags (multisets) of words, tokens or shingles.

    The columns are three blocks, each with a column for each distinct item: how often it occurs in
    the predicted text of a sentence, how often in the gold text, and how many of its occurrences in
    the gold text a prediction can match. The columns are summed first; then the smaller of the
    first and third count of an item is right.
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
    """The bags of several pages; right, predicted and gold are summed over pages.

    ``columns`` is empty, because it would need a column for each distinct item on each page.
    """

    pages: Sequence[Bags]

    def total(self) -> Array:
        sums: Array = sum((page.reduced(page.total()) for page in self.pages), np.zeros((1, 3)))
        return sums

    @property
    def width(self) -> int:
        return max((page.width for page in self.pages), default=1)

    def sums(self, weights: Array) -> Array:
        """Sums of right, predicted and gold over the pages, shape (samples, 3)."""
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
    """``part`` divided by ``whole`` element by element; nan, without a warning, if it is 0."""
    result: Array = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=result, where=whole != 0)
    return result
