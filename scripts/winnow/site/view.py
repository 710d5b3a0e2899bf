"""What all pages of the browser share: the built rows, names, titles, sources and decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from winnow.dataset.metadata import citation as references
from winnow.model.adjudication import Decision
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.record import AnnotatedPage
from winnow.model.registry import AUTHOR
from winnow.site.text import plain

Rows = Mapping[str, Sequence[Json]]
"""The rows of each config, as they were built."""

WRITER = "the writer"
"""The name shown for the id ``author``, which has no entry in the registry."""

BEGINNING = 60
"""Most characters of a page's content that replace a missing headline."""


@dataclass(frozen=True)
class View:
    """The built rows, and the corpus for what no config has: adjudication log and sources."""

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
        """The title of each page, by its id."""
        return titles(self.rows)

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
        """The name of an entity, linked if it has a page; ``up`` is the path to ``browse/``."""
        name = plain(self.name(entity_id))
        if entity_id not in self.entities:
            return Markup("{}").format(name)
        return Markup('<a href="{}entities/{}.html">{}</a>').format(up, entity_id, name)

    def rule(self, rule_id: str, up: str) -> Markup:
        """A rule of the guidelines, linked if it exists; ``up`` is the path to ``browse/``."""
        file = self.corpus.frame.guideline_rules.get(rule_id)
        if file is None:
            return Markup("<code>{}</code>").format(rule_id)
        form = Markup('<a href="{}../guidelines/{}.html#{}"><code>{}</code></a>')
        return form.format(up, file.removesuffix(".md"), rule_id, rule_id)

    @cached_property
    def meanings(self) -> dict[tuple[str, str], str]:
        """The description of each label, by its list and the label."""
        schemas = self.corpus.schemas
        return {
            (name, option["const"]): option["description"]
            for name in schemas.label_lists()
            for option in schemas.label_options(name)
        }

    def label(self, name: str, label: str, up: str) -> Markup:
        """A label of the list ``name``, linked to its definition, which is its tooltip, too."""
        form = Markup('<a href="{}../reference/labels.html#{}.{}" title="{}">{}</a>')
        return form.format(up, name, label, self.meanings[name, label], label)

    @cached_property
    def usual_types(self) -> dict[str, str]:
        """The most frequent mention type of each colour group, by group."""
        groups = self.corpus.schemas.attribute("entity_type", "x-group")
        counts = Counter(mention["type"] for row in self.pages for mention in row["mentions"])
        return {
            group: max(
                (label for label in groups if groups[label] == group), key=counts.__getitem__
            )
            for group in groups.values()
        }

    def sort_key(self, entity_id: str) -> tuple[str, str]:
        """What lists of entities are sorted by: the name without regard to case, then the id."""
        return plain(self.name(entity_id)).casefold(), entity_id

    @cached_property
    def sources(self) -> dict[str, Json]:
        """The entries of ``sources.json`` by page."""
        return {page.id: page.record.metadata for page in self.corpus.annotated}

    @cached_property
    def passes(self) -> dict[str, tuple[str, ...]]:
        """The names of the passes that read each page."""
        return {page.id: tuple(page.record.passes) for page in self.corpus.annotated}

    @cached_property
    def withdrawn(self) -> dict[str, Json]:
        """The withdrawn ids of ``ids.json`` by page."""
        issued = {page.id: page.record.issued for page in self.corpus.annotated}
        return {page_id: entry["withdrawn"] if entry else [] for page_id, entry in issued.items()}

    @cached_property
    def annotated(self) -> dict[str, AnnotatedPage]:
        """The checked pages by id."""
        return {page.id: page for page in self.corpus.annotated}

    @cached_property
    def pass_rows(self) -> dict[str, list[Json]]:
        """The rows of ``passes`` by page."""
        by_page: dict[str, list[Json]] = {}
        for row in self.rows.get("passes", ()):
            by_page.setdefault(row["page_id"], []).append(row)
        return by_page

    @cached_property
    def decisions(self) -> dict[str | None, list[Decision]]:
        """The decisions of the adjudication log by page; those on the registry under None."""
        by_page: dict[str | None, list[Decision]] = {}
        for decision in self.corpus.log:
            by_page.setdefault(decision.page_id, []).append(decision)
        return by_page


def titles(rows: Rows) -> dict[str, str]:
    """The headline of each page's main article, else the beginning of the page's content."""
    return {row["page_id"]: _beginning(row) for row in rows.get("pages", ())} | headlines(rows)


def headlines(rows: Rows) -> dict[str, str]:
    """The headline of each page's main article, by page; a page may have none."""
    return {
        row["page_id"]: row["headline"]
        for row in rows.get("articles", ())
        if row["role"] == "main" and row["headline"]
    }


def _beginning(row: Json) -> str:
    """The first words of a page's content, or its id where it has none."""
    content = " ".join(
        segment["quote"] for segment in row["segments"] if segment["class"] == "content"
    )
    words = content[: BEGINNING + 1].rpartition(" ")[0] if len(content) > BEGINNING else content
    return f"{words} …" if words else str(row["page_id"])
