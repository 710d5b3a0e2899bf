"""Explore in a real browser; run by ``make browser``."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from browsing import Visit
from support import PAGES, ROOT, parquet_rows
from winnow.model.schemas import CONFIGS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def _count(page: Page) -> tuple[int, int, str]:
    """The number of matching rows and of all rows, and the config, from the status line."""
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    status = page.locator("#explore-status")
    match = re.match(r"(\d+) of (\d+) rows? of (\w+)", status.inner_text())
    assert match is not None
    return int(match.group(1)), int(match.group(2)), match.group(3)


ROWS = {config: len(parquet_rows(ROOT, config)) for config in CONFIGS}


def _choose(page: Page, name: str, value: str) -> None:
    page.locator(f'select[name="{name}"]').select_option(value)


def test_explore_has_all_rows_of_all_configs(visit: Visit) -> None:
    page = visit.open("browse/explore.html")
    for config, rows in ROWS.items():
        _choose(page, "config", config)
        assert _count(page) == (rows, rows, config)


def test_explore_filters_sorts_and_links_to_the_place(visit: Visit) -> None:
    rows = parquet_rows(ROOT, "stance")
    page = visit.open("browse/explore.html#config=stance")
    assert _count(page)[0] == len(rows)
    _choose(page, "polarity", "=against")
    against = [row for row in rows if row["polarity"] == "against"]
    assert _count(page)[0] == len(against)
    _choose(page, "stances[].holder_id", "=ben-wallace")
    held = [
        row for row in against if any(each["holder_id"] == "ben-wallace" for each in row["stances"])
    ]
    assert _count(page)[0] == len(held)
    _choose(page, "target_id", "=vladimir-putin")
    on = [row for row in held if row["target_id"] == "vladimir-putin"]
    assert _count(page)[0] == len(on) > 1
    _choose(page, "page", PAGES[0])
    assert _count(page)[0] == len([row for row in on if row["page_id"] == PAGES[0]])
    address = page.url
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("searchbox", name="Text").fill("MOCKS")
    mocking = [
        row for row in rows if row["page_id"] == PAGES[0] and "mocks" in json.dumps(row).lower()
    ]
    assert _count(page)[0] == len(mocking)
    page.goto("about:blank")
    page.goto(address)
    assert _count(page)[0] == len([row for row in on if row["page_id"] == PAGES[0]])
    _choose(page, "polarity", "")
    assert page.get_by_label("stances[].holder_id").input_value() == "=ben-wallace"
    first = "#explore-table tbody tr:first-child td:first-child"
    before = page.locator(first).inner_text()
    head = page.locator("#explore-table th").first
    for order in ("ascending", "descending"):
        head.click()
        page.wait_for_selector(f'#explore-table th[aria-sort="{order}"]')
    ids = page.locator("#explore-table tbody td:first-child").all_inner_texts()
    assert ids == sorted(ids, reverse=True)
    assert page.locator(first).inner_text() != before
    page.locator(first).locator("a").click()
    page.wait_for_selector(".winnow.page .text .marked")
    sentence = ids[0].partition("#")[2].partition("/")[0]
    assert page.url.endswith(f"pages/{PAGES[0]}.html#{sentence}")


def test_matching_rows_can_be_downloaded(visit: Visit) -> None:
    rows = [row for row in parquet_rows(ROOT, "quotations") if row["kind"] == "direct"]
    page = visit.open(f"browse/explore.html#{quote('kind')}=direct&config=quotations")
    assert _count(page)[0] == len(rows)
    with page.expect_download() as jsonl:
        page.get_by_role("button", name="Download JSONL").click()
    text = Path(jsonl.value.path()).read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows
    with page.expect_download() as comma:
        page.get_by_role("button", name="Download CSV").click()
    read = list(csv.DictReader(io.StringIO(Path(comma.value.path()).read_bytes().decode())))
    assert [row["text"] for row in read] == [row["text"] for row in rows]
    assert [json.loads(row["cue"]) if row["cue"] else None for row in read] == [
        row["cue"] for row in rows
    ]
    assert list(read[0]) == list(rows[0])
