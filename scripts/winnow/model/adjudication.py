"""The log of adjudication, and where each annotation of the gold standard comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from winnow.model.json import Json
from winnow.model.layers import (
    LAYER_OF,
    LAYERS,
    Annotation,
    Article,
    Segment,
)
from winnow.model.page import Page, article_begins
from winnow.model.passes import THIRD
from winnow.model.registry import Entry

REGISTRY = "registry"
"""The layer that belongs to no page."""


@dataclass(frozen=True)
class PassReading:
    """What a pass has at one place; ``ids`` are those that it gave."""

    pass_name: str
    ids: tuple[str, ...]
    wording: str | None


@dataclass(frozen=True)
class Decision:
    """A decision; ``index`` is its place in the log, from 0.

    ``findings`` names the verdicts of audits that it answers, as audit, slash and id.
    """

    index: int
    id: str
    page_id: str | None
    layer: str
    readings: tuple[PassReading, ...]
    taken: str
    findings: tuple[str, ...]
    gold: tuple[str, ...]
    decision: str | None
    rule: str
    note: str | None

    @property
    def is_find(self) -> bool:
        """Whether it takes what no pass has where the passes agree, or have nothing."""
        return self.taken == THIRD and bool(self.readings) and not self.passes_differ

    @property
    def is_placed(self) -> bool:
        """Whether it is on a layer of a page, or on the registry, and on something there."""
        something = self.gold or self.findings or any(reading.ids for reading in self.readings)
        return bool(something) and (self.page_id is None) == (self.layer == REGISTRY)

    @property
    def passes_differ(self) -> bool:
        """Whether the passes have different things here."""
        return len({reading.wording for reading in self.readings}) > 1


def lines(value: Json) -> tuple[Decision, ...]:
    """The lines of a log that keeps its schema, in their order."""
    return tuple(
        Decision(
            index=index,
            id=each["id"],
            page_id=each["page_id"],
            layer=each["layer"],
            readings=tuple(
                PassReading(reading["pass"], tuple(reading["ids"]), reading["reading"])
                for reading in each["readings"]
            ),
            taken=each["taken"],
            findings=tuple(each["findings"]),
            gold=tuple(each["gold"]),
            decision=each["decision"],
            rule=each["rule"],
            note=each["note"],
        )
        for index, each in enumerate(value)
    )


@dataclass(frozen=True)
class Provenance:
    """Which readings the gold standard kept on a page or in the registry, and who decided.

    ``kept`` maps, for each pass, the ids that it gave to those of the gold standard; an entity's id
    counts as the one that it has in the gold standard, where a decision on the registry says that
    the two are one. ``on_reading`` (by pass and its id) and ``on_gold`` have the last decision.
    """

    kept: Mapping[str, Mapping[str, str]]
    on_reading: Mapping[tuple[str, str], Decision]
    on_gold: Mapping[str, Decision]

    @classmethod
    def of(cls, kept: Mapping[str, Mapping[str, str]], decisions: Sequence[Decision]) -> Provenance:
        """The provenance that these decisions give, in the order in which they were made."""
        on_reading = {
            (reading.pass_name, annotation_id): decision
            for decision in decisions
            for reading in decision.readings
            for annotation_id in reading.ids
        }
        on_gold = {gold_id: decision for decision in decisions for gold_id in decision.gold}
        return cls(kept, on_reading, on_gold)

    @cached_property
    def makers(self) -> dict[str, tuple[str, ...]]:
        """The passes that have an annotation or entry of the gold standard as it is, by its id."""
        makers: dict[str, tuple[str, ...]] = {}
        for name, kept in self.kept.items():
            for gold_id in dict.fromkeys(kept.values()):
                makers[gold_id] = (*makers.get(gold_id, ()), name)
        return makers


def kept_entries(
    theirs: Mapping[str, Entry], registry: Mapping[str, Entry], names: Mapping[str, str]
) -> dict[str, str]:
    """Ids in the gold standard of the entries of a pass that are the same there, by their ids."""
    return {
        entry.id: names.get(entry.id, entry.id)
        for entry in theirs.values()
        if _same_entry(entry, registry.get(names.get(entry.id, entry.id)))
    }


def _same_entry(theirs: Entry, ours: Entry | None) -> bool:
    return ours is not None and replace(theirs, id=ours.id, index=ours.index) == ours


def renamed(pass_name: str, log: Iterable[Decision]) -> dict[str, str]:
    """Registry ids of a pass by which the gold standard knows them under another id."""
    names: dict[str, str] = {}
    for line in log:
        for reading in line.readings:
            if line.layer == REGISTRY and reading.pass_name == pass_name and len(reading.ids) == 1:
                names.pop(reading.ids[0], None)
                if len(line.gold) == 1 and line.decision is not None:
                    names[reading.ids[0]] = line.gold[0]
    return names


def kept_annotations(page: Page, gold: Page, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Ids of the annotations that are the same in both but for their ids, each taken once.

    Articles are matched by where on the page they begin, also where a segment names one.
    """
    begins, begins_in_gold = article_begins(page), article_begins(gold)
    for layer in LAYERS:
        free: dict[object, list[str]] = {}
        for annotation in gold.layer(layer):
            identity = _identity(annotation, begins_in_gold)
            free.setdefault(identity, []).append(annotation.id)
        for annotation in page.layer(layer):
            if same := free.get(_identity(renamed_annotation(annotation, names), begins)):
                yield annotation.id, same.pop(0)


def _identity(annotation: Annotation, begins: Mapping[str, int]) -> tuple[Annotation, int | None]:
    """An annotation without its own number, and where the article begins that it is or names."""
    if isinstance(annotation, Segment) and annotation.article is not None:
        return replace(annotation, id="", index=0, article=""), begins[annotation.article]
    return replace(annotation, id="", index=0), begins.get(annotation.id)


def renamed_annotation(
    annotation: Annotation, names: Mapping[str, str], articles: Mapping[str, str] | None = None
) -> Annotation:
    """An annotation of a pass with the ids of the gold standard: of entities and of articles."""
    numbers = articles or {}
    match annotation:
        case Article(id=own):
            return replace(annotation, id=numbers.get(own, own))
        case Segment(article=str(article)):
            return replace(annotation, article=numbers.get(article, article))
        case _:
            entities: Any = {
                attribute: names.get(entity, entity)
                for attribute in LAYER_OF[type(annotation)].references
                if (entity := getattr(annotation, attribute)) is not None
            }
            return replace(annotation, **entities) if entities else annotation


def in_gold_terms(page: Page, names: Mapping[str, str]) -> Page:
    """A page of a pass with the registry ids of the gold standard."""
    layers: Any = {
        layer: tuple(renamed_annotation(annotation, names) for annotation in page.layer(layer))
        for layer in LAYERS
    }
    return replace(page, **layers)
