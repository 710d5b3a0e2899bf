"""The strip of a page shows every segment as wide as it has characters."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from support import ROOT
from winnow.dataset import folder
from winnow.site.strip import HEIGHTS, PARTS, SPACE, characters, legend, percent, pieces, strip

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    configs, _ = folder.read_card(ROOT / "dataset")
    assert configs is not None
    (pages,) = (config for config in configs if config.name == "pages")
    return folder.read_rows(ROOT / "dataset", pages)


def test_parts_and_white_space_are_the_whole_page(rows: list[Row]) -> None:
    for row in rows:
        counts = characters(row)
        assert list(counts) == [*PARTS, SPACE]
        assert sum(counts.values()) == len(row["text"])
        for part in ("metadata", "boilerplate"):
            quotes = [s["quote"] for s in row["segments"] if s["class"] == part]
            assert counts[part] == sum(map(len, quotes))
    assert characters(rows[1]) == {
        "main": 2102,
        "related": 7127,
        "metadata": 100,
        "boilerplate": 944,
        SPACE: 75,
    }


def test_widths_are_the_characters_of_segments_in_order(rows: list[Row]) -> None:
    for row in rows:
        drawn = ElementTree.fromstring(strip(row, "pages/p.html"))
        links = drawn.findall("a")
        assert len(links) == len(row["segments"])
        for link, segment in zip(links, row["segments"], strict=True):
            anchor = segment["id"].rpartition("#")[2]
            length = segment["page_end"] - segment["page_start"]
            assert link.get("href") == f"pages/p.html#{anchor}"
            assert f"{anchor} {segment['kind']}" in (link.findtext("title") or "")
            for box in link.findall("rect"):
                left, width = (float((box.get(name) or "").rstrip("%")) for name in ("x", "width"))
                assert left == pytest.approx(
                    100 * segment["page_start"] / len(row["text"]), abs=1e-3
                )
                assert width == pytest.approx(100 * length / len(row["text"]), abs=1e-3)


def test_runs_have_the_same_characters_in_fewer_pieces(rows: list[Row]) -> None:
    for row in rows:
        runs = list(pieces(row, runs=True))
        assert [segment for run in runs for segment in run.segments] == row["segments"]
        assert all(left.part != right.part for left, right in pairwise(runs))
    assert " segments" in strip(rows[0], runs=True)


def test_parts_differ_in_height_and_the_name_has_the_shares(rows: list[Row]) -> None:
    assert len(set(HEIGHTS.values())) == len(PARTS)
    name = ElementTree.fromstring(strip(rows[1])).get("aria-label") or ""
    words = name.replace("\u00a0", " ")
    assert "main article 20 %, related articles 69 %, metadata 1 %, boilerplate 9 %" in words
    assert "main article <b>2,102</b> 20\u00a0%" in legend(rows[1])


def test_a_page_without_segments_and_hostile_text_are_drawn(rows: list[Row]) -> None:
    empty = rows[0] | {"segments": [], "text": ""}
    assert "no segments" in strip(empty)
    assert percent(0, 0) == "0\u00a0%"
    assert percent(1, 1000) == "<1\u00a0%"
    evil = [segment | {"quote": '<script>"\x02\u202e'} for segment in rows[0]["segments"]]
    drawn = strip(rows[0] | {"segments": evil})
    assert "<script" not in drawn
    assert "\x02" not in drawn
    assert "[RLO]" in drawn
    assert "\n" not in drawn
