"""The view of a page: its text with every annotation marked in it."""

from __future__ import annotations

from markupsafe import Markup

from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site import doubt, explore, layout, marks, tables
from winnow.site.layout import FURTHER_SPANS, REFERENCES, SPAN_LAYERS, Piece, short
from winnow.site.strip import strip
from winnow.site.templates import markdown
from winnow.site.view import View

PAGES_SEARCHED = 1000
"""Pages that the site's search indexes, because a browser loads the index as a whole."""

PRESETS = {
    "read": ("segments", "mentions", "quotations", "stances"),
    "entities": ("segments", "mentions"),
    "quotations": ("segments", "quotations", "doubt"),
    "stances": ("segments", "mentions", "stances", "doubt"),
    "everything": (*(layer.name for layer in SPAN_LAYERS), "doubt", "space", "labels"),
}
"""What the choices of the view show: layers, doubt, marks of white space, and labels with ids."""

DEFAULT_PRESET = "stances"


def page(view: View, index: int, list_file: str) -> str:
    """The Markdown of the view of a page, by its position among the rows of ``pages``."""
    row = view.pages[index]
    page_id: str = row["page_id"]
    roles = {article["id"]: article["role"] for article in row["articles"]}
    groups = view.corpus.schemas.attribute("entity_type", "x-group")
    usual = set(view.usual_types.values())
    passes = view.passes[page_id]
    doubts = doubt.of_page(view, row)

    def content_roles(line: layout.Line) -> set[str]:
        content = [segment for segment in line.segments if segment["class"] == "content"]
        return {roles[segment["article_id"]] for segment in content}

    def write_piece(piece: Piece) -> Markup:
        return marks.drawn(piece, row["text"], groups, usual=usual, passes=passes)

    def differences_of(line: layout.Line) -> list[doubt.Doubt]:
        return [item for item in doubts if item.differs and item.begins_in(line)]

    return markdown(
        "page.html",
        view.titles[page_id],
        styles=("browse", "marks", "page", "strip", "notes", "doubt"),
        searched=index < PAGES_SEARCHED,
        boost=2,
        view=view,
        up="../",
        page_id=page_id,
        notice=NOTICE,
        source=view.sources[page_id],
        previous=view.pages[index - 1]["page_id"] if index else None,
        next=view.pages[index + 1]["page_id"] if index + 1 < len(view.pages) else None,
        list_file=list_file,
        span_layers=SPAN_LAYERS,
        prefixes={layer.prefix: [layer.name, layer.singular] for layer in LAYERS.values()},
        inline=marks.INLINE,
        further=FURTHER_SPANS.values(),
        presets=PRESETS,
        default_preset=DEFAULT_PRESET,
        usual_types=view.usual_types,
        roles=roles,
        segment_labels=_segment_labels(row, roles),
        article_starts=_article_starts(row),
        strip=strip(row),
        lines=layout.lines(row, doubt.marks_of(row, passes, doubts)),
        content_roles=content_roles,
        write_piece=write_piece,
        entities=_entities(view, row),
        tables=tables.of_page(view, row, doubt.in_passes(doubts)),
        singular_of=doubt.singular_of,
        common_origin=tables.common_origin(passes),
        labels=tables.labels_of(row),
        passes=passes,
        differs=any(item.differs for item in doubts),
        doubts=[doubt.in_context(row, item) for item in doubts],
        doubted=doubt.sentences(doubts),
        differences_of=differences_of,
        shown_in=marks.shown_in,
        in_words=doubt.in_words,
        explained=doubt.explained,
        outcome=doubt.outcome,
        subject_in_words=doubt.subject_in_words,
        withdrawn=view.withdrawn[page_id],
        digest=row["text_sha256"],
        configs_of_page=[name for name, rows in view.rows.items() if rows and "page_id" in rows[0]],
        address=explore.address,
    )


def _article_starts(row: Json) -> dict[str, str]:
    """The article that begins with a segment, by the permanent id of the segment."""
    firsts = {segment["article_id"]: segment["id"] for segment in reversed(row["segments"])}
    return {segment: short(article) for article, segment in firsts.items() if article}


def _segment_labels(row: Json, roles: dict[str, str]) -> dict[str, str]:
    """The kind of each segment that differs from the one before it, by permanent id.

    The first segment of another article also names the article.
    """
    labels = {}
    previous = kind = ""
    for segment in row["segments"]:
        article: str = segment["article_id"] or previous
        parts = [f"{roles[article]} article {short(article)}"] if article != previous else []
        if parts or segment["kind"] != kind:
            labels[segment["id"]] = " · ".join([segment["kind"], *parts])
        previous, kind = article, segment["kind"]
    return labels


def _entities(view: View, row: Json) -> dict[str, list[str]]:
    """The entities that annotations of the page refer to, most mentions first, with their ids."""
    mentions: dict[str, list[str]] = {}
    for layer, column in REFERENCES:
        for annotation in row[layer]:
            if annotation[column] in view.entities:
                ids = mentions.setdefault(annotation[column], [])
                if layer == "mentions":
                    ids.append(short(annotation["id"]))

    def rank(entity_id: str) -> tuple[int, tuple[str, str]]:
        return -len(mentions[entity_id]), view.sort_key(entity_id)

    return {entity_id: mentions[entity_id] for entity_id in sorted(mentions, key=rank)}
