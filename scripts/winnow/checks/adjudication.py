"""Check decisions of the adjudication log against passes and gold standard (level 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from winnow.model.adjudication import REGISTRY, Decision, Provenance, renamed_annotation
from winnow.model.describe import wording
from winnow.model.frame import Frame
from winnow.model.layers import LAYERS, Annotation, Article
from winnow.model.page import Page, article_begins
from winnow.model.passes import THIRD
from winnow.model.problem import Problem, excerpt, where_they_differ
from winnow.model.record import AnnotatedPage
from winnow.model.registry import Entry
from winnow.model.rules import RULES
from winnow.read.paths import Paths

Content = Annotation | Entry
Layered = Mapping[str, Mapping[str, Content]]
"""Annotations or entries by layer, then by id."""

NOTHING = "nothing"


@dataclass(frozen=True)
class Adjudicated:
    """Decisions on a page or on the registry, with what gold and each pass have there.

    ``groups`` has the sets of passes that cover a page together. For each pass, ``renamed`` maps
    its registry ids to those of the gold standard if they differ, ``articles`` its article ids.
    """

    decisions: Sequence[Decision]
    gold: Layered
    passes: Mapping[str, Layered]
    groups: Collection[frozenset[str]]
    provenance: Provenance
    renamed: Mapping[str, Mapping[str, str]]
    articles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def can_be_read_by(self, names: Sequence[str]) -> bool:
        """Whether a decision can have the readings of exactly these passes, one of each.

        On a page, they are all passes that cover it. On the registry, they are all passes that
        cover some pages, so that a decision stays valid if other passes cover other pages.
        """
        passes = set(names)
        return (
            len(passes) == len(names)
            and passes == set().union(*(group for group in self.groups if group <= passes))
            and (bool(passes) or not self.groups)
        )

    def contents(
        self, pass_name: str | None, layer: str, ids: Sequence[str]
    ) -> list[Content] | None:
        """What a pass, or gold (None), has under these ids; None if one of them is missing."""
        layers = self.gold if pass_name is None else self.passes[pass_name]
        by_id = layers.get(layer, {})
        return [by_id[content_id] for content_id in ids] if by_id.keys() >= set(ids) else None


def of_page(page: AnnotatedPage) -> Adjudicated:
    """The decisions on a page."""
    begins = {start: article_id for article_id, start in article_begins(page.gold).items()}
    return Adjudicated(
        decisions=[decision for decision in page.record.decisions if decision.is_placed],
        gold=_layers(page.gold),
        passes={name: _layers(reading) for name, reading in page.passes.items()},
        groups={frozenset(page.passes)} if page.passes else (),
        provenance=page.provenance,
        renamed={name: page.frame.passes[name].renamed for name in page.passes},
        articles={
            name: {
                article_id: begins[start]
                for article_id, start in article_begins(reading).items()
                if start in begins
            }
            for name, reading in page.passes.items()
        },
    )


def _layers(page: Page) -> Layered:
    return {
        layer: {annotation.id: annotation for annotation in page.layer(layer)} for layer in LAYERS
    }


def of_registry(
    frame: Frame,
    decisions: Sequence[Decision],
    provenance: Provenance,
    groups: Collection[frozenset[str]],
) -> Adjudicated:
    """The decisions on the registry."""
    names = sorted(set().union(*groups))
    return Adjudicated(
        decisions=[decision for decision in decisions if decision.is_placed],
        gold={REGISTRY: frame.registry},
        passes={name: {REGISTRY: frame.passes[name].registry} for name in names},
        groups=groups,
        provenance=provenance,
        renamed={name: frame.passes[name].renamed for name in names},
    )


def misplaced(decisions: Iterable[Decision], page_ids: Collection[str]) -> Iterator[Problem]:
    """Decisions are on a page or on the registry, and on something there."""
    for decision in decisions:
        if decision.is_placed and decision.page_id in (None, *page_ids):
            continue
        page = excerpt(decision.page_id) if decision.page_id is not None else "no page"
        ids = [*decision.gold, *decision.findings, *(reading.ids for reading in decision.readings)]
        nothing = "" if any(ids) else ", but names nothing there"
        message = f"{decision.id} is on {decision.layer} of {page}{nothing}"
        yield RULES["line-misplaced"].at(Paths.adjudication, f"[{decision.index}]", message)


def readings(adjudicated: Adjudicated) -> Iterator[Problem]:
    """Decisions have a reading of each pass, worded as the pass has it."""
    for decision in adjudicated.decisions:
        place = f"[{decision.index}].readings"
        names = [reading.pass_name for reading in decision.readings]
        if not adjudicated.can_be_read_by(names):
            expected = ", ".join(sorted(adjudicated.passes)) or "no pass"
            actual = ", ".join(names) or "no pass"
            message = f"{decision.id} has readings of {actual}; the passes here are: {expected}"
            yield RULES["reading-differs"].at(Paths.adjudication, place, message)
            continue
        for number, reading in enumerate(decision.readings):
            contents = adjudicated.contents(reading.pass_name, decision.layer, reading.ids)
            if contents is None or wording(contents) != reading.wording:
                ids = ", ".join(reading.ids) or NOTHING
                actual, stated = where_they_differ(_worded(contents), reading.wording or NOTHING)
                message = (
                    f"{decision.id}: {ids} of pass {reading.pass_name} is {actual}, not {stated}"
                )
                place_of_reading = f"{place}[{number}].reading"
                yield RULES["reading-differs"].at(Paths.adjudication, place_of_reading, message)


def decisions(adjudicated: Adjudicated) -> Iterator[Problem]:
    """The last decision on an annotation states what gold has, and which pass has it, too."""
    for decision in adjudicated.decisions:
        message = _difference_from_gold(decision, adjudicated)
        if message:
            place = f"[{decision.index}].decision"
            yield RULES["decision-differs"].at(Paths.adjudication, place, message)
            continue
        matching = _matching(decision, adjudicated)
        if decision.taken not in (matching or {THIRD}):
            expected = " or ".join(sorted(matching)) or THIRD
            message = f"taken of {decision.id} is {excerpt(decision.taken)}, but must be {expected}"
            place = f"[{decision.index}].taken"
            yield RULES["decision-differs"].at(Paths.adjudication, place, message)


def _difference_from_gold(decision: Decision, adjudicated: Adjudicated) -> str | None:
    on_gold = adjudicated.provenance.on_gold
    current = [gold_id for gold_id in decision.gold if on_gold[gold_id] is decision]
    if decision.gold and not current:
        return None
    if len(current) < len(decision.gold):
        return f"a later decision replaces {decision.id} for some of its annotations, but not all"
    if decision.decision is None:
        in_gold = [
            gold_id for gold_id in current if adjudicated.contents(None, decision.layer, (gold_id,))
        ]
        if in_gold:
            return f"{decision.id} decides for nothing, but {', '.join(in_gold)} is in gold"
        return None
    contents = adjudicated.contents(None, decision.layer, decision.gold)
    if contents is not None and wording(contents) == decision.decision:
        return None
    actual, stated = where_they_differ(_worded(contents), decision.decision)
    under = f" under {', '.join(decision.gold)}" if decision.gold else ""
    return f"{decision.id}: gold has {actual}{under}, not {stated}"


def _worded(contents: Sequence[Content] | None) -> str:
    return wording(contents or ()) or NOTHING


def _matching(decision: Decision, adjudicated: Adjudicated) -> set[str]:
    """The passes whose reading is the decision, in terms of gold."""
    matching = set()
    for reading in decision.readings:
        name = reading.pass_name
        contents = adjudicated.contents(name, decision.layer, reading.ids) or ()
        in_gold_terms = [
            content
            if isinstance(content, Entry)
            else renamed_annotation(
                content, adjudicated.renamed[name], adjudicated.articles.get(name)
            )
            for content in contents
        ]
        if wording(in_gold_terms) == decision.decision:
            matching.add(name)
    return matching


def missing(page: AnnotatedPage) -> Iterator[Problem]:
    """Annotations that passes and gold do not all share have a decision.

    An annotation of a pass is not reported if one of gold is reported at the same place.
    """
    if len(page.passes) < 2:
        return
    gold, provenance, record = page.gold, page.provenance, page.record
    begins, reported = article_begins(gold), set()
    for place, annotation in _unshared(gold, _shared(provenance, page.passes)):
        if annotation.id not in provenance.on_gold:
            reported.add(_position(annotation, begins))
            kept = provenance.kept.items()
            lacking = [name for name, ids in kept if annotation.id not in ids.values()]
            where = f"pass {' and '.join(lacking)}"
            yield _missing(annotation, where, record.annotations.file, place)
    for name, reading in page.passes.items():
        begins = article_begins(reading)
        for place, annotation in _unshared(reading, provenance.kept[name]):
            decided = (name, annotation.id) in provenance.on_reading
            if not decided and _position(annotation, begins) not in reported:
                yield _missing(annotation, "gold", record.passes[name].file, place)


def _position(annotation: Annotation, begins: Mapping[str, int]) -> object:
    if isinstance(annotation, Article):
        return begins.get(annotation.id, annotation.id)
    return type(annotation), annotation.start, annotation.end


def missing_entries(
    frame: Frame,
    provenance: Provenance,
    coverage: Mapping[str, Iterable[str]],
    used: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    """Registry entries that passes and gold do not all share have a decision.

    ``coverage`` has the passes over the pages where gold refers to an entry, ``used`` the entries
    that each pass refers to on pages that another pass covers, too.
    """
    for entity, passes in coverage.items():
        if entity not in _shared(provenance, passes) and entity not in provenance.on_gold:
            entry = frame.registry[entity]
            yield _missing(entry, "all passes", Paths.registry, f"[{entry.index}]")
    for name, entities in used.items():
        file = f"{Paths.passes}/{name}/registry.json"
        for entry in frame.passes[name].registry.values():
            decided = (name, entry.id) in provenance.on_reading
            if entry.id in entities and entry.id not in provenance.kept[name] and not decided:
                yield _missing(entry, "the registry of gold", file, f"[{entry.index}]")


def _missing(content: Content, where: str, file: str, place: str) -> Problem:
    worded = excerpt(wording([content]), 90)
    message = f"{content.id} ({worded}) is not the same in {where}, and has no decision"
    return RULES["adjudication-missing"].at(file, place, message)


def _unshared(page: Page, shared: Collection[str]) -> Iterator[tuple[str, Annotation]]:
    """Place and content of each annotation of a page whose id is not in ``shared``."""
    for layer in LAYERS:
        for annotation in page.layer(layer):
            if annotation.id not in shared:
                yield f"{layer}[{annotation.index}]", annotation


def _shared(provenance: Provenance, passes: Iterable[str]) -> set[str]:
    """The ids in gold of what all of the passes have unchanged."""
    return set.intersection(*(set(provenance.kept[name].values()) for name in passes))
