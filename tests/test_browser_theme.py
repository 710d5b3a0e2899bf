"""What all pages of the site share, in a real browser: search, header, footer, tables, type."""

from __future__ import annotations

import re
import statistics
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from browsing import DOCS, VIEWS, Visit, visit_in
from support import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SEARCH_BEFORE_IT_OPENS = 1_000
"""Most bytes of the search's files that a page may load before the search is opened."""
SMALLEST_TYPE = 11
LONGEST_LINE = 80


def _bytes_of_search(visit: Visit, site: Path) -> int:
    root = unquote(urlsplit(visit.base).path)
    paths = [unquote(urlsplit(url).path).removeprefix(root) for url in visit.requested]
    files = [site / path for path in paths if "search/" in path or "workers/" in path]
    return sum(file.stat().st_size for file in files)


def _results(page: Page) -> None:
    page.locator(".md-search-result__link").first.wait_for(state="visible", timeout=30_000)


def test_the_search_is_loaded_when_it_opens(visit: Visit, site: Path) -> None:
    page = visit.open("index.html")
    page.wait_for_load_state("networkidle")
    assert _bytes_of_search(visit, site) < SEARCH_BEFORE_IT_OPENS
    page.keyboard.press("/")
    page.keyboard.type("Vladivostok")
    _results(page)
    assert _bytes_of_search(visit, site) > 100 * SEARCH_BEFORE_IT_OPENS


def test_a_link_with_a_query_searches(visit: Visit) -> None:
    page = visit.open("glossary.html?q=Vladivostok")
    _results(page)
    assert page.locator(f'.md-search-result__link[href*="{PAGES[0]}"]').count()


def test_the_words_that_were_searched_are_marked_on_the_page(visit: Visit) -> None:
    page = visit.open("index.html")
    page.keyboard.press("s")
    page.keyboard.type("adjudication")
    _results(page)
    page.keyboard.press("Enter")
    page.locator("article mark").first.wait_for(state="attached")


def test_text_that_is_not_typed_is_searched(visit: Visit) -> None:
    page = visit.open("index.html")
    page.locator(".md-search__input").click()
    page.wait_for_load_state("networkidle")
    page.keyboard.insert_text("kappa")
    _results(page)


def test_a_closed_search_has_one_tab_stop(visit: Visit) -> None:
    page = visit.open("index.html")
    page.locator(".md-search__input").focus()
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.closest('.md-search')") is None


@pytest.mark.parametrize("path", ["baselines.html", "reference/counts.html"])
def test_tables_that_scroll_can_be_reached_by_key(browser: Browser, host: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    visit = visit_in(context, host)
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    tables = page.locator(".md-typeset__scrollwrap").evaluate_all(
        "all => all.map(table => [table.scrollWidth > table.clientWidth, table.tabIndex === 0,"
        " table.getAttribute('aria-label')])"
    )
    assert any(scrolls for scrolls, _, _ in tables)
    assert [scrolls for scrolls, _, _ in tables] == [reached for _, reached, _ in tables]
    assert all(re.match("Table: .", name or "") for _, _, name in tables)
    visit.check()
    context.close()


@pytest.mark.parametrize("width", [1440, 2560])
def test_header_and_tabs_are_in_the_same_place_on_all_pages(
    browser: Browser, host: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    visit = visit_in(context, host)
    places = set()
    for path in (*VIEWS, *DOCS):
        page = visit.open(path)
        places.add(
            page.evaluate("""() => [".md-header .md-logo", ".md-tabs__item", ".md-search__input"]
              .map(name => Math.round(document.querySelector(name).getBoundingClientRect().x))
              .join()""")
        )
    assert len(places) == 1
    visit.check()
    context.close()


def test_pages_of_browse_link_to_one_another(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{PAGES[0]}.html")
    links = page.locator(".tab-pages a")
    assert links.all_text_contents()[:2] == ["Pages", "Entities"]
    assert page.locator(".md-tabs__item--active").first.inner_text() == "Browse"
    links.nth(1).click()
    assert page.locator("h1").inner_text().startswith("Entities")
    assert page.locator('.tab-pages [aria-current="page"]').inner_text() == "Entities"


def test_the_citation_of_a_page_has_version_and_path(hosted: Visit) -> None:
    page = hosted.open("guidelines/stances.html")
    page.get_by_role("button", name="Cite this page").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(
        r"\(Version [\d.]+\) \[Data set\]\. Page: Stances \(guidelines/stances\.html\)$", copied
    )


def test_the_first_page_shows_facts_and_a_sentence_above_the_fold(
    browser: Browser, host: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = visit_in(context, host)
    page = visit.open("index.html")
    for part in (".home-facts", ".home-labels", ".home-text", ".home-notes", ".doors", "#load-it"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 900, part
    page.locator('.home-text [data-stance~="t3"]').hover()
    assert page.locator(".home-text .is-holder").inner_text() == "Ben Wallace"
    assert page.locator(".home-text .is-target").inner_text() == "Putin"
    visit.check()
    context.close()


@pytest.mark.parametrize("width", [1440, 2560])
@pytest.mark.parametrize("path", ["annotation.html", "agreement.html", "scores.html"])
def test_lines_of_prose_are_short(browser: Browser, host: str, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    visit = visit_in(context, host)
    page = visit.open(path)
    lengths = page.locator("article > p").evaluate_all("""all => all.map(paragraph => {
      const width = paragraph.clientWidth;
      paragraph.style.cssText = "display: inline-block; white-space: nowrap; max-width: none";
      return paragraph.textContent.length * Math.min(1, width / paragraph.clientWidth);
    })""")
    # lines with many narrow letters have more characters
    assert max(lengths) <= LONGEST_LINE * 1.15
    assert statistics.median(lengths) <= LONGEST_LINE * 1.02
    visit.check()
    context.close()


@pytest.mark.parametrize("path", [*VIEWS, *DOCS])
def test_no_type_is_too_small_to_read(browser: Browser, host: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = visit_in(context, host)
    page = visit.open(path)
    small = page.evaluate(
        """limit => [...document.querySelectorAll("main *:not(svg *), footer *, header *")]
          .filter(element => [...element.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
          .filter(element => element.checkVisibility())
          .map(element => [element.className, parseFloat(getComputedStyle(element).fontSize)])
          .filter(([, size]) => size < limit - 0.01)""",
        SMALLEST_TYPE,
    )
    assert small == []
    visit.check()
    context.close()
