"""Agreement between two readings of the same pages, layer by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
    """The pages of a pass or of the gold standard by id, and its registry.

    Registry ids are those of the gold standard. The registry is a list of ids and entries, since
    two entries of a pass can be one in the gold standard.
    """

    name: str
    pages: Mapping[str, Page]
    registry: tuple[tuple[str, Entry], ...]


def readings(corpus: Corpus) -> dict[str, Reading]:
    """Every independent pass and, last, the gold standard by name."""
    readings = {}
    for name, independent in corpus.frame.passes.items():
        pages = {
            page.id: page.passes_in_gold_terms[name]
            for page in corpus.annotated
            if name in page.passes
        }
        entries = tuple(
            (independent.renamed.get(entry_id, entry_id), entry)
            for entry_id, entry in independent.registry.items()
        )
        readings[name] = Reading(name, pages, entries)
    gold = {page.id: page for page in corpus.pages}
    return readings | {GOLD: Reading(GOLD, gold, tuple(corpus.registry.items()))}


@dataclass(frozen=True)
class LayerAgreement:
    """Agreement of two readings on one layer.

    ``exact`` counts equal spans with equal labels, ``characters`` code points with equal labels,
    both by label; ``whole`` counts annotations that are equal in all attributes. ``matched`` is the
    number of matched spans, and ``parts`` maps each attribute to the number of those on which it is
    equal: the share is the observed agreement of Artstein and Poesio (2008), "Inter-Coder Agreement
    for Computational Linguistics", Computational Linguistics 34(4).
    """

    exact: Mapping[str, Counts]
    characters: Mapping[str, Counts]
    whole: Counts
    matched: int
    parts: Mapping[str, int]


@dataclass(frozen=True)
class Nominal:
    """Agreement on the labels of the same units; ``table`` counts each pair of labels.

    ``coefficient`` is corrected for chance, and None if there are no units or only one label.
    """

    units: int
    equal: int
    coefficient: float | None
    table: Mapping[tuple[str, str], int]

    def excluding(self, label: str) -> tuple[int, int]:
        """The number of units that are not ``label`` in both readings, and of equal ones."""
        counts = {pair: count for pair, count in self.table.items() if pair != (label, label)}
        equal = sum(count for (left, right), count in counts.items() if left == right)
        return sum(counts.values()), equal


@dataclass(frozen=True)
class Agreement:
    """Agreement of two readings, which are named, on the pages that both have."""

    left: str
    right: str
    page_ids: tuple[str, ...]
    layers: Mapping[str, LayerAgreement]
    stance_rows: Nominal
    tokens: Nominal


def compare(left: Reading, right: Reading, corpus: Corpus) -> Agreement:
    """Agreement on the pages that both readings have; the units are those of the gold standard."""
    pages = [page for page in corpus.pages if page.id in left.pages and page.id in right.pages]
    return compare_on(pages, left, right, corpus.schemas.classes, corpus.schemas.actor_types)


def compare_on(
    unit_pages: Sequence[Page],
    left: Reading,
    right: Reading,
    classes: Mapping[str, str],
    actor_types: Collection[str],
) -> Agreement:
    """Agreement on these pages, whose sentences and tokens are the units."""
    page_ids = tuple(page.id for page in unit_pages)
    pairs = [(left.pages[page_id], right.pages[page_id]) for page_id in page_ids]
    layers = {
        layer.name: layer_agreement(
            [(items(a, layer.name, classes), items(b, layer.name, classes)) for a, b in pairs],
            layer.attributes,
        )
        for layer in LAYERS.values()
    }
    layers[REGISTRY] = _registry_agreement(_used(left, page_ids), _used(right, page_ids))
    stance_labels: list[tuple[str, str]] = []
    token_tags: list[tuple[str, str]] = []
    for unit_page, (left_page, right_page) in zip(unit_pages, pairs, strict=True):
        stance_labels += row_labels(unit_page, left_page, right_page, classes, actor_types)
        token_tags += token_labels(unit_page, left_page, right_page)
    return Agreement(
        left.name, right.name, page_ids, layers, kappa(stance_labels), alpha(token_tags)
    )


def layer_agreement(
    pages: Sequence[tuple[Sequence[Item], Sequence[Item]]], attributes: Sequence[str]
) -> LayerAgreement:
    """Agreement on one layer: for each page the items of both readings."""
    exact: dict[str, Counts] = {}
    overlaps: dict[str, Counts] = {}
    whole, matched, equal = NOTHING, 0, Counter(dict.fromkeys(attributes, 0))
    for left, right in pages:
        for label in {item.label for item in (*left, *right)}:
            left_items = [item for item in left if item.label == label]
            right_items = [item for item in right if item.label == label]
            exact[label] = exact.get(label, NOTHING) + shared(spans(left_items), spans(right_items))
            overlaps[label] = overlaps.get(label, NOTHING) + characters(left_items, right_items)
        whole += shared(wholes(left), wholes(right))
        right_parts = {item.id: dict(item.parts) for item in right}
        pairs = match(left, right)
        matched += len(pairs)
        for item in left:
            if item.id in pairs:
                counterpart = right_parts[pairs[item.id]]
                equal.update(name for name, value in item.parts if counterpart[name] == value)
    return LayerAgreement(
        dict(sorted(exact.items())), dict(sorted(overlaps.items())), whole, matched, dict(equal)
    )


Entries = Sequence[tuple[str, Entry]]


def _used(reading: Reading, page_ids: Iterable[str]) -> Entries:
    """The entries that annotations of these pages refer to."""
    ids = {
        entry_id for page_id in page_ids for _, _, entry_id in references(reading.pages[page_id])
    }
    return [(entry_id, entry) for entry_id, entry in reading.registry if entry_id in ids]


def _registry_agreement(left: Entries, right: Entries) -> LayerAgreement:
    """Entries have no span and are matched by their ids; their label is their kind."""
    attributes = ("kind", "type", "name")
    exact = {
        kind: shared(_ids(left, kind), _ids(right, kind))
        for kind in sorted({entry.kind for _, entry in (*left, *right)})
    }
    whole = shared(_without_index(left), _without_index(right))
    left_by_id, right_by_id = (
        dict(reversed(left)),
        dict(reversed(right)),
    )  # of merged ones the first
    pairs = [(left_by_id[name], right_by_id[name]) for name in left_by_id if name in right_by_id]
    equal = {
        name: sum(getattr(a, name) == getattr(b, name) for a, b in pairs) for name in attributes
    }
    return LayerAgreement(exact, {}, whole, len(pairs), equal)


def _ids(entries: Entries, kind: str) -> list[str]:
    return [entry_id for entry_id, entry in entries if entry.kind == kind]


def _without_index(entries: Entries) -> list[Entry]:
    return [replace(entry, id=entry_id, index=0) for entry_id, entry in entries]


def total(counts: Mapping[str, Counts]) -> Counts:
    """The counts of all labels together, whose F1 is the micro-average."""
    return sum(counts.values(), NOTHING)


def row_labels(
    gold: Page,
    left: Page,
    right: Page,
    classes: Mapping[str, str],
    actor_types: Collection[str],
) -> list[tuple[str, str]]:
    """The polarity of each row of ``stance`` in both readings, ``none`` without a stance.

    The rows are the sentences of the gold standard with the candidates of either reading.
    """
    rows = candidates(gold, left, classes, actor_types)
    rows |= candidates(gold, right, classes, actor_types)
    left_stances, right_stances = stances_by_row(gold, left), stances_by_row(gold, right)
    return [
        (polarity(left_stances.get(row, ())), polarity(right_stances.get(row, ())))
        for row in sorted(rows)
    ]


def token_labels(gold: Page, left: Page, right: Page) -> list[tuple[str, str]]:
    """The IOB2 tag of each token of the gold standard's sentences in both readings."""
    extents = [
        (sentence.start + start, sentence.start + end)
        for sentence in gold.sentences
        for start, end in tokens(sentence.quote)
    ]
    return list(zip(tags(extents, left.mentions), tags(extents, right.mentions), strict=True))


def kappa(pairs: Sequence[tuple[str, str]]) -> Nominal:
    """Cohen's kappa: chance agreement is that of the label frequencies of both readings.

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
    """How often each label occurs in each reading."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (left_label, right_label), count in table.items():
        left[left_label] += count
        right[right_label] += count
    return left, right


def _nominal(table: Counter[tuple[str, str]], unequal: int, pairs: int) -> Nominal:
    """Agreement corrected for chance: by chance, ``unequal`` of ``pairs`` pairs of labels differ.

    Without units, and with one label only, none differ and there is no coefficient.
    """
    units = table.total()
    equal = sum(count for (left, right), count in table.items() if left == right)
    coefficient = 1 - (units - equal) * pairs / (units * unequal) if unequal else None
    return Nominal(units, equal, coefficient, table)
