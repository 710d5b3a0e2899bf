"""The network of stances of a page: holders on the left, targets on the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter

from markupsafe import Markup

from winnow.model.describe import count
from winnow.model.json import Json
from winnow.model.registry import AUTHOR
from winnow.reports.blocks import figure, table_below
from winnow.reports.svg import chart, element, label, measure, number, one_line
from winnow.reports.tables import Table
from winnow.site import explore
from winnow.site.layout import short
from winnow.site.links import link, of_entity, of_page
from winnow.site.templates import SIGNS
from winnow.site.view import WRITER

SIZE = 12
"""Font size of the drawing; no text in it is smaller."""

ROW, GAP = 18, 10
"""Height of a curve's place at a node, which holds a line of text; and space between nodes."""

WIDTH = 680
NAMES = 160
"""Width of the column of names on either side."""

HEAVIEST = 12
"""Width of the heaviest curve; below that, a curve is two units wide for each stance."""

CAUTION = (
    "A page reports what was known when it was written, such as a trial before its verdict; an "
    "allegation is not a finding. Curves of alleged stances are dashed and labelled."
)


@dataclass(frozen=True, order=True)
class Tie:
    """The stances of a page with the same holder, target, polarity and ``alleged``.

    Ties sort like the rows of the query on the page; ``ids`` are those on the page, in text order.
    """

    holder: str
    target: str
    polarity: str
    alleged: bool
    holder_id: str
    target_id: str
    ids: tuple[str, ...]

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of holder and target."""
        return self.holder_id, self.target_id

    @property
    def label(self) -> str:
        """The label of the curve, such as "− against, alleged ×2"."""
        alleged = ", alleged" if self.alleged else ""
        times = f" ×{len(self.ids)}" if len(self.ids) > 1 else ""
        return f"{SIGNS[self.polarity]} {self.polarity}{alleged}{times}"


def ties_by_page(pages: Sequence[Json], registry: Sequence[Json]) -> dict[str, list[Tie]]:
    """The sorted ties of each page that has stances."""
    names = {row["id"]: row["name"] for row in registry} | {AUTHOR: WRITER}
    by_page = {}
    for row in pages:
        groups: dict[tuple[str, str, str, bool], list[str]] = {}
        for stance in sorted(row["stances"], key=itemgetter("page_start", "id")):
            key = stance["holder_id"], stance["target_id"], stance["polarity"], stance["alleged"]
            groups.setdefault(key, []).append(short(stance["id"]))
        if groups:
            by_page[str(row["page_id"])] = sorted(
                Tie(names[holder], names[target], polarity, alleged, holder, target, tuple(ids))
                for (holder, target, polarity, alleged), ids in groups.items()
            )
    return by_page


def network_figure(number: int, page_id: str, name: str, ties: Sequence[Tie]) -> Markup:
    """The network of a page and its caption; ``number`` counts networks, ``name`` is the title."""
    title = f"Stances of page {page_id}"
    stances = sum(len(tie.ids) for tie in ties)
    holders = count(len({tie.holder_id for tie in ties}), "holder")
    targets = count(len({tie.target_id for tie in ties}), "target")
    description = f"{stances} stances of {holders} on {targets}. The table below lists all curves."
    caption = Markup(
        "The stances of {}: {} of {} on {}. + is <em>favor</em>, − <em>against</em>, "
        "0 <em>neutral</em> (an explicit refusal to take a side). {}"
    ).format(link(of_page(page_id), name), stances, holders, targets, CAUTION)
    drawing = network(f"network-{number}", title, description, page_id, ties)
    return figure(drawing, caption, title, instead=tie_list(page_id, ties))


def tie_list(page_id: str, ties: Sequence[Tie]) -> Markup:
    """The ties of a page by holder, in place of the network where there is no room for it."""
    items = [
        element(
            "li",
            link(of_entity(holder), name),
            element("ul", *(_list_item(page_id, tie) for tie in group)),
        )
        for (name, holder), group in groupby(ties, lambda tie: (tie.holder, tie.holder_id))
    ]
    return element("div", element("ul", *items), class_="winnow-ties", data_search_exclude="")


def _list_item(page_id: str, tie: Tie) -> Markup:
    label = element(
        "a", tie.label, href=_address(page_id, tie), class_=f"winnow-ink-{tie.polarity}"
    )
    return element("li", link(of_entity(tie.target_id), tie.target), " ", label)


def _address(page_id: str, tie: Tie) -> str:
    """The stance on its page; of several, their rows in Explore."""
    if len(tie.ids) == 1:
        return of_page(page_id, tie.ids[0])
    filters = {
        "page": page_id,
        "target_id": tie.target_id,
        "stances[].holder_id": tie.holder_id,
        "stances[].polarity": tie.polarity,
        "stances[].alleged": str(tie.alleged).lower(),
    }
    return explore.address("stance", filters)


def tie_table(page_id: str, ties: Sequence[Tie]) -> Markup:
    """The ties of a page as a folded table."""
    rows = tuple(
        (
            link(of_entity(tie.holder_id), tie.holder),
            link(of_entity(tie.target_id), tie.target),
            tie.polarity,
            "yes" if tie.alleged else "no",
            str(len(tie.ids)),
            Markup(", ").join(link(of_page(page_id, name), name) for name in tie.ids),
        )
        for tie in ties
    )
    head = ("holder", "target", "polarity", "alleged", "stances", "ids")
    return table_below(Table(f"Stances of page {page_id}", head, rows))


def network(key: str, title: str, description: str, page_id: str, ties: Sequence[Tie]) -> Markup:
    """Holders and targets in two columns, with a curve for each tie.

    Every curve has its own place at both nodes, so that no label covers another. Nodes are ordered
    so that few curves cross. Links are not in the tab order, because an image has no parts for
    readers who cannot see it: the table below has to have the same links.
    """
    unit = min(2.0, HEAVIEST / max((len(tie.ids) for tie in ties), default=1))
    columns = _ordered(ties)
    names = {tie.holder_id: tie.holder for tie in ties} | {
        tie.target_id: tie.target for tie in ties
    }
    ports = [_ports(columns, side, ties, names) for side in (0, 1)]
    height = max(column_height for _, column_height in ports)
    starts, ends = (
        {tie: y + 30 + (height - column_height) / 2 for tie, y in places.items()}
        for places, column_height in ports
    )
    curve_start = NAMES + 22 + max((measure(tie.label, SIZE) for tie in ties), default=0)
    parts = [
        label(NAMES, 12, "holder →", "winnow-strong", "end"),
        label(WIDTH - NAMES, 12, "→ target", "winnow-strong"),
    ]
    for tie in ties:  # no curve crosses another where there are labels
        curve = _curve(tie, curve_start, starts[tie], ends[tie], len(tie.ids) * unit)
        marks = _label(tie, starts[tie], _address(page_id, tie)), _sign(tie, ends[tie])
        holder, target = tie.ends
        parts.append(
            element("g", curve, *marks, class_="winnow-tie", data_holder=holder, data_target=target)
        )
    for side, places in enumerate((starts, ends)):
        for node in columns[side]:
            heights = [places[tie] for tie in ties if tie.ends[side] == node]
            top, bottom = min(heights) - ROW / 2, max(heights) + ROW / 2
            parts += _node(node, names[node], side == 1, top, bottom)
    return chart(key, title, description, WIDTH, height + 30, SIZE, parts, role="group")


def _ordered(ties: Sequence[Tie]) -> tuple[list[str], list[str]]:
    """The ids of both columns, sorted in turn by the mean position of the nodes they are tied to.

    The barycentre heuristic of Sugiyama, Tagawa and Toda (1981), "Methods for Visual Understanding
    of Hierarchical System Structures", IEEE Transactions on Systems, Man, and Cybernetics 11(2).
    Then single nodes are moved as long as fewer curves cross.
    """
    holders, targets = (list(dict.fromkeys(tie.ends[side] for tie in ties)) for side in (0, 1))
    pairs = [tie.ends for tie in ties]
    reverse = [(target, holder) for holder, target in pairs]
    for _ in range(8):
        targets = _sorted(targets, holders, reverse)
        holders = _sorted(holders, targets, pairs)
    before = None
    while before is None or crossings(holders, targets, pairs) < before:
        before = crossings(holders, targets, pairs)
        targets = _sifted(targets, holders, reverse)
        holders = _sifted(holders, targets, pairs)
    return holders, targets


def crossings(
    column: Sequence[str], facing: Sequence[str], edges: Iterable[tuple[str, str]]
) -> int:
    """How many pairs of edges between two columns cross."""
    positions = {node: index for index, node in enumerate(column)}
    opposite = {node: index for index, node in enumerate(facing)}
    ends = [(positions[node], opposite[facing_node]) for node, facing_node in edges]
    return sum(
        (left[0] - right[0]) * (left[1] - right[1]) < 0 for left, right in combinations(ends, 2)
    )


def _sifted(column: list[str], facing: list[str], edges: list[tuple[str, str]]) -> list[str]:
    """The column after each node in turn was moved to where the fewest edges cross."""
    for node in column:
        others = [name for name in column if name != node]
        orders = ([*others[:place], node, *others[place:]] for place in range(len(column)))
        column = min(column, *orders, key=lambda order: crossings(order, facing, edges))
    return column


def _sorted(column: list[str], facing: list[str], edges: Iterable[tuple[str, str]]) -> list[str]:
    positions = {node: index for index, node in enumerate(facing)}
    tied: dict[str, list[int]] = {node: [] for node in column}
    for node, facing_node in edges:
        tied[node].append(positions[facing_node])
    return sorted(column, key=lambda node: sum(tied[node]) / len(tied[node]))


def _ports(
    columns: tuple[list[str], list[str]], side: int, ties: Sequence[Tie], names: dict[str, str]
) -> tuple[dict[Tie, float], float]:
    """The y at which each tie meets its node, in the order of the other column; and the height."""
    positions = {node: index for index, node in enumerate(columns[1 - side])}
    places: dict[Tie, float] = {}
    y = 0.0
    for node in columns[side]:
        tied = [tie for tie in ties if tie.ends[side] == node]
        tied.sort(key=lambda tie: positions[tie.ends[1 - side]])
        room = max(len(tied) * ROW, 15 * len(_wrapped(names[node])))
        first = y + (room - len(tied) * ROW + ROW) / 2
        places |= {tie: first + index * ROW for index, tie in enumerate(tied)}
        y += room + GAP
    return places, y


def _curve(tie: Tie, start: float, y: float, end_y: float, weight: float) -> Markup:
    end = WIDTH - NAMES - 30
    middle = (start + end) / 2
    path = (NAMES + 10, y, start, middle, y, middle, end_y, end, end_y, WIDTH - NAMES - 10)
    return element(
        "path",
        class_=f"winnow-curve winnow-ink-{tie.polarity}" + " winnow-dashed" * tie.alleged,
        stroke_width=max(weight, 1.5),
        d="M{} {}H{}C{} {} {} {} {} {}H{}".format(*map(number, path)),
    )


def _label(tie: Tie, y: float, href: str) -> Markup:
    width = measure(tie.label, SIZE) + 4
    ground = element("rect", class_="winnow-ground", x=NAMES + 16, y=y - 7, width=width, height=14)
    text = label(NAMES + 18, y + 4, tie.label, f"winnow-label winnow-ink-{tie.polarity}")
    return _link(href, ground + text, ", ".join(tie.ids))


def _sign(tie: Tie, y: float) -> Markup:
    x = WIDTH - NAMES - 22
    ink = f"winnow-ink-{tie.polarity}"
    sign = label(x, y + 4, SIGNS[tie.polarity], f"winnow-label winnow-strong {ink}", "middle")
    return element("circle", class_=f"winnow-badge {ink}", cx=x, cy=y, r=7) + sign


def _node(node: str, name: str, on_right: bool, top: float, bottom: float) -> list[Markup]:
    x, anchor = (WIDTH - NAMES, "start") if on_right else (NAMES, "end")
    left = WIDTH - NAMES - 10 if on_right else NAMES + 6
    bar = element("rect", class_="winnow-node", x=left, y=top + 1, width=4, height=bottom - top - 2)
    lines = _wrapped(name)
    first = (top + bottom) / 2 + 4 - (len(lines) - 1) * 7.5
    text = Markup("").join(
        label(x, first + index * 15, line, anchor=anchor) for index, line in enumerate(lines)
    )
    side = {"data_target": node} if on_right else {"data_holder": node}
    named = _link(of_entity(node), text, one_line(name))
    return [element("g", bar, named, class_="winnow-named", **side)]


def _wrapped(name: str) -> list[str]:
    """A name in at most three lines as wide as the column; longer ones end in an ellipsis."""
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


def _link(href: str, content: Markup, title: str) -> Markup:
    return element("a", element("title", title), content, href=href, tabindex=-1)
