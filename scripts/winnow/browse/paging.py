"""Long lists in parts, each a file of its own, so that no file grows with the whole corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

NEAR = 3
"""How many parts before and behind itself a part links to."""


@dataclass(frozen=True)
class Part(Generic[Item]):
    """Some items of a list; ``number`` counts from 1 to ``of``, ``names`` are the files' of all."""

    number: int
    of: int
    items: tuple[Item, ...]
    names: tuple[str, ...]

    @property
    def linked(self) -> list[tuple[int | None, str]]:
        """Number and name of the parts that this one links to; None stands for parts between.

        They are the first, the last and the nearest, so that parts do not grow with their number.
        """
        near = range(self.number - NEAR, self.number + NEAR + 1)
        wanted = sorted({1, self.of, *(each for each in near if 1 <= each <= self.of)})
        found: list[tuple[int | None, str]] = []
        for before, number in zip([0, *wanted], wanted, strict=False):
            if number > before + 1:
                found.append((None, ""))
            found.append((number, self.names[number - 1]))
        return found

    def titled(self, title: str) -> str:
        """A title that tells parts apart; the first has it as it is."""
        return title if self.number == 1 else f"{title}, part {self.number}"

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self.names[self.number - 1]


def parts(name: str, items: Sequence[Item], most: int) -> Iterator[Part[Item]]:
    """The items, ``most`` in a part; one empty part where there are none."""
    count = max(-(-len(items) // most), 1)
    names = tuple(name_of(name, number) for number in range(1, count + 1))
    for index in range(count):
        yield Part(index + 1, count, tuple(items[index * most : (index + 1) * most]), names)


def name_of(name: str, number: int) -> str:
    """The name of a part's file, without its ending.

    The first part has the name itself; a dot, which no id has, parts it from the number of others.
    """
    return name if number == 1 else f"{name}.{number}"
