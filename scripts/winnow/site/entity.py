"""The page of an entity: its mentions in context, stances on it, and stances that it takes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site import explore
from winnow.site.layout import REFERENCES, short
from winnow.site.lists import ListPage, parts
from winnow.site.templates import markdown
from winnow.site.text import shown
from winnow.site.view import View

PAGES_IN_PART = 20
"""Most source pages whose annotations one file of an entity shows."""

ENTITIES_SEARCHED = 1000
"""Entities that the site's search indexes, because a browser loads the index as a whole."""

SECTIONS = {
    ("stances", "target_id"): ("stances-on", "Stances on {}"),
    ("stances", "holder_id"): ("stances-by", "Stances that {} takes"),
    ("quotations", "speaker_id"): ("quotations", "Quotations of {}"),
    ("mentions", "entity_id"): ("mentions", "Mentions of {}"),
}
"""Anchor and heading of the section for each reference of a layer to the registry, in order."""

ROWS: dict[tuple[str, str], tuple[str, str, dict[str, str]]] = {
    ("stances", "target_id"): ("stance", "target_id", {"polarity": "!none"}),
    ("stances", "holder_id"): ("stance", "stances[].holder_id", {}),
    ("quotations", "speaker_id"): ("quotations", "speaker_id", {}),
    ("mentions", "entity_id"): ("entities", "mentions[].entity_id", {}),
}
"""The rows with these annotations: config, column that names the entity, and other filters."""


@dataclass(frozen=True)
class Occurrence:
    """An annotation in its sentence: the text before it, its own, and the text after it.

    ``label`` is the first label of the annotation: its kind, type or polarity.
    """

    id: str
    annotation: Json
    label: str
    before: Markup
    quote: Markup
    after: Markup


@dataclass
class OnPage:
    """The annotations of one source page that refer to an entity, by anchor of their section."""

    page_id: str
    title: str
    sections: dict[str, list[Occurrence]] = field(default_factory=dict)


def pages(view: View) -> Iterator[tuple[str, str]]:
    """Path below the browser's folder and Markdown of each entity's page, and of their parts."""
    by_entity = occurrences(view)
    for index, (entity_id, row) in enumerate(view.entities.items()):
        for part in parts(entity_id, by_entity.get(entity_id, []), PAGES_IN_PART):
            text = _page(view, row, part, searched=index < ENTITIES_SEARCHED)
            yield f"entities/{part.name}.md", text


def occurrences(view: View) -> dict[str, list[OnPage]]:
    """The annotations that refer to each entry of the registry, by its id, in page order.

    The writer, who has no entry, is among the holders.
    """
    by_entity: dict[str, dict[str, OnPage]] = {}
    for row in view.pages:
        page_id: str = row["page_id"]
        starts = [sentence["page_start"] for sentence in row["sentences"]]
        for layer, column in REFERENCES:
            anchor, _ = SECTIONS[layer, column]
            label = LAYERS[layer].attributes[0]
            for annotation in row[layer]:
                if annotation[column] is None:
                    continue
                on_pages = by_entity.setdefault(annotation[column], {})
                on_page = on_pages.setdefault(page_id, OnPage(page_id, view.titles[page_id]))
                section = on_page.sections.setdefault(anchor, [])
                section.append(_occurrence(row, starts, annotation, annotation[label]))
    return {entity_id: list(on_pages.values()) for entity_id, on_pages in by_entity.items()}


def _occurrence(row: Json, starts: Sequence[int], annotation: Json, label: str) -> Occurrence:
    sentence = row["sentences"][bisect_right(starts, annotation["page_start"]) - 1]
    start, end = annotation["page_start"], annotation["page_end"]
    text: str = row["text"]
    return Occurrence(
        id=short(annotation["id"]),
        annotation=annotation,
        label=label,
        before=shown(text[sentence["page_start"] : start], after="."),
        quote=shown(text[start:end], ".", "."),
        after=shown(text[end : max(sentence["page_end"], end)], before="."),
    )


def _page(view: View, row: Json, part: ListPage[OnPage], *, searched: bool) -> str:
    cautions = {on_page.page_id: view.sources[on_page.page_id]["caution"] for on_page in part.items}

    def rows_address(layer: str, column: str) -> str:
        config, path, filters = ROWS[layer, column]
        return explore.address(config, {path: row["id"], "page": explore.ALL_PAGES} | filters)

    decisions = [line for line in view.decisions.get(None, ()) if row["id"] in line.gold]
    return markdown(
        "entity.html",
        part.titled(row["name"]),
        searched=part.number == 1 and searched,
        view=view,
        up="../",
        row=row,
        notice=NOTICE,
        cautions=cautions,
        part=part,
        sections=SECTIONS,
        rows_address=rows_address,
        decisions=decisions if part.number == 1 else [],
    )
