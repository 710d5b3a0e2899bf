"""Agreement: how far two readings of the same pages say the same, layer by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from winnow.model.adjudication import REGISTRY
from winnow.model.compare import (
    NOTHING,
    Counts,
    Item,
    characters,
    items,
    match,
    shared,
    spans,
    wholes,
)
from winnow.model.corpus import Corpus
from winnow.model.layers import LAYERS
from winnow.model.page import Page
from winnow.model.passes import GOLD
from winnow.model.registry import Entry, references
from winnow.model.spans import tags, tokens
from winnow.rows.targets import candidates, polarity, stances_by_row


@dataclass(frozen=True)
class Reading:
    """Who read which pages, by page id, with a registry; ids of entities are those of gold.

    The registry is a list, since two entries of a pass can be one in the gold standard.
    """

    name: str
    pages: Mapping[str, Page]
    registry: tuple[tuple[str, Entry], ...]


def readings(corpus: Corpus) -> dict[str, Reading]:
    """Each independent pass, and then the gold standard, by name."""
    readings = {}
    for name, given in corpus.frame.passes.items():
        pages = {
            page.id: page.passes_in_gold_terms[name]
            for page in corpus.annotated
            if name in page.passes
        }
        entries = tuple(
            (given.renamed.get(entry_id, entry_id), entry)
            for entry_id, entry in given.registry.items()
        )
        readings[name] = Reading(name, pages, entries)
    gold = {page.id: page for page in corpus.pages}
    return readings | {GOLD: Reading(GOLD, gold, tuple(corpus.registry.items()))}


@dataclass(frozen=True)
class LayerAgreement:
    """Two readings of one layer.

    ``exact`` counts equal spans with equal labels, ``characters`` code points with equal labels,
    both by label; ``whole`` annotations that are equal in every part. Of the spans that were
    matched to each other, ``parts`` has how many give each label the same value: their share is
    the observed agreement of Artstein and Poesio (2008), "Inter-Coder Agreement for Computational
    Linguistics", Computational Linguistics 34(4).
    """

    exact: Mapping[str, Counts]
    characters: Mapping[str, Counts]
    whole: Counts
    matched: int
    parts: Mapping[str, int]


@dataclass(frozen=True)
class Nominal:
    """Labels that two readings gave the same units: ``table`` counts each pair of labels.

    ``coefficient`` is corrected for chance, and None where only one label occurs, or no unit.
    """

    units: int
    equal: int
    coefficient: float | None
    table: Mapping[tuple[str, str], int]

    def apart_from(self, label: str) -> tuple[int, int]:
        """Units that a reading gives another label than this one, and how many are equal."""
        there = {pair: number for pair, number in self.table.items() if pair != (label, label)}
        return sum(there.values()), sum(n for (one, other), n in there.items() if one == other)


@dataclass(frozen=True)
class Agreement:
    """Two readings of the pages that both have, which are named."""

    left: str
    right: str
    page_ids: tuple[str, ...]
    layers: Mapping[str, LayerAgreement]
    stance_rows: Nominal
    tokens: Nominal


def compare(left: Reading, right: Reading, corpus: Corpus) -> Agreement:
    """Compare two readings on the pages that both have; on units, those of the gold standard."""
    frames = [page for page in corpus.pages if page.id in left.pages and page.id in right.pages]
    return compare_on(frames, left, right, corpus.schemas.classes, corpus.schemas.actor_types)


def compare_on(
    frames: Sequence[Page],
    left: Reading,
    right: Reading,
    classes: Mapping[str, str],
    actor_types: Collection[str],
) -> Agreement:
    """The same on given pages, whose sentences and tokens are the units."""
    pairs = [(left.pages[page.id], right.pages[page.id]) for page in frames]
    layers = {
        layer: layer_agreement(
            [(items(one, layer, classes), items(other, layer, classes)) for one, other in pairs],
            LAYERS[layer].attributes,
        )
        for layer in LAYERS
    }
    page_ids = [page.id for page in frames]
    layers[REGISTRY] = _registry_agreement(_used(left, page_ids), _used(right, page_ids))
    rows: list[tuple[str, str]] = []
    tagged: list[tuple[str, str]] = []
    for gold, (one, other) in zip(frames, pairs, strict=True):
        rows.extend(row_labels(gold, one, other, classes, actor_types))
        tagged.extend(token_labels(gold, one, other))
    return Agreement(
        left=left.name,
        right=right.name,
        page_ids=tuple(page_ids),
        layers=layers,
        stance_rows=kappa(rows),
        tokens=alpha(tagged),
    )


def layer_agreement(
    pages: Sequence[tuple[Sequence[Item], Sequence[Item]]], parts: Sequence[str]
) -> LayerAgreement:
    """Two readings of one layer, given as the items of each on every page; ``parts`` are named."""
    exact: dict[str, Counts] = {}
    overlaps: dict[str, Counts] = {}
    whole, matched, same = NOTHING, 0, Counter(dict.fromkeys(parts, 0))
    for left, right in pages:
        for label in sorted({item.label for item in (*left, *right)}):
            one = [item for item in left if item.label == label]
            other = [item for item in right if item.label == label]
            exact[label] = exact.get(label, NOTHING) + shared(spans(one), spans(other))
            overlaps[label] = overlaps.get(label, NOTHING) + characters(one, other)
        whole += shared(wholes(left), wholes(right))
        said = {item.id: dict(item.parts) for item in right}
        pairs = match(left, right)
        matched += len(pairs)
        for item in left:
            if item.id in pairs:
                theirs = said[pairs[item.id]]
                same.update(name for name, value in item.parts if theirs[name] == value)
    return LayerAgreement(
        dict(sorted(exact.items())), dict(sorted(overlaps.items())), whole, matched, dict(same)
    )


Entries = Sequence[tuple[str, Entry]]


def _used(reading: Reading, page_ids: Iterable[str]) -> Entries:
    """The entries that annotations of these pages refer to."""
    names = {entity for page_id in page_ids for _, _, entity in references(reading.pages[page_id])}
    return [(name, entry) for name, entry in reading.registry if name in names]


def _registry_agreement(left: Entries, right: Entries) -> LayerAgreement:
    """Entries are told apart by their ids, and have no span; their label is their kind."""
    parts = ("kind", "type", "name")
    kinds = sorted({entry.kind for _, entry in (*left, *right)})
    exact = {
        kind: shared(
            (name for name, entry in left if entry.kind == kind),
            (name for name, entry in right if entry.kind == kind),
        )
        for kind in kinds
    }
    whole = shared(
        *([(name, *_said(entry, parts)) for name, entry in each] for each in (left, right))
    )
    one, other = dict(reversed(left)), dict(reversed(right))  # of merged entries the first counts
    both = [(one[name], other[name]) for name in one if name in other]
    same = {name: sum(getattr(a, name) == getattr(b, name) for a, b in both) for name in parts}
    return LayerAgreement(exact, {}, whole, len(both), same)


def _said(entry: Entry, parts: Iterable[str]) -> list[str | None]:
    return [getattr(entry, name) for name in parts]


def total(counts: Mapping[str, Counts]) -> Counts:
    """The counts of all labels together (micro-averaged, in the terms of F1)."""
    return sum(counts.values(), NOTHING)


def row_labels(
    gold: Page,
    left: Page,
    right: Page,
    classes: Mapping[str, str],
    actor_types: Collection[str],
) -> list[tuple[str, str]]:
    """The polarity that each reading gives each row of ``stance``.

    The rows are the sentences of the gold standard with the candidates of either reading; where a
    reading has no stance, its polarity is ``none``.
    """
    rows = candidates(gold, left, classes, actor_types) | candidates(
        gold, right, classes, actor_types
    )
    one, other = stances_by_row(gold, left), stances_by_row(gold, right)
    return [(polarity(one.get(row, ())), polarity(other.get(row, ()))) for row in sorted(rows)]


def token_labels(gold: Page, left: Page, right: Page) -> list[tuple[str, str]]:
    """The IOB2 tag that each reading gives each token of the sentences of the gold standard."""
    extents = [
        (sentence.start + start, sentence.start + end)
        for sentence in gold.sentences
        for start, end in tokens(sentence.quote)
    ]
    return list(zip(tags(extents, left.mentions), tags(extents, right.mentions), strict=True))


def kappa(pairs: Sequence[tuple[str, str]]) -> Nominal:
    """Cohen's kappa: agreement above what the label frequencies of either reading would give.

    Cohen (1960), "A Coefficient of Agreement for Nominal Scales", Educational and Psychological
    Measurement 20(1).
    """
    table = Counter(pairs)
    left, right = _frequencies(table)
    n = table.total()
    return _nominal(table, n * n - sum(left[label] * right[label] for label in left), n * n)


def alpha(pairs: Sequence[tuple[str, str]]) -> Nominal:
    """Krippendorff's alpha for nominal labels: one minus observed by expected disagreement.

    Hayes and Krippendorff (2007), "Answering the Call for a Standard Reliability Measure for Coding
    Data", Communication Methods and Measures 1(1).
    """
    table = Counter(pairs)
    left, right = _frequencies(table)
    values = left + right
    n = values.total()
    return _nominal(table, n * n - sum(count * count for count in values.values()), n * (n - 1))


def _frequencies(table: Counter[tuple[str, str]]) -> tuple[Counter[str], Counter[str]]:
    """How often each reading gives each label."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (left_label, right_label), count in table.items():
        left[left_label] += count
        right[right_label] += count
    return left, right


def _nominal(table: Counter[tuple[str, str]], unequal: int, drawn: int) -> Nominal:
    """Agreement corrected for chance: ``unequal`` of ``drawn`` pairs differ when drawn by chance.

    None differ where only one label occurs, or no unit; then there is no coefficient.
    """
    units = table.total()
    equal = sum(count for (left, right), count in table.items() if left == right)
    coefficient = 1 - (units - equal) * drawn / (units * unequal) if unequal else None
    return Nominal(units, equal, coefficient, table)
