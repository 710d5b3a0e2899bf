"""The page of the docs on baselines: prose written by hand, with blocks that are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from baselines.catalogue import BASELINES
from baselines.results import (
    LOST,
    OUTCOMES,
    SETTINGS,
    Result,
    outcomes_table,
    packages,
    pipeline_table,
    table_of,
)
from winnow.reports.blocks import figure, table_below
from winnow.reports.charts import Group, Row, Series, bars
from winnow.reports.dots import Dot, Panel, beginning, dots, ending
from winnow.reports.tables import Table
from winnow.score.boilerplate import REFERENCES
from winnow.score.pipeline import F1_LOST
from winnow.score.resampling import Figure
from winnow.score.task import View
from winnow.score.tasks import TASKS

PATH = "docs/baselines.md"

BLOCK = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)
"""A block that is filled in, between a comment with its name and one that ends it."""


def blocks(results: Sequence[Result], pipelines: Sequence[Result]) -> dict[str, str]:
    """The content of each block by its name, in Markdown."""
    contents = {
        f"systems-{task}": _descriptions(task)
        for task in dict.fromkeys(baseline.task for baseline in BASELINES)
    }
    versions = ", ".join(f"{name} {version}" for name, version in packages().items())
    contents["packages"] = f"{versions}.\n"
    for name, task in TASKS.items():
        of_task = [result for result in results if result.baseline.task == name]
        if of_task:
            contents |= {view.name: scores_of(view, of_task) for view in task.views}
    for part in REFERENCES:
        suffix = part.split()[0]
        for layer in ("mentions", "stances"):
            contents[f"pipeline-{layer}-{suffix}"] = losses_of(layer, part, pipelines)
            contents[f"chart-{layer}-{suffix}"] = _chart(layer, part, pipelines)
        for name in OUTCOMES:
            contents[f"outcomes-{name}-{suffix}"] = outcomes_table(name, part, pipelines).markdown
    return contents


SHOWN = 3
"""How many figures of a system a drawing and the table below it show; a folded table has all."""

CAPTION = (
    "Dots are scores, lines their 95 % intervals within these three pages. This is no ranking."
)


def scores_of(view: View, results: Sequence[Result]) -> str:
    """The main figures of a view as a drawing and as a table, and all of them as a folded table."""
    columns = view.columns[:SHOWN]
    panels = [
        Panel(
            column.head,
            tuple(
                _dot(result.scores[column.measure, column.of].figures[column.figure])
                for result in results
            ),
        )
        for column in columns
    ]
    heads = [column.head for column in columns]
    title = f"Scores of the baselines: {view.name}"
    return _section(title, results, panels, table_of(view, results), heads)


def losses_of(layer: str, part: str, results: Sequence[Result]) -> str:
    """The scores of a layer before and after the extractor, as ``scores_of`` shows figures."""
    measured = [
        (head, [result.scores[f"{layer}, {name}", part].figures["f1"] for result in results])
        for head, name in SETTINGS
    ]
    lost = [result.scores[f"{layer}, {LOST}", part].figures[F1_LOST] for result in results]
    panels = [Panel(head, tuple(map(_dot, figures))) for head, figures in measured]
    ends = [end for figure in lost for end in (figure.value, figure.low, figure.high)]
    known = [0.0, *(end for end in ends if end is not None)]
    panels.append(Panel(LOST, tuple(map(_dot, lost)), beginning(known), ending(known)))
    table = pipeline_table(layer, part, results)
    title = f"Scores of {layer} by extractor, {part}"
    return _section(title, results, panels, table, [panel.title for panel in panels])


def _section(
    title: str,
    results: Sequence[Result],
    panels: Sequence[Panel],
    table: Table,
    heads: Sequence[str],
) -> str:
    key = re.sub("[^a-z0-9]+", "-", title.lower())
    names = [result.baseline.name for result in results]
    drawing = figure(dots(key, title, names, panels), CAPTION, title)
    places = [0, *(table.head.index(head) for head in heads)]
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    main = Table(title, tuple(table.head[place] for place in places), rows)
    whole = table_below(replace(table, title=f"{title}, all figures and counts"))
    return f"{drawing}\n\n{main.markdown}\n{whole}\n"


def _dot(figure: Figure) -> Dot:
    if figure.low is None or figure.high is None:
        return Dot(figure.value)
    return Dot(figure.value, (figure.low, figure.high))


INKS = {
    "found": Series("found", "favor"),
    "dropped": Series("dropped by the extractor", "against", "lines"),
    "dropped and missed": Series("dropped, and missed anyway", "against", "dots"),
    "unreached": Series("target not found by the tagger", "metadata", "dots"),
    "missed": Series("missed by the model", "boilerplate", "lines"),
    "disturbed": Series("missed in these surroundings only", "neutral", "empty"),
}
"""Legend and ink of each column of a table of outcomes."""


def _chart(layer: str, part: str, pipelines: Sequence[Result]) -> str:
    """The outcomes of gold mentions or stances as bars, one for each extractor."""
    outcomes = outcomes_table(layer, part, pipelines)
    rows = [
        Row(name, tuple(map(float, values)), f"{values[0]} of {total} found")
        for name, *values, total in outcomes.rows
    ]
    title = f"Outcomes of the {OUTCOMES[layer][0].split(',')[0]}, {part}"
    chart = bars(
        f"outcomes-{layer}-{part.split()[0]}",
        title,
        [INKS[outcome] for outcome in outcomes.head[1:-1]],
        [Group("", tuple(rows), float(outcomes.rows[0][-1]))],
        width=680,
    )
    opening = f'<div class="winnow-scroll" role="region" aria-label="{title}" tabindex="0">'
    return f"{opening}{chart}</div>\n"


def _descriptions(task: str) -> str:
    return "".join(
        f"- **{baseline.name}**. {baseline.description}\n"
        for baseline in BASELINES
        if baseline.task == task
    )


def fill_in(page: str, contents: Mapping[str, str]) -> str:
    """The page with the contents of its blocks. Raises ``ValueError`` unless it has all, once."""
    names = [match["name"] for match in BLOCK.finditer(page)]
    wrong = sorted({*names} ^ {*contents}) or sorted({n for n in names if names.count(n) > 1})
    if wrong:
        raise ValueError(
            f"{PATH}: the blocks {', '.join(wrong)} are missing, unknown or repeated; "
            "restore them from version control"
        )
    return BLOCK.sub(lambda match: f"{match[1]}\n{contents[match['name']]}{match[3]}", page)


def without_trained(page: str) -> str:
    """The page without the rows of trained baselines, which can differ between processors.

    Drawings and folded tables that have such a row are left out, too: each is one line.
    """
    trained = [baseline.name for baseline in BASELINES if baseline.trained]
    rows = tuple(f"| {name} |" for name in trained)
    return "".join(
        line
        for line in page.splitlines(keepends=True)
        if not line.startswith(rows)
        and not (line.startswith("<") and any(name in line for name in trained))
    )
