"""The log of adjudication, and where each annotation of the gold standard comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from winnow.model.json import Json
from winnow.model.page import (
    LAYERS,
    Annotation,
    Article,
    Mention,
    PageAnnotations,
    Quotation,
    Segment,
    Stance,
    article_begins,
    in_page_order,
)
from winnow.model.passes import THIRD, PassFiles, Readings
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


Place = tuple[str | None, str]
"""Page id (None for the registry) and id of an annotation or entry."""


@dataclass(frozen=True)
class Provenance:
    """Which readings the gold standard kept, and the last line on each reading and annotation.

    ``kept`` maps the ids that a pass gave on a page (None for its registry) to those of the gold
    standard. An id of an entity counts as the one that it has in the gold standard, where a line
    on the registry says that the two are one.
    """

    kept: Mapping[tuple[str, str | None], Mapping[str, str]]
    on_reading: Mapping[tuple[str, Place], Decision]
    on_gold: Mapping[Place, Decision]

    @cached_property
    def makers(self) -> Mapping[Place, tuple[str, ...]]:
        """The passes that have an annotation or entry of the gold standard as it stands."""
        found: dict[Place, tuple[str, ...]] = {}
        for (name, page_id), kept in self.kept.items():
            for ours in kept.values():
                known = found.get((page_id, ours), ())
                found[page_id, ours] = known if name in known else (*known, name)
        return found


def provenance(
    gold: Readings,
    registry: Mapping[str, Entry],
    passes: Iterable[PassFiles],
    log: Iterable[Decision],
) -> Provenance:
    """Compare each pass with the gold standard, annotation by annotation."""
    log = tuple(log)
    on_reading = {
        (reading.pass_name, (line.page_id, each)): line
        for line in log
        for reading in line.readings
        for each in reading.ids
    }
    on_gold = {(line.page_id, each): line for line in log for each in line.gold}
    kept: dict[tuple[str, str | None], dict[str, str]] = {}
    for each in passes:
        names = renamed(each.name, log)
        for page_id in sorted(each.pages.keys() & gold.keys()):
            kept[each.name, page_id] = dict(same(each.pages[page_id], gold[page_id], names))
        kept[each.name, None] = {
            entry.id: names.get(entry.id, entry.id)
            for entry in each.registry.values()
            if _same_entry(entry, registry.get(names.get(entry.id, entry.id)))
        }
    return Provenance(kept, on_reading, on_gold)


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


def same(
    page: PageAnnotations, gold: PageAnnotations, names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Ids of the annotations that are the same in both but for their ids, each taken once.

    An article is told apart by where on the page it begins, also where a segment names it.
    """
    page, gold = in_page_order(page), in_page_order(gold)
    begins, begins_in_gold = article_begins(page), article_begins(gold)
    for layer in LAYERS:
        free: dict[object, list[str]] = {}
        for each in gold.layer(layer):
            free.setdefault(_identity(each, begins_in_gold), []).append(each.id)
        for each in page.layer(layer):
            if ours := free.get(_identity(in_gold_terms(each, names), begins)):
                yield each.id, ours.pop(0)


def _identity(annotation: Annotation, begins: Mapping[str, int]) -> tuple[Annotation, int | None]:
    """An annotation without its own number, and where the article begins that it is or names."""
    if isinstance(annotation, Segment) and annotation.article is not None:
        return replace(annotation, id="", index=0, article=""), begins[annotation.article]
    return replace(annotation, id="", index=0), begins.get(annotation.id)


def in_gold_terms(
    annotation: Annotation, names: Mapping[str, str], articles: Mapping[str, str] | None = None
) -> Annotation:
    """An annotation of a pass with the ids of the gold standard: of entities and of articles."""
    numbers = articles or {}
    match annotation:
        case Article(id=own):
            return replace(annotation, id=numbers.get(own, own))
        case Segment(article=str(article)):
            return replace(annotation, article=numbers.get(article, article))
        case Mention(entity=str(entity)):
            return replace(annotation, entity=names.get(entity, entity))
        case Quotation(speaker=str(speaker)):
            return replace(annotation, speaker=names.get(speaker, speaker))
        case Stance(holder=holder, target=target):
            return replace(
                annotation,
                holder=names.get(holder, holder),
                target=names.get(target, target),
            )
        case _:
            return annotation
