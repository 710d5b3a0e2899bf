"""Explore in a real browser; run by ``make browser``."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from browsing import Visit, visit_in
from support import PAGES, ROOT, parquet_rows
from winnow.model.schemas import CONFIGS
from winnow.site.explore import address

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROWS = {config: parquet_rows(ROOT, config) for config in CONFIGS}
BEN = "ben-wallace"


def _count(page: Page) -> tuple[int, int]:
    """The number of matching rows and of all rows, from the status line."""
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    status = page.locator("#explore-status").inner_text()
    match = re.fullmatch(r"(\d+) of (\d+) rows?", status)
    assert match is not None, status
    return int(match.group(1)), int(match.group(2))


def _facet(page: Page, path: str) -> Any:
    return page.locator(f'.facet[data-path="{path}"]')


def _choose(page: Page, path: str, value: str) -> None:
    """Click on a value of a facet, which may be folded or have more values than it shows."""
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    if _facet(page, path).get_attribute("open") is None:
        _facet(page, path).locator("summary").click()
    more = page.locator(f'[data-unfold="{path}"]')
    if more.count() and more.inner_text().startswith("more"):
        more.click()
    _facet(page, path).locator(f'button[data-value="{value}"]').click()


def _stances(rows: list[Any], **wanted: str) -> list[Any]:
    """The rows with a stance that has all these values."""
    return [
        row
        for row in rows
        if any(all(stance[name] == wanted[name] for name in wanted) for stance in row["stances"])
    ]


def test_explore_has_all_rows_of_all_configs(visit: Visit) -> None:
    page = visit.open("browse/explore.html")
    for config, rows in ROWS.items():
        page.locator(f'.configs a[data-config="{config}"]').click()
        page.wait_for_selector(f'.configs a[data-config="{config}"][aria-current]')
        assert _count(page)[1] == len(rows)
        if page.get_by_role("button", name="All rows").is_visible():
            page.get_by_role("button", name="All rows").click()
        assert _count(page) == (len(rows), len(rows))


@pytest.mark.parametrize(("width", "height", "most"), [(1440, 900, 330), (390, 844, 600)])
def test_rows_come_first(browser: Browser, host: str, width: int, height: int, most: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    visit = visit_in(context, host)
    for config in CONFIGS:
        page = visit.open(f"browse/explore.html#config={config}")
        _count(page)
        box = page.locator("#explore-table tbody tr").first.bounding_box()
        assert box is not None
        assert box["y"] <= most, config
        cell = page.locator("#explore-table td").first.bounding_box()
        assert cell is not None
        assert cell["width"] < 0.4 * width, config
    visit.check()
    context.close()


def test_stance_begins_with_the_rows_that_have_one(visit: Visit) -> None:
    rows = ROWS["stance"]
    page = visit.open("browse/explore.html#config=stance")
    some = [row for row in rows if row["polarity"] != "none"]
    assert _count(page) == (len(some), len(rows))
    assert "polarity=%21none" in page.url
    page.get_by_role("button", name="Remove the filter: without polarity none").click()
    assert _count(page) == (len(rows), len(rows))
    addresses = {page.url: len(rows)}
    addresses["browse/explore.html#config=stance&polarity=%21none"] = len(some)
    for chosen, expected in (
        ("polarity=none", len(rows) - len(some)),
        ("text=Mocks", len([row for row in rows if "mocks" in json.dumps(row).lower()])),
        ("target_id=ukraine", len([row for row in rows if row["target_id"] == "ukraine"])),
    ):
        addresses[f"browse/explore.html#config=stance&{chosen}"] = expected
    for url, expected in addresses.items():
        page = visit.open(url.removeprefix(visit.base))
        assert _count(page)[0] == expected, url


def test_explore_filters_sorts_and_links_to_the_place(visit: Visit) -> None:
    rows = ROWS["stance"]
    page = visit.open("browse/explore.html#config=stance")
    _choose(page, "polarity", "against")
    against = [row for row in rows if row["polarity"] == "against"]
    assert _count(page)[0] == len(against)
    _choose(page, "stances[].holder_id", BEN)
    held = _stances(against, holder_id=BEN)
    assert _count(page)[0] == len(held)
    _choose(page, "target_id", "vladimir-putin")
    on = [row for row in held if row["target_id"] == "vladimir-putin"]
    assert _count(page)[0] == len(on) > 1
    page.locator('select[name="page"]').select_option(PAGES[0])
    on_page = [row for row in on if row["page_id"] == PAGES[0]]
    assert _count(page)[0] == len(on_page)
    url = page.url
    page.get_by_role("button", name="All rows").click()
    assert _count(page) == (len(rows), len(rows))
    page.get_by_role("searchbox", name="Search all columns").fill("MOCKS")
    mocking = [row for row in rows if "mocks" in json.dumps(row).lower()]
    page.wait_for_selector("#explore-table mark")
    assert _count(page)[0] == len(mocking)
    assert {hit.lower() for hit in page.locator("#explore-table mark").all_inner_texts()} == {
        "mocks"
    }
    page = visit.open(url.removeprefix(visit.base))
    assert _count(page)[0] == len(on_page)
    page.get_by_role("button", name="Remove the filter: polarity: against").click()
    _count(page)
    assert page.get_by_role("button", name="Remove the filter: stances · holder").is_visible()
    links = page.locator("#explore-table tbody td:first-child a")
    first = links.first.inner_text()
    for order in ("ascending", "descending"):
        page.get_by_role("columnheader", name="id").get_by_role("button").click()
        page.wait_for_selector(f'#explore-table th[aria-sort="{order}"]')
    ids = links.evaluate_all("all => all.map(each => each.title)")
    assert ids == sorted(ids, reverse=True)
    assert first != links.first.inner_text() == ids[0].replace(PAGES[0], "000")
    links.first.click()
    page.wait_for_selector(".winnow.page .text .marked")
    sentence = ids[0].partition("#")[2].partition("/")[0]
    assert page.url.split("?")[0].split("#")[0].endswith(f"pages/{PAGES[0]}.html")
    assert page.url.endswith(f"#{sentence}")


@pytest.mark.parametrize("config", ["stance", "entities", "passes"])
def test_a_facet_counts_the_rows_that_a_click_leaves(hosted: Visit, config: str) -> None:
    """Also together with another filter on the same list, which must match the same item."""
    start = {
        "stance": "&stances%5B%5D.holder_id=ben-wallace",
        "entities": "&mentions%5B%5D.type=PERSON",
        "passes": "&layer=stances",
    }[config]
    page = hosted.open(f"browse/explore.html#config={config}{start}")
    _count(page)
    for path in page.locator(".facet").evaluate_all("all => all.map(each => each.dataset.path)"):
        if _facet(page, path).get_attribute("open") is None:
            _facet(page, path).locator("summary").click()
        button = _facet(page, path).locator('button[aria-pressed="false"]').last
        if not button.count():
            continue
        expected = int(button.locator(".count").inner_text())
        value = button.get_attribute("data-value")
        before = page.url
        button.click()
        assert _count(page)[0] == expected, (path, value)
        page.goto("about:blank")
        page.goto(before)
        _count(page)


def _drawn(page: Page, config: str, selector: str) -> dict[str, list[str]]:
    """The texts of what a selector finds, by the id of the row."""
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    texts: dict[str, list[str]] = page.locator("#explore-table tbody tr").evaluate_all(
        """(all, selector) => Object.fromEntries(all.map(row => [
          row.querySelector("td a").title,
          [...row.querySelectorAll(selector)].map(each => each.textContent)]))""",
        selector,
    )
    assert len(texts) == min(100, len(ROWS[config])) or config == "stance"
    return texts


def test_annotations_are_marked_in_their_sentences(visit: Visit) -> None:
    page = visit.open("browse/explore.html#config=stance&polarity=%21none&size=100")
    by_id = {row["id"]: row for row in ROWS["stance"]}
    marked = _drawn(page, "stance", ".of-text .piece.stance")
    listed = _drawn(page, "stance", ".of-stances .piece.stance")
    assert len(marked) == 71
    for row_id, pieces in marked.items():
        stances = by_id[row_id]["stances"]
        assert set("".join(stance["quote"] for stance in stances)) == set("".join(pieces))
        assert all(any(piece in stance["quote"] for stance in stances) for piece in pieces)
        assert listed[row_id] == [stance["quote"] for stance in stances]
    page = visit.open("browse/explore.html#config=entities&size=100")
    for row_id, pieces in _drawn(page, "entities", ".of-text .piece.mention").items():
        row = next(row for row in ROWS["entities"] if row["id"] == row_id)
        assert pieces == [mention["quote"] for mention in row["mentions"]]
    page = visit.open("browse/explore.html#config=quotations&size=100")
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    texts = page.locator(".of-sentence .piece.quotation").all_text_contents()
    assert "‘Begging’" in texts
    assert page.locator(".of-sentence .piece.cue").first.text_content() == "Mocks"


def test_heads_are_words_with_the_column_as_tooltip(visit: Visit) -> None:
    page = visit.open("browse/explore.html#config=stance")
    _count(page)
    heads = page.locator("#explore-table th button")
    assert heads.all_inner_texts() == ["id", "text", "target", "polarity", "stances"]
    assert heads.nth(2).get_attribute("title") == "target_name"
    summary = _facet(page, "stances[].holder_id").locator("summary")
    assert (summary.inner_text(), summary.get_attribute("title")) == (
        "holder",
        "stances[].holder_id",
    )
    assert page.locator("#explore-table td a").first.inner_text() == "000#x2/vladimir-putin"
    page.get_by_role("checkbox", name="all columns").check()
    _count(page)
    assert heads.all_inner_texts() == list(ROWS["stance"][0])


def test_every_link_of_a_row_leads_somewhere(hosted: Visit, site: Path) -> None:
    files: dict[Path, str] = {}
    kinds = set()
    for config in CONFIGS:
        query = "&decision=%21kept" if config == "passes" else ""
        page = hosted.open(f"browse/explore.html#config={config}&all=yes&size=100{query}")
        _count(page)
        links = page.locator("#explore-table td a:not([download])")
        for href in set(links.evaluate_all("all => all.map(each => each.getAttribute('href'))")):
            name, _, anchor = href.partition("#")
            path = (site / "browse" / name).resolve()
            kinds.add(path.relative_to(site).parts[:-1])
            text = files.setdefault(path, path.read_text("utf-8"))
            assert not anchor or f'id="{unquote(anchor)}"' in text, href
    assert kinds == {("browse", "pages"), ("browse", "entities"), ("reference",), ("guidelines",)}


def test_the_part_of_the_table_is_kept(visit: Visit) -> None:
    """On Back, and in the address."""
    page = visit.open("browse/explore.html#config=stance&rows=all")
    _count(page)
    page.locator('select[name="size"]').select_option("50")
    for _ in range(2):
        page.get_by_role("button", name="Next").click()
    shown = "Rows 101 to 150 of 822"
    assert page.locator("#explore-range").inner_text() == shown
    first = page.locator("#explore-table tbody td a").first
    row = first.get_attribute("title")
    first.click()
    page.wait_for_selector(".winnow.page .text")
    page.go_back()
    _count(page)
    assert page.locator("#explore-range").inner_text() == shown
    assert page.locator("#explore-table tbody td a").first.get_attribute("title") == row
    page = visit.open(page.url.removeprefix(visit.base))
    _count(page)
    assert page.locator("#explore-range").inner_text() == shown
    page.get_by_role("searchbox").fill("Wallace")
    page.wait_for_selector("#explore-table mark")
    _count(page)
    assert page.locator("#explore-range").inner_text().startswith("Rows 1 to ")


def test_without_javascript_no_form_is_shown(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    visit = visit_in(context, address)
    page = visit.open("browse/explore.html")
    assert page.locator("noscript .notice").is_visible()
    controls = page.locator(".winnow :is(button, input, select, details)")
    assert controls.count() > 5
    assert not any(control.is_visible() for control in controls.all())
    visit.check()
    context.close()


def test_filters_are_a_drawer_on_a_phone(browser: Browser, host: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    visit = visit_in(context, host)
    page = visit.open("browse/explore.html#config=quotations")
    _count(page)
    value = page.locator('.facet[data-path="kind"] button[data-value="direct"]')
    assert not value.is_visible()
    page.get_by_text("Filters", exact=True).click()
    value.click()
    assert _count(page)[0] == len([row for row in ROWS["quotations"] if row["kind"] == "direct"])
    visit.check()
    context.close()


def _downloaded(page: Page, name: str) -> bytes:
    page.locator(".downloads").evaluate("each => (each.open = true)")
    with page.expect_download() as event:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(event.value.path()).read_bytes()


def test_matching_rows_can_be_downloaded(visit: Visit) -> None:
    rows = [row for row in ROWS["quotations"] if row["kind"] == "direct"]
    page = visit.open("browse/explore.html#kind=direct&config=quotations")
    assert _count(page)[0] == len(rows)
    text = _downloaded(page, "JSONL").decode()
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows
    read = list(csv.DictReader(io.StringIO(_downloaded(page, "CSV").decode())))
    assert [row["text"] for row in read] == [row["text"] for row in rows]
    assert [json.loads(row["cue"]) if row["cue"] else None for row in read] == [
        row["cue"] for row in rows
    ]
    assert list(read[0]) == list(rows[0])


def test_files_of_a_config_equal_the_download(hosted: Visit, site: Path) -> None:
    for config, rows in ROWS.items():
        page = hosted.open(f"browse/explore.html#config={config}&rows=all")
        assert _count(page)[0] == len(rows)
        data = site / "browse/data"
        jsonl = (data / f"{config}.jsonl").read_bytes()
        assert [json.loads(line) for line in jsonl.split(b"\n")[:-1]] == rows
        assert _downloaded(page, "JSONL") == jsonl
        assert _downloaded(page, "CSV") == (data / f"{config}.csv").read_bytes()
        links = page.locator("#explore-files a")
        assert links.evaluate_all("all => all.map(each => each.getAttribute('href'))") == [
            f"data/{config}.csv",
            f"data/{config}.jsonl",
        ]


def test_a_page_can_be_downloaded_and_leads_to_its_rows(hosted: Visit) -> None:
    row = ROWS["pages"][0]
    page = hosted.open(f"browse/pages/{PAGES[0]}.html")
    about = page.locator(".about")
    about.locator("summary").click()
    for name, expected in (("text", row["text"]), ("JSON", row)):
        with page.expect_download() as event:
            about.get_by_role("link", name=name, exact=True).click()
        content = Path(event.value.path()).read_bytes().decode()
        assert (json.loads(content) if name == "JSON" else content) == expected
    about.get_by_role("link", name="quotations", exact=True).click()
    expected_rows = [row for row in ROWS["quotations"] if row["page_id"] == PAGES[0]]
    assert _count(page) == (len(expected_rows), len(expected_rows))


def test_an_entity_leads_to_its_rows(visit: Visit) -> None:
    rows = ROWS["stance"]
    expected = {
        "stances-on": [row for row in rows if row["target_id"] == BEN and row["stances"]],
        "stances-by": _stances(rows, holder_id=BEN),
        "quotations": [row for row in ROWS["quotations"] if row["speaker_id"] == BEN],
        "mentions": [
            row
            for row in ROWS["entities"]
            if any(mention["entity_id"] == BEN for mention in row["mentions"])
        ],
    }
    for section, section_rows in expected.items():
        page = visit.open(f"browse/entities/{BEN}.html")
        page.locator(f".section-head:has(#{section}) > a").click()
        assert _count(page)[0] == len(section_rows) > 0, section


def test_an_address_of_rows_is_what_explore_writes(visit: Visit) -> None:
    filters = {"polarity": "!none", "stances[].holder_id": "author"}
    path = f"browse/{address('stance', filters)}"
    page = visit.open(path)
    _count(page)
    assert page.url == visit.base + path
