"""Counts of annotations, labels and adjudication decisions, as data and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from winnow.model.adjudication import REGISTRY
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.passes import THIRD
from winnow.model.schemas import Schemas
from winnow.reports.tables import Table, table
from winnow.rows.columns import Field, columns


def layers(pages: Iterable[Json]) -> Json:
    """How many annotations of each layer each page has, from the rows of ``pages``, and in all."""
    by_page = {row["page_id"]: {layer: len(row[layer]) for layer in LAYERS} for row in pages}
    total = {layer: sum(page[layer] for page in by_page.values()) for layer in LAYERS}
    return {"pages": by_page, "total": total}


def labels(rows_of: Mapping[str, list[Json]], schemas: Schemas) -> Json:
    """How often each label occurs in the rows of ``pages``, ``registry`` and ``stance``."""
    counted: Json = {}
    rows = rows_of["pages"]
    for column in columns(schemas, "pages"):
        for member in column.item.members if column.item else ():
            items = [item for row in rows for item in row[column.name]]
            counted |= _of_member(member, items)
    for config, name in (("registry", "kind"), ("stance", "polarity")):
        column = next(each for each in columns(schemas, config) if each.name == name)
        counted |= _of_member(column, rows_of[config])
    return counted


def _of_member(member: Field, items: list[Json]) -> Json:
    if member.name == "verdict":  # on an annotation, and no part of it
        return {}
    if member.kind == "label":
        found = Counter(item[member.name] for item in items)
        return {member.label_list: {label: found[label] for label in member.labels}}
    if member.kind == "boolean":
        found = Counter(item[member.name] for item in items)
        return {member.name: {"true": found[True], "false": found[False]}}
    return {}


def adjudication(corpus: Corpus) -> Json:
    """What the passes have by layer, what they share, and what was decided where they differ.

    ``annotations`` counts those of each pass; ``shared`` those of the gold standard that all passes
    have as they stand; ``differences`` the lines of the log on which passes differ, but for answers
    to audits, and ``taken`` whose reading they took; ``finds`` the lines on which no pass differs
    from another and the gold standard does.
    """
    counted: Json = {}
    for layer in (*LAYERS, REGISTRY):
        lines = [line for line in corpus.log if line.layer == layer]
        differences = [line for line in lines if line.passes_differ and not line.findings]
        taken = Counter(line.taken for line in differences)
        counted[layer] = {
            "annotations": {name: _size(corpus, name, layer) for name in corpus.frame.passes},
            "shared": _shared(corpus, layer),
            "differences": len(differences),
            "taken": {name: taken[name] for name in (*corpus.frame.passes, THIRD)},
            "finds": sum(line.is_find for line in lines),
        }
    return counted


def _size(corpus: Corpus, name: str, layer: str) -> int:
    if layer == REGISTRY:
        return len(corpus.frame.passes[name].registry)
    return sum(len(page.layer(layer)) for page in corpus.pages_of_pass(name).values())


def _shared(corpus: Corpus, layer: str) -> int:
    """How much of the gold standard all passes that cover its page have as it is."""
    if layer == REGISTRY:
        kept = [set(of_pass.values()) for of_pass in corpus.registry_provenance.kept.values()]
        return len(set.intersection(*kept)) if kept else 0
    shared = 0
    for page in corpus.annotated:
        kept = [set(of_pass.values()) for of_pass in page.provenance.kept.values()]
        ids = {annotation.id for annotation in page.gold.layer(layer)}
        shared += len(ids.intersection(*kept)) if kept else 0
    return shared


def tables(figures: Json) -> list[Table]:
    """Annotations by page, each label list, and passes with their adjudication."""
    return [
        by_page(figures["counts"]),
        *(
            table(f"Labels: {name}", [name, "count"], labels.items())
            for name, labels in figures["labels"].items()
        ),
        adjudication_table(figures["adjudication"]),
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


def adjudication_table(adjudicated: Json) -> Table:
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
