"""Networks of quotations and stances between entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from winnow.model.describe import NOTICE, count
from winnow.model.json import Json
from winnow.model.registry import AUTHOR
from winnow.reports.svg import chart, element, label, measure, number, one_line
from winnow.reports.tables import Table
from winnow.site.html import (
    MOST,
    code,
    figure,
    left_out,
    link,
    of_entity,
    of_page,
    table_below,
)
from winnow.site.layout import short
from winnow.site.templates import SIGNS
from winnow.site.view import WRITER

SIZE = 12
"""Font size, which nothing in the drawing goes below."""

ROW, GAP = 18, 10
"""Height of a curve's place at a node, which holds a line of text; and room between nodes."""


@dataclass(frozen=True)
class Node:
    """Somebody or something in a network, with where its name leads, if anywhere."""

    id: str
    name: str
    href: str | None


@dataclass(frozen=True)
class Curve:
    """A relation of a node on the left to one on the right.

    ``said`` stands on its beginning and leads to ``href``, ``sign`` stands on its end; ``weight``
    is its width among the others.
    """

    left: str
    right: str
    weight: int
    ink: str
    dashed: bool
    said: str
    sign: str
    href: str


WIDTH = 680
NAMES = 160
"""Width of the column of names on either side."""

HEAVIEST = 12
"""Width of the heaviest curve, where two units for each count would be more."""


def network(
    key: str,
    title: str,
    said: str,
    heads: tuple[str, str],
    nodes: tuple[Sequence[Node], Sequence[Node]],
    curves: Sequence[Curve],
) -> Markup:
    """Nodes in two columns under their heads, with a curve for each relation between them.

    Each curve has a place of its own at both nodes, so that what is said on it covers no other.
    Nodes are put in an order in which few curves cross. Links are out of the order of the tabulator
    key, since an image has no parts for those who cannot see it: a table has to give them, too.
    """
    unit = min(2.0, HEAVIEST / max((curve.weight for curve in curves), default=1))
    left, right = _ordered(nodes, curves)
    starts, left_height = _ports(left, right, [(each.left, each.right, each) for each in curves])
    ends, right_height = _ports(right, left, [(each.right, each.left, each) for each in curves])
    height = max(left_height, right_height)
    down = (30 + (height - left_height) / 2, 30 + (height - right_height) / 2)
    labelled = NAMES + 22 + max((measure(each.said, SIZE) for each in curves), default=0)
    parts = [
        label(NAMES, 12, f"{heads[0]} →", "winnow-strong", "end"),
        label(WIDTH - NAMES, 12, f"→ {heads[1]}", "winnow-strong"),
    ]
    for curve in curves:
        y, to = starts[curve] + down[0], ends[curve] + down[1]
        parts.append(_curve(curve, (labelled, y), to, max(curve.weight * unit, 1.5)))
    for curve in curves:  # after all curves, so that none runs over what is said
        parts.append(_said(curve, starts[curve] + down[0]))
        parts.append(_sign(curve, ends[curve] + down[1]))
    for column, side, placed in ((left, 0, starts), (right, 1, ends)):
        for node in column:
            of_node = [each for each in curves if (each.left, each.right)[side] == node.id]
            ys = [placed[each] + down[side] for each in of_node]
            parts += _node(node, side == 1, min(ys) - ROW / 2, max(ys) + ROW / 2)
    return chart(key, title, said, WIDTH, height + 30, SIZE, parts, role="group")


def _ordered(
    nodes: tuple[Sequence[Node], Sequence[Node]], curves: Sequence[Curve]
) -> tuple[list[Node], list[Node]]:
    """Both columns, each in turn sorted by the mean place of what its nodes are tied to.

    The barycentre heuristic of Sugiyama, Tagawa and Toda (1981), "Methods for Visual Understanding
    of Hierarchical System Structures", IEEE Transactions on Systems, Man, and Cybernetics 11(2).
    """
    left, right = list(nodes[0]), list(nodes[1])
    for _ in range(8):
        right = _sorted(right, left, [(each.right, each.left) for each in curves])
        left = _sorted(left, right, [(each.left, each.right) for each in curves])
    return left, right


def _sorted(column: list[Node], other: list[Node], ties: Sequence[tuple[str, str]]) -> list[Node]:
    place = {node.id: index for index, node in enumerate(other)}
    of_node: dict[str, list[int]] = {}
    for own, theirs in ties:
        of_node.setdefault(own, []).append(place[theirs])
    return sorted(column, key=lambda node: sum(of_node[node.id]) / len(of_node[node.id]))


def _ports(
    column: list[Node], other: list[Node], ties: Sequence[tuple[str, str, Curve]]
) -> tuple[dict[Curve, float], float]:
    """The height at which each curve meets its node, in the order of the other column."""
    place = {node.id: index for index, node in enumerate(other)}
    found, y = {}, 0.0
    for node in column:
        own = sorted(
            (place[to], index) for index, (id_, to, _) in enumerate(ties) if id_ == node.id
        )
        room = max(len(own) * ROW, 15 * len(_wrapped(node.name)))
        first = y + (room - len(own) * ROW + ROW) / 2
        for turn, (_, index) in enumerate(own):
            found[ties[index][2]] = first + turn * ROW
        y += room + GAP
    return found, y


def _curve(curve: Curve, start: tuple[float, float], to: float, weight: float) -> Markup:
    x, y = start
    end = WIDTH - NAMES - 30
    middle = (x + end) / 2
    path = (NAMES + 10, y, x, middle, y, middle, to, end, to, WIDTH - NAMES - 10)
    return element(
        "path",
        class_=f"winnow-curve winnow-ink-{curve.ink}" + " winnow-dashed" * curve.dashed,
        stroke_width=weight,
        d="M{} {}H{}C{} {} {} {} {} {}H{}".format(*map(number, path)),
    )


def _said(curve: Curve, y: float) -> Markup:
    """What is said at the beginning of a curve, on ground of its own."""
    width = measure(curve.said, SIZE) + 4
    ground = element("rect", class_="winnow-ground", x=NAMES + 16, y=y - 7, width=width, height=14)
    said = label(NAMES + 18, y + 4, curve.said, f"winnow-label winnow-ink-{curve.ink}")
    return _link(curve.href, ground + said)


def _sign(curve: Curve, y: float) -> Markup:
    x = WIDTH - NAMES - 22
    ink = f"winnow-ink-{curve.ink}"
    sign = label(x, y + 4, curve.sign, f"winnow-label winnow-strong {ink}", "middle")
    return element("circle", class_=f"winnow-badge {ink}", cx=x, cy=y, r=7) + sign


def _node(node: Node, on_right: bool, top: float, bottom: float) -> list[Markup]:
    x, anchor = (WIDTH - NAMES, "start") if on_right else (NAMES, "end")
    left = WIDTH - NAMES - 10 if on_right else NAMES + 6
    bar = element("rect", class_="winnow-node", x=left, y=top + 1, width=4, height=bottom - top - 2)
    lines = _wrapped(node.name)
    first = (top + bottom) / 2 + 4 - (len(lines) - 1) * 7.5
    name = Markup("").join(
        label(x, first + turn * 15, line, anchor=anchor) for turn, line in enumerate(lines)
    )
    return [bar, _link(node.href, name, one_line(node.name))]


def _wrapped(name: str) -> list[str]:
    """A name in at most three lines that fit the column; what is too long ends in an ellipsis."""
    lines = [""]
    for word in one_line(name).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure(longer, SIZE) > NAMES:
            lines.append(word)
        else:
            lines[-1] = longer
    return [_cut(line) for line in (*lines[:2], " ".join(lines[2:])) if line] or [""]


def _cut(line: str) -> str:
    if measure(line, SIZE) <= NAMES:
        return line
    while line and measure(f"{line}…", SIZE) > NAMES:
        line = line[:-1]
    return f"{line}…"


def _link(href: str | None, shown: Markup, title: str = "") -> Markup:
    if href is None:
        return shown
    hint = element("title", title) if title else ""
    return element("a", hint, shown, href=href, tabindex=-1)


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


@dataclass(frozen=True, order=True)
class Tie:
    """The stances of a page that have holder, target, polarity and alleged in common.

    Ties sort as the rows of the query; ``ids`` are those on the page, in the order of the text.
    """

    holder: str
    target: str
    polarity: str
    alleged: bool
    holder_id: str
    target_id: str
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
            Tie(names[holder], names[target], polarity, alleged, holder, target, tuple(ids))
            for (holder, target, polarity, alleged), ids in together.items()
        ]
        if ties:
            found[str(row["page_id"])] = sorted(ties)
    return found


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
    for position, (page_id, ties) in enumerate(list(found.items())[:MOST], 1):
        blocks += [f"### Page `{page_id}`", f"*{NOTICE}*", _network(position, page_id, ties)]
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
        count(len(holders), "holder"),
        count(len(targets), "target"),
        CAUTION,
    )
    return figure(drawn, caption, title)


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
