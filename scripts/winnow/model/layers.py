"""The layers of annotation: their classes, and the one table that describes each layer.

Spans are half-open and count code points of the page's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Span:
    """A span ``[start, end)`` of the page's text in code points, and its characters.

    ``quote`` is ``page.text[start:end]``, here and in all classes of annotations.
    """

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Article:
    """An article on the page; its segments are those with its ``id`` as ``article``.

    ``role`` is a label of ``article_role``. ``index``, here and in all classes of annotations, is
    the position in the layer's list in the file or row that was read, from 0.
    """

    index: int
    id: str
    role: str


@dataclass(frozen=True)
class Segment:
    """A piece of one line of the page, ``[start, end)`` in code points.

    ``kind`` is a label of ``segment_kind``; ``article`` is the id of the article that it belongs
    to, or None.
    """

    index: int
    id: str
    start: int
    end: int
    quote: str
    kind: str
    article: str | None


@dataclass(frozen=True)
class Sentence:
    """A sentence of the page, ``[start, end)`` in code points."""

    index: int
    id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Mention:
    """A name, date or number, ``[start, end)`` in code points.

    ``type`` is a label of ``entity_type``, after OntoNotes 5.0; ``entity`` is a registry id, None
    for dates, times, quantities and numbers.
    """

    index: int
    id: str
    start: int
    end: int
    quote: str
    type: str
    entity: str | None


@dataclass(frozen=True)
class Quotation:
    """A stretch in quotation marks, marks included, ``[start, end)`` in code points.

    ``kind`` is a label of ``quotation_kind``; ``speaker`` is a registry id, ``cue`` the words that
    report the quotation. Both can be None.
    """

    index: int
    id: str
    start: int
    end: int
    quote: str
    kind: str
    speaker: str | None
    cue: Span | None


@dataclass(frozen=True)
class Stance:
    """A position of a holder on a target; ``[start, end)``, in code points, is its evidence.

    ``holder`` and ``target`` are registry ids; the holder can be ``author``, the writer's own
    voice, which has no entry. ``holder_span`` and ``target_span`` are the words that name them in
    the sentence, None if none do. ``polarity`` is a label of ``polarity``, ``basis`` one of
    ``stance_basis``; ``alleged`` is whether the text presents the stance, or the act that shows it,
    as what others than the holder allege, believe or claim.
    """

    index: int
    id: str
    start: int
    end: int
    quote: str
    holder: str
    holder_span: Span | None
    target: str
    target_span: Span | None
    polarity: str
    basis: str
    alleged: bool


Spanned = Segment | Sentence | Mention | Quotation | Stance
Annotation = Article | Spanned


@dataclass(frozen=True)
class Layer:
    """A layer of annotation and the attributes of its annotations besides id and span.

    ``name`` is its key in annotation files, ``singular`` names one annotation, ``prefix`` is the
    first letter of ids. ``attributes`` are compared between readings, the first of them being the
    label that readings are counted by. ``labels`` maps those with labels to their label list,
    ``references`` are registry ids, and ``spans`` are further spans. ``optional`` is whether a
    sentence can have none, so that an audit can find one missing.
    """

    name: str
    singular: str
    prefix: str
    type: type[Annotation]
    attributes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    optional: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The attributes in the order of annotation files."""
        return tuple(key.name for key in fields(self.type) if key.name in self.attributes)

    def column(self, attribute: str) -> str:
        """The column that holds an attribute where annotations of all layers share columns."""
        if attribute in self.references:
            return f"{attribute}_id"
        return f"{self.singular}_kind" if attribute == "kind" else attribute


_TABLE = (
    Layer("articles", "article", "a", Article, ("role",), {"role": "article_role"}),
    Layer(
        "segments", "segment", "s", Segment, ("kind", "article"), labels={"kind": "segment_kind"}
    ),
    Layer("sentences", "sentence", "x", Sentence),
    Layer(
        "mentions",
        "mention",
        "m",
        Mention,
        ("type", "entity"),
        labels={"type": "entity_type"},
        references=("entity",),
        optional=True,
    ),
    Layer(
        "quotations",
        "quotation",
        "q",
        Quotation,
        ("kind", "speaker", "cue"),
        labels={"kind": "quotation_kind"},
        references=("speaker",),
        spans=("cue",),
        optional=True,
    ),
    Layer(
        "stances",
        "stance",
        "t",
        Stance,
        ("polarity", "holder", "target", "basis", "alleged", "holder_span", "target_span"),
        labels={"polarity": "polarity", "basis": "stance_basis"},
        references=("holder", "target"),
        spans=("holder_span", "target_span"),
        optional=True,
    ),
)

LAYERS = {layer.name: layer for layer in _TABLE}
"""Every layer by its name, in the order in which annotation files have them."""

OPTIONAL_LAYERS = tuple(layer.name for layer in _TABLE if layer.optional)
"""The layers in which a sentence can have no annotation."""

LAYER_OF: Mapping[type, Layer] = {layer.type: layer for layer in _TABLE}
"""The layer of each class of annotations."""
