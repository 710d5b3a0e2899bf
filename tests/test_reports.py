"""Tables and samples with any content."""

from __future__ import annotations

import json

from winnow.dataset.card import sample
from winnow.reports.tables import table


def test_a_table_survives_any_cell() -> None:
    report = table("T", ["a", "b"], [["x|y", None], [0.5, 2]])
    assert report.markdown == "| a | b |\n| --- | --- |\n| x\\|y | – |\n| 0.500 | 2 |\n"


def test_long_texts_stand_below_each_other() -> None:
    """Nothing in them is taken for HTML."""
    report = table("T", ["a", "b", "c"], [["x", "<i>" * 30, 1], ["y", "short", 2]])
    html = "&lt;i>" * 30
    assert report.markdown == f"- x, c: 1\n    - b: {html}\n- y, c: 2\n    - b: short\n"


def test_a_sample_is_the_fullest_row_and_says_what_it_leaves_out() -> None:
    rows = [
        {"id": "1", "kind": None, "line_id": "d1", "tags": []},
        {"id": "2", "kind": "x", "line_id": None, "tags": ["a", "b", "c", "d"]},
        {"id": "3", "kind": "x" * 120, "line_id": "d2", "tags": ["a"]},
    ]
    assert json.loads(sample(rows)) == {
        "id": "2", "kind": "x", "line_id": None, "tags": ["a", "b", "c", "… (1 more)"]
    }  # fmt: skip
    assert json.loads(sample(rows[2:]))["kind"] == "x" * 100 + "… (20 more characters)"


def test_cells_of_a_latex_table_are_escaped() -> None:
    report = table("50 % of a_b", ["a&b", "c"], [["{x} $1 #2 ~^\\", None], ["0.5 [0.4, 0.6]", 2]])
    lines = report.latex().splitlines()
    assert r"\caption{50 \% of a\_b}" in lines
    assert r"a\&b & c \\" in lines
    row = r"\{x\} \$1 \#2 \textasciitilde{}\textasciicircum{}\textbackslash{} & -- \\"
    assert row in lines
    assert r"0.5 {[}0.4, 0.6] & 2 \\" in lines
    assert [line for line in lines if line.startswith(r"\end")] == [
        r"\end{tabular}",
        r"\end{table}",
    ]


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    report = table("T", ["a", "n", "w"], [["x", "0.500 [0.400, 0.600]", "b"], ["long", 2, "cc"]])
    assert report.lines == [
        "a                        n  w",
        "x     0.500 [0.400, 0.600]  b",
        "long                     2  cc",
    ]
