"""Cards, notes and curves of the page view in a real browser; run by ``make browser``."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from browsing import TWO_ARTICLES, Visit, visit_in
from support import PAGES, ROOT, parquet_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FIRST = f"browse/pages/{PAGES[0]}.html"

DISTANCES = """() => [...document.querySelectorAll('.winnow .text [data-of]')].flatMap(note => {
  const id = note.dataset.of;
  const [first] = [...document.querySelectorAll(
    `.winnow .text :is([data-stance~="${id}"], [data-quotation~="${id}"])`)]
    .flatMap(piece => [...piece.getClientRects()]);
  const [box] = note.getClientRects();
  return first && box ? [Math.abs(box.top - first.top)] : [];
})"""

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.winnow .text [data-of]')]
    .map(note => note.getBoundingClientRect()).filter(box => box.height);
  boxes.sort((a, b) => a.top - b.top);
  return boxes.filter((box, index) => index && box.top < boxes[index - 1].bottom - 1).length;
}"""

CARDS_OUTSIDE = """async () => {
  const bars = [...document.querySelectorAll('.md-header, .winnow form.layers')];
  const card = document.querySelector('.winnow .card');
  const outside = [];
  for (const piece of document.querySelectorAll('.winnow .text .piece')) {
    const [line] = piece.getClientRects();
    scrollTo(0, scrollY + line.top - innerHeight / 2);
    await new Promise(requestAnimationFrame);
    const [box] = piece.getClientRects();
    piece.dispatchEvent(new MouseEvent('click',
      {bubbles: true, clientX: box.left + 1, clientY: (box.top + box.bottom) / 2}));
    const {top, bottom} = card.getBoundingClientRect();
    const covered = Math.max(0, ...bars.map(bar => bar.getBoundingClientRect().bottom));
    if (card.hidden || top < covered - 1 || bottom > innerHeight + 1)
      outside.push([piece.textContent, top, bottom]);
    document.body.click();
  }
  return outside;
}"""

RECTANGLES = """id => {
  const text = document.querySelector('.winnow .text');
  const of = element => { const {left, top, right, bottom} = element.getBoundingClientRect();
                          return {left, top, right, bottom}; };
  const spans = {};
  for (const span of ['holder', 'stance', 'target'])
    spans[span] = [...text.querySelectorAll(`[data-${span}~="${id}"]`)]
      .filter(piece => piece.textContent.trim())
      .flatMap(piece => [...piece.getClientRects()].map(
        ({left, top, right, bottom}) => ({left, top, right, bottom})));
  const drawn = name => [...document.querySelectorAll(`.winnow .drawing ${name}`)].map(of);
  return {...spans, holderBoxes: drawn('.box.holder'), targetBoxes: drawn('.box.target'),
          curves: drawn('.curve'), arrows: drawn('.arrow')};
}"""


@pytest.fixture
def phone(browser: Browser, host: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    visit = visit_in(context, host)
    yield visit
    visit.check()
    context.close()


LAYERS = "?show=custom&layers=segments+mentions+quotations+stances+space"


def _open(visit: Visit, path: str, width: int = 1440, height: int = 900) -> Page:
    visit.page.set_viewport_size({"width": width, "height": height})
    page = visit.open(path.replace(".html", f".html{LAYERS}"))
    page.wait_for_function("document.querySelector('.winnow .text.placed')")
    return page


def _inside(inner: dict[str, float], outer: dict[str, float], slack: float = 4) -> bool:
    return (
        inner["left"] >= outer["left"] - slack
        and inner["right"] <= outer["right"] + slack
        and inner["top"] >= outer["top"] - slack
        and inner["bottom"] <= outer["bottom"] + slack
    )


def _touch(first: dict[str, float], second: dict[str, float]) -> bool:
    return (
        first["left"] < second["right"]
        and second["left"] < first["right"]
        and first["top"] < second["bottom"]
        and second["top"] < first["bottom"]
    )


@pytest.mark.parametrize("height", [900, 500])
def test_every_card_fits_in_the_window(hosted: Visit, height: int) -> None:
    page = _open(hosted, FIRST, height=height)
    assert page.evaluate(CARDS_OUTSIDE) == []


def test_a_card_opens_only_where_the_pointer_rests(visit: Visit) -> None:
    page = _open(visit, FIRST)
    card = page.locator(".winnow .card")
    boxes = [
        piece.bounding_box() for piece in page.locator(".winnow .text .piece.mention").all()[:6]
    ]
    for box in boxes:
        assert box is not None
        page.mouse.move(box["x"] + 3, box["y"] + 5)
        assert not card.is_visible()
    page.mouse.move(1, 1)
    page.wait_for_timeout(400)
    assert not card.is_visible(), "the pointer only crossed marks"
    assert boxes[0] is not None
    page.mouse.move(boxes[0]["x"] + 3, boxes[0]["y"] + 5)
    card.wait_for()


def test_no_card_opens_while_text_is_selected(visit: Visit) -> None:
    page = _open(visit, FIRST)
    card = page.locator(".winnow .card")
    first = page.locator('[data-mention~="m1"]').first.bounding_box()
    last = page.locator('[data-mention~="m3"]').first.bounding_box()
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + 2, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(last["x"] + 8, last["y"] + 8, steps=5)
    page.wait_for_timeout(400)
    assert not card.is_visible(), "a button is down"
    page.mouse.up()
    page.mouse.move(last["x"] + 10, last["y"] + 8)
    page.wait_for_timeout(400)
    assert page.evaluate("!getSelection().isCollapsed")
    assert not card.is_visible(), "text is selected"


def test_a_card_has_links_a_fold_and_a_close_button(visit: Visit) -> None:
    page = _open(visit, FIRST)
    page.locator('[data-stance~="t1"]').first.click()
    card = page.locator(".winnow .card")
    label = card.get_by_role("link", name="against", exact=True)
    assert str(label.get_attribute("href")).endswith("reference/labels.html#polarity.against")
    assert "Disapproval" in str(label.get_attribute("title"))
    assert not card.get_by_text("holder in the text").first.is_visible()
    card.get_by_text("Details").first.click()
    assert card.get_by_text("holder in the text").first.is_visible()
    card.get_by_role("button", name="Close").click()
    assert not card.is_visible()


def test_a_card_links_to_its_decision_and_rule(visit: Visit) -> None:
    row = next(row for row in parquet_rows(ROOT, "pages") if row["page_id"] == TWO_ARTICLES)
    stance = next(stance for stance in row["stances"] if stance["line_id"])
    name = stance["id"].partition("#")[2]
    page = _open(visit, f"browse/pages/{TWO_ARTICLES}.html")
    page.locator(f'[data-stance~="{name}"]').first.click()
    origin = page.locator(".winnow .card .origin").first
    assert "adjudicated" in origin.inner_text()
    assert origin.locator(f'a[href="#line-{stance["line_id"]}"]').count() == 1


def test_a_phone_can_close_a_card(phone: Visit) -> None:
    page = _open(phone, FIRST, 390, 844)
    page.locator('[data-mention~="m2"]').first.click()
    card = page.locator(".winnow .card")
    assert card.get_by_text("Tap anywhere else to close").is_visible()
    box = card.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    card.get_by_role("button", name="Close").click()
    assert not card.is_visible()
    page.locator('[data-mention~="m2"]').first.click()
    page.locator(".winnow h1, h1").first.click()
    assert not card.is_visible()


@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize(("width", "median", "most"), [(1440, 80, 240), (390, 180, 320)])
def test_notes_are_next_to_their_words(
    visit: Visit, page_id: str, width: int, median: int, most: int
) -> None:
    page = _open(visit, f"browse/pages/{page_id}.html?show=everything", width)
    distances: list[float] = page.evaluate(DISTANCES)
    assert len(distances) == page.locator(".winnow .text [data-of]:not([hidden])").count()
    assert statistics.median(distances) <= median
    assert max(distances) <= most
    assert page.evaluate(OVERLAPS) == 0
    page.set_viewport_size({"width": 390 if width == 1440 else 1440, "height": 900})
    page.wait_for_timeout(200)
    assert page.evaluate(OVERLAPS) == 0


def test_notes_tear_no_holes_into_the_text(visit: Visit) -> None:
    height = "document.querySelector('.winnow .text').offsetHeight"
    visit.page.set_viewport_size({"width": 1440, "height": 900})
    page = visit.open(f"{FIRST}?show=custom&layers=segments+mentions")
    page.wait_for_function("document.querySelector('.winnow .text.placed')")
    assert page.locator(".winnow .margin li:visible").count() == 0
    without_notes = page.evaluate(height)
    page = _open(visit, FIRST)
    assert page.locator(".winnow .margin li:visible").count() > 20
    assert page.evaluate(height) <= without_notes * 1.15


def test_notes_belong_to_their_layer(visit: Visit) -> None:
    page = _open(visit, f"{FIRST}?show=custom&layers=quotations+stances")
    quotations, stances = page.locator(".of-quotation"), page.locator(".of-stance")
    page.get_by_label("quotations", exact=True).uncheck()
    assert not quotations.first.is_visible()
    assert stances.first.is_visible()
    assert page.evaluate(OVERLAPS) == 0
    page.get_by_label("quotations", exact=True).check()
    page.get_by_label("stances", exact=True).uncheck()
    assert quotations.first.is_visible()
    assert not stances.first.is_visible()


def test_a_link_to_a_stance_shows_its_note_and_curve(visit: Visit) -> None:
    for width in (1440, 390):
        page = _open(visit, f"browse/pages/{TWO_ARTICLES}.html#t40", width)
        note = page.locator('[data-of="t40"]')
        box = note.bounding_box()
        assert box is not None
        assert 0 < box["y"] < 900
        assert "current" in str(note.get_attribute("class"))
        assert page.locator(".winnow .drawing .box").count() > 0


def _check_drawing(drawn: dict[str, Any]) -> None:
    for span in ("holder", "target"):
        boxes = drawn[f"{span}Boxes"]
        assert all(any(_inside(piece, box) for box in boxes) for piece in drawn[span])
        assert all(any(_touch(piece, box) for piece in drawn[span]) for box in boxes)
        tops = sorted(box["top"] for box in boxes)
        assert all(second - first > 10 for first, second in itertools.pairwise(tops)), (
            "one box for each line of text"
        )
    (curve,) = drawn["curves"]
    (arrow,) = drawn["arrows"]
    ends = [*drawn["holder"], *drawn["target"], *drawn["stance"]]
    hull = {
        "left": min(end["left"] for end in ends),
        "right": max(end["right"] for end in ends),
        "top": min(end["top"] for end in ends) - 30,
        "bottom": max(end["bottom"] for end in ends) + 30,
    }
    assert _inside(curve, hull)
    assert any(_inside(arrow, target, slack=16) for target in drawn["targetBoxes"])


def test_a_curve_leads_from_holder_to_target(visit: Visit) -> None:
    page = _open(visit, f"{FIRST}#t3")
    _check_drawing(page.evaluate(RECTANGLES, "t3"))
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_timeout(200)
    _check_drawing(page.evaluate(RECTANGLES, "t3"))
    page.get_by_label("Read", exact=True).check()
    page.wait_for_timeout(100)
    page.evaluate("location.hash = '#t1'; location.hash = '#t3'")
    page.wait_for_timeout(100)
    _check_drawing(page.evaluate(RECTANGLES, "t3"))
    drawing = page.locator(".winnow .drawing")
    assert drawing.get_attribute("aria-hidden") == "true"
    assert drawing.evaluate("element => getComputedStyle(element).pointerEvents") == "none"


def test_a_span_of_several_pieces_has_one_box(visit: Visit) -> None:
    """The target of t4, “two human rights abusers”, has a mention, a blank and the evidence."""
    page = _open(visit, f"{FIRST}#t4")
    drawn = page.evaluate(RECTANGLES, "t4")
    assert len(drawn["target"]) > 1
    assert len(drawn["targetBoxes"]) == 1
    assert drawn["curves"] == [] or drawn["arrows"] == []


def test_alleged_stances_have_a_dashed_curve(visit: Visit) -> None:
    page_id, _, name = next(
        stance["id"]
        for row in parquet_rows(ROOT, "pages")
        for stance in row["stances"]
        if stance["alleged"] and stance["holder_span"] and stance["target_span"]
    ).partition("#")
    page = _open(visit, f"browse/pages/{page_id}.html#{name}")
    dashes = page.locator(".winnow .drawing .curve").evaluate(
        "path => getComputedStyle(path).strokeDasharray"
    )
    assert dashes != "none"


def test_nothing_is_drawn_over_hidden_text(visit: Visit) -> None:
    page = _open(visit, f"browse/pages/{TWO_ARTICLES}.html#t40")
    assert page.locator(".winnow .drawing > *").count() > 0
    page.evaluate("""() => {
      for (const block of document.querySelectorAll('.winnow .block')) block.style.display = 'none';
      document.querySelector('.winnow.page').dispatchEvent(new CustomEvent('winnow:view'));
    }""")
    assert page.locator(".winnow .drawing .box").count() == 0
    assert page.locator(".winnow .margin li:visible").count() == 0


def test_pointing_at_a_note_draws_its_curve(visit: Visit) -> None:
    page = _open(visit, FIRST)
    page.locator('[data-of="t1"]').hover()
    _check_drawing(page.evaluate(RECTANGLES, "t1"))
    page.mouse.move(1, 1)
    assert page.locator(".winnow .drawing > *").count() == 0
