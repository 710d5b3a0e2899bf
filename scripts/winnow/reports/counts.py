"""The tables of counts: annotations, labels, and what was decided between passes."""

from __future__ import annotations

from winnow.documents import Json
from winnow.reports.tables import Table, table


def tables(figures: Json) -> list[Table]:
    """Annotations by page, each label list, and passes with their adjudication."""
    return [
        by_page(figures["counts"]),
        *(
            table(f"Labels: {name}", [name, "count"], labels.items())
            for name, labels in figures["labels"].items()
        ),
        adjudication(figures["adjudication"]),
    ]


def by_page(counted: Json) -> Table:
    """How many annotations of each layer each page has."""
    layers = list(counted["total"])
    listed = [*counted["pages"].items(), ("all", counted["total"])]
    return table(
        "Annotations",
        ["page", *layers],
        ([page, *(each[layer] for layer in layers)] for page, each in listed),
    )


def adjudication(adjudicated: Json) -> Table:
    """What the passes have by layer, and what was decided where they differ."""
    first = next(iter(adjudicated.values()))
    makers, takers = list(first["annotations"]), list(first["taken"])
    head = ["layer", *(f"pass {name}" for name in makers), "in all, as in gold", "differences"]
    rows = (
        [
            layer,
            *(each["annotations"][name] for name in makers),
            each["shared"],
            each["differences"],
            *(each["taken"][name] for name in takers),
            each["finds"],
        ]
        for layer, each in adjudicated.items()
    )
    return table(
        "Passes and adjudication", [*head, *(f"taken: {each}" for each in takers), "finds"], rows
    )
