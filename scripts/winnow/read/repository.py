"""Everything authored under a root, as far as it can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from winnow.model import adjudication, audit
from winnow.model import registry as registry_module
from winnow.model.adjudication import Decision
from winnow.model.audit import Verdict
from winnow.model.frame import Frame, Pass
from winnow.model.json import Json
from winnow.model.passes import PassFiles, Readings
from winnow.model.problem import Problem
from winnow.model.record import PageRecord
from winnow.model.registry import Entry
from winnow.model.schemas import Schemas
from winnow.read import guidelines as guidelines_module
from winnow.read import schemas as schemas_module
from winnow.read import sources as sources_module
from winnow.read.annotations import parse, read_gold, read_passes
from winnow.read.files import JsonFile, prose_problems, read_json, read_json_lines, visible_below
from winnow.read.paths import Paths
from winnow.read.schemas import violations
from winnow.read.sources import Sources


@dataclass(frozen=True)
class Repository:
    """What was read; what could not be read, or breaks its schema, is None."""

    schemas: Schemas | None
    metadata: Json | None
    entries: Json | None
    issued: Json | None
    exceptions: Json | None
    decisions: Json | None
    audits: Json | None
    judgements: Json | None
    sources: Sources
    gold: Readings
    passes: tuple[PassFiles, ...]
    guidelines: dict[str, str]
    given: dict[str, str]
    problems: tuple[Problem, ...]

    @cached_property
    def registry(self) -> dict[str, Entry]:
        """The entries of the registry by id; empty where it could not be read."""
        return registry_module.entries(self.entries or [])

    @cached_property
    def ids(self) -> dict[str, Json]:
        """The entries of ``ids.json`` by page; empty where it could not be read."""
        return {entry["page_id"]: entry for entry in self.issued or []}

    @cached_property
    def log(self) -> tuple[Decision, ...]:
        """The lines of the log of adjudication; none where it could not be read."""
        return adjudication.lines(self.decisions or [])

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts of audits; none where they could not be read."""
        return audit.verdicts(self.judgements or [])

    @cached_property
    def frame(self) -> Frame | None:
        """What all pages share; None where the schemas could not be read."""
        if self.schemas is None:
            return None
        return Frame(
            schemas=self.schemas,
            registry={entry_id: self.registry[entry_id] for entry_id in sorted(self.registry)},
            passes={
                given.name: Pass(
                    given.name,
                    given.record["origin"] if given.record else "",
                    given.registry,
                    adjudication.renamed(given.name, self.log),
                    registry_known=given.entries is not None,
                )
                for given in self.passes
            },
            guideline_rules=frozenset(guidelines_module.rule_ids(self.guidelines)),
            audits=frozenset(audited["name"] for audited in self.audits or ()),
            metadata=self.metadata,
            registry_known=self.entries is not None,
        )

    @cached_property
    def records(self) -> dict[str, PageRecord]:
        """The listed pages whose text could be read, by id."""
        return {
            page_id: self._record(page_id, text) for page_id, text in self.sources.texts.items()
        }

    @cached_property
    def _decisions_by_page(self) -> dict[str | None, list[Decision]]:
        return _by_page(self.log)

    @cached_property
    def _verdicts_by_page(self) -> dict[str | None, list[Verdict]]:
        return _by_page(self.verdicts)

    def _record(self, page_id: str, text: str) -> PageRecord:
        gold = self.gold.get(page_id)
        return PageRecord(
            id=page_id,
            text=text,
            sha256=self.sources.digests[page_id],
            annotations=gold or parse({}, f"{Paths.gold}/{page_id}.json", valid=False),
            metadata=self.sources.entries[page_id] if gold and self.sources.valid else None,
            issued=self.ids.get(page_id) if gold else None,
            passes={
                given.name: given.pages[page_id] for given in self.passes if page_id in given.pages
            },
            decisions=tuple(self._decisions_by_page.get(page_id, ())),
            verdicts=tuple(self._verdicts_by_page.get(page_id, ())),
        )


OfPage = TypeVar("OfPage", Decision, Verdict)


def _by_page(items: Iterable[OfPage]) -> dict[str | None, list[OfPage]]:
    by_page: dict[str | None, list[OfPage]] = {}
    for item in items:
        by_page.setdefault(item.page_id, []).append(item)
    return by_page


def read(paths: Paths) -> Repository:
    """Read everything; what is wrong with single files is among the problems."""
    found, problems = schemas_module.load(paths.schema)
    collected = list(problems)

    def valid(path: Path, name: str) -> Json | None:
        file = paths.relative(path)
        read = read_json_lines if path.suffix == ".jsonl" else read_json
        reading: JsonFile = read(path, file)
        faults = list(reading.problems)
        if found and not faults:
            faults.extend(violations(found, reading.value, name, file))
        collected.extend(faults)
        return None if faults or found is None else reading.value

    metadata = valid(paths.metadata, "metadata")
    entries = valid(paths.registry, "registry")
    issued = valid(paths.ids, "ids")
    exceptions = valid(paths.exceptions, "exceptions")
    decisions = valid(paths.adjudication, "adjudication")
    audits = valid(paths.audits, "audits")
    judgements = valid(paths.verdicts, "audit")
    pages = sources_module.read(paths, found)
    gold, in_gold = read_gold(paths, pages.listed, found, strangers=pages.known)
    passes, in_passes = read_passes(paths, pages.listed, found, strangers=pages.known)
    texts, in_texts = guidelines_module.read(paths)
    given, in_given = guidelines_module.version_digests(paths)
    collected.extend((*pages.problems, *in_gold, *in_passes, *in_texts, *in_given))
    for path in visible_below(paths.readings):
        if not path.is_dir():
            collected.extend(prose_problems(path, paths.relative(path)))
    return Repository(
        schemas=found,
        metadata=metadata,
        entries=entries,
        issued=issued,
        exceptions=exceptions,
        decisions=decisions,
        audits=audits,
        judgements=judgements,
        sources=pages,
        gold=gold,
        passes=passes,
        guidelines=texts,
        given=given,
        problems=tuple(collected),
    )
