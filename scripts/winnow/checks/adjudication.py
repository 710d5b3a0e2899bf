"""Decisions of the adjudication log against passes and gold standard (level 5)."""

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
    """What decisions are checked against: a page, or the registry, in gold and in each pass.

    ``groups`` has the passes that were compared with one another: those that cover the page, or,
    for the registry, those that cover a page together. ``names`` has for each pass the ids of
    registry entries in the gold standard, ``articles`` those of its articles.
    """

    decisions: Sequence[Decision]
    gold: Layered
    passes: Mapping[str, Layered]
    groups: Collection[frozenset[str]]
    provenance: Provenance
    names: Mapping[str, Mapping[str, str]]
    articles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def can_be_read_by(self, names: Sequence[str]) -> bool:
        """Whether a decision can have the readings of just these passes, each once.

        They are all that cover the page; in the registry all that cover some of the pages, so that
        a decision stays valid when other passes are made over other pages.
        """
        given = set(names)
        return (
            len(given) == len(names)
            and given == set().union(*(group for group in self.groups if group <= given))
            and (bool(given) or not self.groups)
        )

    def contents(
        self, pass_name: str | None, layer: str, ids: Sequence[str]
    ) -> list[Content] | None:
        """What a pass, or the gold standard (None), has under these ids; None if one is missing."""
        layers = self.gold if pass_name is None else self.passes[pass_name]
        known = layers.get(layer, {})
        return [known[content_id] for content_id in ids] if known.keys() >= set(ids) else None


def of_page(page: AnnotatedPage) -> Adjudicated:
    """What the decisions on a page are checked against."""
    begins = {start: article_id for article_id, start in article_begins(page.gold).items()}
    return Adjudicated(
        decisions=[decision for decision in page.record.decisions if decision.is_placed],
        gold=_layers(page.gold),
        passes={name: _layers(given) for name, given in page.passes.items()},
        groups={frozenset(page.passes)} if page.passes else (),
        provenance=page.provenance,
        names={name: page.frame.passes[name].renamed for name in page.passes},
        articles={
            name: {
                article_id: begins[start]
                for article_id, start in article_begins(given).items()
                if start in begins
            }
            for name, given in page.passes.items()
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
    groups: Iterable[frozenset[str]],
) -> Adjudicated:
    """What the decisions on the registry are checked against."""
    together = {group for group in groups if len(group) > 1}
    covering = set().union(*together)
    return Adjudicated(
        decisions=[decision for decision in decisions if decision.is_placed],
        gold={REGISTRY: frame.registry},
        passes={name: {REGISTRY: frame.passes[name].registry} for name in sorted(covering)},
        groups=together,
        provenance=provenance,
        names={name: frame.passes[name].renamed for name in covering},
    )


def misplaced(decisions: Iterable[Decision], page_ids: Collection[str]) -> Iterator[Problem]:
    """Each decision is on a page or on the registry, and on something there."""
    for decision in decisions:
        if decision.is_placed and decision.page_id in (None, *page_ids):
            continue
        where = excerpt(decision.page_id) if decision.page_id is not None else "no page"
        something = decision.gold or any(reading.ids for reading in decision.readings)
        nothing = "" if something or decision.findings else ", and on nothing there"
        message = f"{decision.id} is on {decision.layer} of {where}{nothing}"
        yield RULES["line-misplaced"].at(Paths.adjudication, f"[{decision.index}]", message)


def readings(adjudicated: Adjudicated) -> Iterator[Problem]:
    """What a decision says that the passes have is what they have."""
    for decision in adjudicated.decisions:
        place = f"[{decision.index}].readings"
        names = [reading.pass_name for reading in decision.readings]
        if not adjudicated.can_be_read_by(names):
            wanted = ", ".join(sorted(adjudicated.passes)) or "no pass"
            given = ", ".join(names) or "no pass"
            message = f"{decision.id} has readings of {given} where {wanted} can have one"
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
                where = f"{place}[{number}].reading"
                yield RULES["reading-differs"].at(Paths.adjudication, where, message)


def decisions(adjudicated: Adjudicated) -> Iterator[Problem]:
    """The last decision on an annotation states what gold has, and which pass had it."""
    on_gold = adjudicated.provenance.on_gold
    for decision in adjudicated.decisions:
        place = f"[{decision.index}].decision"
        current = [gold_id for gold_id in decision.gold if on_gold[gold_id] is decision]
        if current and len(current) < len(decision.gold):
            message = (
                f"a later line replaces {decision.id} on some of its annotations, and not on all"
            )
            yield RULES["decision-differs"].at(Paths.adjudication, place, message)
        elif current and decision.decision is None:
            live = [
                gold_id
                for gold_id in current
                if adjudicated.contents(None, decision.layer, (gold_id,))
            ]
            if live:
                message = f"{decision.id} has nothing here, but {', '.join(live)} is in gold"
                yield RULES["decision-differs"].at(Paths.adjudication, place, message)
        elif current or not decision.gold:
            contents = adjudicated.contents(None, decision.layer, decision.gold)
            if contents is None or wording(contents) != decision.decision:
                stated = decision.decision or NOTHING
                actual, stated = where_they_differ(_worded(contents), stated)
                ids = ", ".join(decision.gold) or decision.id
                message = f"{ids} is {actual} in gold, and {decision.id} says {stated}"
                yield RULES["decision-differs"].at(Paths.adjudication, place, message)
                continue
        matching = _matching(decision, adjudicated)
        if decision.taken not in (matching or {THIRD}):
            right = " or ".join(sorted(matching)) or THIRD
            message = (
                f"{decision.id} says {excerpt(decision.taken)} was taken, "
                f"and the decision is {right}"
            )
            yield RULES["decision-differs"].at(
                Paths.adjudication, f"[{decision.index}].taken", message
            )


def _worded(contents: Sequence[Content] | None) -> str:
    return wording(contents or ()) or NOTHING


def _matching(decision: Decision, adjudicated: Adjudicated) -> set[str]:
    """The passes whose reading is what was decided."""
    matching = set()
    for reading in decision.readings:
        name = reading.pass_name
        contents = adjudicated.contents(name, decision.layer, reading.ids) or ()
        in_gold_terms = [
            content
            if isinstance(content, Entry)
            else renamed_annotation(
                content, adjudicated.names[name], adjudicated.articles.get(name)
            )
            for content in contents
        ]
        if wording(in_gold_terms) == decision.decision:
            matching.add(name)
    return matching


def missing(page: AnnotatedPage) -> Iterator[Problem]:
    """Where passes and gold do not all share an annotation, a decision says why.

    What passes have in the same place as an annotation that was reported is not reported again.
    """
    if len(page.passes) < 2:
        return
    gold, provenance, files = page.gold, page.provenance, page.record
    begins, reported = article_begins(gold), set()
    for place, annotation in _unshared(gold, _shared(provenance, page.passes)):
        if annotation.id not in provenance.on_gold:
            reported.add(_where(annotation, begins))
            lacking = [
                name for name, kept in provenance.kept.items() if annotation.id not in kept.values()
            ]
            content = excerpt(wording([annotation]), 90)
            message = f"{annotation.id} ({content}) is not so in pass {' and '.join(lacking)}"
            yield RULES["adjudication-missing"].at(files.annotations.file, place, message)
    for name, given in page.passes.items():
        theirs = article_begins(given)
        for place, annotation in _unshared(given, provenance.kept[name]):
            cited = (name, annotation.id) in provenance.on_reading
            if not cited and _where(annotation, theirs) not in reported:
                content = excerpt(wording([annotation]), 90)
                message = f"{annotation.id} ({content}) is not so in gold"
                yield RULES["adjudication-missing"].at(files.passes[name].file, place, message)


def _where(annotation: Annotation, begins: Mapping[str, int]) -> object:
    if isinstance(annotation, Article):
        return begins.get(annotation.id, annotation.id)
    return type(annotation), annotation.start, annotation.end


def missing_entries(
    frame: Frame,
    provenance: Provenance,
    readers: Mapping[str, Iterable[str]],
    used: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    """The same for the entries of the registry and of the passes' registries.

    ``readers`` names, for each entry that gold refers to, the passes on the pages where it does;
    ``used`` has the entries that each pass refers to on pages that it shares with another.
    """
    for entity, passes in readers.items():
        if entity not in _shared(provenance, passes) and entity not in provenance.on_gold:
            message = f"not all passes have {entity} as it is, and no line says why"
            place = f"[{frame.registry[entity].index}]"
            yield RULES["adjudication-missing"].at(Paths.registry, place, message)
    for name, entities in used.items():
        for entry in frame.passes[name].registry.values():
            cited = (name, entry.id) in provenance.on_reading
            if entry.id in entities and entry.id not in provenance.kept[name] and not cited:
                message = f"the registry does not have {entry.id} so, and no line says why"
                file = f"{Paths.passes}/{name}/registry.json"
                yield RULES["adjudication-missing"].at(file, f"[{entry.index}]", message)


def _unshared(page: Page, shared: Collection[str]) -> Iterator[tuple[str, Annotation]]:
    """Place and content of each annotation of a page that is not among those."""
    for layer in LAYERS:
        for annotation in page.layer(layer):
            if annotation.id not in shared:
                yield f"{layer}[{annotation.index}]", annotation


def _shared(provenance: Provenance, passes: Iterable[str]) -> set[str]:
    """Ids in the gold standard of what all of the passes have as it is."""
    return set.intersection(*(set(provenance.kept[name].values()) for name in passes))
