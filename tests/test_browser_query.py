"""The SQL box on Explore in a real browser; run by ``make browser``."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import duckdb
import pytest

from browsing import Visit
from support import PAGES, ROOT, parquet_rows
from winnow.model.schemas import CONFIGS
from winnow.site.query import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

    from winnow.model.corpus import Corpus

pytestmark = pytest.mark.browser

MOST_BYTES = 3_000_000
EXPLORE = "browse/explore.html"
PARTS = ("query-worker.js", "lib/sql", "lib/fzstd", "lib/hyparquet", ".parquet", "tables.json")


def _run(page: Page, sql: str) -> list[list[str]]:
    """The cells of the result, the header first."""
    details = page.locator("#query")
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()
    page.locator("#query-sql").fill(sql)
    page.locator("#query-sql").press("Control+Enter")
    return _result(page)


def _result(page: Page) -> list[list[str]]:
    page.wait_for_selector('#query-result[aria-busy="false"]', state="attached")
    page.wait_for_function("!document.querySelector('#query-form').run.disabled")
    script = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    rows: list[list[str]] = page.locator("#query-result:not([hidden]) tr").evaluate_all(script)
    return rows


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(int(value))
    return str(value)


def _downloaded(page: Page) -> list[list[str]]:
    with page.expect_download() as download:
        page.locator("#query-form").get_by_role("button", name="Download CSV").click()
    return list(csv.reader(io.StringIO(Path(download.value.path()).read_bytes().decode())))


def _at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value[name] if value is not None else None
    return value


def _in_csv(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _text(value)


@pytest.mark.parametrize("config", CONFIGS)
def test_tables_have_all_values_of_all_rows(hosted: Visit, config: str, corpus: Corpus) -> None:
    rows = parquet_rows(ROOT, config)
    page = hosted.open(EXPLORE)
    for table in tables(corpus.schemas, config):
        _run(page, f"SELECT * FROM {table['name']}")
        head, *cells = _downloaded(page)
        name = table["list"]
        sources = [row | {name: item} for row in rows for item in row[name]] if name else rows
        assert head == [column for column, _ in table["columns"]]
        assert cells == [
            [_in_csv(_at(source, path)) for _, path in table["columns"]] for source in sources
        ]


def test_results_are_those_of_duckdb(hosted: Visit) -> None:
    connection = duckdb.connect()
    for config in CONFIGS:
        files = ROOT / f"dataset/data/{config}/*.parquet"
        connection.sql(f"CREATE VIEW {config} AS SELECT * FROM '{files}'")
    for name in ("mentions", "stances"):
        connection.sql(
            f"CREATE VIEW pages_{name} AS SELECT page_id, "
            f"unnest({name}, recursive := true) FROM (SELECT page_id, {name} FROM pages)"
        )
    page = hosted.open(EXPLORE)
    for sql in (
        "SELECT page_id, class, sum(length(text)) AS characters FROM boilerplate "
        "GROUP BY page_id, class ORDER BY page_id, class",
        "SELECT m.type, count(*) AS mentions, count(DISTINCT m.entity_id) AS entities "
        "FROM pages_mentions AS m GROUP BY m.type ORDER BY mentions DESC, m.type",
        "WITH held AS (SELECT holder_id, polarity, count(*) AS n FROM pages_stances "
        "GROUP BY holder_id, polarity) SELECT name, polarity, n FROM held "
        "JOIN registry ON registry.id = holder_id ORDER BY n DESC, name, polarity",
        "SELECT a.id, b.id AS later FROM quotations a JOIN quotations b "
        "ON a.speaker_id = b.speaker_id AND a.page_start < b.page_start ORDER BY a.id, b.id",
        "SELECT upper(kind) || '!' AS kind, substr(text, 1, 9) AS beginning FROM boilerplate "
        "WHERE NOT in_main ORDER BY page_id, page_start",
        "SELECT name FROM registry EXCEPT SELECT speaker_name FROM quotations ORDER BY name",
        "SELECT pass, layer, count(*) FILTER (WHERE gold_id IS NULL) AS dropped FROM passes "
        "GROUP BY pass, layer HAVING count(*) > 5 ORDER BY pass, layer",
    ):
        expected = connection.sql(sql)
        assert _run(page, sql) == [
            expected.columns,
            *([_text(value) for value in row] for row in expected.fetchall()),
        ], sql


def test_examples_answer_their_questions(hosted: Visit) -> None:
    page = hosted.open(EXPLORE)
    page.locator("#query summary").first.click()
    names = {row["id"]: row["name"] for row in parquet_rows(ROOT, "registry")}
    quotations = parquet_rows(ROOT, "quotations")
    page.get_by_role("button", name="Quotations of each speaker").click()
    speakers = Counter(names.get(row["speaker_id"], "(not in the registry)") for row in quotations)
    _, *rows = _result(page)
    assert {speaker: int(count) for speaker, count, _ in rows} == speakers
    assert sum(int(row[2]) for row in rows) == sum(len(row["text"]) for row in quotations)
    page.get_by_role("button", name="Stances by holder, target and polarity").click()
    stances = [stance for row in parquet_rows(ROOT, "pages") for stance in row["stances"]]
    names["author"] = "the writer"
    _, *rows = _result(page)
    assert {tuple(row[:3]): int(row[3]) for row in rows} == Counter(
        (names[stance["holder_id"]], names[stance["target_id"]], stance["polarity"])
        for stance in stances
    )
    page.get_by_role("button", name="Share of characters by segment class").click()
    _, *rows = _result(page)
    for page_id in PAGES:
        shares = [float(row[3]) for row in rows if row[0] == page_id]
        assert abs(sum(shares) - 100) < 0.3
    page.get_by_role("button", name="Quotations that mention Vladimir Putin").click()
    _, *rows = _result(page)
    assert rows
    assert all(mention in text for _, _, mention, text in rows)
    page.get_by_role("button", name="Stances that audits doubt").click()
    _, *rows = _result(page)
    assert len(rows) == len([stance for stance in stances if stance["verdict"] != "right"])


def test_ids_of_a_result_link_to_their_place(hosted: Visit) -> None:
    page = hosted.open(EXPLORE)
    _run(page, "SELECT id, page_id, holder_id, quote FROM pages_stances LIMIT 1")
    links = page.locator("#query-result td a")
    assert links.count() == 3
    assert links.nth(1).get_attribute("href") == f"pages/{PAGES[0]}.html"
    assert links.nth(2).get_attribute("href") == "entities/ben-wallace.html"
    links.first.click()
    page.wait_for_selector(".winnow.page .text .marked")
    assert page.url.endswith(f"pages/{PAGES[0]}.html#t1")


def test_nothing_is_requested_before_the_box_is_used(hosted: Visit) -> None:
    hosted.open(EXPLORE).wait_for_selector('#explore-table[aria-busy="false"]')
    assert not [url for url in hosted.requested if any(part in url for part in PARTS)]


def test_a_query_loads_what_it_needs_and_at_most_3_mb(browser: Browser, host: str) -> None:
    page = browser.new_page()
    sizes: dict[str, int] = {}

    def measure(response: Response) -> None:
        sizes[response.url] = int(response.header_value("content-length") or 0)

    page.on("response", measure)
    page.goto(host + EXPLORE)
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    sizes.clear()
    _run(page, "SELECT count(*) FROM quotations")
    assert [url.rsplit("/", 1)[1] for url in sizes if url.endswith(".parquet")] == [
        "quotations.parquet"
    ]
    for config in CONFIGS:
        _run(page, f"SELECT count(*) FROM {config}")
    assert {url.rsplit("/", 1)[1] for url in sizes if url.endswith(".parquet")} == {
        f"{config}.parquet" for config in CONFIGS
    }
    assert 900_000 < sum(sizes.values()) < MOST_BYTES
    page.close()


def test_parquet_files_are_those_of_the_dataset(site: Path) -> None:
    for config in CONFIGS:
        (built,) = (ROOT / f"dataset/data/{config}").glob("*.parquet")
        assert (site / f"browse/data/{config}.parquet").read_bytes() == built.read_bytes()


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("SELECT * FROM page", "no such table: page; the tables are pages, pages_articles, "),
        ("SELECT bogus FROM registry", "no such column: bogus"),
        ("DELETE FROM registry", "attempt to write a readonly database"),
    ],
)
def test_errors_are_shown_in_place(hosted: Visit, sql: str, message: str) -> None:
    page = hosted.open(EXPLORE)
    assert _run(page, sql) == []
    shown = page.locator("#query-status.error").inner_text()
    assert shown.startswith(f"The query failed: {message}")
    assert _run(page, "SELECT count(*) AS n FROM registry") == [
        ["n"],
        [str(len(parquet_rows(ROOT, "registry")))],
    ]


def test_an_endless_query_can_be_stopped(hosted: Visit) -> None:
    page = hosted.open(EXPLORE)
    page.locator("#query summary").first.click()
    page.locator("#query-sql").fill(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    page.locator("#query-form").get_by_role("button", name="Run").click()
    page.locator("#query-form").get_by_role("button", name="Stop").click()
    assert _run(page, "SELECT 1 AS one") == [["one"], ["1"]]


@pytest.mark.parametrize("sign", ["?", "#"])
def test_the_address_restores_the_query(hosted: Visit, sign: str) -> None:
    sql = "SELECT 'a & b' AS text, 1 + 1 AS two"
    page = hosted.open(f"{EXPLORE}{sign}sql={quote(sql)}")
    assert _result(page) == [["text", "two"], ["a & b", "2"]]
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    page.locator('#explore-form .configs a[data-config="registry"]').click()
    page.wait_for_selector('#explore-table[aria-busy="false"]')
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert _result(page) == [["text", "two"], ["a & b", "2"]]
    assert page.locator("#query-sql").input_value() == sql


def test_values_are_text_and_not_html(hosted: Visit) -> None:
    page = hosted.open(EXPLORE)
    sql = "SELECT '<img src=x onerror=alert(1)>' AS \"<b>\", 'javascript:alert(1)' AS id"
    assert _run(page, sql) == [
        ["<b>", "id"],
        ["<img src=x onerror=alert(1)>", "javascript:alert(1)"],
    ]
    assert page.locator("#query-result :is(img, b)").count() == 0
    href = page.locator("#query-result a").get_attribute("href")
    assert href == "entities/javascript%3Aalert(1).html"


def test_from_a_file_the_box_says_what_it_needs(visit: Visit) -> None:
    page = visit.open(EXPLORE)
    result = _run(page, "SELECT 1 AS one")
    if page.url.startswith("file:"):
        assert result == []
        assert "needs a web server" in page.locator("#query-status").inner_text()
    else:
        assert result == [["one"], ["1"]]
