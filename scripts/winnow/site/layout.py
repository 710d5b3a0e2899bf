"""Where everything of a page stands: lines, blocks, sentences, and pieces that no span cuts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from winnow.model.json import Json


@dataclass(frozen=True)
class Mark:
    """A span on a page; ``layer`` is a layer or a part of an annotation, such as ``holder``."""

    id: str
    layer: str
    start: int
    end: int
    annotation: Json = field(compare=False, repr=False)


@dataclass(frozen=True)
class Piece:
    """Characters that are in the same spans; ``marks`` in the order of ``MARKED``."""

    start: int
    end: int
    text: str
    line: int
    marks: tuple[Mark, ...]

    def of(self, *layers: str) -> list[Mark]:
        """The marks of some layers."""
        return [mark for mark in self.marks if mark.layer in layers]


@dataclass(frozen=True)
class Sentence:
    """A sentence with its pieces; without a mark, the white space between two."""

    mark: Mark | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    """A segment with the white space around it; without a mark, a line with no segment.

    ``glued`` says that no white space parts it from the segment before it in its line.
    """

    mark: Mark | None
    before: tuple[Piece, ...]
    sentences: tuple[Sentence, ...]
    after: tuple[Piece, ...]
    glued: bool


@dataclass(frozen=True)
class Line:
    """A line of the page, counted from 0, with the stances whose evidence begins in it."""

    number: int
    blocks: tuple[Block, ...]
    stances: tuple[Mark, ...]


MARKED = (
    "segment",
    "sentence",
    "mention",
    "quotation",
    "stance",
    "cue",
    "holder",
    "target",
)
LAYERS = {
    "segments": "segment",
    "sentences": "sentence",
    "mentions": "mention",
    "quotations": "quotation",
    "stances": "stance",
}
PARTS = {"cue": "cue", "holder_span": "holder", "target_span": "target"}
"""Members of an annotation that are spans, and how their marks are called."""


def short(permanent: str) -> str:
    """The id of an annotation on its page, from its permanent id."""
    return permanent.rpartition("#")[2]


def marks(row: Json) -> Iterator[Mark]:
    """Every span of a row of ``pages``."""
    for layer, name in LAYERS.items():
        for each in row[layer]:
            own = short(each["id"])
            yield Mark(own, name, each["page_start"], each["page_end"], each)
            for member, part in PARTS.items():
                if span := each.get(member):
                    yield Mark(own, part, span["page_start"], span["page_end"], each)


def lines(row: Json) -> Iterator[Line]:
    """The lines of a row of ``pages``; their pieces give the whole text, in order."""
    last_end = -1
    for number, inside in groupby(pieces(row), key=lambda piece: piece.line):
        own = tuple(inside)
        groups = [
            (mark, tuple(group))
            for mark, group in groupby(own, key=lambda each: _of(each, "segment"))
        ]
        blocks: list[Block] = []
        before: tuple[Piece, ...] = ()
        for mark, group in groups:
            if mark is not None:
                glued = bool(blocks) and mark.start == last_end
                blocks.append(Block(mark, before, tuple(_sentences(group)), (), glued))
                before, last_end = (), mark.end
            elif blocks:
                held = blocks.pop()
                blocks.append(Block(held.mark, held.before, held.sentences, group, held.glued))
            else:
                before = group
        begun = tuple(
            mark for piece in own for mark in piece.of("stance") if mark.start == piece.start
        )
        yield Line(number, tuple(blocks) or (Block(None, before, (), (), False),), begun)


def _sentences(inside: Iterable[Piece]) -> Iterator[Sentence]:
    for mark, group in groupby(inside, key=lambda each: _of(each, "sentence")):
        yield Sentence(mark, tuple(group))


def _of(piece: Piece, layer: str) -> Mark | None:
    return next(iter(piece.of(layer)), None)


def pieces(row: Json) -> Iterator[Piece]:
    """The text of a row of ``pages``, cut wherever a span or a line begins or ends."""
    text: str = row["text"]
    found = list(marks(row))
    cuts = {0, len(text)}
    for mark in found:
        cuts |= {mark.start, mark.end}
    for at, character in enumerate(text):
        if character == "\n":
            cuts |= {at, at + 1}
    begins, ends = defaultdict[int, list[Mark]](list), defaultdict[int, list[Mark]](list)
    for mark in found:
        begins[mark.start].append(mark)
        ends[mark.end].append(mark)
    active: list[Mark] = []
    line = 0
    for start, end in pairwise(sorted(cuts)):
        gone = set(map(id, ends[start]))
        active = [mark for mark in active if id(mark) not in gone] + begins[start]
        active.sort(key=lambda mark: MARKED.index(mark.layer))
        yield Piece(start, end, text[start:end], line, tuple(active))
        line += text[start:end] == "\n"
