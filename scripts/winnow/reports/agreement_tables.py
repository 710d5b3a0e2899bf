"""Agreement as plain data and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """Each two passes, then each pass and the gold standard, that have a page in common."""
    found = readings(corpus)
    compared = (compare(found[a], found[b], corpus) for a, b in _pairs(found))
    return [each for each in compared if each.page_ids]


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """All pairs of names, those with the gold standard last."""
    return sorted(combinations(names, 2), key=lambda pair: GOLD in pair)


def as_data(agreement: Agreement) -> Json:
    """Agreement as JSON has it; what is not defined is null."""
    return {
        "left": agreement.left,
        "right": agreement.right,
        "pages": list(agreement.page_ids),
        "layers": {
            layer: {
                "exact": _by_label(each.exact),
                "characters": None if layer == REGISTRY else _by_label(each.characters),
                "whole": _counts(each.whole),
                "matched": each.matched,
                "parts": {
                    name: {"equal": same, "share": _share(same, each.matched)}
                    for name, same in each.parts.items()
                },
            }
            for layer, each in agreement.layers.items()
        },
        "stance_rows": _nominal(agreement.stance_rows, "kappa", NONE),
        "tokens": _nominal(agreement.tokens, "alpha", OUTSIDE),
    }


def _by_label(counts: Mapping[str, Counts]) -> Json:
    labels = {label: _counts(each) for label, each in counts.items() if label}
    return _counts(total(counts)) | {"by_label": labels}


def _counts(counts: Counts) -> Json:
    return asdict(counts) | {"f1": counts.f1}


def _share(same: int, of: int) -> float | None:
    return same / of if of else None


def _nominal(found: Nominal, name: str, unmarked: str) -> Json:
    """``marked`` counts the units that are not ``unmarked`` in both readings."""
    units, equal = found.apart_from(unmarked)
    table = [
        {"left": left, "right": right, "units": number}
        for (left, right), number in sorted(found.table.items())
    ]
    return {
        "units": found.units,
        "equal": found.equal,
        name: found.coefficient,
        "marked": {"units": units, "equal": equal},
        "table": table,
    }


def tables(data: Json) -> list[Table]:
    """The tables of an agreement, given as data."""
    return [*summary(data), by_label(data)]


def summary(data: Json) -> list[Table]:
    """The tables of an agreement without the one that goes into each label."""
    left, right = data["left"], data["right"]
    layers = data["layers"].items()
    return [
        table(
            f"Agreement of {left} and {right}, by layer",
            ["layer", left, right, "same span and label (F1)", "characters (F1)", "whole (F1)"],
            (
                [
                    layer,
                    each["exact"]["left"],
                    each["exact"]["right"],
                    each["exact"]["f1"],
                    each["characters"]["f1"] if each["characters"] else None,
                    each["whole"]["f1"],
                ]
                for layer, each in layers
            ),
        ),
        table(
            f"Agreement of {left} and {right}, labels of matched spans",
            ["layer", "label", "matched", "equal", "share"],
            (
                [layer, name, each["matched"], part["equal"], part["share"]]
                for layer, each in layers
                for name, part in each["parts"].items()
            ),
        ),
        table(
            f"Agreement of {left} and {right}, corrected for chance",
            ["measure", "units", "equal", "value", "marked by either", "equal among them"],
            (
                [
                    name,
                    data[of]["units"],
                    data[of]["equal"],
                    data[of][coefficient],
                    data[of]["marked"]["units"],
                    data[of]["marked"]["equal"],
                ]
                for name, of, coefficient in (
                    (STANCE_ROWS, "stance_rows", "kappa"),
                    (TOKENS, "tokens", "alpha"),
                )
            ),
        ),
    ]


def by_label(data: Json) -> Table:
    """Exact spans and characters of each label that occurs."""
    left, right = data["left"], data["right"]
    return table(
        f"Agreement of {left} and {right}, by label",
        ["layer", "label", left, right, "same span and label (F1)", "characters (F1)"],
        (
            [
                layer,
                label,
                counts["left"],
                counts["right"],
                counts["f1"],
                each["characters"]["by_label"][label]["f1"] if each["characters"] else None,
            ]
            for layer, each in data["layers"].items()
            for label, counts in each["exact"]["by_label"].items()
        ),
    )
