"""The log of adjudication against passes, gold standard and guidelines (level 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from winnow.model import rules
from winnow.model.adjudication import REGISTRY, Decision, Provenance, in_gold_terms, renamed
from winnow.model.describe import wording
from winnow.model.page import LAYERS, Annotation, Article, PageAnnotations, article_begins
from winnow.model.passes import THIRD, PassFiles, Readings
from winnow.model.problem import Problem, excerpt, where_they_differ
from winnow.model.registry import Entry, references

Registry = Mapping[str, Entry]
Record = Annotation | Entry


@dataclass(frozen=True)
class Adjudication:
    """All that the log of adjudication is compared with; ``file`` is the log's."""

    log: Sequence[Decision]
    passes: Sequence[PassFiles]
    gold: Readings
    registry: Registry
    file: str

    @cached_property
    def shared_pages(self) -> frozenset[str]:
        """The pages that at least two passes cover: where there is something to compare."""
        covered = Counter(page_id for each in self.passes for page_id in each.pages)
        return frozenset(page_id for page_id, number in covered.items() if number > 1)

    def covering(self, page_id: str | None) -> list[PassFiles]:
        """The passes that cover a page; for the registry, those that share one with another."""
        wanted = self.shared_pages if page_id is None else {page_id}
        return [each for each in self.passes if wanted & each.pages.keys()]

    def can_be_read_by(self, names: Collection[str], page_id: str | None) -> bool:
        """Whether a line can have the readings of just these passes, each once.

        On a page they are all that cover it. On the registry they are all that cover some shared
        pages, so that a line stays right when other passes are made over other pages.
        """
        if len(set(names)) < len(names):
            return False
        if page_id is not None:
            return set(names) == {each.name for each in self.covering(page_id)}
        if not names:
            return not self._groups
        return set(names) == set().union(*(each for each in self._groups if each <= set(names)))

    @cached_property
    def _groups(self) -> set[frozenset[str]]:
        """Which passes cover a page together, for every page that at least two cover."""
        return {frozenset(each.name for each in self.covering(page)) for page in self.shared_pages}

    def article_numbers(self, maker: PassFiles, page_id: str | None) -> dict[str, str]:
        """The ids that articles of a pass have in the gold standard, by where they begin."""
        page, gold = maker.pages.get(page_id or ""), self.gold.get(page_id or "")
        if page is None or gold is None:
            return {}
        ours = {start: each for each, start in article_begins(gold).items()}
        theirs = article_begins(page)
        return {each: ours[start] for each, start in theirs.items() if start in ours}

    def records(
        self, maker: PassFiles | None, line: Decision, ids: Sequence[str]
    ) -> list[Record] | None:
        """What a pass, or the gold standard (None), has under these ids; None if one is missing."""
        known = self._known(maker.name if maker else None, line.page_id, line.layer)
        return [known[each] for each in ids] if all(each in known for each in ids) else None

    def _known(self, name: str | None, page_id: str | None, layer: str) -> Mapping[str, Record]:
        key = (name, page_id, layer)
        if key not in self._cache:
            maker = next((each for each in self.passes if each.name == name), None)
            if layer == REGISTRY:
                self._cache[key] = maker.registry if maker else self.registry
            else:
                page = (maker.pages if maker else self.gold).get(page_id or "")
                self._cache[key] = {each.id: each for each in page.layer(layer)} if page else {}
        return self._cache[key]

    @cached_property
    def _cache(self) -> dict[tuple[str | None, str | None, str], Mapping[str, Record]]:
        return {}


def readings(all_of: Adjudication) -> Iterator[Problem]:
    """Each line is somewhere, and what it says that the passes have is what they have."""
    for line in all_of.log:
        place = f"[{line.index}]"
        named = [reading.pass_name for reading in line.readings]
        somewhere = line.page_id in all_of.gold if line.page_id else line.layer == REGISTRY
        something = line.gold or line.findings or any(each.ids for each in line.readings)
        if not somewhere or (line.page_id and line.layer == REGISTRY) or not something:
            where = f"{line.layer} of {excerpt(line.page_id) if line.page_id else 'no page'}"
            message = f"{line.id} is on {where}" + ("" if something else ", and on nothing there")
            yield rules.LINE_MISPLACED.at(all_of.file, place, message)
            continue
        covering = {each.name: each for each in all_of.covering(line.page_id)}
        if not all_of.can_be_read_by(named, line.page_id):
            wanted = ", ".join(sorted(covering)) or "no pass"
            given = ", ".join(named) or "no pass"
            message = f"{line.id} has readings of {given} where {wanted} can have one"
            yield rules.READING_DIFFERS.at(all_of.file, f"{place}.readings", message)
            continue
        for number, reading in enumerate(line.readings):
            has = all_of.records(covering[reading.pass_name], line, reading.ids)
            if has is None or wording(has) != reading.wording:
                ids = ", ".join(reading.ids) or "nothing"
                found, said = where_they_differ(_said(has), reading.wording or NOTHING)
                message = f"{line.id}: {ids} of pass {reading.pass_name} is {found}, not {said}"
                where = f"{place}.readings[{number}].reading"
                yield rules.READING_DIFFERS.at(all_of.file, where, message)


def decisions(all_of: Adjudication, origin: Provenance) -> Iterator[Problem]:
    """The last line on an annotation says what the gold standard has, and whose reading it is."""
    names = {each.name: renamed(each.name, all_of.log) for each in all_of.passes}
    for line in all_of.log:
        place = f"[{line.index}].decision"
        current = [each for each in line.gold if origin.on_gold[line.page_id, each] is line]
        if current and len(current) < len(line.gold):
            message = f"a later line replaces {line.id} on some of its annotations, and not on all"
            yield rules.DECISION_DIFFERS.at(all_of.file, place, message)
        elif current and line.decision is None:
            live = [each for each in current if all_of.records(None, line, (each,))]
            if live:
                message = f"{line.id} has nothing here, but {', '.join(live)} is in gold"
                yield rules.DECISION_DIFFERS.at(all_of.file, place, message)
        elif current or not line.gold:
            has = all_of.records(None, line, line.gold)
            if has is None or wording(has) != line.decision:
                found, said = where_they_differ(_said(has), line.decision or NOTHING)
                ids = ", ".join(line.gold) or line.id
                message = f"{ids} is {found} in gold, and {line.id} says {said}"
                yield rules.DECISION_DIFFERS.at(all_of.file, place, message)
                continue
        matching = _matching(line, all_of, names)
        if line.taken not in (matching or {THIRD}):
            right = " or ".join(sorted(matching)) or THIRD
            message = f"{line.id} says {excerpt(line.taken)} was taken, and the decision is {right}"
            yield rules.DECISION_DIFFERS.at(all_of.file, f"[{line.index}].taken", message)


NOTHING = "nothing"


def _said(has: Sequence[Record] | None) -> str:
    return wording(has or ()) or NOTHING


def _matching(
    line: Decision, all_of: Adjudication, names: Mapping[str, Mapping[str, str]]
) -> set[str]:
    """The passes whose reading is what was decided."""
    makers = {each.name: each for each in all_of.passes}
    matching = set()
    for reading in line.readings:
        maker = makers[reading.pass_name]
        has = all_of.records(maker, line, reading.ids) or ()
        numbers = all_of.article_numbers(maker, line.page_id)
        in_terms = [
            each if isinstance(each, Entry) else in_gold_terms(each, names[maker.name], numbers)
            for each in has
        ]
        if wording(in_terms) == line.decision:
            matching.add(maker.name)
    return matching


def missing(all_of: Adjudication, origin: Provenance, registry_file: str) -> Iterator[Problem]:
    """Where passes and gold do not all share an annotation or an entry, a line says why.

    What passes have in the same place as an annotation that is told is not told again.
    """
    for page_id in sorted(all_of.shared_pages & all_of.gold.keys()):
        covering, page = all_of.covering(page_id), all_of.gold[page_id]
        told, begins = set(), article_begins(page)
        for place, each in _unshared(page, _shared(origin, covering, page_id)):
            if (page_id, each.id) not in origin.on_gold:
                told.add(_where(each, begins))
                lacking = [
                    maker.name
                    for maker in covering
                    if each.id not in origin.kept[maker.name, page_id].values()
                ]
                said = excerpt(wording([each]), 90)
                message = f"{each.id} ({said}) is not so in pass {' and '.join(lacking)}"
                yield rules.ADJUDICATION_MISSING.at(page.file, place, message)
        for maker in covering:
            read = maker.pages[page_id]
            theirs = article_begins(read)
            for place, each in _unshared(read, origin.kept[maker.name, page_id]):
                cited = (maker.name, (page_id, each.id)) in origin.on_reading
                if not cited and _where(each, theirs) not in told:
                    message = f"{each.id} ({excerpt(wording([each]), 90)}) is not so in gold"
                    yield rules.ADJUDICATION_MISSING.at(read.file, place, message)
    yield from _missing_entries(all_of, origin, registry_file)


def _where(annotation: Annotation, begins: Mapping[str, int]) -> object:
    if isinstance(annotation, Article):
        return begins.get(annotation.id, annotation.id)
    return type(annotation), annotation.start, annotation.end


def _missing_entries(
    all_of: Adjudication, origin: Provenance, registry_file: str
) -> Iterator[Problem]:
    """The same for entries, each held only to passes on pages where it is referred to."""
    readers: dict[str, list[PassFiles]] = {}
    for page_id in sorted(all_of.shared_pages & all_of.gold.keys()):
        for _, _, entity in references(all_of.gold[page_id]):
            readers.setdefault(entity, []).extend(all_of.covering(page_id))
    for entity, makers in readers.items():
        if entity not in _shared(origin, makers, None) and (None, entity) not in origin.on_gold:
            message = f"not all passes have {entity} as it is, and no line says why"
            place = f"[{all_of.registry[entity].index}]"
            yield rules.ADJUDICATION_MISSING.at(registry_file, place, message)
    for each in all_of.covering(None):
        kept = origin.kept[each.name, None]
        used = {
            entity
            for page_id in all_of.shared_pages & each.pages.keys()
            for _, _, entity in references(each.pages[page_id])
        }
        for entry in each.registry.values():
            cited = (each.name, (None, entry.id)) in origin.on_reading
            if entry.id in used - kept.keys() and not cited:
                message = f"the registry does not have {entry.id} so, and no line says why"
                file = f"{each.folder}/registry.json"
                yield rules.ADJUDICATION_MISSING.at(file, f"[{entry.index}]", message)


def _unshared(page: PageAnnotations, shared: Collection[str]) -> Iterator[tuple[str, Annotation]]:
    """Place and content of each annotation of a page that is not among those."""
    for layer in LAYERS:
        for annotation in page.layer(layer):
            if annotation.id not in shared:
                yield f"{layer}[{annotation.index}]", annotation


def _shared(origin: Provenance, passes: Sequence[PassFiles], page_id: str | None) -> set[str]:
    """Ids in the gold standard of what all of the passes have as it stands."""
    return set.intersection(*(set(origin.kept[each.name, page_id].values()) for each in passes))
