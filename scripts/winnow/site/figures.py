"""The page of figures: contents of the built pages, and what was measured, each with its table."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from winnow.model.describe import NOTICE, count
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Layer
from winnow.model.passes import GOLD
from winnow.reports import agreement_tables, audit
from winnow.reports.charts import Group, Row, Series, bars
from winnow.reports.tables import UNDEFINED, Table, table
from winnow.site.html import MOST, figure, link, of_page, table_below
from winnow.site.network import network_figure, tie_table, ties_by_page
from winnow.site.templates import text_of

CLASSES = (
    Series("content", "content"),
    Series("metadata", "metadata", "lines"),
    Series("boilerplate", "boilerplate", "dots"),
)
POLARITIES = (
    Series("against", "against", "lines"),
    Series("neutral", "neutral", "empty"),
    Series("favor", "favor"),
)
INKS = {series.name: series for series in (*CLASSES, *POLARITIES)}
"""How segment classes and polarities are drawn; bars of other labels are plain."""

SHARES = (*CLASSES, Series("white space", "neutral", "empty"))
PARTS = (("exact", "same span and label"), ("characters", "characters"), ("whole", "whole"))
MEASURES = (
    Series("same span and label", "metadata"),
    Series("characters", "metadata", "lines"),
    Series("whole", "metadata", "dots"),
    Series("corrected for chance", "neutral"),
)
VERDICTS = {
    "right": Series("right", "favor"),
    "arguable": Series("arguable", "boilerplate", "lines"),
    "faulty": Series("wrong or missing", "against", "dots"),
    "unjudged": Series("not judged", "neutral", "empty"),
}


def page(rows: Mapping[str, Sequence[Json]], figures: Json) -> str:
    """The page in Markdown, from the rows of each built config and the figures of the build."""
    pages = sorted(rows.get("pages", ()), key=lambda row: str(row["page_id"]))
    ties = ties_by_page(pages, rows.get("registry", ()))
    between = [pair for pair in figures["agreement"] if GOLD not in (pair["left"], pair["right"])]
    return text_of(
        "figures.md",
        pages=len(pages),
        notice=NOTICE,
        labels=list(label_charts(pages, figures["labels"])),
        networks={
            page_id: [
                network_figure(number, page_id, ties[page_id]),
                tie_table(page_id, ties[page_id]),
            ]
            for number, page_id in enumerate(list(ties)[:MOST], 1)
        },
        more_networks=len(ties) - MOST,
        shares=shares(pages[:MOST]),
        more_shares=len(pages) - MOST,
        classes=[series.name for series in CLASSES],
        agreements={
            shlex.join(["winnow", "agree", pair["left"], pair["right"]]): agreement(number, pair)
            for number, pair in enumerate(between[:MOST], 1)
        },
        more_agreements=len(between) - MOST,
        audits=audits(figures["audit"]),
    )


def label_charts(pages: Sequence[Json], counts: Json) -> Iterator[Markup]:
    """A chart and a table for each attribute of a layer whose values are counted."""
    classes = {segment["kind"]: segment["class"] for row in pages for segment in row["segments"]}
    for layer in LAYERS.values():
        plain = Series("number", "quotation" if layer.name == "quotations" else "neutral")
        for attribute in layer.attributes:
            name = layer.labels.get(attribute, attribute)
            if name in counts:
                inks = {label: INKS.get(classes.get(label, label), plain) for label in counts[name]}
                title = label_title(layer, attribute)
                yield _label_chart(f"labels-{name}", title, counts[name], inks)


def label_title(layer: Layer, attribute: str) -> str:
    """The title of a chart, such as "Segments by kind" or "Alleged stances"."""
    if attribute in layer.labels:
        return f"{layer.name.capitalize()} by {attribute}"
    return f"{attribute.capitalize()} {layer.name}"


def _label_chart(key: str, title: str, counts: Json, inks: Mapping[str, Series]) -> Markup:
    series = list(dict.fromkeys(inks[label] for label in counts if counts[label]))
    rows = tuple(
        Row(label, tuple(count * (ink == inks[label]) for ink in series), str(count))
        for label, count in counts.items()
    )
    group = Group("", rows, max(counts.values(), default=0))
    legend = any(ink in CLASSES for ink in series)
    chart = bars(key, title, series, [group], width=340, legend=legend, track=False)
    return figure(chart, title) + table_below(table(title, ["label", "count"], counts.items()))


def shares(pages: Sequence[Json]) -> list[Markup]:
    """How much of each page is content, metadata and boilerplate, in code points."""
    characters = {str(row["page_id"]): _characters(row) for row in pages}
    title = "Characters by class"
    groups = [
        Group(page_id, (Row("", tuple(values), _percent(values)),), sum(values))
        for page_id, values in characters.items()
    ]
    caption = (
        "The share of a page's characters (Unicode code points) in segments of each class, and of "
        "white space between segments, in percent, in the order of the legend."
    )
    rows = tuple(
        (link(of_page(page_id), page_id), *map(str, values), str(sum(values)))
        for page_id, values in characters.items()
    )
    head = ("page", *(series.name for series in SHARES), "total")
    return [
        figure(bars("shares", title, SHARES, groups), caption),
        table_below(Table(title, head, rows)),
    ]


def _characters(row: Json) -> list[int]:
    lengths = {series.name: 0 for series in CLASSES}
    for segment in row["segments"]:
        lengths[segment["class"]] += segment["page_end"] - segment["page_start"]
    return [*lengths.values(), len(row["text"]) - sum(lengths.values())]


def _percent(values: list[int]) -> str:
    total = sum(values) or 1
    return " / ".join(f"{100 * value / total:.1f}" for value in values) + " %"


def agreement(number: int, pair: Json) -> list[Markup]:
    """How far two independent passes agree, layer by layer."""
    left, right = pair["left"], pair["right"]
    groups = [
        Group(
            layer,
            tuple(
                _measure(name, measured[part]["f1"] if measured[part] else None, index)
                for index, (part, name) in enumerate(PARTS)
            ),
            1,
        )
        for layer, measured in pair["layers"].items()
    ]
    corrected = (
        _measure("kappa, stance rows", pair["stance_rows"]["kappa"], 3),
        _measure("alpha, tags of tokens", pair["tokens"]["alpha"], 3),
    )
    groups.append(Group(MEASURES[3].name, corrected, 1))
    title = f"Agreement of {left} and {right}"
    caption = (
        f"Agreement of passes {left} and {right} on {count(len(pair['pages']), 'page')}: F1 "
        "(0 to 1) of spans with the same label, of the characters in them, and of annotations that "
        f"are equal in all attributes; then kappa and alpha. {UNDEFINED} means not defined."
    )
    by_layer, _, corrected_table = agreement_tables.summary(pair)
    return [
        figure(bars(f"agreement-{number}", title, MEASURES, groups, legend=False), caption),
        table_below(by_layer),
        table_below(corrected_table),
    ]


def _measure(name: str, value: float | None, index: int) -> Row:
    values = [0.0] * len(MEASURES)
    values[index] = max(value or 0, 0)
    return Row(name, tuple(values), UNDEFINED if value is None else f"{value:.3f}")


def audits(figures: Json) -> list[Markup]:
    """The verdicts on each layer, of the first audit and on the current gold standard."""
    if not figures["audits"]:
        return []
    groups = [
        Group(
            layer if what == "annotations" else f"{layer}: {what}",
            tuple(
                Row(
                    when,
                    tuple(verdicts[when][verdict] for verdict in VERDICTS),
                    " / ".join(str(verdicts[when][verdict]) for verdict in VERDICTS),
                )
                for when in ("before", "after")
            ),
            max(verdicts["before"]["total"], verdicts["after"]["total"]),
        )
        for layer, judged in figures["layers"].items()
        for what, verdicts in judged.items()
    ]
    names = ", ".join(
        f"{each['name']} ({each['origin']}, {each['date']})" for each in figures["audits"]
    )
    caption = (
        f"Audits: {names}. Before: the verdicts of the first audit. After: the verdicts on the "
        "current gold standard, where the least favourable verdict counts. The numbers are in the "
        "order of the legend. Annotations were judged right, arguable or wrong; for sentences, "
        "audits also looked for missing annotations."
    )
    return [
        figure(bars("audit", "Verdicts of audits", list(VERDICTS.values()), groups), caption),
        table_below(audit.by_layer(figures)),
    ]
