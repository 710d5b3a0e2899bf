"""The beginning of the site's first page: facts, and a sentence as it is shown in its page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.site import layout, marks
from winnow.site.layout import short
from winnow.site.templates import HTML
from winnow.site.text import flattened
from winnow.site.view import View

LAYERS_IN_SENTENCE = ("mentions", "quotations", "stances")
"""Layers that the sentence must have annotations of."""

LONGEST = 240
"""Most characters of the sentence."""


@dataclass(frozen=True)
class Sample:
    """A sentence with its marks, the stances in it, and where it is."""

    page_id: str
    id: str
    html: Markup
    stances: list[Json]


def part(view: View) -> str:
    """The HTML that docs/index.md includes, in one line."""
    template = HTML.get_template("welcome.html")
    html = template.render(
        view=view,
        up="browse/",
        notice=NOTICE,
        sample=sample(view),
        metadata=view.corpus.metadata,
        first_page=view.pages[0]["page_id"] if view.pages else None,
        counts={layer: sum(len(row[layer]) for row in view.pages) for layer in LAYERS_IN_SENTENCE},
    )
    return f"{flattened(html)}\n"


def sample(view: View) -> Sample | None:
    """The first sentence in a paragraph of a main article that has annotations of all layers."""
    groups = view.corpus.schemas.attribute("entity_type", "x-group")
    for row in view.pages:
        roles = {article["id"]: article["role"] for article in row["articles"]}
        paragraphs = [
            segment
            for segment in row["segments"]
            if segment["kind"] == "paragraph" and roles.get(segment["article_id"]) == "main"
        ]
        for sentence in row["sentences"]:
            start, end = sentence["page_start"], sentence["page_end"]
            if end - start > LONGEST or not any(_within(sentence, span) for span in paragraphs):
                continue
            inside = {
                layer: [span for span in row[layer] if _within(span, sentence)]
                for layer in LAYERS_IN_SENTENCE
            }
            if all(inside.values()):
                html = marks.stretch(layout.pieces(row), row["text"], start, end, groups)
                return Sample(row["page_id"], short(sentence["id"]), html, inside["stances"])
    return None


def _within(inner: Json, outer: Json) -> bool:
    """Whether the span ``inner`` is inside ``outer``."""
    starts_inside = bool(outer["page_start"] <= inner["page_start"])
    return starts_inside and bool(inner["page_end"] <= outer["page_end"])
