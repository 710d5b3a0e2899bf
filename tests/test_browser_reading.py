"""The view of a page as a text to read: selection, presets and their address; ``make browser``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browsing import TWO_ARTICLES, Visit
from support import PAGES, ROOT, parquet_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PRESETS = ("read", "entities", "quotations", "stances", "everything")
FIRST = f"browse/pages/{PAGES[0]}.html"

POINT = """([offset, edge]) => {
  // the middle of the left or right edge of the character at an offset of the page
  let before = 0;
  for (const source of document.querySelectorAll('.winnow .source')) {
    const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (offset < before + node.length) {
        const range = document.createRange();
        range.setStart(node, offset - before);
        range.setEnd(node, offset - before + 1);
        const box = range.getBoundingClientRect();
        return [edge === 'left' ? box.left + .5 : box.right - .5, (box.top + box.bottom) / 2];
      }
      before += node.length;
    }
  }
}"""


def _text(page_id: str) -> str:
    return str(
        next(row["text"] for row in parquet_rows(ROOT, "pages") if row["page_id"] == page_id)
    )


def _drag_and_copy(page: Page, start: int, end: int) -> str:
    """What is on the clipboard after a mouse selected from one offset to another."""
    page.evaluate("navigator.clipboard.writeText('')")
    page.mouse.move(*page.evaluate(POINT, [start, "left"]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(POINT, [(start + end) // 2, "left"]), steps=8)
    page.wait_for_timeout(300)
    page.mouse.move(*page.evaluate(POINT, [end - 1, "right"]), steps=8)
    page.wait_for_timeout(300)
    page.mouse.up()
    page.keyboard.press("Control+C")
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("preset", ["read", "stances", "everything"])
@pytest.mark.parametrize(
    ("page_id", "first", "last"),
    [
        (PAGES[0], "Ben Wallace Mocks", "Putin for"),  # lines 2 to 4, with notes
        (TWO_ARTICLES, "News5 days", "North Korean leader Kim"),  # segments without space between
    ],
)
def test_a_selection_gives_the_characters_of_the_page(
    hosted: Visit, page_id: str, first: str, last: str, preset: str
) -> None:
    text = _text(page_id)
    start = text.index(first)
    end = text.index(last, start) + len(last.split()[0])
    page = hosted.open(f"browse/pages/{page_id}.html?show={preset}")
    assert _drag_and_copy(page, start, end) == text[start:end]
    assert not page.locator(".winnow .card").is_visible()


def test_the_whole_text_can_be_copied(hosted: Visit) -> None:
    page = hosted.open(FIRST)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.winnow .text'))")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == _text(PAGES[0])


def test_a_selection_that_begins_in_a_note_has_the_note(hosted: Visit) -> None:
    page = hosted.open(FIRST)
    page.locator(".winnow .margin q").first.click(click_count=3)
    page.keyboard.press("Control+C")
    assert "Mocks" in page.evaluate("navigator.clipboard.readText()")
    assert page.evaluate("getSelection().toString()").strip()


def test_the_keyboard_goes_on_from_a_click(visit: Visit) -> None:
    page = visit.open(FIRST)
    focused = "document.activeElement.getAttribute('aria-label')"
    page.locator('[data-stance~="t2"]').first.click()
    assert "stance t2" in page.evaluate(focused)
    page.keyboard.press("Escape")
    assert not page.locator(".winnow .card").is_visible()
    page.keyboard.press("ArrowDown")
    assert "mention" in page.evaluate(focused)
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).outlineStyle") == "none"


def test_a_tag_opens_the_card_of_its_annotation(visit: Visit) -> None:
    page = visit.open(f"{FIRST}?show=everything")
    for name, title in {"t1": "stance t1", "q1": "quotation q1", "m1": "mention m1"}.items():
        page.locator(f'.winnow .text .tag[data-id="{name}"]').click()
        headings = page.locator(".winnow .card h3").all_text_contents()
        assert len(headings) == 1
        assert title in page.locator(".winnow .card").inner_text()
        page.keyboard.press("Escape")


VISIBLE = """() => {
  const visible = (selector) => [...document.querySelectorAll(`.winnow .text ${selector}`)]
    .filter(element => element.getClientRects().length).length;
  const drawn = (selector, pseudo) => [...document.querySelectorAll(`.winnow .text ${selector}`)]
    .filter(element => {
      const style = getComputedStyle(element, pseudo);
      return style.content !== 'none' && style.display !== 'none';
    }).length;
  const style = (selector) => getComputedStyle(document.querySelector(`.winnow .text ${selector}`));
  return {
    mentions: style('.piece.mention').backgroundColor !== 'rgba(0, 0, 0, 0)',
    quotations: style('.piece.quotation').textDecorationLine === 'underline',
    stances: parseFloat(style('.piece.stance').borderTopWidth) > 0,
    sentences: drawn('.sentence', '::before') > 0,
    notes: visible('.margin') > 0,
    breaks: drawn('.newline', '::before') > 0,
    labels: drawn('.block', '::before'),
    tags: ['mention', 'quotation', 'stance'].filter(layer => visible(`.tag.${layer}`)),
    chosen: document.querySelector('[name="show"]:checked').value,
  };
}"""

SHOWN: dict[str, dict[str, Any]] = {
    "read": {"layers": ["mentions", "quotations", "stances"], "tags": []},
    "entities": {"layers": ["mentions"], "tags": ["mention"]},
    "quotations": {"layers": ["quotations"], "tags": ["quotation"]},
    "stances": {"layers": ["mentions", "stances"], "tags": ["stance"]},
    "everything": {
        "layers": ["mentions", "quotations", "stances", "sentences", "breaks"],
        "tags": ["mention", "quotation", "stance"],
    },
}


def _check_shown(shown: dict[str, Any], preset: str) -> None:
    layers = ("mentions", "quotations", "stances", "sentences", "breaks")
    assert [layer for layer in layers if shown[layer]] == SHOWN[preset]["layers"]
    assert shown["tags"] == SHOWN[preset]["tags"]
    assert shown["chosen"] == preset
    assert bool(shown["labels"]) is (preset != "read")


@pytest.mark.parametrize("scripts", [True, False])
def test_presets_show_their_layers(browser: Browser, address: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{address}{FIRST}")
    _check_shown(page.evaluate(VISIBLE), "stances")
    for preset in PRESETS:
        page.get_by_label(preset.capitalize(), exact=True).check()
        _check_shown(page.evaluate(VISIBLE), preset)
    context.close()


def test_the_view_is_kept_in_the_address_and_from_page_to_page(visit: Visit) -> None:
    page = visit.open(FIRST)
    assert "?" not in page.url
    page.get_by_label("Read", exact=True).check()
    page.get_by_label("Hide boilerplate").check()
    assert page.url.endswith("?show=read&hide=boilerplate")
    page.get_by_role("link", name="Next page").first.click()
    page.wait_for_url("**/001_*")
    assert page.url.endswith("?show=read&hide=boilerplate")
    assert page.evaluate(VISIBLE)["chosen"] == "read"
    page = visit.open(f"{FIRST}?show=custom&layers=sentences+quotations&other=kept#t1")
    assert page.get_by_label("quotations", exact=True).is_checked()
    assert "show=custom" in page.url
    assert "other=kept" in page.url
    assert page.evaluate("winnowAddress.get('other')") == "kept"
    page.evaluate("winnowAddress.set('other', null)")
    assert page.url.endswith("#t1")
    assert "other" not in page.url
    assert page.get_by_label("stances", exact=True).is_checked(), "the link shows its layer"


def test_a_link_to_a_hidden_annotation_shows_it(visit: Visit) -> None:
    page = visit.open(f"{FIRST}?show=entities&hide=boilerplate#q3")
    shown = page.evaluate(VISIBLE)
    assert shown["chosen"] == "custom"
    assert shown["quotations"]
    assert shown["mentions"]
    page.evaluate("location.hash = '#s1'")
    page.wait_for_function("document.querySelector('#s1').getClientRects().length > 0")
    assert page.url.endswith("?show=entities&hide=boilerplate#s1"), "the address is as it was sent"


def test_types_have_tags_where_the_colour_is_not_enough(visit: Visit) -> None:
    page = visit.open(f"{FIRST}?show=entities")
    labels = """() => [...new Set([...document.querySelectorAll('.winnow .text .tag.mention')]
      .filter(tag => tag.getClientRects().length).map(tag => tag.dataset.label))]"""
    visible = page.evaluate(labels)
    assert "PERSON" not in visible
    assert "GPE" not in visible
    assert "CARDINAL" in visible
    page.get_by_label("Everything", exact=True).check()
    assert "PERSON" in page.evaluate(labels)


@pytest.mark.parametrize("page_id", PAGES)
def test_the_text_begins_near_the_top(browser: Browser, host: str, page_id: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{host}browse/pages/{page_id}.html")
    assert page.evaluate("document.querySelector('.text').getBoundingClientRect().top") <= 260
    assert page.locator(".notice").inner_text().endswith("shown as it was scraped.")
    context.close()


def test_explanations_stay_open(visit: Visit) -> None:
    page = visit.open(FIRST)
    assert page.locator(".key .legend:not(.readings-key)").is_visible()
    page.get_by_text("How to read this page").click()
    page.reload()
    assert page.locator(".key li").first.is_visible()


def test_entities_are_sorted_filtered_and_shown_in_whole_rows(visit: Visit) -> None:
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html")
    counts = page.locator("aside.entities summary[aria-label]").all_text_contents()
    assert [int(count) for count in counts] == sorted(map(int, counts), reverse=True)
    page.evaluate("scrollTo(0, 1500)")
    bar, heading, rows = (
        page.locator(selector).bounding_box()
        for selector in (".layers", "aside.entities", "aside.entities ul")
    )
    assert bar is not None
    assert heading is not None
    assert rows is not None
    assert abs(heading["y"] - bar["y"] - bar["height"]) < 2, "the list is right under the bar"
    row = page.locator("aside.entities li").first.bounding_box()
    assert row is not None
    assert (
        rows["height"] % row["height"] < 0.1 or rows["height"] % row["height"] > row["height"] - 0.1
    )
    assert rows["y"] + rows["height"] <= 900
    page.get_by_label("Filter entities by name").fill("putin")
    assert page.locator("aside.entities li:visible .entity-name").all_text_contents() == [
        "Vladimir Putin"
    ]
