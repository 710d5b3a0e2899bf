"""The text of a page as lines, blocks, sentences and pieces that no span cuts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from winnow.model.json import Json
from winnow.model.layers import LAYERS, Article, Layer

SPAN_LAYERS = tuple(layer for layer in LAYERS.values() if layer.type is not Article)

FURTHER_SPANS = {
    column: column.removesuffix("_span") for layer in SPAN_LAYERS for column in layer.spans
}
"""Columns of an annotation that hold a further span, and the name of its marks."""

REFERENCES = tuple(
    (layer.name, layer.column(reference))
    for layer in LAYERS.values()
    for reference in layer.references
)
"""Layer and column of each reference to the registry."""

NOTED = ("quotation", "stance")
"""Layers whose annotations have a note next to the text."""

MARKED = (*(layer.singular for layer in SPAN_LAYERS), *FURTHER_SPANS.values())
"""Names of marks, in the order in which a piece lists them."""


@dataclass(frozen=True)
class Mark:
    """A span on a page; ``layer`` is the singular of a layer or a further span such as ``holder``.

    ``id`` is that of the annotation on the page, ``annotation`` its item in the row of ``pages``.
    ``readings`` are the passes that have the annotation, and ``gold``; None stands for all of them.
    ``differs`` is whether the span or what it is marked for differs between them. ``doubt`` is the
    tag of a doubtful annotation, or empty.
    """

    id: str
    layer: str
    start: int
    end: int
    annotation: Json = field(compare=False, repr=False)
    readings: frozenset[str] | None = None
    differs: bool = False
    doubt: str = ""

    def is_in(self, reading: str) -> bool:
        """Whether a pass, or ``gold``, has the annotation."""
        return self.readings is None or reading in self.readings


@dataclass(frozen=True)
class Piece:
    """Characters that are in the same spans; ``marks`` are in the order of ``MARKED``."""

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

    ``glued`` is whether no white space separates it from the segment before it in its line.
    """

    mark: Mark | None
    before: tuple[Piece, ...]
    sentences: tuple[Sentence, ...]
    after: tuple[Piece, ...]
    glued: bool

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces of the block."""
        inside = (piece for sentence in self.sentences for piece in sentence.pieces)
        return (*self.before, *inside, *self.after)


@dataclass(frozen=True)
class Line:
    """A line of the page, counted from 0, with the quotations and stances that begin in it."""

    number: int
    blocks: tuple[Block, ...]
    notes: tuple[Mark, ...]

    @property
    def segments(self) -> list[Json]:
        """The segments of the line; a line of white space has none."""
        return [block.mark.annotation for block in self.blocks if block.mark]


def short(permanent: str) -> str:
    """The id of an annotation on its page, from its permanent id."""
    return permanent.rpartition("#")[2]


def layer_of(name: str) -> Layer:
    """The layer of an annotation by its id on the page, or in a pass, such as ``a/t24``."""
    prefix = name.rpartition("/")[2][0]
    return next(layer for layer in LAYERS.values() if layer.prefix == prefix)


def marks(row: Json) -> Iterator[Mark]:
    """Every span of a row of ``pages``."""
    for layer in SPAN_LAYERS:
        for annotation in row[layer.name]:
            yield from marks_of(layer, short(annotation["id"]), annotation)


def marks_of(layer: Layer, name: str, annotation: Json) -> Iterator[Mark]:
    """The spans of an annotation whose id on the page is ``name``."""
    yield _mark(name, layer.singular, annotation, annotation)
    for column in layer.spans:
        if span := annotation[column]:
            yield _mark(name, FURTHER_SPANS[column], span, annotation)


def _mark(name: str, layer: str, span: Json, annotation: Json) -> Mark:
    return Mark(name, layer, span["page_start"], span["page_end"], annotation)


def lines(row: Json, spans: Iterable[Mark] | None = None) -> Iterator[Line]:
    """The lines of a row of ``pages``; their pieces give the whole text, in order.

    ``spans`` are those to mark, by default those of the row.
    """
    last_end = -1
    for number, group in groupby(pieces(row, spans), key=lambda piece: piece.line):
        line = tuple(group)
        blocks: list[Block] = []
        before: tuple[Piece, ...] = ()
        for mark, inside in _groups(line, "segment"):
            if mark is not None:
                glued = bool(blocks) and mark.start == last_end
                sentences = tuple(Sentence(*group) for group in _groups(inside, "sentence"))
                blocks.append(Block(mark, before, sentences, (), glued))
                before, last_end = (), mark.end
            elif blocks:
                blocks[-1] = replace(blocks[-1], after=inside)
            else:
                before = inside
        notes = tuple(
            mark for piece in line for mark in piece.of(*NOTED) if mark.start == piece.start
        )
        yield Line(number, tuple(blocks) or (Block(None, before, (), (), False),), notes)


def _groups(pieces: Iterable[Piece], layer: str) -> Iterator[tuple[Mark | None, tuple[Piece, ...]]]:
    """Neighbouring pieces in the same segment or sentence, or in none."""
    for mark, group in groupby(pieces, key=lambda piece: next(iter(piece.of(layer)), None)):
        yield mark, tuple(group)


def pieces(row: Json, spans: Iterable[Mark] | None = None) -> Iterator[Piece]:
    """The text of a row of ``pages``, cut wherever a span or a line begins or ends.

    ``spans`` are those to mark, by default those of the row.
    """
    text: str = row["text"]
    cuts = {0, len(text)}
    begins, ends = defaultdict[int, list[Mark]](list), defaultdict[int, list[Mark]](list)
    for mark in marks(row) if spans is None else spans:
        cuts |= {mark.start, mark.end}
        begins[mark.start].append(mark)
        ends[mark.end].append(mark)
    for offset, character in enumerate(text):
        if character == "\n":
            cuts |= {offset, offset + 1}
    active: list[Mark] = []
    line = 0
    for start, end in pairwise(sorted(cuts)):
        ended = set(map(id, ends[start]))
        active = [mark for mark in active if id(mark) not in ended] + begins[start]
        active.sort(key=lambda mark: MARKED.index(mark.layer))
        yield Piece(start, end, text[start:end], line, tuple(active))
        line += text[start:end] == "\n"
