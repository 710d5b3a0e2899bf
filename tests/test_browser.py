"""The site in a real browser: on a static host below a folder, and opened from files.

Run by ``make browser``; needs Chromium, and the libraries that npm installs.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from sites import HOSTILE, add_hostile_page, build_site, served
from support import PAGES, ROOT, copy_real, parquet_rows, winnow
from winnow.model.schemas import CONFIGS

if TYPE_CHECKING:  # only `make browser` installs Playwright, and every run collects this file
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SUBPATH = "some/where"
TWO_ARTICLES = "001_29c10ceec84ec9db"
VIEWS = (
    "index.html",
    f"browse/pages/{PAGES[0]}.html",
    f"browse/pages/{TWO_ARTICLES}.html",
    "browse/pages.html",
    "browse/entities.html",
    "browse/entities/ben-wallace.html",
    "browse/explore.html",
    "browse/figures.html",
    "reference/labels.html",
    "baselines.html",
)


@dataclass
class Visit:
    """A page of the browser, with the URLs that it requested and the errors that it reported."""

    page: Page
    base: str
    requested: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Load a path of the site, even if only the part after # differs."""
        self.page.goto("about:blank")
        self.page.goto(self.base + path)
        return self.page

    def check(self) -> None:
        """Nothing was requested from another host, and there were no errors or warnings."""
        local = (self.base, "about:blank", "blob:", "data:")
        assert not [url for url in self.requested if not url.startswith(local)]
        assert not self.errors


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository, in a folder below that of the host."""
    root = copy_real(tmp_path_factory.mktemp("real"))
    return build_site(root, tmp_path_factory.mktemp("host") / SUBPATH)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A site with the page that attacks it, and the text of that page."""
    root = copy_real(tmp_path_factory.mktemp("hostile"))
    text = add_hostile_page(root)
    outcome = winnow("build", "--root", root)
    assert outcome.code == 0, outcome.out + outcome.err
    return build_site(root, tmp_path_factory.mktemp("host") / SUBPATH), text


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "there is no Chromium; install it (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    with served(site.parent.parent) as address:
        yield f"{address}{SUBPATH}/"


@pytest.fixture(params=["host", "files"])
def base(request: pytest.FixtureRequest, site: Path, host: str) -> str:
    """The address of the site: on a host in a sub-path, then as files."""
    return host if request.param == "host" else f"{site.as_uri()}/"


def _visit(context: BrowserContext, base: str) -> Visit:
    context.set_default_timeout(10_000)
    visit = Visit(context.new_page(), base)
    context.on("request", lambda request: visit.requested.append(request.url))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console",
        lambda message: (
            visit.errors.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    return visit


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    visit = _visit(context, base)
    yield visit
    visit.check()
    context.close()


@pytest.fixture
def hosted(browser: Browser, host: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = _visit(context, host)
    yield visit
    visit.check()
    context.close()


LAYERS = ("mentions", "quotations", "stances")
SPANS = {"cue": "cue", "holder_span": "holder", "target_span": "target"}
TEXTS = """names => {
  const found = {};
  const text = document.querySelector('.winnow .text');
  for (const [key, part, id] of names) {
    const pieces = part
      ? [...text.querySelectorAll(`[data-${part}~="${id}"]`)]
      : [document.getElementById(id)];
    found[key] = pieces.map(piece => piece.textContent).join('');
  }
  return found;
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
    page = visit.open(f"browse/pages/{page_id}.html")
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
          const found = {};
          for (const id of ids) {
            location.hash = '#' + id;
            await new Promise(done => setTimeout(done, 15));
            const marked = [...document.querySelectorAll('.winnow .text .marked')];
            const box = marked[0]?.getBoundingClientRect();
            found[id] = [marked.map(each => each.textContent).join(''),
                         Boolean(box && box.top < innerHeight && box.bottom > 0)];
          }
          return found;
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
    page = visit.open(f"browse/pages/{TWO_ARTICLES}.html")
    for layer, mark in {
        "mentions": ".tag.mention",
        "quotations": ".tag.quotation",
        "stances": ".tag.stance",
    }.items():
        assert page.locator(mark).first.is_visible()
        page.get_by_label(layer, exact=True).uncheck()
        assert not page.locator(mark).first.is_visible()
        page.get_by_label(layer, exact=True).check()
        assert page.locator(mark).first.is_visible()
    label = "getComputedStyle(document.querySelector('.sentence'), '::before').content"
    assert page.evaluate(label) == "none"
    page.get_by_label("sentences", exact=True).check()
    assert page.evaluate(label) == '"x1"'
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
    assert card.is_visible()
    text = card.inner_text()
    for part in ("stance t1", "Ben Wallace", "Vladimir Putin", "against", "reported"):
        assert part in text
    card.hover()
    page.wait_for_timeout(600)
    assert card.is_visible(), "the pointer can move into the card"
    page.mouse.move(5, 5)
    card.wait_for(state="hidden")
    last = page.locator(".winnow .text .piece").last
    last.scroll_into_view_if_needed()
    last.hover()
    box = card.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900


def test_the_keyboard_reaches_everything(hosted: Visit) -> None:
    page = hosted.open(f"browse/pages/{PAGES[0]}.html")
    page.locator("aside.entities a").last.focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert "mention m1, type PERSON, entity Ben Wallace" in page.evaluate(focused)
    card = page.locator(".winnow .card")
    assert card.is_visible()
    page.keyboard.press("ArrowRight")
    assert "stance t1, holder Ben Wallace" in page.evaluate(focused)
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


def test_without_scripts_text_marks_and_tables_are_there(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}browse/pages/{PAGES[0]}.html#m2")
    row = _page_row(PAGES[0])
    assert "".join(page.locator(".winnow .source").all_text_contents()) == row["text"]
    assert page.locator(".winnow .margin li").count() == len(row["stances"])
    assert page.locator('.winnow .tables tr[id^="row-m"]').count() == len(row["mentions"])
    page.get_by_label("stances", exact=True).uncheck()
    assert not page.locator(".winnow .margin").first.is_visible()
    page.get_by_label("Hide boilerplate").check()
    assert not page.locator("#s1").is_visible()
    page.goto(f"{base}browse/explore.html")
    assert "Explore needs JavaScript" in page.locator("noscript").inner_text()
    context.close()


def _count(page: Page) -> tuple[int, int, str]:
    """The number of matching rows and of all rows, and the config, from the status line."""
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    status = page.locator("#explore-status")
    match = re.match(r"(\d+) of (\d+) rows? of (\w+)", status.inner_text())
    assert match is not None
    return int(match.group(1)), int(match.group(2)), match.group(3)


ROWS = {config: len(parquet_rows(ROOT, config)) for config in CONFIGS}


def _choose(page: Page, name: str, value: str) -> None:
    page.locator(f'select[name="{name}"]').select_option(value)


def test_explore_has_all_rows_of_all_configs(visit: Visit) -> None:
    page = visit.open("browse/explore.html")
    for config, rows in ROWS.items():
        _choose(page, "config", config)
        assert _count(page) == (rows, rows, config)


def test_explore_filters_sorts_and_links_to_the_place(visit: Visit) -> None:
    rows = parquet_rows(ROOT, "stance")
    page = visit.open("browse/explore.html#config=stance")
    assert _count(page)[0] == len(rows)
    _choose(page, "polarity", "=against")
    against = [row for row in rows if row["polarity"] == "against"]
    assert _count(page)[0] == len(against)
    _choose(page, "stances[].holder_id", "=ben-wallace")
    held = [
        row for row in against if any(each["holder_id"] == "ben-wallace" for each in row["stances"])
    ]
    assert _count(page)[0] == len(held)
    _choose(page, "target_id", "=vladimir-putin")
    on = [row for row in held if row["target_id"] == "vladimir-putin"]
    assert _count(page)[0] == len(on) > 1
    _choose(page, "page", PAGES[0])
    assert _count(page)[0] == len([row for row in on if row["page_id"] == PAGES[0]])
    address = page.url
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("searchbox", name="Text").fill("MOCKS")
    mocking = [
        row for row in rows if row["page_id"] == PAGES[0] and "mocks" in json.dumps(row).lower()
    ]
    assert _count(page)[0] == len(mocking)
    page.goto("about:blank")
    page.goto(address)
    assert _count(page)[0] == len([row for row in on if row["page_id"] == PAGES[0]])
    _choose(page, "polarity", "")
    assert page.get_by_label("stances[].holder_id").input_value() == "=ben-wallace"
    first = "#explore-table tbody tr:first-child td:first-child"
    before = page.locator(first).inner_text()
    head = page.locator("#explore-table th").first
    for order in ("ascending", "descending"):
        head.click()
        page.wait_for_selector(f'#explore-table th[aria-sort="{order}"]')
    ids = page.locator("#explore-table tbody td:first-child").all_inner_texts()
    assert ids == sorted(ids, reverse=True)
    assert page.locator(first).inner_text() != before
    page.locator(first).locator("a").click()
    page.wait_for_selector(".winnow.page .text .marked")
    sentence = ids[0].partition("#")[2].partition("/")[0]
    assert page.url.endswith(f"pages/{PAGES[0]}.html#{sentence}")


def test_matching_rows_can_be_downloaded(visit: Visit) -> None:
    rows = [row for row in parquet_rows(ROOT, "quotations") if row["kind"] == "direct"]
    page = visit.open(f"browse/explore.html#{quote('kind')}=direct&config=quotations")
    assert _count(page)[0] == len(rows)
    with page.expect_download() as jsonl:
        page.get_by_role("button", name="Download JSONL").click()
    text = Path(jsonl.value.path()).read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows
    with page.expect_download() as comma:
        page.get_by_role("button", name="Download CSV").click()
    read = list(csv.DictReader(io.StringIO(Path(comma.value.path()).read_bytes().decode())))
    assert [row["text"] for row in read] == [row["text"] for row in rows]
    assert [json.loads(row["cue"]) if row["cue"] else None for row in read] == [
        row["cue"] for row in rows
    ]
    assert list(read[0]) == list(rows[0])


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", VIEWS)
def test_no_serious_accessibility_violation(
    browser: Browser, host: str, path: str, scheme: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme, viewport={"width": 1300, "height": 900})
    visit = _visit(context, host)
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    theme = page.evaluate("document.body.getAttribute('data-md-color-scheme')")
    assert theme == {"light": "default", "dark": "slate"}[scheme]
    page.locator(".winnow details").evaluate_all("all => all.forEach(each => (each.open = true))")
    if page.locator(".winnow.page").count():
        page.evaluate("location.hash = '#t1'")
        page.locator('[data-mention~="m2"]').first.click()
        assert page.locator(".winnow .card").is_visible()
    result = Axe().run(page)
    serious = [
        (each["id"], [(node["target"], node.get("failureSummary")) for node in each["nodes"][:3]])
        for each in result.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
    visit.check()
    context.close()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", VIEWS)
def test_nothing_is_wider_than_a_phone(browser: Browser, host: str, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    visit = _visit(context, host)
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
        visit = _visit(context, base)
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
