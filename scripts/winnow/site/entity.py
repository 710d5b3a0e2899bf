"""The page of an entity: every mention in context, stances on it, and stances that it takes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.site import tables
from winnow.site.layout import short
from winnow.site.lists import ListPage, parts
from winnow.site.templates import markdown
from winnow.site.text import shown
from winnow.site.view import View

PAGES_IN_PART = 20
"""Source pages whose annotations one file of an entity shows, at most."""

ENTITIES_SEARCHED = 1000
"""Entities that the site's search knows, since a browser loads its index as a whole."""


@dataclass(frozen=True)
class Occurrence:
    """An annotation in its sentence: the text before it, its own, and the text behind it."""

    id: str
    annotation: Json
    before: Markup
    quote: Markup
    after: Markup


@dataclass
class OnPage:
    """What one source page has on an entity."""

    page_id: str
    title: str
    mentions: list[Occurrence] = field(default_factory=list)
    stances_on: list[Occurrence] = field(default_factory=list)
    stances_by: list[Occurrence] = field(default_factory=list)
    quotations: list[Occurrence] = field(default_factory=list)


def pages(view: View) -> Iterator[tuple[str, str]]:
    """Path below the browser's folder and Markdown of each entity's page, and of their parts."""
    found = occurrences(view)
    for index, (entity_id, row) in enumerate(view.entities.items()):
        for part in parts(entity_id, found.get(entity_id, []), PAGES_IN_PART):
            text = _page(view, row, part, searched=index < ENTITIES_SEARCHED)
            yield f"entities/{part.name}.md", text


def occurrences(view: View) -> dict[str, list[OnPage]]:
    """All that refers to each entry of the registry, by its id, in the order of pages.

    The writer, who has no entry, is among the holders.
    """
    found: dict[str, dict[str, OnPage]] = {}
    for row in view.pages:
        page_id: str = row["page_id"]
        starts = [each["page_start"] for each in row["sentences"]]

        def place(entity_id: str, page_id: str = page_id) -> OnPage:
            on = found.setdefault(entity_id, {})
            return on.setdefault(page_id, OnPage(page_id, view.titles[page_id]))

        for each in row["mentions"]:
            if each["entity_id"] is None:
                continue
            place(each["entity_id"]).mentions.append(_occurrence(row, starts, each))
        for each in row["quotations"]:
            if each["speaker_id"] is None:
                continue
            place(each["speaker_id"]).quotations.append(_occurrence(row, starts, each))
        for each in row["stances"]:
            shown_here = _occurrence(row, starts, each)
            place(each["target_id"]).stances_on.append(shown_here)
            place(each["holder_id"]).stances_by.append(shown_here)
    return {entity_id: list(on.values()) for entity_id, on in found.items()}


def _occurrence(row: Json, starts: Sequence[int], annotation: Json) -> Occurrence:
    sentence = row["sentences"][bisect_right(starts, annotation["page_start"]) - 1]
    start, end = annotation["page_start"], annotation["page_end"]
    text: str = row["text"]
    return Occurrence(
        id=short(annotation["id"]),
        annotation=annotation,
        before=shown(text[sentence["page_start"] : start], after="."),
        quote=shown(text[start:end], ".", "."),
        after=shown(text[end : max(sentence["page_end"], end)], before="."),
    )


def _page(view: View, row: Json, part: ListPage[OnPage], *, searched: bool) -> str:
    cautions = [
        (on.page_id, caution)
        for on in part.items
        if (caution := view.sources[on.page_id]["caution"])
    ]
    own = [line for line in view.decisions.get(None, ()) if row["id"] in line.gold]
    return markdown(
        "entity.html",
        part.titled(row["name"]),
        searched=part.number == 1 and searched,
        view=view,
        up="../",
        entity_id=row["id"],
        row=row,
        notice=NOTICE,
        cautions=cautions,
        part=part,
        decisions=[tables.decision(line) for line in own] if part.number == 1 else [],
    )
