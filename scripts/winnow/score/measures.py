"""Measures: what is counted in each sentence, and which figures follow from the counts.

Every figure is a function of counts that are sums over sentences. So resampling sentences, and
swapping two systems in some of them, never means scoring again.
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
"""What a measure is of, where it is of everything."""


@dataclass(frozen=True)
class Measure(ABC):
    """A measure ``name`` of some part of the data (``of``).

    ``columns`` has a row for each sentence of the gold standard, in its order, and a column for
    each thing that is counted; or rows for some sentences only, whose numbers are ``units``. A
    ``detail`` is left out of short tables. What is not ``resampled`` is no sum over sentences that
    could be drawn again, and has no interval.
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

    @abstractmethod
    def counts(self, sums: Array) -> dict[str, float]:
        """What the sums of the columns, shape (columns,), are called."""

    def within(self, of: str, units: Numbers, detail: bool = False) -> Measure:
        """The same measure of some sentences only, of a measure of all."""
        return replace(self, of=of, columns=self.columns[units], units=units, detail=detail)

    def total(self) -> Array:
        """Sums of the columns of the data as it is, shape (1, columns)."""
        found: Array = self.columns.sum(axis=0, keepdims=True)
        return found

    @property
    def width(self) -> int:
        """How many numbers are summed for a sample."""
        return int(self.columns.shape[1])

    def sums(self, weights: Array) -> Array:
        """Sums of the columns, each sentence as often as ``weights`` says, shape (samples, all)."""
        return (weights if self.units is None else weights[:, self.units]) @ self.columns

    def traded(self, other: Measure, kept: Array) -> Array:
        """Sums of a system that keeps the sentences in ``kept`` and has the others of ``other``."""
        return self.sums(kept) + other.sums(1 - kept)


@dataclass(frozen=True)
class Shares(Measure):
    """Precision, recall and F1 of columns ``right``, ``predicted``, ``gold``.

    Where nothing is predicted precision is undefined, where there is no gold recall is, and where
    there is neither, F1 is. Where there is one of them F1 is a number, and 0 where nothing is
    right. F1 is that of van Rijsbergen (1979), "Information Retrieval", 2nd edition, chapter 7.
    """

    def figures(self, sums: Array) -> Values:
        return _shares(*sums.T)

    def counts(self, sums: Array) -> dict[str, float]:
        return dict(zip(("right", "predicted", "gold"), sums.tolist(), strict=True))


@dataclass(frozen=True)
class Macro(Measure):
    """The mean of F1 over labels, with columns right, predicted, gold for each of ``labels``.

    Labels that neither side has are left out, or leave the mean undefined where it must be
    ``complete``; a precision or recall that is undefined counts as 0, as seqeval and scikit-learn
    do. Where no label is left, nothing is defined.
    """

    labels: Sequence[str]
    complete: bool = False

    def figures(self, sums: Array) -> Values:
        cells = sums.reshape(len(sums), len(self.labels), 3)
        right, predicted, gold = np.moveaxis(cells, 2, 0)
        there = (predicted + gold) > 0
        found = _shares(right, predicted, gold)
        number = there.sum(axis=1)
        if self.complete:
            number = np.where(number == len(self.labels), number, 0)
        return {
            name: divided(np.where(there, np.nan_to_num(each), 0.0).sum(axis=1), number)
            for name, each in found.items()
        }

    def counts(self, sums: Array) -> dict[str, float]:
        cells = sums.reshape(len(self.labels), 3)
        return {
            "labels": float((cells[:, 1:].sum(axis=1) > 0).sum()),
            "predicted": float(cells[:, 1].sum()),
            "gold": float(cells[:, 2].sum()),
        }


@dataclass(frozen=True)
class Part(Measure):
    """A share of ``part`` in ``whole``, as one figure named ``figure``; undefined of nothing."""

    figure: str
    part: str
    whole: str

    def figures(self, sums: Array) -> Values:
        return {self.figure: divided(sums[:, 0], sums[:, 1])}

    def counts(self, sums: Array) -> dict[str, float]:
        return {self.part: float(sums[0]), self.whole: float(sums[1])}


@dataclass(frozen=True)
class Split(Measure):
    """The shares of parts that make up a whole, a column for each of ``parts``."""

    parts: Sequence[str]
    whole: str

    def figures(self, sums: Array) -> Values:
        total = sums.sum(axis=1)
        return {part: divided(sums[:, at], total) for at, part in enumerate(self.parts)}

    def counts(self, sums: Array) -> dict[str, float]:
        return {**dict(zip(self.parts, sums.tolist(), strict=True)), self.whole: float(sums.sum())}


@dataclass(frozen=True)
class Bags(Measure):
    """Precision, recall and F1 of bags: each kind of thing counts as often as both sides have it.

    The columns are three blocks of one column for each kind: what the sentence's part of the
    prediction has, what the sentence has, and what of that is found at all.
    """

    def figures(self, sums: Array) -> Values:
        return _shares(*self.reduced(sums).T)

    def counts(self, sums: Array) -> dict[str, float]:
        (found,) = self.reduced(sums[None])
        return dict(zip(("right", "predicted", "gold"), found.tolist(), strict=True))

    def reduced(self, sums: Array) -> Array:
        """Right, predicted and gold, shape (samples, 3)."""
        predicted, gold, found = np.split(sums, 3, axis=1)
        right = np.minimum(predicted, found).sum(axis=1)
        return np.stack([right, predicted.sum(axis=1), gold.sum(axis=1)], axis=1)


@dataclass(frozen=True)
class Pool(Shares):
    """Bags of several pages together: what is right on each is right of all.

    It has no columns of its own, which would be one for each kind of each page.
    """

    pages: Sequence[Bags]

    def total(self) -> Array:
        found: Array = sum((page.reduced(page.total()) for page in self.pages), np.zeros((1, 3)))
        return found

    @property
    def width(self) -> int:
        return max((page.width for page in self.pages), default=1)

    def sums(self, weights: Array) -> Array:
        """Sums of right, predicted and gold over the pages."""
        none: Array = np.zeros((len(weights), 3))
        return sum((page.reduced(page.sums(weights)) for page in self.pages), none)

    def traded(self, other: Measure, kept: Array) -> Array:
        assert isinstance(other, Pool)
        pairs = zip(self.pages, other.pages, strict=True)
        none: Array = np.zeros((len(kept), 3))
        return sum((one.reduced(one.traded(two, kept)) for one, two in pairs), none)


def _shares(right: Array, predicted: Array, gold: Array) -> Values:
    return {
        "precision": divided(right, predicted),
        "recall": divided(right, gold),
        "f1": divided(2 * right, predicted + gold),
    }


def divided(part: Array, whole: Array) -> Array:
    """A quotient that is nan where it is not defined, without a warning."""
    result: Array = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=result, where=whole != 0)
    return result
