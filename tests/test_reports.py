"""Tables and samples, whatever stands in them."""

from __future__ import annotations

import json

from winnow.dataset.card import sample
from winnow.reports.tables import table


def test_a_table_survives_what_stands_in_its_cells() -> None:
    made = table("T", ["a", "b"], [["x|y", None], [0.5, 2]])
    assert made.markdown == "| a | b |\n| --- | --- |\n| x\\|y | – |\n| 0.500 | 2 |\n"


def test_long_texts_stand_below_each_other() -> None:
    """And nothing in them is taken for HTML."""
    made = table("T", ["a", "b", "c"], [["x", "<i>" * 30, 1], ["y", "short", 2]])
    html = "&lt;i>" * 30
    assert made.markdown == f"- x, c: 1\n    - b: {html}\n- y, c: 2\n    - b: short\n"


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


def test_a_table_in_latex_holds_no_command_but_its_own() -> None:
    made = table("50 % of a_b", ["a&b", "c"], [["{x} $1 #2 ~^\\", None], ["0.5 [0.4, 0.6]", 2]])
    lines = made.latex().splitlines()
    assert r"\caption{50 \% of a\_b}" in lines
    assert r"a\&b & c \\" in lines
    row = r"\{x\} \$1 \#2 \textasciitilde{}\textasciicircum{}\textbackslash{} & -- \\"
    assert row in lines
    assert r"0.5 {[}0.4, 0.6] & 2 \\" in lines
    assert [each for each in lines if each.startswith(r"\end")] == [
        r"\end{tabular}",
        r"\end{table}",
    ]


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    made = table("T", ["a", "n", "w"], [["x", "0.500 [0.400, 0.600]", "b"], ["long", 2, "cc"]])
    assert made.lines == [
        "a                        n  w",
        "x     0.500 [0.400, 0.600]  b",
        "long                     2  cc",
    ]
