"""The page of the docs on baselines: prose written by hand, with blocks that are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from baselines.catalogue import BASELINES
from baselines.results import (
    OUTCOMES,
    Result,
    outcomes_table,
    packages,
    pipeline_table,
    table_of,
)
from winnow.reports.charts import Group, Row, Series, bars
from winnow.score.boilerplate import REFERENCES
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
            contents |= {view.name: table_of(view, of_task).markdown for view in task.views}
    for part in REFERENCES:
        suffix = part.split()[0]
        for layer in ("mentions", "stances"):
            contents[f"pipeline-{layer}-{suffix}"] = pipeline_table(layer, part, pipelines).markdown
            contents[f"chart-{layer}-{suffix}"] = _chart(layer, part, pipelines)
        for name in OUTCOMES:
            contents[f"outcomes-{name}-{suffix}"] = outcomes_table(name, part, pipelines).markdown
    return contents


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
    """The page without the rows of trained baselines, which can differ between processors."""
    starts = tuple(f"| {baseline.name} |" for baseline in BASELINES if baseline.trained)
    return "".join(line for line in page.splitlines(keepends=True) if not line.startswith(starts))
