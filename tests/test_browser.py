"""The whole site in a real browser: on a static host below a folder, and opened from files.

Run by ``make browser``; needs Chromium, and the libraries that npm installs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import DOCS, SUBPATH, VIEWS, Visit, visit_in
from sites import HOSTILE, served
from support import PAGES
from winnow.model.schemas import CONFIGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def _search(page: Page, words: str) -> None:
    """Search, after the index was loaded."""
    page.wait_for_load_state("networkidle")
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially(words, delay=20)
    page.locator(".md-search-result__link").first.wait_for(state="visible", timeout=30_000)


def test_search_finds_words_of_a_page(visit: Visit) -> None:
    page = visit.open("index.html")
    _search(page, "Vladivostok")
    page.locator(f'.md-search-result__link[href*="browse/pages/{PAGES[0]}.html"]').first.click()
    assert page.locator("h1").inner_text().startswith("Ben Wallace Mocks Putin")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*VIEWS, *DOCS])
def test_no_accessibility_violation(
    browser: Browser, host: str, path: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    visit = visit_in(context, host)
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    theme = page.evaluate("document.body.getAttribute('data-md-color-scheme')")
    assert theme == {"light": "default", "dark": "slate"}[scheme]
    page.locator(".winnow details").evaluate_all("all => all.forEach(each => (each.open = true))")
    if page.locator(".winnow.page").count():
        page.evaluate("location.hash = '#t1'")
        page.locator('[data-mention~="m2"]').first.click()
        assert page.locator(".winnow .card").is_visible()
    assert _violations(page) == []
    visit.check()
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation_while_searching(
    browser: Browser, host: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    visit = visit_in(context, host)
    page = visit.open("index.html?q=stance")
    page.locator(".md-search-result__link").first.wait_for(state="visible", timeout=30_000)
    page.wait_for_timeout(500)  # the search fades in
    assert _violations(page) == []
    visit.check()
    context.close()


def _violations(page: Page) -> list[Any]:
    """What axe-core finds, except what it calls minor."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (rule["id"], [(node["target"], node.get("failureSummary")) for node in rule["nodes"][:3]])
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] != "minor"
    ]


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", VIEWS)
def test_nothing_is_wider_than_a_phone(browser: Browser, host: str, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    visit = visit_in(context, host)
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visit.check()
    context.close()


@pytest.mark.parametrize("from_files", [False, True])
def test_a_page_that_attacks_is_shown_as_text(
    browser: Browser, hostile: tuple[Path, str], from_files: bool
) -> None:
    folder, text = hostile
    with served(folder.parent.parent) as address:
        base = f"{folder.as_uri()}/" if from_files else f"{address}{SUBPATH}/"
        context = browser.new_context()
        visit = visit_in(context, base)
        for path in (
            f"browse/pages/{HOSTILE}.html",
            "browse/entities/attack.html",
            "browse/entities.html",
            "browse/pages.html",
            "browse/figures.html",
            "reference/counts.html",
            *(f"browse/explore.html#config={config}&page={HOSTILE}&all=yes" for config in CONFIGS),
        ):
            page = visit.open(path)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.hacked === undefined"), path
        page = visit.open(f"browse/pages/{HOSTILE}.html")
        assert "".join(page.locator(".winnow .source").all_text_contents()) == text
        names = page.locator(".winnow .source .hidden").evaluate_all(
            "all => all.map(each => each.dataset.name)"
        )
        assert names == ["RLO", "PDF", "ZWSP", "SHY", "LRI", "PDI", "TAB", "NBSP"]
        widths = page.locator(".winnow .source .hidden").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().width)"
        )
        assert min(widths) > 5
        order = page.evaluate("""() => {
          const range = document.createRange();
          const node = [...document.querySelectorAll('[data-mention~="m2"]')].flatMap(
            each => [...each.childNodes]).find(each => each.textContent === 'gnihton');
          range.setStart(node, 0); range.setEnd(node, 1);
          const first = range.getBoundingClientRect().left;
          range.setStart(node, 6); range.setEnd(node, 7);
          return range.getBoundingClientRect().left > first;
        }""")
        assert order, "an override reverses the letters after it"
        page.locator('[data-mention~="m1"]').first.click()
        assert page.locator(".winnow .card").is_visible()
        _search(page, "onerror")
        assert page.evaluate("window.hacked === undefined")
        visit.check()
        context.close()
