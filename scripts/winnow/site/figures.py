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
from winnow.reports.blocks import code_below, figure, paragraph, table_below
from winnow.reports.charts import Group, Row, Series, bars
from winnow.reports.dots import Dot, Panel, beginning, dots
from winnow.reports.svg import element, one_line
from winnow.reports.tables import UNDEFINED, Table, table
from winnow.site.links import link, of_page
from winnow.site.network import network_figure, tie_table, ties_by_page
from winnow.site.strip import PARTS, SPACE, characters, legend, percent, strip
from winnow.site.templates import HTML, text_of
from winnow.site.text import flattened, plain
from winnow.site.view import titles

MOST = 12
"""Most pages, or pairs of passes, that are drawn."""

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

MEASURES = (("exact", "same span and label"), ("characters", "characters"), ("whole", "whole"))
"""Measures of agreement on a layer, and their names."""

WIDTH = 440
"""Width of a drawing that is still legible on a phone."""

NOT_DEFINED = f" {UNDEFINED} means not defined."

VERDICTS = {
    "right": Series("right", "favor"),
    "arguable": Series("arguable", "boilerplate", "lines"),
    "faulty": Series("wrong or missing", "against", "dots"),
    "unjudged": Series("not judged", "neutral", "empty"),
}

CHARACTERS_QUERY = """\
SELECT
    page_id AS page,
    coalesce(list_sum([
        s.page_end - s.page_start FOR s IN segments
        IF s.class = 'content' AND list_contains(main, s.article_id)
    ]), 0) AS "main article",
    coalesce(list_sum([
        s.page_end - s.page_start FOR s IN segments
        IF s.class = 'content' AND NOT list_contains(main, s.article_id)
    ]), 0) AS "related articles",
    coalesce(list_sum([s.page_end - s.page_start FOR s IN segments IF s.class = 'metadata']), 0)
        AS metadata,
    coalesce(list_sum([s.page_end - s.page_start FOR s IN segments IF s.class = 'boilerplate']), 0)
        AS boilerplate,
    length(text) - "main article" - "related articles" - metadata - boilerplate AS "white space",
    length(text) AS total
FROM (
    SELECT *, [a.id FOR a IN articles IF a.role = 'main'] AS main
    FROM 'dataset/data/pages/*.parquet'
)
ORDER BY page
"""

STANCES_QUERY = """\
WITH page_stances AS (
    SELECT page_id, unnest(stances) AS stance FROM 'dataset/data/pages/*.parquet'
)
SELECT
    page_id AS page,
    if(stance.holder_id = 'author', 'the writer', holders.name) AS holder,
    targets.name AS target,
    stance.polarity AS polarity,
    if(stance.alleged, 'yes', 'no') AS alleged,
    count(*) AS stances,
    string_agg(split_part(stance.id, '#', 2), ', ' ORDER BY stance.page_start, stance.id) AS ids
FROM page_stances
LEFT JOIN 'dataset/data/registry/*.parquet' AS holders ON holders.id = stance.holder_id
JOIN 'dataset/data/registry/*.parquet' AS targets ON targets.id = stance.target_id
GROUP BY page, stance.holder_id, holder, stance.target_id, target, polarity, alleged
ORDER BY page, holder, target, polarity, alleged, stance.holder_id, stance.target_id
"""


def page(rows: Mapping[str, Sequence[Json]], figures: Json) -> str:
    """The page in Markdown, from the rows of each built config and the figures of the build."""
    pages = sorted(rows.get("pages", ()), key=lambda row: str(row["page_id"]))
    names = {page_id: plain(title) for page_id, title in titles(rows).items()}
    ties = ties_by_page(pages, rows.get("registry", ()))
    networks = {page_id: names[page_id] for page_id in list(ties)[:MOST]}
    between = [pair for pair in figures["agreement"] if GOLD not in (pair["left"], pair["right"])]
    return text_of(
        "figures.md",
        top=flattened(HTML.get_template("figures.html").render(up="", networks=networks)),
        pages=len(pages),
        notice=NOTICE,
        shares=shares(pages, names),
        more_shares=len(pages) - MOST,
        networks=[
            [
                page_heading(page_id, name),
                f"*{NOTICE}*",
                network_figure(number, page_id, name, ties[page_id]),
                tie_table(page_id, ties[page_id]),
            ]
            for number, (page_id, name) in enumerate(networks.items(), 1)
        ],
        more_networks=len(ties) - MOST,
        stances_query=code_below("Query: the tables of all pages (DuckDB)", STANCES_QUERY),
        agreements=[agreement(number, pair) for number, pair in enumerate(between[:MOST], 1)],
        more_agreements=len(between) - MOST,
        audits=audits(figures["audit"]),
        labels=list(label_charts(pages, figures["labels"])),
        counts_command=code_below("Command: labels", "winnow counts"),
    )


def page_heading(page_id: str, name: str) -> Markup:
    """The heading of what is drawn of a page: its title, linked, and its id."""
    title = link(of_page(page_id), name)
    return element("h3", title, " ", element("code", one_line(page_id)), id=f"page-{page_id}")


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


def shares(pages: Sequence[Json], names: Mapping[str, str]) -> list[Markup]:
    """How much of each page is its main article, related articles, metadata and boilerplate."""
    if not pages:
        return []
    counts = {str(row["page_id"]): characters(row) for row in pages}
    drawn = pages[:MOST]
    rows = tuple(
        (
            link(of_page(page_id), page_id),
            *(str(value) for value in counts[page_id].values()),
            str(sum(counts[page_id].values())),
        )
        for page_id in (str(row["page_id"]) for row in drawn)
    )
    return [
        paragraph(finding(counts, names)),
        element("div", *(_page_strip(row, names) for row in drawn), class_="winnow-strips"),
        table_below(Table("Characters by part", ("page", *PARTS.values(), SPACE, "total"), rows)),
        code_below("Query: characters by part (DuckDB)", CHARACTERS_QUERY),
    ]


def finding(counts: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> Markup:
    """What the counts of characters by page and part show, in words."""
    sums = {part: sum(count[part] for count in counts.values()) for part in (*PARTS, SPACE)}
    total, marked = sum(sums.values()), sum(sums[part] for part in PARTS)
    rest = sums["metadata"] + sums["boilerplate"]
    text = Markup(
        "Metadata and boilerplate are {} of the {:,} characters of these pages, the main articles "
        "{}, and related articles {}."
    ).format(
        percent(rest, total), total, percent(sums["main"], total), percent(sums["related"], total)
    )
    if not sums["related"]:
        return text
    page_id = max(counts, key=lambda page_id: counts[page_id]["related"])
    count, size = counts[page_id], sum(counts[page_id].values())
    return text + Markup(
        " {} of the related articles are on {}: {:,} of its {:,} characters ({}); its main "
        "article has {:,} ({}). A system that keeps everything therefore finds all main articles, "
        "but only {} of the characters that it keeps belong to them. This is why its precision is "
        'so low in <a href="../baselines.html#boilerplate">Baselines</a>.'
    ).format(
        "All" if count["related"] == sums["related"] else "Most",
        link(of_page(page_id), names[page_id]),
        count["related"],
        size,
        percent(count["related"], size),
        count["main"],
        percent(count["main"], size),
        percent(sums["main"], marked),
    )


def _page_strip(row: Json, names: Mapping[str, str]) -> Markup:
    page_id = str(row["page_id"])
    caption = Markup("{} · {:,} characters").format(
        link(of_page(page_id), names[page_id]), len(row["text"])
    )
    return element(
        "figure",
        element("figcaption", caption),
        strip(row, of_page(page_id)),
        legend(row),
        class_="winnow-figure",
    )


def agreement(number: int, pair: Json) -> list[Markup]:
    """Where two independent passes differ, layer by layer."""
    left, right = pair["left"], pair["right"]
    scores = {
        (layer, name): measured[part]
        for layer, measured in pair["layers"].items()
        for part, name in MEASURES
        if measured[part]
    }
    defined = {key: score for key, score in scores.items() if score["f1"] is not None}
    drawn = [
        (f"{layer}, {name}", Dot(score["f1"], note=_differ(score)))
        for (layer, name), score in defined.items()
        if score["f1"] < 1
    ]
    corrected = (
        ("kappa, stance rows", pair["stance_rows"], "kappa"),
        ("alpha, tags of tokens", pair["tokens"], "alpha"),
    )
    for name, measured, coefficient in corrected:
        if measured[coefficient] != 1:
            note = f"{measured['units'] - measured['equal']} differ"
            drawn.append((name, Dot(measured[coefficient], note=note)))
    differing = {layer for layer, name in defined if defined[layer, name]["f1"] < 1}
    full = [layer for layer in pair["layers"] if layer not in differing]
    equal = sum(score["f1"] == 1 for score in defined.values())
    text = Markup("Of the {} F1 scores of passes {} and {} on {}, {} {} 1").format(
        len(defined), left, right, count(len(pair["pages"]), "page"), equal, _are(equal)
    )
    text += f": on {_listed(full)} the passes are the same." if full and equal else "."
    if differing:
        text += Markup(
            ' They differ on {} (<a href="differences.html">all differences in the text</a>).'
        ).format(_listed(sorted(differing, key=list(pair["layers"]).index)))
    by_layer, _, corrected_table = agreement_tables.summary(pair)
    blocks = [paragraph(text)]
    if drawn:
        low = beginning(dot.value for _, dot in drawn if dot.value is not None)
        title = f"Agreement of {left} and {right}, where it is not 1"
        caption = (
            f"What is below 1 between passes {left} and {right}: F1 of spans with the same label, "
            "of the characters in them, and of annotations that are equal in all attributes "
            "(whole); then kappa and alpha. What differs are annotations, characters or rows of "
            "either pass that the other does not have in this form. "
            f"The axis begins at {low:g}{', not at 0' if low > 0 else ''}."
            f"{'' if all(dot.value is not None for _, dot in drawn) else NOT_DEFINED}"
        )
        panel = Panel("", tuple(dot for _, dot in drawn), low)
        names = [name for name, _ in drawn]
        drawing = dots(f"agreement-{number}", title, names, [panel], width=WIDTH)
        blocks.append(figure(drawing, caption))
    command = shlex.join(["winnow", "agree", left, right])
    return [
        *blocks,
        table_below(by_layer),
        table_below(corrected_table),
        code_below(f"Command: agreement of {left} and {right}", command),
    ]


def _differ(score: Json) -> str:
    """How many annotations, or characters of them, only one of two passes has."""
    return f"{score['left'] + score['right'] - 2 * score['both']} differ"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence, such as "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def audits(figures: Json) -> list[Markup]:
    """The verdicts on the current gold standard, and what changed since the first audit."""
    if not figures["audits"]:
        return []
    judged = {
        layer if what == "annotations" else f"{layer}: {what}": verdicts
        for layer, subjects in figures["layers"].items()
        for what, verdicts in subjects.items()
    }
    used = [
        verdict
        for verdict in VERDICTS
        if any(verdicts["after"][verdict] for verdicts in judged.values())
    ] or ["right"]
    groups = [
        Group(
            "",
            (
                Row(
                    name,
                    tuple(verdicts["after"][verdict] for verdict in used),
                    " / ".join(str(verdicts["after"][verdict]) for verdict in used),
                ),
            ),
            verdicts["after"]["total"],
        )
        for name, verdicts in judged.items()
    ]
    unused = [VERDICTS[verdict].name for verdict in VERDICTS if verdict not in used]
    absent = f" No verdict is {' or '.join(unused)}." if unused else ""
    names = ", ".join(
        f"{audit['name']} ({audit['origin']}, {audit['date']})" for audit in figures["audits"]
    )
    caption = (
        f"Audits: {names}. Verdicts on the current gold standard, where the least favourable "
        "verdict counts. Each bar has its own scale; its numbers are in the order of the legend. "
        f"For sentences, audits looked for missing annotations.{absent}"
    )
    return [
        paragraph(_changes(judged)),
        figure(bars("audit", "Verdicts of audits", _series(used), groups, width=WIDTH), caption),
        table_below(audit.by_layer(figures)),
        code_below("Command: audits", "winnow audit"),
    ]


def _series(verdicts: Sequence[str]) -> list[Series]:
    return [VERDICTS[verdict] for verdict in verdicts]


def _changes(judged: Mapping[str, Json]) -> str:
    """The verdicts that are not those of the first audit, in words."""
    changes = []
    for name, verdicts in judged.items():
        before, after = verdicts["before"], verdicts["after"]
        steps = [
            f"{series.name} {before[verdict]} → {after[verdict]}"
            for verdict, series in VERDICTS.items()
            if before[verdict] != after[verdict]
        ]
        if steps:
            changes.append(f"{name} ({', '.join(steps)})")
    if not changes:
        return "The verdicts are those of the first audit."
    same = len(judged) - len(changes)
    return (
        f"Since the first audit the verdicts have changed on {_listed(changes)}; on the other "
        f"{same} of {len(judged)} they are the same."
    )
