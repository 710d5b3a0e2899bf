"""The annotations of a page as tables, which also hold what a card of the page view shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from winnow.model.adjudication import Decision
from winnow.model.json import Json
from winnow.site.layout import short
from winnow.site.templates import polarity
from winnow.site.text import shown
from winnow.site.view import View

COLUMNS = {
    "articles": ("role",),
    "segments": ("quote", "kind", "class", "article_id"),
    "sentences": ("quote", "segment_id"),
    "mentions": ("quote", "type", "entity_id"),
    "quotations": ("quote", "kind", "speaker_id", "cue"),
    "stances": (
        "quote",
        "holder_id",
        "holder_span",
        "target_id",
        "target_span",
        "polarity",
        "basis",
        "alleged",
    ),
}
"""What each layer's table has between an annotation's id and where it comes from."""

HEADS = {
    "quote": "text",
    "article_id": "article",
    "segment_id": "segment",
    "entity_id": "entity",
    "speaker_id": "speaker",
    "holder_id": "holder",
    "holder_span": "holder in the text",
    "target_id": "target",
    "target_span": "target in the text",
}


@dataclass(frozen=True)
class Row:
    """A row of a table: ``anchor`` is the id of the annotation on the page."""

    id: str
    anchor: str
    cells: tuple[Markup, ...]


@dataclass(frozen=True)
class Table:
    """A layer of a page as a table."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def of_page(view: View, row: Json) -> list[Table]:
    """A table for each layer of a row of ``pages``."""
    return [_table(view, row, layer) for layer in COLUMNS]


def _table(view: View, row: Json, layer: str) -> Table:
    spans = ("characters",) if layer != "articles" else ()
    names = COLUMNS[layer]
    head = ("id", *spans, *(HEADS.get(each, each) for each in names), "passes", "decided", "audit")
    return Table(layer, head, tuple(_row(view, each, layer) for each in row[layer]))


def _row(view: View, annotation: Json, layer: str) -> Row:
    own = short(annotation["id"])
    cells = [Markup('<a href="#{0}">{0}</a>').format(own)]
    if layer != "articles":
        cells.append(Markup("{}–{}").format(annotation["page_start"], annotation["page_end"]))
    cells += [_cell(view, name, annotation) for name in COLUMNS[layer]]
    cells.append(Markup("{}").format(", ".join(annotation["passes"]) or "none"))
    cells.append(_line(annotation["line_id"]))
    cells.append(_verdict(annotation["verdict"]))
    return Row(own, own, tuple(cells))


def _cell(view: View, name: str, annotation: Json) -> Markup:
    value: Any = annotation[name]
    if name == "alleged":
        return Markup("yes" if value else "no")
    if value is None:
        return Markup("none")
    if name == "quote":
        return shown(value)
    if name == "polarity":
        return polarity(annotation)
    if isinstance(value, dict):
        return Markup("{} ({}–{})").format(
            shown(value["quote"]), value["page_start"], value["page_end"]
        )
    if name in ("article_id", "segment_id"):
        return Markup('<a href="#{0}">{0}</a>').format(short(value))
    if name.endswith("_id"):
        return view.link(value, "../")
    return Markup("{}").format(value)


def _line(line_id: str | None) -> Markup:
    return Markup('<a href="#line-{0}">{0}</a>').format(line_id) if line_id else Markup("–")


def _verdict(verdict: str | None) -> Markup:
    if verdict in (None, "right"):
        return Markup("{}").format(verdict or "not judged")
    link = '<a href="../../reference/audit.html">{}</a>'
    return Markup(link).format(verdict)


@dataclass(frozen=True)
class ReadingShown:
    """What a pass has, in words."""

    pass_name: str
    said: Markup


@dataclass(frozen=True)
class DecisionRow:
    """A line of the log of adjudication, in words."""

    id: str
    about: str
    rule: str
    readings: tuple[ReadingShown, ...]
    decision: Markup
    note: str | None


def decision(line: Decision) -> DecisionRow:
    """A line of the log of adjudication."""
    return DecisionRow(
        id=line.id,
        about=f"{line.layer} {', '.join(line.gold) or '(nothing in gold)'}",
        rule=line.rule,
        readings=tuple(
            ReadingShown(each.pass_name, shown(each.wording) if each.wording else _NOTHING)
            for each in line.readings
        ),
        decision=shown(line.decision) if line.decision else _NOTHING,
        note=line.note,
    )


_NOTHING = Markup("nothing")
