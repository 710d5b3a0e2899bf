"""The lists of entities and pages, and the pages of entities, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import Visit
from support import PAGES, ROOT, parquet_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def _column(page: Page, number: int) -> list[str]:
    cells = page.locator(f".sortable tbody tr:visible td:nth-child({number})")
    texts: list[str] = cells.all_inner_texts()
    return texts


def test_entities_can_be_sorted_and_filtered(visit: Visit) -> None:
    page = visit.open("browse/entities.html")
    mentions = [int(text) for text in _column(page, 4)]
    assert mentions == sorted(mentions, reverse=True)
    head = page.get_by_role("columnheader", name="name")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    names = _column(page, 1)
    assert names[0] == "Aberdeen & Grampian Chamber of Commerce"
    head.get_by_role("button").click()
    assert _column(page, 1) == names[::-1]
    page.get_by_role("button", name="stances it takes").click()
    taken = [int(text) for text in _column(page, 6)]
    assert taken == sorted(taken, reverse=True)
    page.get_by_label("Filter").fill("person wallace")
    assert _column(page, 1) == ["Ben Wallace"]
    assert page.locator(".list-tools [role=status]").inner_text() == "1 of 96"


def test_pages_can_be_sorted(visit: Visit) -> None:
    page = visit.open("browse/pages.html")
    page.get_by_role("button", name="characters").click()
    characters = [int(text.replace(",", "")) for text in _column(page, 2)]
    assert characters == sorted(characters, reverse=True)


def test_lists_are_complete_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}browse/entities.html")
    assert len(_column(page, 1)) == len(parquet_rows(ROOT, "registry"))
    page.goto(f"{address}browse/pages.html")
    assert len(_column(page, 1)) == len(PAGES)
    context.close()


def test_what_someone_thinks_takes_two_clicks_and_leads_to_the_text(visit: Visit) -> None:
    page = visit.open("index.html")
    page.get_by_role("main").get_by_role("link", name="entities").click()
    page.get_by_role("link", name="Ben Wallace", exact=True).click()
    first = page.locator(".sections h2").first
    assert first.inner_text() == "Stances that Ben Wallace takes"
    assert page.locator(".sections h3 a").first.inner_text() == "Vladimir Putin"
    item = page.locator(".stance-item").first
    assert item.locator(".piece.stance").first.inner_text() == "Mocks"
    assert item.locator(".piece.mention").all_inner_texts() == ["Ben Wallace", "Putin"]
    item.locator(".place").click()
    page.wait_for_selector(".winnow.page .text .marked")
    assert page.url.endswith(f"pages/{PAGES[0]}.html#t1")


def test_a_section_leads_to_its_rows(visit: Visit) -> None:
    page = visit.open("browse/entities/ben-wallace.html")
    page.locator(".section-head", has_text="Quotations").get_by_role(
        "link", name="rows and CSV"
    ).click()
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    held = [row for row in parquet_rows(ROOT, "quotations") if row["speaker_id"] == "ben-wallace"]
    assert page.locator("#explore-table tbody tr").count() == len(held)


@pytest.mark.parametrize("path", ["entities/ben-wallace", "entities/russia"])
def test_lines_of_sentences_have_at_most_80_characters(hosted: Visit, path: str) -> None:
    """On average over full lines: widths of letters differ."""
    page = hosted.open(f"browse/{path}.html")
    lengths = page.locator(".occurrences .context").evaluate_all(
        """contexts => contexts.map(context => {
            const height = parseFloat(getComputedStyle(context).lineHeight);
            return [context.textContent.length, Math.round(context.clientHeight / height)];
        })"""
    )
    full = [(length, lines) for length, lines in lengths if length > 240]
    assert full
    assert all(length / lines <= 80 for length, lines in full)


@pytest.mark.parametrize("path", ["entities", "pages", "entities/ben-wallace"])
def test_nothing_is_wider_than_a_phone(browser: Browser, host: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{host}browse/{path}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
