"""The page of figures and the strips of pages in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browsing import TWO_ARTICLES, Visit, visit_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FIGURES = "browse/figures.html"


def _lit(page: Page) -> set[tuple[str, str]]:
    """Holder and target of the curves of the second network that are not faded."""
    ties = page.locator("#page-001_29c10ceec84ec9db ~ figure").first.locator(".winnow-tie")
    return set(
        map(
            tuple,
            ties.evaluate_all(
                """all => all.filter(tie => !tie.classList.contains("winnow-faded"))
                .map(tie => [tie.dataset.holder, tie.dataset.target])"""
            ),
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_of_the_network_have_the_ink_of_the_theme(
    browser: Browser, host: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme)
    visit = visit_in(context, host)
    page = visit.open(FIGURES)
    fills = page.locator(".winnow-chart:not(.winnow-strip) a").evaluate_all(
        "all => [...new Set(all.map(link => getComputedStyle(link).fill))]"
    )
    ink = page.evaluate("""() => {
      const probe = document.body.appendChild(document.createElement("p"));
      probe.style.color = "var(--winnow-ink)";
      return getComputedStyle(probe).color;
    }""")
    assert fills == [ink]
    visit.check()
    context.close()


def test_pointing_at_a_name_or_a_curve_fades_the_others(visit: Visit) -> None:
    page = visit.open(FIGURES)
    network = page.locator("#page-001_29c10ceec84ec9db ~ figure").first
    every = _lit(page)
    network.locator('.winnow-named[data-holder="kim-jong-un"] a').hover()
    held = {pair for pair in every if pair[0] == "kim-jong-un"}
    assert _lit(page) == held
    assert 0 < len(held) < len(every)
    network.locator('.winnow-named[data-target="ukraine"] a').hover()
    assert _lit(page) == {pair for pair in every if pair[1] == "ukraine"}
    network.locator('.winnow-tie[data-holder="elon-musk"] a').hover()
    assert {holder for holder, _ in _lit(page)} == {"elon-musk"}
    page.locator("h1").hover()
    assert _lit(page) == every


def test_a_phone_shows_a_list_instead_of_the_network(browser: Browser, host: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    visit = visit_in(context, host)
    page = visit.open(FIGURES)
    assert not page.locator(".winnow-wide").first.is_visible()
    assert page.locator(".winnow-ties").first.is_visible()
    page.set_viewport_size({"width": 1000, "height": 844})
    assert page.locator(".winnow-wide").first.is_visible()
    assert not page.locator(".winnow-ties").first.is_visible()
    visit.check()
    context.close()


def test_several_stances_lead_to_their_rows(visit: Visit) -> None:
    page = visit.open(FIGURES)
    page.locator('.winnow-tie[data-holder="ben-wallace"][data-target="vladimir-putin"] a').click()
    page.wait_for_load_state("networkidle")
    assert "explore.html#" in page.url
    ids = page.locator("#explore-table tbody tr").count()
    assert 1 <= ids <= 3


def test_a_click_on_the_strip_jumps_to_the_segment(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html")
    strip = page.locator(".winnow-strip").first
    box = strip.bounding_box()
    assert box is not None
    assert box["height"] <= 14
    widths = strip.locator("rect.winnow-strip-tint").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().width)"
    )
    assert sum(widths) == pytest.approx(box["width"] * (10348 - 75) / 10348, abs=2)
    strip.locator(".winnow-strip-related").last.click()
    address = page.evaluate("location.hash")
    assert page.locator(f'.segment[id="{address[1:]}"]').is_visible()
    assert page.evaluate("scrollY") > 1000


def test_the_list_of_pages_has_a_strip_for_each(visit: Visit) -> None:
    page = visit.open("browse/pages.html")
    assert page.locator(".winnow-strip").count() == 3
    page.locator(".winnow-strip").nth(1).locator(".winnow-strip-main").last.click()
    page.wait_for_load_state("domcontentloaded")
    assert f"{TWO_ARTICLES}.html#s" in page.url
