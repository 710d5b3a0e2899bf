"""The page of the docs on baselines: its words are written by hand, its tables are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from baselines.catalogue import BASELINES, Baseline
from baselines.results import FATES, VIEWS, Result, fates_table, packages, pipeline_table, table_of
from winnow.reports.charts import Group, Row, Series, bars
from winnow.score.boilerplate import REFERENCES

PATH = "baselines.md"

BLOCK = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)
"""A block that is filled in, between the name of what stands there and its end."""


def blocks(results: Sequence[Result], pipelines: Sequence[Result]) -> dict[str, str]:
    """What stands in each block, by its name, in Markdown."""
    found = {f"systems-{task}": _systems(task) for task in dict.fromkeys(e.task for e in BASELINES)}
    found["packages"] = _packages(BASELINES)
    for view in VIEWS:
        own = [each for each in results if each.baseline.task == view.task]
        found[view.name] = table_of(view, own).markdown
    for of in REFERENCES:
        short = of.split()[0]
        for what in ("mentions", "stances"):
            found[f"pipeline-{what}-{short}"] = pipeline_table(what, of, pipelines).markdown
        for name in FATES:
            found[f"fates-{name}-{short}"] = fates_table(name, of, pipelines).markdown
        for name in ("mentions", "stances"):
            found[f"chart-{name}-{short}"] = _chart(name, of, pipelines)
    return found


INKS = {
    "found": Series("found", "favor"),
    "dropped": Series("dropped by the extractor", "against", "lines"),
    "dropped and missed": Series("dropped, and missed anyway", "against", "dots"),
    "unreached": Series("target not found by the tagger", "metadata", "dots"),
    "missed": Series("missed by the model", "boilerplate", "lines"),
    "disturbed": Series("missed in these surroundings only", "neutral", "empty"),
}
"""What each fate is called and drawn as."""


def _chart(name: str, of: str, pipelines: Sequence[Result]) -> str:
    """What becomes of gold mentions or stances, as bars, one for each extractor."""
    made = fates_table(name, of, pipelines)
    fates = made.head[1:-1]
    rows = [
        Row(first, tuple(map(float, values)), f"{values[0]} of {whole} found")
        for first, *values, whole in made.rows
    ]
    title = f"What becomes of the {FATES[name][0].split(',')[0]}, {of}"
    drawn = bars(
        f"fates-{name}-{of.split()[0]}",
        title,
        [INKS[fate] for fate in fates],
        [Group("", tuple(rows), float(made.rows[0][-1]))],
        width=680,
    )
    opening = f'<div class="winnow-scroll" role="region" aria-label="{title}" tabindex="0">'
    return f"{opening}{drawn}</div>\n"


def _systems(task: str) -> str:
    """What each baseline of a task does."""
    lines = [f"- **{each.name}**. {each.said}\n" for each in BASELINES if each.task == task]
    return "".join(lines)


def _packages(baselines: Sequence[Baseline]) -> str:
    return ", ".join(f"{name} {number}" for name, number in packages(baselines).items()) + ".\n"


def filled(text: str, found: Mapping[str, str]) -> str:
    """The page with its blocks filled in. Raises ``ValueError`` where they are not all there."""
    names = [match["name"] for match in BLOCK.finditer(text)]
    wrong = sorted({*names} ^ {*found}) or [name for name in names if names.count(name) > 1]
    if wrong:
        raise ValueError(f"the blocks {', '.join(wrong)} are missing, unknown, or there twice")
    return BLOCK.sub(lambda match: f"{match[1]}\n{found[match['name']]}{match[3]}", text)


def without_trained(text: str) -> str:
    """The page without the rows of what is trained, which can differ between processors."""
    names = [each.name for each in BASELINES if each.trained]
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not any(line.startswith(f"| {n} |") for n in names))
