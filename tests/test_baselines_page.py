"""The page on baselines is what the baselines get, as far as it can be made without the extra."""

from __future__ import annotations

import re
from html import unescape
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from xml.etree import ElementTree

import pytest

from baselines.__main__ import main
from baselines.catalogue import BASELINES, Baseline
from baselines.docs import BLOCK, fill_in, scores_of, without_trained
from baselines.results import results, table_of
from support import ROOT
from winnow.score import load
from winnow.score.tasks import TASKS

PAGE = (ROOT / "docs/baselines.md").read_text(encoding="utf-8")
LIGHT = {"spacy", "scikit-learn"}
"""Packages that are installed without the extra."""


def _light() -> list[Baseline]:
    return [each for each in BASELINES if set(each.packages) <= LIGHT and not each.trained]


def test_rows_of_light_baselines_are_current() -> None:
    scored = list(results(load(ROOT / "dataset"), _light()))
    for name in dict.fromkeys(baseline.task for baseline in BASELINES):
        rows = [result for result in scored if result.baseline.task == name]
        for view in TASKS[name].views:
            content = scores_of(view, rows)
            for line in content.splitlines():
                if line.startswith("|"):
                    assert f"\n{line}\n" in PAGE, line
            shown = _shown(PAGE, view.name)
            for head, *cells in table_of(view, rows).rows:
                assert (head, *cells) in shown, head


def _shown(page: str, name: str) -> list[tuple[str, ...]]:
    """The rows of the folded table of a block."""
    (block,) = (match.group(0) for match in BLOCK.finditer(page) if match["name"] == name)
    folded = block[block.index("<details") :]
    return [
        tuple(map(unescape, re.findall(r"<td[^>]*>([^<]*)</td>", row)))
        for row in re.findall(r"<tr>(.*?)</tr>", folded)
    ]


def test_drawings_and_tables_have_the_figures_of_the_folded_tables() -> None:
    names = [
        *(view.name for task in TASKS.values() for view in task.views),
        *(
            f"pipeline-{layer}-{part}"
            for layer in ("mentions", "stances")
            for part in ("main", "all")
        ),
    ]
    for name in names:
        (block,) = (match.group(0) for match in BLOCK.finditer(PAGE) if match["name"] == name)
        (svg,) = re.findall(r"<svg.*?</svg>", block)
        drawing = ElementTree.fromstring(svg)
        drawn = (drawing.findtext("desc") or "").split("; ")
        head, *rows = _shown_with_head(PAGE, name)
        table = [line.strip("| ").split(" | ") for line in block.splitlines() if line[:1] == "|"]
        panels = table[0][1:]
        assert 2 <= len(table[0]) <= 4
        expected = []
        for panel in panels:
            place = head.index(panel)
            for row in rows:
                value = row[place].replace(", ", " to ").replace("+", "")
                expected.append(f"{panel}, {row[0]}, {value}")
        assert drawn == expected
        assert len(list(drawing.iter("circle"))) == len(expected)
        for row, cells in zip(rows, table[2:], strict=True):
            assert cells == [row[0], *(row[head.index(panel)] for panel in panels)]


def _shown_with_head(page: str, name: str) -> list[tuple[str, ...]]:
    (block,) = (match.group(0) for match in BLOCK.finditer(page) if match["name"] == name)
    head = tuple(map(unescape, re.findall(r"<th[^>]*>([^<]*)</th>", block)))
    return [head, *filter(None, _shown(page, name))]


def test_every_baseline_is_described_and_has_its_rows() -> None:
    for baseline in BASELINES:
        assert f"- **{baseline.name}**. {baseline.description}\n" in PAGE
        assert PAGE.count(f"\n| {baseline.name} |") >= len(TASKS[baseline.task].views)


def test_every_package_stands_with_its_version() -> None:
    (said,) = (match.group(0) for match in BLOCK.finditer(PAGE) if match["name"] == "packages")
    for name in {name for each in BASELINES for name in each.packages}:
        assert re.search(rf"\b{name} \d", said)


def test_figures_in_the_words_of_the_page_are_those_of_its_tables() -> None:
    words = " ".join(BLOCK.sub("", PAGE).split())
    tables = {match["name"]: _rows(match.group(0)) for match in BLOCK.finditer(PAGE)}
    rules = ("C4 rules", "Gopher rules, line by line", "FineWeb rules, line by line")
    outcomes = tables["outcomes-mentions-main"]
    dropped = [str(int(outcomes[name][1]) + int(outcomes[name][2])) for name in rules]
    assert (
        f"discard {dropped[0]}, {dropped[1]} and {dropped[2]} of {outcomes[rules[0]][-1]}" in words
    )
    known = [outcomes[name][1] for name in rules]
    assert f"of which the tagger finds {known[0]}, {known[1]} and {known[2]} on gold" in words
    let_in = tables["outcomes-found-main"]["keep all"]
    assert f"keep all {let_in[1]} of the {let_in[-1]} that it finds" in words
    kept = tables["boilerplate-all"]["keep all"][2].split()[0]
    assert f"keeping everything has a words F1 of {kept}" in words
    gold = tables["pipeline-mentions-main"]["keep all"][0].split()[0]
    assert f"an F1 of {gold} on its gold content" in words
    stances = tables["outcomes-stances-main"]
    found = int(stances["(gold content)"][0])
    assert f"Of the {found} stances of the main articles" in words
    assert all(int(stances[name][0]) <= found * 2 / 3 for name in rules)


def _rows(block: str) -> dict[str, list[str]]:
    """The cells of a table by the first of each row."""
    rows = [line.strip("| ").split(" | ") for line in block.splitlines() if line.startswith("|")]
    return {first: cells for first, *cells in rows}


def test_blocks_that_are_not_there_are_told() -> None:
    with pytest.raises(ValueError, match="the blocks one are missing"):
        fill_in("nothing", {"one": "1\n"})
    made = fill_in("a\n<!-- one -->\nold\n<!-- end -->\nb", {"one": "1\n"})
    assert made == "a\n<!-- one -->\n\n1\n\n<!-- end -->\nb"
    assert fill_in(made, {"one": "1\n"}) == made


def test_what_is_trained_is_left_out_of_the_comparison() -> None:
    (trained,) = (each.name for each in BASELINES if each.trained)
    assert f"| {trained} |" in PAGE
    assert f"| {trained} |" not in without_trained(PAGE)
    assert f">{trained}<" in PAGE
    assert f">{trained}<" not in without_trained(PAGE)
    assert "| gazetteer |" in without_trained(PAGE)


def test_missing_packages_are_reported_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> dict[str, str]:
        raise PackageNotFoundError("justext")

    monkeypatch.setattr("baselines.results.packages", missing)
    assert main(["--root", str(ROOT)]) == 1
    message = "the package justext is not installed: make baselines installs it\n"
    assert capsys.readouterr().err == f"baselines: {message}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--root", str(ROOT / "tests/fixtures/base")], "docs/baselines.md does not exist"),
        (["--root", str(ROOT / "schema")], "dataset does not exist"),
        (["--chek"], "unrecognized arguments: --chek"),
    ],
)
def test_wrong_usage_exits_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def _root(folder: Path, page: str | bytes) -> Path:
    """A root with the real dataset and another page on baselines."""
    (folder / "docs").mkdir()
    (folder / "dataset").symlink_to(ROOT / "dataset")
    data = page if isinstance(page, bytes) else page.encode()
    (folder / "docs/baselines.md").write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (b"\xff", "docs/baselines.md: not UTF-8"),
        ("no blocks", "docs/baselines.md: the blocks boilerplate-all, "),
    ],
)
def test_a_page_that_cannot_be_filled_in_stays_as_it_is(
    page: str | bytes,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _without_running(monkeypatch)
    root = _root(tmp_path, page)
    before = (root / "docs/baselines.md").read_bytes()
    assert main(["--root", str(root)]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert "restore" in error
    assert (root / "docs/baselines.md").read_bytes() == before


def test_check_compares_all_but_rows_of_trained_baselines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _without_running(monkeypatch)
    root = _root(tmp_path, PAGE)
    page = root / "docs/baselines.md"
    assert main(["--root", str(root)]) == 0
    written = page.read_text(encoding="utf-8")
    assert written.count("| made | 1.000 |") == len(BLOCK.findall(PAGE))
    (trained,) = (baseline.name for baseline in BASELINES if baseline.trained)
    page.write_text(f"{written}| {trained} | 0.123 |\n", encoding="utf-8")
    assert main(["--check", "--root", str(root)]) == 0
    assert "docs/baselines.md is current." in capsys.readouterr().out
    stale = written.replace("| made |", "| old |", 1)
    page.write_text(stale, encoding="utf-8")
    assert main(["--check", "--root", str(root)]) == 1
    assert "docs/baselines.md is not current: make baselines" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == stale


def _without_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the results by a table for each block of the page."""
    contents = {match["name"]: "| made | 1.000 |\n" for match in BLOCK.finditer(PAGE)}
    monkeypatch.setattr("baselines.results.packages", dict)
    monkeypatch.setattr("baselines.results.results", lambda gold: iter(()))
    monkeypatch.setattr("baselines.results.pipelines", lambda gold: iter(()))
    monkeypatch.setattr("baselines.docs.blocks", lambda scored, pipelines: contents)
