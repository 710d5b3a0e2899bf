"""The view of a source page: its text with every layer, stances beside it, and tables below."""

from __future__ import annotations

from winnow.browse import drawn, tables
from winnow.browse.layout import short
from winnow.browse.templating import markdown
from winnow.browse.view import View
from winnow.browse.visible import plain
from winnow.display import NOTICE
from winnow.documents import Json

PAGES_SEARCHED = 1000
"""Pages whose text the site's search knows, since a browser loads its index as a whole."""


def page(view: View, index: int, list_file: str) -> str:
    """The Markdown of the view of a page, by its place among the rows of ``pages``."""
    row = view.pages[index]
    page_id: str = row["page_id"]
    before, after = view.pages[max(index - 1, 0) : index], view.pages[index + 1 : index + 2]
    roles = {article["id"]: article["role"] for article in row["articles"]}
    source = view.sources[page_id]
    return markdown(
        "page.html",
        view.titles[page_id],
        searched=index < PAGES_SEARCHED,
        boost=2,
        view=view,
        up="../",
        page_id=page_id,
        citation=view.citation,
        notice=NOTICE,
        caution=source["caution"],
        previous=before[0]["page_id"] if before else None,
        next=after[0]["page_id"] if after else None,
        list_file=list_file,
        related=any(role != "main" for role in roles.values()),
        lines=list(drawn.lines(row, roles)),
        entities=_entities(view, row),
        tables=tables.of_page(view, row),
        decisions=[tables.decision(line) for line in view.decisions.get(page_id, ())],
        withdrawn=view.corpus.withdrawn.get(page_id, ()),
        digest=row["text_sha256"],
        site=source["site"],
        publishers=source["publishers"],
        address=source["url"],
        retrieved=source["retrieved"],
        rights=source["rights"],
        remarks=source["remarks"],
    )


def _entities(view: View, row: Json) -> list[Json]:
    """What the page names or takes a stance on: in the order of names, with its mentions."""
    jumps: dict[str, list[str]] = {}
    for mention in row["mentions"]:
        if mention["entity_id"]:
            jumps.setdefault(mention["entity_id"], []).append(short(mention["id"]))
    others = [each[key] for each in row["stances"] for key in ("holder_id", "target_id")]
    others += [each["speaker_id"] for each in row["quotations"]]
    ids = dict.fromkeys(
        each for each in [*jumps, *others] if each is not None and each in view.entities
    )
    found = [
        {
            "id": each,
            "name": view.name(each),
            "what": view.entities[each]["type"] or view.entities[each]["kind"],
            "jumps": jumps.get(each, []),
        }
        for each in ids
    ]
    return sorted(found, key=lambda each: (plain(each["name"]).casefold(), each["id"]))
