"""The adjudication log, and the provenance of each gold annotation."""

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
"""The layer that is shared by all pages."""


@dataclass(frozen=True)
class PassReading:
    """The annotations of a pass at one place, by their ids in the pass and in words."""

    pass_name: str
    ids: tuple[str, ...]
    wording: str | None


@dataclass(frozen=True)
class Decision:
    """A line of the adjudication log; ``index`` is its position, from 0.

    ``findings`` names the audit verdicts that it answers, as audit, slash and id.
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
        """Whether it takes a reading of no pass although the passes do not differ."""
        return self.taken == THIRD and bool(self.readings) and not self.passes_differ

    @property
    def is_placed(self) -> bool:
        """Whether it names something, on a layer of a page or in the registry."""
        subjects = self.gold or self.findings or any(reading.ids for reading in self.readings)
        return bool(subjects) and (self.page_id is None) == (self.layer == REGISTRY)

    @property
    def passes_differ(self) -> bool:
        """Whether the readings of the passes differ."""
        return len({reading.wording for reading in self.readings}) > 1


def lines(value: Json) -> tuple[Decision, ...]:
    """The decisions of a valid log, in order."""
    return tuple(
        Decision(
            index=index,
            id=line["id"],
            page_id=line["page_id"],
            layer=line["layer"],
            readings=tuple(
                PassReading(reading["pass"], tuple(reading["ids"]), reading["reading"])
                for reading in line["readings"]
            ),
            taken=line["taken"],
            findings=tuple(line["findings"]),
            gold=tuple(line["gold"]),
            decision=line["decision"],
            rule=line["rule"],
            note=line["note"],
        )
        for index, line in enumerate(value)
    )


@dataclass(frozen=True)
class Provenance:
    """The origin of the gold annotations of a page, or of the entries of the registry.

    ``kept`` maps, for each pass, ids of the pass to gold ids of what is the same in both; registry
    ids that a decision identifies with each other count as equal. ``on_reading`` (by pass and its
    id) and ``on_gold`` (by gold id) have the last decision on each.
    """

    kept: Mapping[str, Mapping[str, str]]
    on_reading: Mapping[tuple[str, str], Decision]
    on_gold: Mapping[str, Decision]

    @classmethod
    def of(cls, kept: Mapping[str, Mapping[str, str]], decisions: Sequence[Decision]) -> Provenance:
        """The provenance from the decisions, which are in the order of the log."""
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
        """The passes that have a gold annotation or entry unchanged, by gold id."""
        makers: dict[str, tuple[str, ...]] = {}
        for name, kept in self.kept.items():
            for gold_id in dict.fromkeys(kept.values()):
                makers[gold_id] = (*makers.get(gold_id, ()), name)
        return makers


def kept_entries(
    pass_registry: Mapping[str, Entry], registry: Mapping[str, Entry], names: Mapping[str, str]
) -> dict[str, str]:
    """Gold ids of the entries of a pass that the gold registry has unchanged, by id in the pass."""
    return {
        entry.id: names.get(entry.id, entry.id)
        for entry in pass_registry.values()
        if _same_entry(entry, registry.get(names.get(entry.id, entry.id)))
    }


def _same_entry(entry: Entry, gold: Entry | None) -> bool:
    return gold is not None and replace(entry, id=gold.id, index=gold.index) == gold


def renamed(pass_name: str, log: Iterable[Decision]) -> dict[str, str]:
    """Gold registry ids of entities that a pass has under another id, by id in the pass."""
    names: dict[str, str] = {}
    for decision in log:
        for reading in decision.readings:
            if (
                decision.layer == REGISTRY
                and reading.pass_name == pass_name
                and len(reading.ids) == 1
            ):
                names.pop(reading.ids[0], None)
                if len(decision.gold) == 1 and decision.decision is not None:
                    names[reading.ids[0]] = decision.gold[0]
    return names


def kept_annotations(page: Page, gold: Page, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of pass id and gold id of annotations that are equal except for their ids.

    Articles are compared by the offset at which they begin, also as an attribute of segments.
    """
    begins, begins_in_gold = article_begins(page), article_begins(gold)
    for layer in LAYERS:
        free: dict[object, list[str]] = {}
        for annotation in gold.layer(layer):
            identity = _identity(annotation, begins_in_gold)
            free.setdefault(identity, []).append(annotation.id)
        for annotation in page.layer(layer):
            if equal := free.get(_identity(renamed_annotation(annotation, names), begins)):
                yield annotation.id, equal.pop(0)


def _identity(annotation: Annotation, begins: Mapping[str, int]) -> tuple[Annotation, int | None]:
    """An annotation without its id, and the offset at which its article begins."""
    if isinstance(annotation, Segment) and annotation.article is not None:
        return replace(annotation, id="", index=0, article=""), begins[annotation.article]
    return replace(annotation, id="", index=0), begins.get(annotation.id)


def renamed_annotation(
    annotation: Annotation, names: Mapping[str, str], articles: Mapping[str, str] | None = None
) -> Annotation:
    """An annotation of a pass with gold ids of entities (``names``) and of ``articles``."""
    article_ids = articles or {}
    match annotation:
        case Article():
            return replace(annotation, id=article_ids.get(annotation.id, annotation.id))
        case Segment(article=str(article)):
            return replace(annotation, article=article_ids.get(article, article))
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
