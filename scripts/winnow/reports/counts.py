"""Counts of annotations, labels and adjudication decisions, as JSON and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from winnow.model.adjudication import REGISTRY, Provenance
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.passes import THIRD
from winnow.model.schemas import Schemas
from winnow.reports.tables import Table, table
from winnow.rows.columns import Field, columns


def layers(pages: Iterable[Json]) -> Json:
    """The number of annotations by page and layer, from the rows of ``pages``, and the totals."""
    by_page = {row["page_id"]: {layer: len(row[layer]) for layer in LAYERS} for row in pages}
    total = {layer: sum(page[layer] for page in by_page.values()) for layer in LAYERS}
    return {"pages": by_page, "total": total}


def labels(rows: Mapping[str, Sequence[Json]], schemas: Schemas) -> Json:
    """How often each label occurs in the rows of ``pages``, ``registry`` and ``stance``."""
    counts: Json = {}
    for column in columns(schemas, "pages"):
        items = [item for row in rows["pages"] for item in row[column.name]] if column.item else ()
        for member in column.item.members if column.item else ():
            if member.name != "verdict":  # on an annotation, not part of it
                counts |= _occurrences(member, items)
    for config, name in (("registry", "kind"), ("stance", "polarity")):
        for column in columns(schemas, config):
            if column.name == name:
                counts |= _occurrences(column, rows[config])
    return counts


def _occurrences(field: Field, records: Iterable[Json]) -> Json:
    """Counts of the values of a label or truth value; nothing for other fields."""
    if field.kind == "label":
        counts = Counter(record[field.name] for record in records)
        return {field.label_list: {label: counts[label] for label in field.labels}}
    if field.kind == "boolean":
        counts = Counter(record[field.name] for record in records)
        return {field.name: {"true": counts[True], "false": counts[False]}}
    return {}


def adjudication(corpus: Corpus) -> Json:
    """The size of passes by layer, what they share, and the decisions where they differ.

    ``annotations`` counts those of each pass; ``shared`` those of the gold standard that all passes
    have unchanged; ``differences`` the decisions on differences between passes, except answers to
    audits, and ``taken`` whose reading they took; ``finds`` the decisions where the passes agree
    with each other and not with the gold standard.
    """
    counts: Json = {}
    for layer in (*LAYERS, REGISTRY):
        decisions = [decision for decision in corpus.log if decision.layer == layer]
        differences = [
            decision for decision in decisions if decision.passes_differ and not decision.findings
        ]
        taken = Counter(decision.taken for decision in differences)
        counts[layer] = {
            "annotations": {name: _size(corpus, name, layer) for name in corpus.frame.passes},
            "shared": _shared(corpus, layer),
            "differences": len(differences),
            "taken": {name: taken[name] for name in (*corpus.frame.passes, THIRD)},
            "finds": sum(decision.is_find for decision in decisions),
        }
    return counts


def _size(corpus: Corpus, name: str, layer: str) -> int:
    if layer == REGISTRY:
        return len(corpus.frame.passes[name].registry)
    return sum(len(page.layer(layer)) for page in corpus.pages_of_pass(name).values())


def _shared(corpus: Corpus, layer: str) -> int:
    """How many annotations of the gold standard all passes on their page have unchanged."""
    if layer == REGISTRY:
        return len(_kept_by_all(corpus.registry_provenance))
    shared = 0
    for page in corpus.annotated:
        kept = _kept_by_all(page.provenance)
        shared += sum(annotation.id in kept for annotation in page.gold.layer(layer))
    return shared


def _kept_by_all(provenance: Provenance) -> set[str]:
    kept = [set(of_pass.values()) for of_pass in provenance.kept.values()]
    return set.intersection(*kept) if kept else set()


def tables(figures: Json) -> list[Table]:
    """Tables of annotations by page, of each label list, and of adjudication."""
    return [
        by_page(figures["counts"]),
        *(
            table(f"Labels: {name}", [name, "count"], counts.items())
            for name, counts in figures["labels"].items()
        ),
        adjudication_table(figures["adjudication"]),
    ]


def by_page(counts: Json) -> Table:
    """The number of annotations by page and layer."""
    return table(
        "Annotations",
        ["page", *counts["total"]],
        (
            [page, *by_layer.values()]
            for page, by_layer in (*counts["pages"].items(), ("all", counts["total"]))
        ),
    )


def adjudication_table(adjudicated: Json) -> Table:
    """The size of passes by layer, and the decisions where they differ."""
    first = next(iter(adjudicated.values()))
    return table(
        "Passes and adjudication",
        [
            "layer",
            *(f"pass {name}" for name in first["annotations"]),
            "in all, as in gold",
            "differences",
            *(f"taken: {name}" for name in first["taken"]),
            "finds",
        ],
        (
            [
                layer,
                *counts["annotations"].values(),
                counts["shared"],
                counts["differences"],
                *counts["taken"].values(),
                counts["finds"],
            ]
            for layer, counts in adjudicated.items()
        ),
    )
