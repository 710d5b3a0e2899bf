"""The page on baselines is what the baselines get, as far as it can be made without the extra."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError

import pytest

from baselines.catalogue import BASELINES, Baseline
from baselines.docs import BLOCK, filled, without_trained
from baselines.results import VIEWS, packages, results, table_of
from support import ROOT, winnow
from winnow.score import load

PAGE = (ROOT / "docs/baselines.md").read_text(encoding="utf-8")
LIGHT = {"spacy", "scikit-learn"}
"""Packages that are installed without the extra."""


def _light() -> list[Baseline]:
    return [each for each in BASELINES if set(each.packages) <= LIGHT and not each.trained]


def test_rows_of_light_baselines_are_current() -> None:
    found = list(results(load(ROOT / "dataset"), _light()))
    assert {each.baseline.task for each in found} == {view.task for view in VIEWS}
    for view in VIEWS:
        rows = [each for each in found if each.baseline.task == view.task]
        for line in table_of(view, rows).markdown.splitlines():
            assert f"\n{line}\n" in PAGE, line


def test_every_baseline_is_described_and_has_its_rows() -> None:
    for each in BASELINES:
        assert f"- **{each.name}**. {each.said}\n" in PAGE
        views = [view for view in VIEWS if view.task == each.task]
        assert PAGE.count(f"\n| {each.name} |") >= len(views)


def test_every_package_stands_with_its_version() -> None:
    (said,) = (match.group(0) for match in BLOCK.finditer(PAGE) if match["name"] == "packages")
    for name in {name for each in BASELINES for name in each.packages}:
        assert re.search(rf"\b{name} \d", said)


def test_figures_in_the_words_of_the_page_are_those_of_its_tables() -> None:
    words = " ".join(BLOCK.sub("", PAGE).split())
    tables = {match["name"]: _rows(match.group(0)) for match in BLOCK.finditer(PAGE)}
    rules = ("C4 rules", "Gopher rules, line by line", "FineWeb rules, line by line")
    fates = tables["fates-mentions-main"]
    dropped = [str(int(fates[name][1]) + int(fates[name][2])) for name in rules]
    assert f"discard {dropped[0]}, {dropped[1]} and {dropped[2]} of {fates[rules[0]][-1]}" in words
    known = [fates[name][1] for name in rules]
    assert f"of which the tagger finds {known[0]}, {known[1]} and {known[2]} on gold" in words
    let_in = tables["fates-found-main"]["keep all"]
    assert f"keep all {let_in[1]} of the {let_in[-1]} that it finds" in words
    kept = tables["boilerplate-all"]["keep all"][2].split()[0]
    assert f"keeping everything has a words F1 of {kept}" in words
    gold = tables["pipeline-mentions-main"]["keep all"][1].split()[0]
    assert f"an F1 of {gold} on its gold content" in words
    stances = tables["fates-stances-main"]
    found = int(stances["(gold content)"][0])
    assert f"Of the {found} stances of the main articles" in words
    assert all(int(stances[name][0]) <= found * 2 / 3 for name in rules)


def _rows(block: str) -> dict[str, list[str]]:
    """The cells of a table by the first of each row."""
    rows = [line.strip("| ").split(" | ") for line in block.splitlines() if line.startswith("|")]
    return {first: cells for first, *cells in rows}


def test_blocks_that_are_not_there_are_told() -> None:
    with pytest.raises(ValueError, match="the blocks one are missing"):
        filled("nothing", {"one": "1\n"})
    made = filled("a\n<!-- one -->\nold\n<!-- end -->\nb", {"one": "1\n"})
    assert made == "a\n<!-- one -->\n\n1\n\n<!-- end -->\nb"
    assert filled(made, {"one": "1\n"}) == made


def test_what_is_trained_is_left_out_of_the_comparison() -> None:
    (trained,) = (each.name for each in BASELINES if each.trained)
    assert f"| {trained} |" in PAGE
    assert f"| {trained} |" not in without_trained(PAGE)
    assert "| gazetteer |" in without_trained(PAGE)


def test_without_the_extra_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> dict[str, str]:
        raise PackageNotFoundError("justext")

    monkeypatch.setattr("baselines.results.packages", missing)
    outcome = winnow("baselines", "--root", ROOT)
    assert outcome.code == 1
    assert "make baselines installs what they need" in outcome.err
    assert packages is not missing


def test_where_there_is_no_page_the_call_is_wrong() -> None:
    outcome = winnow("baselines", "--root", ROOT / "tests/fixtures/base")
    assert outcome.code == 2
    assert "which the tables are written into" in outcome.err
