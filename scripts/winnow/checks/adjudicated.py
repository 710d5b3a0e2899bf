"""The log of adjudication against passes, gold standard and guidelines (level 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from winnow import annotation_rules as rules
from winnow.adjudication import REGISTRY, THIRD, Line, Provenance, in_gold_terms, renamed
from winnow.annotations import LAYERS, Annotation, PageAnnotations
from winnow.annotators import Pass, Readings
from winnow.checks.entities import references
from winnow.guidelines import DIGITS, EXAMPLE, SILENT
from winnow.problems import Problem, excerpt, line_and_column
from winnow.registry import Entry
from winnow.rules import GUIDELINES_MISSING
from winnow.wording import wording

Registry = Mapping[str, Entry]
Record = Annotation | Entry


def guidelines(each: Pass, given: Mapping[str, str]) -> Iterator[Problem]:
    """The guidelines that a pass was made under are kept."""
    if each.record is None:
        return
    digest = each.record["guidelines_sha256"]
    name = f"{digest[:DIGITS]}.md"
    if given.get(name) != digest:
        message = f"guidelines/{name} is not there, or has another SHA-256"
        yield GUIDELINES_MISSING.at(f"{each.folder}/pass.json", "guidelines_sha256", message)


def citations(log: Iterable[Line], known: Collection[str], file: str) -> Iterator[Problem]:
    """Each rule that is cited exists; what no rule decides has a note."""
    for line in log:
        if line.rule == SILENT and line.note is None:
            message = f"{line.id} says that the guidelines are silent, and nothing more"
            yield rules.NOTE_MISSING.at(file, f"[{line.index}].note", message)
        elif line.rule != SILENT and line.rule not in known:
            message = f"{line.id} cites {excerpt(line.rule)}, which is not in the guidelines"
            yield rules.CITED_RULE_UNKNOWN.at(file, f"[{line.index}].rule", message)


def examples(texts: Mapping[str, str], gold: Readings, folder: str) -> Iterator[Problem]:
    """Each example in the guidelines is an annotation of the gold standard."""
    known = {
        f"{page_id}#{annotation.id}"
        for page_id, page in gold.items()
        for layer in LAYERS
        for annotation in page.layer(layer)
    }
    for name, text in texts.items():
        for example in EXAMPLE.finditer(text):
            if example.group(1) not in known:
                message = f"{excerpt(example.group(1))} is not in the gold standard"
                place = line_and_column(text, example.start())
                yield rules.EXAMPLE_UNKNOWN.at(f"{folder}/{name}", place, message)


def readings(log: Iterable[Line], passes: Sequence[Pass], file: str) -> Iterator[Problem]:
    """What a line says that a pass has is what the pass has."""
    by_name = {each.name: each for each in passes}
    for line in log:
        for number, reading in enumerate(line.readings):
            place = f"[{line.index}].readings[{number}]"
            maker = by_name.get(reading.pass_name)
            if maker is None:
                message = f"{line.id}: there is no pass {excerpt(reading.pass_name)}"
                yield rules.READING_DIFFERS.at(file, f"{place}.pass", message)
                continue
            has = _records(line, reading.ids, maker.pages, maker.registry)
            if has is None or wording(has) != reading.wording:
                message = f"{line.id}: {', '.join(reading.ids) or 'nothing'} of pass {maker.name}"
                said = excerpt(wording(has or ()), 60)
                yield rules.READING_DIFFERS.at(
                    file, f"{place}.reading", f"{message} is {said} there"
                )


def decisions(
    log: Sequence[Line],
    passes: Sequence[Pass],
    gold: Readings,
    registry: Registry,
    origin: Provenance,
    file: str,
) -> Iterator[Problem]:
    """The last line on an annotation says what the gold standard has."""
    names = {each.name: renamed(each.name, log) for each in passes}
    for line in log:
        current = all(origin.on_gold[line.page_id, each] is line for each in line.gold)
        place = f"[{line.index}].decision"
        if line.gold and line.decision is None:
            live = [each for each in line.gold if _records(line, (each,), gold, registry)]
            if current and live:
                message = f"{line.id} has nothing here, but {', '.join(live)} is in gold"
                yield rules.DECISION_DIFFERS.at(file, place, message)
            continue
        if current:
            has = _records(line, line.gold, gold, registry)
            if has is None or wording(has) != line.decision:
                ids = ", ".join(line.gold) or "nothing"
                message = f"{line.id}: {ids} is {excerpt(wording(has or ()), 60)} in gold"
                yield rules.DECISION_DIFFERS.at(file, place, message)
                continue
        if not _as_taken(line, passes, names):
            message = f"{line.id} says {excerpt(line.taken)}, whose reading is another"
            yield rules.DECISION_DIFFERS.at(file, f"[{line.index}].taken", message)


def _as_taken(line: Line, passes: Sequence[Pass], names: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether the decision is the reading that was taken, or no pass's at all."""
    makers = {each.name: each for each in passes}
    matching = set()
    for reading in line.readings:
        maker = makers.get(reading.pass_name)
        has = _records(line, reading.ids, maker.pages, maker.registry) if maker else None
        if has is not None and maker:
            in_terms = [
                each if isinstance(each, Entry) else in_gold_terms(each, names[maker.name])
                for each in has
            ]
            if wording(in_terms) == line.decision:
                matching.add(maker.name)
    return line.taken in matching if line.taken != THIRD else not matching


def missing(
    passes: Sequence[Pass],
    gold: Readings,
    registry: Registry,
    origin: Provenance,
    registry_file: str,
) -> Iterator[Problem]:
    """Where passes and gold do not all share an annotation, a line says why."""
    if len(passes) < 2:
        return
    used: set[str] = set()
    for page_id, page in gold.items():
        covering = [each for each in passes if page_id in each.pages]
        if len(covering) < 2:
            continue
        used |= {entity for _, _, entity in references(page)}
        for each in covering:
            yield from _unexplained_readings(each, page_id, each.pages[page_id], origin)
        shared = _shared(origin, covering, page_id)
        for layer in LAYERS:
            for annotation in page.layer(layer):
                place = (page_id, annotation.id)
                if annotation.id not in shared and place not in origin.on_gold:
                    message = f"not all passes have {annotation.id}, and no line says why"
                    where = f"{layer}[{annotation.index}]"
                    yield rules.ADJUDICATION_MISSING.at(page.file, where, message)
    shared = _shared(origin, passes, None)
    for entry in registry.values():
        if entry.id in used - shared and (None, entry.id) not in origin.on_gold:
            message = f"not all passes have {entry.id} as it is, and no line says why"
            yield rules.ADJUDICATION_MISSING.at(registry_file, f"[{entry.index}]", message)
    for each in passes:
        for entry in each.registry.values():
            cited = (each.name, (None, entry.id)) in origin.on_reading
            if entry.id not in origin.kept[each.name, None] and not cited:
                message = f"the registry does not have {entry.id} so, and no line says why"
                file = f"{each.folder}/registry.json"
                yield rules.ADJUDICATION_MISSING.at(file, f"[{entry.index}]", message)


def _unexplained_readings(
    maker: Pass, page_id: str, page: PageAnnotations, origin: Provenance
) -> Iterator[Problem]:
    for layer in LAYERS:
        for annotation in page.layer(layer):
            cited = (maker.name, (page_id, annotation.id)) in origin.on_reading
            if annotation.id not in origin.kept[maker.name, page_id] and not cited:
                message = f"gold does not have {annotation.id} as it stands, and no line says why"
                place = f"{layer}[{annotation.index}]"
                yield rules.ADJUDICATION_MISSING.at(page.file, place, message)


def _shared(origin: Provenance, passes: Sequence[Pass], page_id: str | None) -> set[str]:
    """Ids in the gold standard of what all of the passes have as it stands."""
    return set.intersection(*(set(origin.kept[each.name, page_id].values()) for each in passes))


def _records(
    line: Line, ids: Sequence[str], pages: Readings, registry: Registry
) -> list[Record] | None:
    """The annotations or entries of these ids in the layer of a line; None where one is missing."""
    found: Mapping[str, Record]
    if line.layer == REGISTRY:
        found = registry
    else:
        page = pages.get(line.page_id or "")
        found = {each.id: each for each in page.layer(line.layer)} if page else {}
    return [found[each] for each in ids] if all(each in found for each in ids) else None
