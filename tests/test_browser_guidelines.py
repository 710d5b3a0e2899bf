"""The guidelines and the labels in a real browser; run by ``make browser``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import Visit, visit_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

GUIDELINES = ("index", "quick-sheet", "structure", "mentions", "quotations", "stances")
PAGES = (*(f"guidelines/{name}.html" for name in GUIDELINES), "reference/labels.html")
STYLES = """selector => {
  const style = getComputedStyle(document.querySelector(selector));
  return [style.backgroundColor, style.textDecorationLine, style.borderTopWidth,
          style.borderLeftWidth, style.outlineStyle];
}"""


def test_examples_have_visible_marks(visit: Visit) -> None:
    page = visit.open("guidelines/mentions.html")
    background, *_ = page.evaluate(STYLES, ".example .piece.mention")
    assert background != "rgba(0, 0, 0, 0)"
    page = visit.open("guidelines/quotations.html")
    for selector in (".example .piece.quotation", ".example .piece.cue"):
        _, decoration, *_ = page.evaluate(STYLES, selector)
        assert decoration == "underline"
    page = visit.open("guidelines/stances.html")
    _, _, top, *_ = page.evaluate(STYLES, ".example .piece.stance")
    assert top == "3px"
    alone = ".stance-example:not(.several)"
    assert page.evaluate(STYLES, f"{alone} [data-holder]")[-1] == "solid"
    assert page.evaluate(STYLES, f"{alone} [data-target]")[-1] == "double"
    page = visit.open("guidelines/structure.html")
    background, _, _, left, _ = page.evaluate(STYLES, ".example.metadata .example-text")
    assert background != "rgba(0, 0, 0, 0)"
    assert left == "3px"
    page = visit.open("reference/labels.html")
    background, *_ = page.evaluate(STYLES, "td .piece.mention.person")
    assert background != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("path", PAGES)
def test_every_example_leads_to_its_annotation(visit: Visit, path: str) -> None:
    page = visit.open(path)
    links = page.locator(".example-id, td .marks a")
    assert links.count() >= 4
    hrefs = {str(link) for link in links.evaluate_all("links => links.map(link => link.href)")}
    by_page: dict[str, set[str]] = {}
    for href in hrefs:
        target, _, name = href.partition("#")
        by_page.setdefault(target, set()).add(name)
    for target, names in by_page.items():
        page = visit.open(target.removeprefix(visit.base))
        assert (
            page.evaluate(
                "names => names.filter(name => !document.getElementById(name))", sorted(names)
            )
            == []
        )


def test_the_table_of_contents_has_titles_and_headings_have_ids(visit: Visit) -> None:
    page = visit.open("guidelines/stances.html")
    heading = page.locator("#stance-target-5")
    assert (
        heading.inner_text().replace("¶", "").split()
        == "Targets joined by and stance-target-5".split()
    )
    link = page.locator('.md-nav--secondary a[href$="#stance-target-5"]')
    assert link.first.inner_text() == "Targets joined by and"


def test_decisions_by_a_rule_lead_to_the_log_and_to_rows(visit: Visit) -> None:
    page = visit.open("guidelines/stances.html")
    decisions = page.locator("#stance-evidence-1 ~ .decisions").first
    assert decisions.inner_text().startswith("Decisions by this rule: 4 (")
    href = decisions.locator("a").last.get_attribute("href") or ""
    assert href.endswith("explore.html#config=passes&rule=stance-evidence-1")
    decisions.locator("a").first.click()
    page.wait_for_url("**/browse/pages/*#line-d*")
    assert page.locator(f"#{page.url.partition('#')[2]}").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_guidelines_are_accessible_and_not_wider_than_the_window(
    browser: Browser, host: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    visit = visit_in(context, host)
    for path in PAGES:
        page = visit.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        violations = Axe().run(page).response["violations"]
        serious = [
            (violation["id"], violation["nodes"][0]["html"])
            for violation in violations
            if violation["impact"] in ("serious", "critical", "moderate")
        ]
        assert serious == [], path
    visit.check()
    context.close()
