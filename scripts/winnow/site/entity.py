"""Pages of entities: stances that they take and stances on them, quotations, and mentions.

The list of entities links to the sections of these pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site import explore, layout, marks
from winnow.site.doubt import provenance
from winnow.site.layout import REFERENCES, Piece, short
from winnow.site.lists import ListPage, list_files, parts
from winnow.site.templates import markdown
from winnow.site.view import View

PAGES_IN_PART = 20
"""Most source pages whose annotations one file of an entity shows."""

ENTITIES_SEARCHED = 1000
"""Entities that the site's search indexes, because a browser loads the index as a whole."""

ENTITIES_IN_LIST = 300


@dataclass(frozen=True)
class Section:
    """A section for a reference of a layer to the registry.

    Stances are grouped by the entity in the column ``grouped``, other annotations by page.
    ``config``, ``column`` and ``polarity`` filter the rows of Explore.
    """

    anchor: str
    heading: str
    noun: str
    preposition: str
    config: str
    column: str
    grouped: str | None = None
    polarity: str | None = None

    def rows(self, entity_id: str) -> str:
        """The address below ``browse/`` of the rows of the section in Explore."""
        filters = {self.column: entity_id, "page": explore.ALL_PAGES}
        if self.polarity:
            filters["polarity"] = self.polarity
        return explore.address(self.config, filters)


SECTIONS = {
    ("stances", "holder_id"): Section(
        "stances-by",
        "Stances that {} takes",
        "stance",
        "by",
        "stance",
        "stances[].holder_id",
        grouped="target_id",
    ),
    ("stances", "target_id"): Section(
        "stances-on",
        "Stances on {}",
        "stance",
        "on",
        "stance",
        "target_id",
        grouped="holder_id",
        polarity="!none",
    ),
    ("quotations", "speaker_id"): Section(
        "quotations", "Quotations of {}", "quotation", "of", "quotations", "speaker_id"
    ),
    ("mentions", "entity_id"): Section(
        "mentions", "Mentions of {}", "mention", "of", "entities", "mentions[].entity_id"
    ),
}
"""The section for each reference, in the order of the page."""


@dataclass(frozen=True)
class Occurrence:
    """An annotation and its sentence with the marks of a page view.

    ``label`` is the first label of the annotation: its kind, type or polarity. ``doubt`` says who
    gave the annotation and what audits said, unless all passes did and audits found it right.
    """

    page_id: str
    id: str
    annotation: Json
    label: str
    sentence: Markup
    doubt: str


@dataclass
class OnPage:
    """The annotations of one source page that refer to an entity, by anchor of their section."""

    page_id: str
    title: str
    sections: dict[str, list[Occurrence]] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Occurrences below one heading: an entity for stances, else a source page."""

    heading: Markup
    labels: Counter[str]
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True)
class Total:
    """How many annotations all parts of a section have, by label, and where it begins."""

    section: Section
    labels: Counter[str]
    href: str


def files(view: View) -> Iterator[tuple[str, str]]:
    """Path below the browser's folder and Markdown of the page of each entity, and of the list."""
    by_entity = occurrences(view)
    totals = {}
    for index, (entity_id, row) in enumerate(view.entities.items()):
        entity_parts = list(parts(entity_id, by_entity.get(entity_id, []), PAGES_IN_PART))
        totals[entity_id] = _totals(entity_parts)
        for part in entity_parts:
            searched = index < ENTITIES_SEARCHED and part.number == 1
            text = _page(view, row, part, totals[entity_id], searched=searched)
            yield f"entities/{part.name}.md", text
    yield from _list(view, totals)


def occurrences(view: View) -> dict[str, list[OnPage]]:
    """The annotations that refer to each entry of the registry, by its id, in page order.

    The writer, who has no entry, is among the holders.
    """
    groups = view.corpus.schemas.attribute("entity_type", "x-group")
    by_entity: dict[str, dict[str, OnPage]] = {}
    for row in view.pages:
        page_id: str = row["page_id"]
        sentences = _Sentences(row, groups)
        for layer, column in REFERENCES:
            anchor = SECTIONS[layer, column].anchor
            label = LAYERS[layer].attributes[0]
            for annotation in row[layer]:
                if annotation[column] is None:
                    continue
                occurrence = Occurrence(
                    page_id,
                    short(annotation["id"]),
                    annotation,
                    annotation[label],
                    sentences.marked(layer, annotation),
                    _doubt(annotation, view.passes[page_id]),
                )
                on_pages = by_entity.setdefault(annotation[column], {})
                on_page = on_pages.setdefault(page_id, OnPage(page_id, view.titles[page_id]))
                on_page.sections.setdefault(anchor, []).append(occurrence)
    return {entity_id: list(on_pages.values()) for entity_id, on_pages in by_entity.items()}


class _Sentences:
    """The sentences of a page, with marks."""

    def __init__(self, row: Json, groups: Mapping[str, str]) -> None:
        self.row = row
        self.groups = groups
        self.pieces: Sequence[Piece] = list(layout.pieces(row))
        self.piece_starts = [piece.start for piece in self.pieces]
        self.starts = [sentence["page_start"] for sentence in row["sentences"]]

    def marked(self, layer: str, annotation: Json) -> Markup:
        """The sentence of an annotation, and the end of the annotation if it is longer.

        The annotation is marked, and for a stance mentions of its holder and target.
        """
        sentence = self.row["sentences"][bisect_right(self.starts, annotation["page_start"]) - 1]
        start = sentence["page_start"]
        end = max(sentence["page_end"], annotation["page_end"])
        ids = {short(annotation["id"])}
        if layer == "stances":
            parties = (annotation["holder_id"], annotation["target_id"])
            ids |= {
                short(mention["id"])
                for mention in self.row["mentions"]
                if mention["entity_id"] in parties
            }
        first = bisect_right(self.piece_starts, start) - 1
        last = bisect_right(self.piece_starts, end)
        text = self.row["text"]
        near = self.pieces[first:last]
        return marks.stretch(near, text, start, end, self.groups, ids=ids, tags=False)


def _doubt(annotation: Json, passes: Sequence[str]) -> str:
    if set(annotation["passes"]) == set(passes) and annotation["verdict"] in ("right", None):
        return ""
    return provenance(annotation, passes)


def _totals(entity_parts: Sequence[ListPage[OnPage]]) -> dict[str, Total]:
    """The total of each section that has annotations, by anchor."""
    totals = {}
    for section in SECTIONS.values():
        labels = Counter[str]()
        href = ""
        for part in entity_parts:
            for on_page in part.items:
                in_section = on_page.sections.get(section.anchor, ())
                labels.update(occurrence.label for occurrence in in_section)
                if in_section and not href:
                    href = f"{part.name}.html#{section.anchor}"
        if href:
            totals[section.anchor] = Total(section, labels, href)
    return totals


def _groups(view: View, section: Section, on_pages: Sequence[OnPage]) -> list[Group]:
    if section.grouped is None:
        return [
            _group(_page_link(on_page), on_page.sections[section.anchor])
            for on_page in on_pages
            if section.anchor in on_page.sections
        ]
    by_party = defaultdict[str, list[Occurrence]](list)
    for on_page in on_pages:
        for occurrence in on_page.sections.get(section.anchor, ()):
            by_party[occurrence.annotation[section.grouped]].append(occurrence)
    parties = sorted(by_party, key=lambda party: (-len(by_party[party]), view.sort_key(party)))
    return [_group(view.link(party, "../"), by_party[party]) for party in parties]


def _group(heading: Markup, in_group: Sequence[Occurrence]) -> Group:
    labels = Counter(occurrence.label for occurrence in in_group)
    return Group(heading, labels, tuple(in_group))


def _page_link(on_page: OnPage) -> Markup:
    form = Markup('<a href="../pages/{}.html">{}</a>')
    return form.format(on_page.page_id, " ".join(on_page.title.split()))


def _page(
    view: View, row: Json, part: ListPage[OnPage], totals: Mapping[str, Total], *, searched: bool
) -> str:
    cautions = {on_page.page_id: view.sources[on_page.page_id]["caution"] for on_page in part.items}
    decisions = [line for line in view.decisions.get(None, ()) if row["id"] in line.gold]
    passes = {name for names in view.passes.values() for name in names}
    sections = {
        section: _groups(view, section, part.items)
        for section in SECTIONS.values()
        if any(section.anchor in on_page.sections for on_page in part.items)
    }
    return markdown(
        "entity.html",
        part.titled(row["name"]),
        searched=searched,
        view=view,
        up="../",
        row=row,
        notice=NOTICE,
        cautions=cautions,
        part=part,
        totals=totals.values(),
        sections=sections,
        provenance=provenance(row, passes),
        decisions=decisions if part.number == 1 else [],
    )


def _list(view: View, totals: Mapping[str, Mapping[str, Total]]) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the list of entities, those with the most mentions first."""
    items = [
        {
            "id": entity_id,
            "name": row["name"],
            "type": row["type"],
            "kind": row["kind"],
            "mentions": len(row["mentions"]),
            "pages": len(row["pages"]),
            "totals": totals[entity_id],
        }
        for entity_id, row in sorted(
            view.entities.items(),
            key=lambda item: (-len(item[1]["mentions"]), view.sort_key(item[0])),
        )
    ]
    yield from list_files(
        "entities", items, ENTITIES_IN_LIST, anchors=("stances-by", "stances-on", "quotations")
    )
