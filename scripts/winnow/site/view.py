"""What every part of the browser reads: the built rows, and the words behind their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from winnow.dataset.metadata import citation as references
from winnow.model.adjudication import Decision
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.registry import AUTHOR
from winnow.site.text import plain

Rows = Mapping[str, Sequence[Json]]
"""The rows of each config, as they were built."""

WRITER = "the writer"
"""What stands for the id ``author``, which has no entry in the registry."""

BEGINNING = 60
"""Most characters of a page's content that stand for a headline."""


@dataclass(frozen=True)
class View:
    """Rows as they were built, and of the corpus what no config holds: the log, the sources."""

    rows: Rows
    corpus: Corpus

    @cached_property
    def pages(self) -> tuple[Json, ...]:
        """The rows of ``pages``."""
        return tuple(self.rows.get("pages", ()))

    @cached_property
    def entities(self) -> dict[str, Json]:
        """The rows of ``registry`` by id."""
        return {row["id"]: row for row in self.rows.get("registry", ())}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The headline of each page's main article, else how the content of the page begins."""
        found = {row["page_id"]: _beginning(row) for row in self.pages}
        for row in self.rows.get("articles", ()):
            if row["role"] == "main" and row["headline"]:
                found[row["page_id"]] = row["headline"]
        return found

    @cached_property
    def citation(self) -> str:
        """A reference to this version."""
        return references.apa(self.corpus.metadata).replace("*", "")

    def name(self, entity_id: str) -> str:
        """The name behind an id of the registry."""
        if entity_id == AUTHOR:
            return WRITER
        row = self.entities.get(entity_id)
        return str(row["name"]) if row else entity_id

    def link(self, entity_id: str, up: str) -> Markup:
        """The name of an entity, with a link where it has a page; ``up`` leads to the browser."""
        name = plain(self.name(entity_id))
        if entity_id not in self.entities:
            return Markup("{}").format(name)
        return Markup('<a href="{}entities/{}.html">{}</a>').format(up, entity_id, name)

    @cached_property
    def sources(self) -> dict[str, Json]:
        """The entries of ``sources.json`` by page."""
        return {page.id: page.record.metadata for page in self.corpus.annotated}

    @cached_property
    def withdrawn(self) -> dict[str, Json]:
        """The entries of ``ids.json`` on ids that are no longer in use, by page."""
        issued = {page.id: page.record.issued for page in self.corpus.annotated}
        return {page_id: entry["withdrawn"] if entry else [] for page_id, entry in issued.items()}

    @cached_property
    def decisions(self) -> dict[str | None, list[Decision]]:
        """The lines of the log of adjudication by page; those on the registry under None."""
        found: dict[str | None, list[Decision]] = {}
        for line in self.corpus.log:
            found.setdefault(line.page_id, []).append(line)
        return found


def _beginning(row: Json) -> str:
    """The first words of a page's content, or its id where it has none."""
    content = " ".join(each["quote"] for each in row["segments"] if each["class"] == "content")
    words = content[: BEGINNING + 1].rpartition(" ")[0] if len(content) > BEGINNING else content
    return f"{words} …" if words else str(row["page_id"])
