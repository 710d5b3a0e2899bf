"""Measure built sites in Chromium: ``python tests/measure_site.py SITE [SITE]``, one column each.

Notes: vertical distance between the top of a note and the first line of its words, median and
largest. Text: where the first character of the page's text is drawn. Tags: labels drawn among the
words. Home: what a browser requests, and the bytes of the answers.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

from browsing import CHROMIUM, QUIET
from sites import served
from support import PAGES

WIDTHS = {1440: 900, 390: 844}

DISTANCES = """() => [...document.querySelectorAll('.winnow .text [data-of]')].flatMap(note => {
  const id = note.dataset.of;
  const words = [...document.querySelectorAll(
    `.winnow .text :is([data-stance~="${id}"], [data-quotation~="${id}"])`)];
  const [first] = words.flatMap(piece => [...piece.getClientRects()]);
  const [box] = note.getClientRects();
  return first && box ? [Math.abs(box.top - first.top)] : [];
})"""

FIRST_CHARACTER = """() => {
  const walker = document.createTreeWalker(
    document.querySelector('.winnow .text'), NodeFilter.SHOW_TEXT,
    node => node.data.trim() && node.parentElement.closest('.source') ? 1 : 3);
  const range = document.createRange();
  range.selectNodeContents(walker.nextNode());
  return range.getClientRects()[0].top + scrollY;
}"""

TAGS = """() => [...document.querySelectorAll('.winnow .text .tag')]
  .filter(tag => tag.getClientRects().length && tag.getBoundingClientRect().width > 1).length"""


def main() -> None:
    """Print a table of the measures, with a column for each site."""
    columns = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for folder in sys.argv[1:]:
            with served(Path(folder)) as address:
                columns.append(dict(_measures(browser, address)))
        browser.close()
    for name in columns[0]:
        print(f"{name:<44}", *(f"{column[name]:>22}" for column in columns))


def _measures(browser: Browser, address: str) -> Iterator[tuple[str, str]]:
    for width, height in WIDTHS.items():
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        for page_id in PAGES:
            yield from _page(
                page, f"{address}browse/pages/{page_id}.html", f"{page_id[:3]}, {width} px"
            )
        context.close()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(f"{address}index.html", wait_until="networkidle")
    size = sum(len(response.body()) for response in responses)
    yield "Home: requests", str(len(responses))
    yield "Home: bytes", f"{size:,}"
    yield "Home: elements", str(page.evaluate("document.querySelectorAll('*').length"))
    context.close()


def _page(page: Page, address: str, name: str) -> Iterator[tuple[str, str]]:
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(300)  # notes are placed when fonts and layout are ready
    distances: list[float] = page.evaluate(DISTANCES)
    median, largest = statistics.median(distances), max(distances)
    yield f"{name}: notes", f"{len(distances)}"
    yield f"{name}: note to words, median / most, px", f"{median:.0f} / {largest:.0f}"
    yield f"{name}: pixels above the text", f"{page.evaluate(FIRST_CHARACTER):.0f}"
    yield f"{name}: tags", str(page.evaluate(TAGS))
    yield f"{name}: elements", str(page.evaluate("document.querySelectorAll('*').length"))


if __name__ == "__main__":
    main()
