"""The annotations of a page as tables, from which the cards of the page view are filled, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from winnow.model.json import Json
from winnow.model.layers import LAYERS, Article, Layer
from winnow.rows.columns import Field, columns
from winnow.site.layout import short
from winnow.site.templates import polarity
from winnow.site.text import shown
from winnow.site.view import View

IN_EVERY_LAYER = frozenset(
    ("id", "start", "end", "page_start", "page_end", "passes", "line_id", "verdict")
)
"""Columns that the tables of all layers show in the same way, or not at all."""


@dataclass(frozen=True)
class Table:
    """A layer of a page as a table; ``rows`` are ids on the page with the cells after them."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, list[Markup]], ...]


def of_page(view: View, row: Json) -> list[Table]:
    """A table for each layer of a row of ``pages``, with the columns that the schema gives it."""
    fields = {field.name: field.item for field in columns(view.corpus.schemas, "pages")}
    tables = []
    for layer in LAYERS.values():
        item = fields[layer.name]
        assert item is not None, f"{layer.name} is not a list in schema/rows/pages.schema.json"
        members = [member for member in item.members if member.name not in IN_EVERY_LAYER]
        spans = [] if layer.type is Article else ["characters"]
        head = ("id", *spans, *map(_head, members), "passes", "decided", "audit")
        rows = tuple(
            (short(annotation["id"]), list(_cells(view, layer, members, annotation)))
            for annotation in row[layer.name]
        )
        tables.append(Table(layer.name, head, rows))
    return tables


def _head(field: Field) -> str:
    if field.name == "quote":
        return "text"
    if field.name.endswith("_span"):
        return f"{field.name.removesuffix('_span')} in the text"
    return field.name.removesuffix("_id")


def _cells(view: View, layer: Layer, fields: list[Field], annotation: Json) -> list[Markup]:
    cells = []
    if layer.type is not Article:
        cells.append(Markup("{page_start}–{page_end}").format_map(annotation))
    cells += [_cell(view, field, annotation) for field in fields]
    line, verdict = annotation["line_id"], annotation["verdict"]
    decided = Markup('<a href="#line-{0}">{0}</a>').format(line) if line else Markup("–")
    audited = escape(verdict or "not judged")
    if verdict not in (None, "right"):
        audited = Markup('<a href="../../reference/audit.html">{}</a>').format(verdict)
    return [*cells, escape(", ".join(annotation["passes"]) or "none"), decided, audited]


def _cell(view: View, field: Field, annotation: Json) -> Markup:
    value: Any = annotation[field.name]
    if field.kind == "boolean":
        return Markup("yes" if value else "no")
    if value is None:
        return Markup("none")
    if field.kind == "struct":
        span = Markup("{} ({page_start}–{page_end})")
        return span.format(shown(value["quote"]), **value)
    if field.name == "quote":
        return shown(value)
    if field.name == "polarity":
        return polarity(annotation)
    if not field.name.endswith("_id"):
        return escape(value)
    if "#" in value:
        return Markup('<a href="#{0}">{0}</a>').format(short(value))
    return view.link(value, "../")
