"""The view of a page in a real browser; run by ``make browser``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import TWO_ARTICLES, Visit
from support import PAGES, ROOT, parquet_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LAYERS = ("mentions", "quotations", "stances")
SPANS = {"cue": "cue", "holder_span": "holder", "target_span": "target"}
TEXTS = """names => {
  const texts = {};
  const text = document.querySelector('.winnow .text');
  for (const [key, part, id] of names) {
    const pieces = part
      ? [...text.querySelectorAll(`[data-${part}~="${id}"]`)]
      : [document.getElementById(id)];
    texts[key] = pieces.map(piece => piece.textContent).join('');
  }
  return texts;
}"""


def _quotes(row: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """The spans of a page: the attribute that marks a span, its id there, and its quote."""
    quotes: dict[str, tuple[str, str, str]] = {}
    for layer in ("segments", "sentences", *LAYERS):
        for annotation in row[layer]:
            name = annotation["id"].partition("#")[2]
            attribute = layer.removesuffix("s") if layer in LAYERS else ""
            quotes[name] = (attribute, name, annotation["quote"])
            for column, span in SPANS.items():
                if annotation.get(column):
                    quotes[f"{name} {span}"] = (span, name, annotation[column]["quote"])
    return quotes


def _page_row(page_id: str) -> dict[str, Any]:
    return next(row for row in parquet_rows(ROOT, "pages") if row["page_id"] == page_id)


@pytest.mark.parametrize("page_id", PAGES)
def test_every_annotation_marks_its_quote(visit: Visit, page_id: str) -> None:
    row = _page_row(page_id)
    quotes = _quotes(row)
    page = visit.open(f"browse/pages/{page_id}.html")
    texts = page.evaluate(TEXTS, [[key, *quote[:2]] for key, quote in quotes.items()])
    assert texts == {key: text for key, (_, _, text) in quotes.items()}
    text = page.evaluate(
        "[...document.querySelectorAll('.winnow .source')].map(line => line.textContent).join('')"
    )
    assert text == row["text"]


@pytest.mark.parametrize("page_id", PAGES)
def test_marks_of_all_layers_are_visible(visit: Visit, page_id: str) -> None:
    page = visit.open(f"browse/pages/{page_id}.html?show=everything")
    invisible = page.evaluate("""() => {
      const pieces = [...document.querySelectorAll('.winnow .text .piece')];
      return pieces.filter(piece => {
        const style = getComputedStyle(piece);
        const seen = {
          mention: style.backgroundColor !== 'rgba(0, 0, 0, 0)',
          quotation: style.textDecorationLine.includes('underline'),
          cue: style.textDecorationStyle === 'dotted' || piece.classList.contains('quotation'),
          stance: parseFloat(style.borderTopWidth) > 0,
          alleged: style.borderTopStyle === 'dashed',
        };
        return !piece.getClientRects().length
          || Object.entries(seen).some(([name, is]) => piece.classList.contains(name) && !is);
      }).map(piece => piece.textContent);
    }""")
    assert invisible == []


@pytest.mark.parametrize("page_id", PAGES)
def test_every_permanent_id_links_to_its_annotation(visit: Visit, page_id: str) -> None:
    row = _page_row(page_id)
    quotes = _quotes(row)
    ids = [article["id"].partition("#")[2] for article in row["articles"]]
    ids += [name for name in quotes if " " not in name]
    page = visit.open(f"browse/pages/{page_id}.html")
    marked = page.evaluate(
        """async ids => {
          const texts = {};
          for (const id of ids) {
            location.hash = '#' + id;
            await new Promise(done => setTimeout(done, 15));
            const marked = [...document.querySelectorAll('.winnow .text .marked')];
            const box = marked[0]?.getBoundingClientRect();
            texts[id] = [marked.map(each => each.textContent).join(''),
                         Boolean(box && box.top < innerHeight && box.bottom > 0)];
          }
          return texts;
        }""",
        ids,
    )
    for name in ids:
        text, in_sight = marked[name]
        assert in_sight, name
        if name in quotes:
            assert text == quotes[name][2]


def test_the_ids_of_all_configs_are_links(site: Path) -> None:
    pages = {
        page_id: (site / f"browse/pages/{page_id}.html").read_text("utf-8") for page_id in PAGES
    }
    for config in ("articles", "boilerplate", "entities", "quotations", "stance"):
        for row in parquet_rows(ROOT, config):
            page_id, _, name = row["id"].partition("#")
            assert f' id="{name.partition("/")[0]}"' in pages[page_id]
    for row in parquet_rows(ROOT, "registry"):
        assert (site / f"browse/entities/{row['id']}.html").is_file()


def test_switches_show_and_hide_layers(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html?show=everything")
    page.get_by_label("Custom", exact=True).check()
    for layer, mark in {
        "mentions": ".text .tag.mention",
        "quotations": ".text .tag.quotation",
        "stances": ".text .tag.stance",
    }.items():
        assert page.locator(mark).first.is_visible()
        page.get_by_label(layer, exact=True).uncheck()
        assert not page.locator(mark).first.is_visible()
        page.get_by_label(layer, exact=True).check()
        assert page.locator(mark).first.is_visible()
    label = "getComputedStyle(document.querySelector('.text .sentence'), '::before').content"
    assert "x1" in page.evaluate(label)
    page.get_by_label("sentences", exact=True).uncheck()
    assert page.evaluate(label) == "none"
    page.get_by_label("sentences", exact=True).check()
    page.reload()
    assert page.get_by_label("sentences", exact=True).is_checked()


SHOWN = """() => [...document.querySelectorAll('.winnow .segment')]
    .filter(each => each.getClientRects().length).map(each => each.id)"""


def test_hiding_boilerplate_leaves_the_article(visit: Visit) -> None:
    row = _page_row(TWO_ARTICLES)
    main_articles = {each["id"] for each in row["articles"] if each["role"] == "main"}
    articles = {
        segment["id"].partition("#")[2]: segment["article_id"]
        for segment in row["segments"]
        if segment["class"] == "content"
    }
    main = [name for name, article in articles.items() if article in main_articles]
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html")
    assert len(page.evaluate(SHOWN)) == len(row["segments"])
    page.get_by_label("Hide boilerplate").check()
    assert page.evaluate(SHOWN) == main
    page.get_by_label("Show related articles").check()
    assert page.evaluate(SHOWN) == list(articles)
    page.get_by_label("Hide boilerplate").uncheck()
    assert len(page.evaluate(SHOWN)) == len(row["segments"])


def test_pointing_shows_a_card(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{PAGES[0]}.html")
    page.locator('[data-stance~="t1"]').first.hover()
    card = page.locator(".winnow .card")
    card.wait_for()
    text = card.inner_text()
    assert "stance t1" in text
    assert "Ben Wallace is against Vladimir Putin (reported): “Mocks”" in text
    assert "Given by both passes; audit: right" in text
    card.hover()
    page.wait_for_timeout(600)
    assert card.is_visible(), "the pointer can move into the card"
    page.mouse.move(5, 5)
    card.wait_for(state="hidden")
    last = page.locator(".winnow .text .piece").last
    last.scroll_into_view_if_needed()
    last.hover()
    card.wait_for()
    box = card.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900


def test_the_keyboard_reaches_everything(hosted: Visit) -> None:
    page = hosted.open(f"browse/pages/{PAGES[0]}.html")
    page.locator("aside.entities :is(.entity-name a, summary)").last.focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert "mention m1, Mention of Ben Wallace (PERSON)" in page.evaluate(focused)
    card = page.locator(".winnow .card")
    assert card.is_visible()
    page.keyboard.press("ArrowRight")
    assert "stance t1, Ben Wallace is against Vladimir Putin" in page.evaluate(focused)
    page.keyboard.press("ArrowLeft")
    assert "mention m1" in page.evaluate(focused)
    page.keyboard.press("End")
    last = page.evaluate(focused)
    page.keyboard.press("Home")
    assert page.evaluate(focused) != last
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert "mention m1" in page.evaluate(focused)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.text .source')") is None


def test_links_and_citations_are_copied(hosted: Visit) -> None:
    address = f"browse/pages/{PAGES[0]}.html"
    page = hosted.open(address)
    page.locator('[data-mention~="m2"]').first.click()
    read = "navigator.clipboard.readText()"
    page.get_by_role("button", name="Copy link of m2").click()
    page.wait_for_function("document.querySelector('.card').textContent.includes('Copied')")
    assert page.evaluate(read) == f"{hosted.base}{address}#m2"
    page.get_by_role("button", name="Copy id of m2").click()
    page.wait_for_timeout(100)
    assert page.evaluate(read) == f"{PAGES[0]}#m2"
    page.get_by_role("button", name="Copy citation of m2").click()
    page.wait_for_timeout(100)
    version = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))["version"]
    assert page.evaluate(read).endswith(
        f"(Version {version}) [Data set]. Annotation {PAGES[0]}#m2."
    )


def test_without_scripts_text_marks_and_tables_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}browse/pages/{PAGES[0]}.html#m2")
    row = _page_row(PAGES[0])
    assert "".join(page.locator(".winnow .source").all_text_contents()) == row["text"]
    for layer in ("quotations", "stances"):
        notes = page.locator(f".winnow .margin .of-{layer.removesuffix('s')}:not([hidden])")
        assert notes.count() == len(row[layer])
    assert page.locator('.winnow .tables tr[id^="row-m"]').count() == len(row["mentions"])
    page.get_by_label("Custom", exact=True).check()
    page.get_by_label("quotations", exact=True).check()
    page.get_by_label("stances", exact=True).uncheck()
    assert not page.locator(".winnow .of-stance").first.is_visible()
    assert page.locator(".winnow .of-quotation").first.is_visible()
    page.get_by_label("Hide boilerplate").check()
    assert not page.locator("#s1").is_visible()
    page.goto(f"{address}browse/explore.html")
    assert "Explore needs JavaScript" in page.locator("noscript").inner_text()
    context.close()
