"""Gold, passes, differences and doubts in the view of a page, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import SUBPATH, TWO_ARTICLES, Visit, visit_in
from differing import with_differences
from sites import build_site
from support import PAGES, ROOT, parquet_rows
from trees import Trees

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LAYERS = {"mentions": "type", "quotations": "kind", "stances": "polarity"}
MARKED = """layer => {
  const quotes = {};
  for (const piece of document.querySelectorAll(`.winnow .text [data-${layer}]`))
    for (const id of piece.getAttribute(`data-${layer}`).split(' '))
      quotes[id] = (quotes[id] || '') + piece.textContent;
  return quotes;
}"""
TEXT = "[...document.querySelectorAll('.winnow .source')].map(line => line.textContent).join('')"


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory, trees: Trees) -> Path:
    root = with_differences(trees.copy("base", tmp_path_factory.mktemp("tree") / "root"))
    return build_site(root, tmp_path_factory.mktemp("host") / SUBPATH)


@pytest.fixture
def changed(browser: Browser, differing: Path) -> Iterator[Visit]:
    """The site of the made-up corpus whose passes differ in several layers, as files."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    visit = visit_in(context, f"{differing.as_uri()}/")
    yield visit
    visit.check()
    context.close()


def _choose(page: Page, reading: str) -> None:
    page.locator(f'.readings button[value="{reading}"]').click()


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("page_id", PAGES)
def test_a_pass_is_shown_as_it_annotated(visit: Visit, page_id: str, name: str) -> None:
    rows = [row for row in parquet_rows(ROOT, "passes") if row["page_id"] == page_id]
    page = visit.open(f"browse/pages/{page_id}.html")
    text = page.evaluate(TEXT)
    _choose(page, name)
    assert page.evaluate(TEXT) == text
    for layer in LAYERS:
        quotes = [row["quote"] for row in rows if row["pass"] == name and row["layer"] == layer]
        marked = page.evaluate(MARKED, layer.removesuffix("s"))
        assert sorted(marked.values()) == sorted(quotes)
    _choose(page, "gold")
    gold = next(row for row in parquet_rows(ROOT, "pages") if row["page_id"] == page_id)
    for layer in LAYERS:
        quotes = {item["id"].partition("#")[2]: item["quote"] for item in gold[layer]}
        assert page.evaluate(MARKED, layer.removesuffix("s")) == quotes


def test_notes_follow_the_reading(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{PAGES[0]}.html")
    notes = page.locator(".winnow .margin li:visible")
    shown = "“scrabbling around looking for friends and begging”"
    assert shown in " ".join(notes.all_inner_texts())
    _choose(page, "a")
    assert shown not in " ".join(notes.all_inner_texts())
    assert "“scrabbling around looking for friends”" in " ".join(notes.all_inner_texts())
    _choose(page, "differences")
    assert notes.count() == 2
    for words in ("b = gold", "“urge the DPRK to cease”", "by rule", "she who wants it"):
        assert words in notes.last.inner_text()


def test_the_address_keeps_the_reading(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html?reading=differences#t20")
    chosen = page.locator('.readings [aria-pressed="true"]')
    assert chosen.inner_text() == "differences"
    box = page.locator('[data-stance~="t20"]').bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900
    _choose(page, "b")
    assert page.url.endswith("?reading=b#t20")
    page.reload()
    assert chosen.inner_text() == "pass b"
    _choose(page, "gold")
    assert "reading" not in page.url
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html?reading=none")
    assert chosen.inner_text() == "gold"


def test_differences_are_loud_and_the_rest_is_quiet(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html")
    _choose(page, "differences")
    loud = page.evaluate("""() => [...document.querySelectorAll('.winnow .text .piece')].filter(piece => {
      const style = getComputedStyle(piece);
      return style.backgroundColor !== 'rgba(0, 0, 0, 0)' || parseFloat(style.borderTopWidth) > 0
        || parseFloat(style.borderBottomWidth) > 0 || style.textDecorationLine !== 'none';
    }).map(piece => piece.classList.contains('differs'))""")
    assert loud
    assert all(loud)
    cuts = page.locator('[data-stance~="a/t24"]')
    assert cuts.inner_text() == "cuts"
    assert cuts.evaluate("piece => getComputedStyle(piece).borderTopWidth") == "3px"
    assert cuts.evaluate("piece => getComputedStyle(piece).borderBottomWidth") == "0px"


@pytest.mark.parametrize("preset", ["read", "entities", "quotations", "everything"])
def test_differences_are_shown_with_every_preset(visit: Visit, preset: str) -> None:
    page = visit.open(f"browse/pages/{PAGES[0]}.html?show={preset}&reading=differences")
    assert page.locator(".winnow .difference:visible").count() == 2
    assert page.locator(".winnow .tag.who:visible").count() == 4


def test_links_of_the_list_lead_to_the_place(visit: Visit) -> None:
    page = visit.open("browse/differences.html")
    page.locator('.doubt-item:has-text("could leave a significant gap") .place').click()
    page.wait_for_url("**/*reading=differences*")
    assert page.url.endswith(f"{TWO_ARTICLES}.html?reading=differences#a/t24")
    box = page.locator('[data-stance~="a/t24"]').bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900
    _choose(page, "gold")
    page.locator("#doubt-stances-t28 .place").click()
    assert page.locator('.readings [aria-pressed="true"]').inner_text() == "differences"
    assert page.url.endswith("?reading=differences#t28")


def test_an_annotation_of_a_pass_has_a_card_and_an_id(hosted: Visit) -> None:
    page = hosted.open(f"browse/pages/{TWO_ARTICLES}.html?reading=a#a/t24")
    page.locator('[data-stance~="a/t24"]').click()
    card = page.locator(".winnow .card")
    assert "stance t24 of pass a" in card.inner_text().lower()
    assert "pass a" in card.locator(".origin").inner_text().lower()
    card.get_by_role("button", name="Copy id").click()
    page.wait_for_timeout(100)
    assert page.evaluate("navigator.clipboard.readText()") == f"a/{TWO_ARTICLES}#t24"


def test_doubtful_annotations_have_a_dotted_frame(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html")
    style = "piece => getComputedStyle(piece).borderBottomStyle"
    doubted = page.locator('.winnow .text .piece[data-stance~="t42"]').first
    right = page.locator('.winnow .text .piece[data-stance~="t41"]').first
    assert doubted.evaluate(style) == "dotted"
    assert right.evaluate(style) == "none"
    labels = page.locator(".winnow .text .doubt-tag:visible")
    shown = labels.evaluate_all("tags => tags.map(tag => tag.dataset.label)")
    row = next(row for row in parquet_rows(ROOT, "pages") if row["page_id"] == TWO_ARTICLES)
    items: list[dict[str, Any]] = [item for layer in LAYERS for item in row[layer]]
    assert shown.count("b") == sum(
        item["passes"] == ["b"] and item["verdict"] == "right" for item in items
    )
    _choose(page, "a")
    assert doubted.evaluate(style) == "none"
    assert labels.count() == 0


def test_passes_that_differ_in_other_layers(changed: Visit) -> None:
    page = changed.open("browse/pages/vote.html?show=everything")
    _choose(page, "b")
    assert page.evaluate(MARKED, "mention")["b/m7"] == "Critics"
    place = page.locator('[data-mention~="b/m4"]')
    assert page.evaluate(MARKED, "cue") == {}
    tags = page.locator(".winnow .tag.mention:visible")
    labels = tags.evaluate_all("tags => tags.map(tag => tag.dataset.label)")
    assert "LOC" in labels
    assert "GPE" not in labels
    _choose(page, "differences")
    assert place.evaluate("piece => piece.className") == "piece differs by-1 by-2 by-gold"
    kinds = page.locator(".winnow .difference:visible .kind strong").all_inner_texts()
    assert kinds == [
        "evidence",
        "type",
        "kind and cue",
        "only in one pass",
        "passes agree, gold differs",
    ]
    assert "segments" not in page.locator(".margin").first.inner_text()
    assert page.locator("#doubt-segments-s1").is_visible()


def test_without_scripts_gold_and_the_differences_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}browse/pages/{TWO_ARTICLES}.html?reading=a")
    row = next(row for row in parquet_rows(ROOT, "pages") if row["page_id"] == TWO_ARTICLES)
    assert page.locator(".readings").is_hidden()
    assert page.locator(".winnow .difference:visible").count() == 0
    assert page.locator(".winnow .margin li.of-stance:visible").count() == len(row["stances"])
    log = (ROOT / "dataset/annotations/adjudication.jsonl").read_text("utf-8").splitlines()
    for line in map(json.loads, log):
        if line["page_id"] == TWO_ARTICLES:
            assert page.locator(f"#line-{line['id']}").count() == 1
    assert page.locator("#doubt-stances-t20 .readings-of").is_visible()
    page.goto(f"{address}browse/differences.html#stances-alleged")
    assert page.locator("#stances-alleged").is_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_nothing_is_wider_than_the_window(hosted: Visit, width: int) -> None:
    hosted.page.set_viewport_size({"width": width, "height": 844})
    for path in ("differences.html", f"pages/{TWO_ARTICLES}.html?reading=differences"):
        page = hosted.open(f"browse/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
