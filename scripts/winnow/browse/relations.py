"""The networks of the page of figures: who takes a stance on whom or what, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from winnow.browse.blocks import (
    MOST,
    code,
    figure,
    left_out,
    link,
    of_entity,
    of_page,
    table_below,
)
from winnow.browse.layout import short
from winnow.browse.networks import Curve, Node, network
from winnow.browse.templating import SIGNS
from winnow.browse.view import WRITER
from winnow.display import NOTICE
from winnow.documents import Json
from winnow.registry import AUTHOR
from winnow.reports.tables import Table

QUERY = """\
WITH found AS (
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
FROM found
LEFT JOIN 'dataset/data/registry/*.parquet' AS holders ON holders.id = stance.holder_id
JOIN 'dataset/data/registry/*.parquet' AS targets ON targets.id = stance.target_id
GROUP BY page, stance.holder_id, holder, stance.target_id, target, polarity, alleged
ORDER BY page, holder, target, polarity, alleged, stance.holder_id, stance.target_id"""


@dataclass(frozen=True)
class Tie:
    """The stances of a page that have holder, target, polarity and alleged in common.

    ``ids`` are those on the page, in the order of the text.
    """

    holder_id: str
    target_id: str
    holder: str
    target: str
    polarity: str
    alleged: bool
    ids: tuple[str, ...]


def ties_by_page(pages: list[Json], registry: Sequence[Json]) -> dict[str, list[Tie]]:
    """The ties of each page that has stances, in the order of the query."""
    names = {each["id"]: each["name"] for each in registry} | {AUTHOR: WRITER}
    found = {}
    for row in pages:
        together: dict[tuple[str, str, str, bool], list[str]] = {}
        for each in sorted(row["stances"], key=lambda each: (each["page_start"], each["id"])):
            tie = (each["holder_id"], each["target_id"], each["polarity"], each["alleged"])
            together.setdefault(tie, []).append(short(each["id"]))
        ties = [
            Tie(holder, target, names[holder], names[target], polarity, alleged, tuple(ids))
            for (holder, target, polarity, alleged), ids in together.items()
        ]
        if ties:
            found[str(row["page_id"])] = sorted(ties, key=_place)
    return found


def _place(tie: Tie) -> tuple[str | bool, ...]:
    return (
        tie.holder,
        tie.target,
        tie.polarity,
        tie.alleged,
        tie.holder_id,
        tie.target_id,
    )


def networks(pages: list[Json], registry: Sequence[Json]) -> list[str]:
    """For each page that has stances, who takes which on whom or what."""
    found = ties_by_page(pages, registry)
    blocks = [
        "## Who takes a stance on whom",
        "Holders stand on the left, targets on the right, with a curve for each polarity, and "
        "another for what is only alleged; the more stances, the wider. Names lead to all that is "
        "annotated of them; what is written on a curve leads to its first stance in the text.",
        "At the root of the repository, DuckDB gives the tables of all pages, one below the other, "
        "for this query:",
        code("sql", QUERY),
    ]
    if not found:
        return [*blocks[:1], "No page has a stance."]
    for number, (page_id, ties) in enumerate(list(found.items())[:MOST], 1):
        blocks += [f"### Page `{page_id}`", f"*{NOTICE}*", _network(number, page_id, ties)]
        blocks.append(table_below(_tie_table(page_id, ties)))
    if len(found) > MOST:
        blocks.append(left_out(len(found) - MOST, "with stances"))
    return blocks


CAUTION = (
    "What a page reports, a trial before its verdict for instance, it reports as it stood then; an "
    "allegation is no finding. Curves of what is alleged are dashed and say so."
)


def _network(number: int, page_id: str, ties: list[Tie]) -> Markup:
    curves = [
        Curve(
            tie.holder_id,
            tie.target_id,
            len(tie.ids),
            tie.polarity,
            tie.alleged,
            f"{SIGNS[tie.polarity]} {tie.polarity}{', alleged' * tie.alleged}"
            + f" ×{len(tie.ids)}" * (len(tie.ids) > 1),
            SIGNS[tie.polarity],
            of_page(page_id, tie.ids[0]),
        )
        for tie in ties
    ]
    holders = {tie.holder_id: tie.holder for tie in ties}
    targets = {tie.target_id: tie.target for tie in ties}
    stances = sum(len(tie.ids) for tie in ties)
    title = f"Stances of page {page_id}"
    drawn = network(
        f"network-{number}",
        title,
        f"{stances} stances of {len(holders)} holders on {len(targets)} targets. The table below "
        "has every curve.",
        ("holder", "target"),
        (_nodes(holders), _nodes(targets)),
        curves,
    )
    caption = Markup(
        "The stances of page {}: {} of {} on {}. + is <em>favor</em>, − <em>against</em>, "
        "0 <em>neutral</em>, the explicit refusal to take a side. {}"
    ).format(
        link(of_page(page_id), page_id),
        stances,
        _counted(len(holders), "holder"),
        _counted(len(targets), "target"),
        CAUTION,
    )
    return figure(drawn, caption, title)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _nodes(names: Mapping[str, str]) -> list[Node]:
    return [Node(each, name, of_entity(each)) for each, name in names.items()]


def _tie_table(page_id: str, ties: list[Tie]) -> Table:
    head = ("holder", "target", "polarity", "alleged", "stances", "ids")
    rows = tuple(
        (
            link(of_entity(tie.holder_id), tie.holder),
            link(of_entity(tie.target_id), tie.target),
            tie.polarity,
            "yes" if tie.alleged else "no",
            str(len(tie.ids)),
            Markup(", ").join(link(of_page(page_id, each), each) for each in tie.ids),
        )
        for tie in ties
    )
    return Table(f"Stances of page {page_id}", head, rows)
