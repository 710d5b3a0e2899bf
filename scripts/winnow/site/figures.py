"""The page of figures: what the built pages hold and what was measured, each with its table."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from winnow.model.describe import count
from winnow.model.json import Json
from winnow.model.passes import GOLD
from winnow.reports import agreement_tables, audit
from winnow.reports.charts import Group, Row, Series, bars
from winnow.reports.tables import UNDEFINED, Table, table
from winnow.site.html import MOST, code, figure, left_out, link, of_page, table_below
from winnow.site.network import networks

PLAIN = (Series("number", "neutral"),)
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
LABELS = {
    "segment_kind": ("Kinds of segments", CLASSES),
    "entity_type": ("Types of mentions", PLAIN),
    "quotation_kind": ("Kinds of quotations", (Series("number", "quotation"),)),
    "polarity": ("Polarity of stances", POLARITIES),
    "stance_basis": ("Basis of stances", PLAIN),
    "alleged": ("Whether a stance is alleged", PLAIN),
}
"""The label lists that are drawn, with a title and what their bars stand for."""


def page(rows: Mapping[str, Sequence[Json]], figured: Json) -> str:
    """The page in Markdown, from the rows of each built config and the figures of the build."""
    pages = sorted(rows.get("pages", []), key=lambda row: str(row["page_id"]))
    blocks = [
        "---\ntitle: Figures\nrobots: noindex\n---",  # no search engine, since it names persons
        "# Figures",
        f"{_how_many(pages)} The figures describe {'it' if len(pages) == 1 else 'them'} and "
        "estimate nothing beyond: there are no intervals, and no system or reader can be ranked "
        "by them. They are made from what was built; below each stands its table, and the command "
        "or the query that gives the same.",
        *labels(pages, figured["labels"]),
        *networks(pages, rows.get("registry", [])),
        *shares(pages),
        *agreements(figured["agreement"]),
        *audits(figured["audit"]),
    ]
    return "\n\n".join(blocks) + "\n"


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _how_many(pages: list[Json]) -> str:
    number = len(pages)
    said = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"This is {said} page." if number == 1 else f"These are {said} pages."


def labels(pages: list[Json], counted: Json) -> list[str]:
    """A chart for each label list that the gold standard uses; labels without a use are named."""
    classes = {each["kind"]: each["class"] for row in pages for each in row["segments"]}
    drawn = []
    for name, (title, series) in LABELS.items():
        of_series = classes if name == "segment_kind" else {each.name: each.name for each in series}
        found = counted[name].items()
        parts = {label: of_series.get(label, series[0].name) for label, _ in found}
        group = Group(
            "",
            tuple(
                Row(
                    label,
                    tuple(count if each.name == parts[label] else 0 for each in series),
                    str(count),
                )
                for label, count in found
            ),
            max((count for _, count in found), default=0),
        )
        chart = bars(
            f"labels-{name}",
            title,
            series,
            [group],
            width=340,
            legend=series is CLASSES,
            track=False,
        )
        drawn.append(figure(chart, title) + table_below(table(title, ["label", "count"], found)))
    each_in_box = Markup("").join(Markup("<div>{}</div>").format(each) for each in drawn)
    return [
        "## Labels",
        "How often the gold standard gives each label. The bars of a chart share a scale, those of "
        "different charts do not. [Labels](../reference/labels.md) says what each means, "
        "[counts](../reference/counts.md) has further lists.",
        Markup('<div class="winnow-figures">{}</div>').format(each_in_box),
        code("sh", "winnow counts"),
    ]


SHARES = (*CLASSES, Series("white space", "neutral", "empty"))
SHARES_QUERY = """\
SELECT
    page_id AS page,
    coalesce(list_sum([s.page_end - s.page_start FOR s IN segments IF s.class = 'content']), 0)
        AS content,
    coalesce(list_sum([s.page_end - s.page_start FOR s IN segments IF s.class = 'metadata']), 0)
        AS metadata,
    coalesce(list_sum([s.page_end - s.page_start FOR s IN segments IF s.class = 'boilerplate']), 0)
        AS boilerplate,
    length(text) - content - metadata - boilerplate AS "white space",
    length(text) AS "in all"
FROM 'dataset/data/pages/*.parquet'
ORDER BY page"""


def shares(pages: list[Json]) -> list[str]:
    """How much of each page is content, metadata and boilerplate, in code points."""
    counted = {str(row["page_id"]): _characters(row) for row in pages[:MOST]}
    groups = [
        Group(page_id, (Row("", tuple(values), _percent(values)),), sum(values))
        for page_id, values in counted.items()
    ]
    title = "Characters by class"
    drawn = bars("shares", title, SHARES, groups)
    caption = (
        "Of all characters (Unicode code points) of a page, how many stand in segments of each "
        "class, and how many are white space between segments; in percent, in the order of the "
        "legend."
    )
    head = ["page", *(each.name for each in SHARES), "in all"]
    body = ((page_id, *values, sum(values)) for page_id, values in counted.items())
    shown = table(title, head, body)
    linked = tuple((link(of_page(page_id), page_id), *rest) for page_id, *rest in shown.rows)
    return [
        "## How much of a page is boilerplate",
        figure(drawn, caption),
        table_below(Table(title, shown.head, linked)),
        *([left_out(len(pages) - MOST)] if len(pages) > MOST else []),
        code("sql", SHARES_QUERY),
    ]


def _characters(row: Json) -> list[int]:
    found = dict.fromkeys((each.name for each in CLASSES), 0)
    for each in row["segments"]:
        found[each["class"]] += each["page_end"] - each["page_start"]
    return [*found.values(), len(row["text"]) - sum(found.values())]


def _percent(values: list[int]) -> str:
    whole = sum(values) or 1
    return " / ".join(f"{100 * each / whole:.1f}" for each in values) + " %"


PARTS = (("exact", "same span and label"), ("characters", "characters"), ("whole", "whole"))
MEASURES = (
    Series("same span and label", "metadata"),
    Series("characters", "metadata", "lines"),
    Series("whole", "metadata", "dots"),
    Series("corrected for chance", "neutral"),
)


def agreements(found: list[Json]) -> list[str]:
    """How far each two independent passes agree, layer by layer; the gold standard is no pass."""
    between = [each for each in found if GOLD not in (each["left"], each["right"])]
    blocks = ["## How far independent passes agree"]
    if not between:
        return [*blocks, "No two passes have a page in common, so there is nothing to compare."]
    blocks.append(
        "Passes that one kind of model made under the same guidelines, as here as far as is known, "
        "agree easily: the figures bound how consistent the labels are, not how true. "
        "[Agreement](../agreement.md) defines the measures, and "
        "[How the gold was made](../annotation.md) says how the passes were made."
    )
    for number, data in enumerate(between[:MOST], 1):
        blocks += _agreement(number, data)
    if len(between) > MOST:
        blocks.append(f"{len(between) - MOST} more pairs of passes are left out here.")
    return blocks


def _agreement(number: int, data: Json) -> list[str]:
    left, right = data["left"], data["right"]
    groups = [
        Group(
            layer,
            tuple(
                _measure(name, each[part]["f1"] if each[part] else None, index)
                for index, (part, name) in enumerate(PARTS)
            ),
            1,
        )
        for layer, each in data["layers"].items()
    ]
    chance = (
        _measure("kappa, stance rows", data["stance_rows"]["kappa"], 3),
        _measure("alpha, tags of tokens", data["tokens"]["alpha"], 3),
    )
    title = f"Agreement of {left} and {right}"
    drawn = bars(
        f"agreement-{number}", title, MEASURES, [*groups, Group(MEASURES[3].name, chance, 1)],
        legend=False,
    )  # fmt: skip
    pages = count(len(data["pages"]), "page")
    caption = (
        f"Agreement of passes {left} and {right} on {pages}: F1 from 0 to 1 "
        "of spans with the same label, of the characters in them, and of annotations that are "
        f"equal in every part; then kappa and alpha. {UNDEFINED} is not defined."
    )
    by_layer, _, corrected = agreement_tables.summary(data)
    return [
        figure(drawn, caption),
        table_below(by_layer),
        table_below(corrected),
        code("sh", shlex.join(["winnow", "agree", left, right])),
    ]


def _measure(name: str, value: float | None, index: int) -> Row:
    values = tuple(max(value or 0, 0) if each == index else 0 for each in range(len(MEASURES)))
    return Row(name, values, UNDEFINED if value is None else f"{value:.3f}")


VERDICTS = {
    "right": Series("right", "favor"),
    "arguable": Series("arguable", "boilerplate", "lines"),
    "faulty": Series("wrong or missing", "against", "dots"),
    "unjudged": Series("not judged", "neutral", "empty"),
}


def audits(found: Json) -> list[str]:
    """What audits said of each layer, before and after what they found was decided."""
    blocks = ["## What audits said"]
    if not found["audits"]:
        return [*blocks, "There was no audit."]
    groups = [
        Group(
            layer if what == "annotations" else f"{layer}: {what}",
            tuple(
                Row(
                    when,
                    tuple(each[when][verdict] for verdict in VERDICTS),
                    " / ".join(str(each[when][verdict]) for verdict in VERDICTS),
                )
                for when in ("before", "after")
            ),
            max(each["before"]["total"], each["after"]["total"]),
        )
        for layer, judged in found["layers"].items()
        for what, each in judged.items()
    ]
    said = ", ".join(
        f"{each['name']} ({each['origin']}, {each['date']})" for each in found["audits"]
    )
    caption = (
        f"Audits: {said}. Before are the verdicts of the first; after is the gold standard as it "
        "stands, where the least favourable verdict counts. The numbers stand in the order of the "
        "legend. An annotation can be wrong; of sentences it was asked whether any is missing."
    )
    return [
        *blocks,
        "[How the gold was made](../annotation.md) says who judged what; each finding stands in "
        "[Audit, in figures](../reference/audit.md).",
        figure(bars("audit", "Verdicts of audits", list(VERDICTS.values()), groups), caption),
        table_below(audit.by_layer(found)),
        code("sh", "winnow audit"),
    ]
