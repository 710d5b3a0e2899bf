"""Read all authored files of a repository."""

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
from winnow.read.files import prose_problems, visible_below
from winnow.read.paths import Paths
from winnow.read.schemas import read_valid
from winnow.read.sources import Sources


@dataclass(frozen=True)
class Repository:
    """The content of a repository; files that cannot be read or are invalid are None.

    ``entries`` is the content of ``registry.json``, ``issued`` of ``ids.json``, ``judgements`` of
    ``audit.jsonl``. By file name, ``guidelines`` has the text of each page of the guidelines, and
    ``given_guidelines`` the SHA-256 of each version that annotators worked under.
    """

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
    given_guidelines: dict[str, str]
    problems: tuple[Problem, ...]

    @cached_property
    def registry(self) -> dict[str, Entry]:
        """The entries of the registry by id; empty if it cannot be read."""
        return registry_module.entries(self.entries or [])

    @cached_property
    def ids(self) -> dict[str, Json]:
        """The entries of ``ids.json`` by page id; empty if it cannot be read."""
        return {entry["page_id"]: entry for entry in self.issued or []}

    @cached_property
    def log(self) -> tuple[Decision, ...]:
        """The decisions of the adjudication log; empty if it cannot be read."""
        return adjudication.lines(self.decisions or [])

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts of audits; empty if they cannot be read."""
        return audit.verdicts(self.judgements or [])

    @cached_property
    def frame(self) -> Frame | None:
        """The data that all pages share; None if the schemas cannot be read."""
        if self.schemas is None:
            return None
        return Frame(
            schemas=self.schemas,
            registry={entry_id: self.registry[entry_id] for entry_id in sorted(self.registry)},
            passes={
                pass_files.name: Pass(
                    pass_files.name,
                    pass_files.record["origin"] if pass_files.record else "",
                    pass_files.registry,
                    adjudication.renamed(pass_files.name, self.log),
                    registry_known=pass_files.entries is not None,
                )
                for pass_files in self.passes
            },
            guideline_rules=guidelines_module.rule_files(self.guidelines),
            audits=frozenset(audit_record["name"] for audit_record in self.audits or ()),
            metadata=self.metadata,
            registry_known=self.entries is not None,
        )

    @cached_property
    def records(self) -> dict[str, PageRecord]:
        """The listed pages whose text can be read, by id."""
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
                pass_files.name: pass_files.pages[page_id]
                for pass_files in self.passes
                if page_id in pass_files.pages
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
    """Read everything; problems of single files are in ``problems``."""
    schemas, schema_problems = schemas_module.load(paths.schema)
    problems = list(schema_problems)

    def valid(path: Path, name: str) -> Json | None:
        value, file_problems = read_valid(schemas, path, paths.relative(path), name)
        problems.extend(file_problems)
        return value

    metadata = valid(paths.metadata, "metadata")
    entries = valid(paths.registry, "registry")
    issued = valid(paths.ids, "ids")
    exceptions = valid(paths.exceptions, "exceptions")
    decisions = valid(paths.adjudication, "adjudication")
    audits = valid(paths.audits, "audits")
    judgements = valid(paths.verdicts, "audit")
    sources = sources_module.read(paths, schemas)
    gold, in_gold = read_gold(paths, sources.listed, schemas, index_known=sources.known)
    passes, in_passes = read_passes(paths, sources.listed, schemas, index_known=sources.known)
    guidelines, in_guidelines = guidelines_module.read(paths)
    given_guidelines, in_given = guidelines_module.version_digests(paths)
    problems.extend((*sources.problems, *in_gold, *in_passes, *in_guidelines, *in_given))
    for path in visible_below(paths.readings):
        if not path.is_dir():
            problems.extend(prose_problems(path, paths.relative(path)))
    return Repository(
        schemas=schemas,
        metadata=metadata,
        entries=entries,
        issued=issued,
        exceptions=exceptions,
        decisions=decisions,
        audits=audits,
        judgements=judgements,
        sources=sources,
        gold=gold,
        passes=passes,
        guidelines=guidelines,
        given_guidelines=given_guidelines,
        problems=tuple(problems),
    )
