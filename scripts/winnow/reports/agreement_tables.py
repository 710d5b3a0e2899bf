"""Agreement as JSON and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import combinations

from winnow.model.adjudication import REGISTRY
from winnow.model.compare import Counts
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.passes import GOLD
from winnow.model.spans import OUTSIDE
from winnow.reports.agreement import Agreement, Nominal, compare, readings, total
from winnow.reports.tables import Table, table
from winnow.rows.targets import NONE

STANCE_ROWS = "Cohen's kappa, polarity of stance rows"
TOKENS = "Krippendorff's alpha, tags of tokens"


def between_all(corpus: Corpus) -> list[Agreement]:
    """Agreement of each pair of passes, then of each pass and gold, if they share pages."""
    by_name = readings(corpus)
    names = sorted(combinations(by_name, 2), key=lambda pair: GOLD in pair)
    agreements = (compare(by_name[left], by_name[right], corpus) for left, right in names)
    return [agreement for agreement in agreements if agreement.page_ids]


def as_data(agreement: Agreement) -> Json:
    """Agreement as JSON; what is undefined is null."""
    return {
        "left": agreement.left,
        "right": agreement.right,
        "pages": list(agreement.page_ids),
        "layers": {
            name: {
                "exact": _by_label(layer.exact),
                "characters": None if name == REGISTRY else _by_label(layer.characters),
                "whole": _counts(layer.whole),
                "matched": layer.matched,
                "parts": {
                    part: {
                        "equal": equal,
                        "share": equal / layer.matched if layer.matched else None,
                    }
                    for part, equal in layer.parts.items()
                },
            }
            for name, layer in agreement.layers.items()
        },
        "stance_rows": _nominal(agreement.stance_rows, "kappa", NONE),
        "tokens": _nominal(agreement.tokens, "alpha", OUTSIDE),
    }


def _by_label(counts: Mapping[str, Counts]) -> Json:
    labels = {label: _counts(count) for label, count in counts.items() if label}
    return _counts(total(counts)) | {"by_label": labels}


def _counts(counts: Counts) -> Json:
    return asdict(counts) | {"f1": counts.f1}


def _nominal(agreement: Nominal, coefficient: str, unmarked: str) -> Json:
    """``marked`` counts the units that are not ``unmarked`` in both readings."""
    units, equal = agreement.excluding(unmarked)
    return {
        "units": agreement.units,
        "equal": agreement.equal,
        coefficient: agreement.coefficient,
        "marked": {"units": units, "equal": equal},
        "table": [
            {"left": left, "right": right, "units": count}
            for (left, right), count in sorted(agreement.table.items())
        ],
    }


def tables(data: Json) -> list[Table]:
    """The tables of an agreement in the form of ``as_data``."""
    return [*summary(data), by_label(data)]


def summary(data: Json) -> list[Table]:
    """The tables of an agreement without the figures of single labels."""
    left, right = data["left"], data["right"]
    return [
        table(
            f"Agreement of {left} and {right}, by layer",
            ["layer", left, right, "same span and label (F1)", "characters (F1)", "whole (F1)"],
            (
                [
                    name,
                    *(layer["exact"][key] for key in ("left", "right", "f1")),
                    layer["characters"]["f1"] if layer["characters"] else None,
                    layer["whole"]["f1"],
                ]
                for name, layer in data["layers"].items()
            ),
        ),
        table(
            f"Agreement of {left} and {right}, labels of matched spans",
            ["layer", "label", "matched", "equal", "share"],
            (
                [name, label, layer["matched"], part["equal"], part["share"]]
                for name, layer in data["layers"].items()
                for label, part in layer["parts"].items()
            ),
        ),
        table(
            f"Agreement of {left} and {right}, corrected for chance",
            ["measure", "units", "equal", "value", "marked by either", "equal among them"],
            (
                [
                    name,
                    *(data[units][key] for key in ("units", "equal", coefficient)),
                    *(data[units]["marked"][key] for key in ("units", "equal")),
                ]
                for name, units, coefficient in (
                    (STANCE_ROWS, "stance_rows", "kappa"),
                    (TOKENS, "tokens", "alpha"),
                )
            ),
        ),
    ]


def by_label(data: Json) -> Table:
    """Agreement on spans and characters by label."""
    left, right = data["left"], data["right"]
    return table(
        f"Agreement of {left} and {right}, by label",
        ["layer", "label", left, right, "same span and label (F1)", "characters (F1)"],
        (
            [
                name,
                label,
                *(counts[key] for key in ("left", "right", "f1")),
                layer["characters"]["by_label"][label]["f1"] if layer["characters"] else None,
            ]
            for name, layer in data["layers"].items()
            for label, counts in layer["exact"]["by_label"].items()
        ),
    )
