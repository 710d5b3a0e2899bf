"""The pages of the browser, generated from rows: complete and correct."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support import PAGES, ROOT, parquet_rows, text_of, winnow
from winnow.model.corpus import Corpus
from winnow.model.schemas import CONFIGS
from winnow.site import entity, explore, figures, lists, marks, page
from winnow.site.layout import REFERENCES
from winnow.site.lists import parts
from winnow.site.templates import SIGNS
from winnow.site.view import View


@pytest.fixture(scope="module")
def view(corpus: Corpus) -> View:
    return View({config: parquet_rows(ROOT, config) for config in CONFIGS}, corpus)


def multiplied(view: View, copies: int) -> View:
    """A view with copies of the pages under other ids."""
    rows = {
        "pages": [
            json.loads(json.dumps(row).replace(row["page_id"], f"{row['page_id']}-{number:03}"))
            for number in range(copies)
            for row in view.pages
        ],
        "registry": list(view.entities.values()),
    }
    records = tuple(
        replace(record, id=f"{record.id}-{number:03}")
        for number in range(copies)
        for record in view.corpus.records
    )
    return View(rows, replace(view.corpus, records=records))


def _page(view: View, page_id: str) -> str:
    index = next(index for index, row in enumerate(view.pages) if row["page_id"] == page_id)
    return page.page(view, index, lists.list_file(index))


def _cells(html: str, name: str) -> list[str]:
    row = re.search(rf'<tr id="row-{name}"[^>]*>(.*?)</tr>', html)
    assert row is not None, name
    return [text_of(cell) for cell in re.findall(r"<td>(.*?)</td>", row[1])]


@pytest.mark.parametrize("page_id", PAGES)
def test_tables_have_the_values_of_the_rows(view: View, page_id: str) -> None:
    row = next(row for row in view.pages if row["page_id"] == page_id)
    html = _page(view, page_id)

    def named(entity_id: str | None) -> str:
        return "none" if entity_id is None else " ".join(view.name(entity_id).split())

    def span(part: dict[str, Any] | None) -> str:
        return f"{part['quote']} ({part['page_start']}–{part['page_end']})" if part else "none"

    def expected(annotation: dict[str, Any], *values: str) -> list[str]:
        offsets = f"{annotation['page_start']}–{annotation['page_end']}"
        passes = ", ".join(annotation["passes"]) or "none"
        last = [passes, annotation["line_id"] or "–", annotation["verdict"] or "not judged"]
        return [annotation["id"].partition("#")[2], offsets, annotation["quote"], *values, *last]

    for mention in row["mentions"]:
        cells = expected(mention, mention["type"], named(mention["entity_id"]))
        assert _cells(html, cells[0]) == cells
    for quotation in row["quotations"]:
        cells = expected(
            quotation, quotation["kind"], named(quotation["speaker_id"]), span(quotation["cue"])
        )
        assert _cells(html, cells[0]) == cells
    signs = {"favor": "+", "against": "−", "neutral": "0"}
    for stance in row["stances"]:
        polarity = (
            f"{signs[stance['polarity']]} {stance['polarity']}" + ", alleged" * stance["alleged"]
        )
        cells = expected(
            stance,
            named(stance["holder_id"]),
            span(stance["holder_span"]),
            named(stance["target_id"]),
            span(stance["target_span"]),
            polarity,
            stance["basis"],
            "yes" if stance["alleged"] else "no",
        )
        assert _cells(html, cells[0]) == cells
    for segment in row["segments"]:
        article = (segment["article_id"] or "#none").partition("#")[2]
        cells = expected(segment, segment["kind"], segment["class"], article)
        assert _cells(html, cells[0]) == cells


@pytest.mark.parametrize("page_id", PAGES)
def test_tags_have_labels_and_groups(view: View, page_id: str) -> None:
    row = next(row for row in view.pages if row["page_id"] == page_id)
    tags = Counter(
        re.findall(
            r'<i class="tag mention (\w+)[^"]*" data-id="m\d+" data-label="(\w+)">',
            _page(view, page_id),
        )
    )
    groups = view.corpus.schemas.attribute("entity_type", "x-group")
    mentions = Counter((groups[each["type"]], each["type"]) for each in row["mentions"])
    assert tags == mentions


def test_glued_segments_say_so(view: View) -> None:
    html = _page(view, "001_29c10ceec84ec9db")
    assert 'data-label="s5 · timestamp · a1 main · no space before it"' in html
    assert 'data-label="s4 · publisher · a1 main"' in html


def test_pages_link_to_their_neighbours(view: View) -> None:
    for index, page_id in enumerate(PAGES):
        links = dict(re.findall(r'<a rel="(prev|next)" href="([^"]+)"', _page(view, page_id)))
        before = {"prev": f"{PAGES[index - 1]}.html"} if index else {}
        after = {"next": f"{PAGES[index + 1]}.html"} if index + 1 < len(PAGES) else {}
        assert links == before | after


def test_a_withdrawn_id_keeps_its_place(view: View) -> None:
    withdrawn = {"id": "m999", "version": "0.9.0", "reason": "It was <no> name."}
    first, *rest = view.corpus.records
    record = replace(first, issued={**(first.issued or {}), "withdrawn": [withdrawn]})
    corpus = replace(view.corpus, records=(record, *rest))
    html = _page(View(view.rows, corpus), PAGES[0])
    assert '<dt id="m999">m999</dt>' in html
    assert "Withdrawn in version 0.9.0: It was &lt;no&gt; name." in html
    assert "m999" not in _page(view, PAGES[0])


def test_only_the_first_pages_are_searched(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PAGES_SEARCHED", 1)
    searched = ["exclude: true" not in _page(view, page_id) for page_id in PAGES]
    assert searched == [True, False, False]


@pytest.mark.parametrize("copies", [1, 10])
def test_entities_have_all_annotations_that_refer_to_them(view: View, copies: int) -> None:
    """In one file or, for entities of many pages, in several."""
    many = multiplied(view, copies)
    files: dict[str, str] = {}
    for path, text in entity.pages(many):
        name = path.removeprefix("entities/").removesuffix(".md").partition(".")[0]
        files[name] = files.get(name, "") + text
    for entity_id in many.entities:
        expected = Counter(
            f"../pages/{row['page_id']}.html#{each['id'].partition('#')[2]}"
            for row in many.pages
            for layer, column in REFERENCES
            for each in row[layer]
            if each[column] == entity_id
        )
        assert Counter(re.findall(r'class="place" href="([^"]+)"', files[entity_id])) == expected


def test_occurrences_are_in_their_sentences(view: View) -> None:
    sentences = {
        row["page_id"]: {each["page_start"]: each["quote"] for each in row["sentences"]}
        for row in view.pages
    }
    for on_page in itertools.chain(*entity.occurrences(view).values()):
        quotes = sentences[on_page.page_id]
        for occurrence in itertools.chain(*on_page.sections.values()):
            text = text_of(occurrence.before + occurrence.quote + occurrence.after)
            assert text_of(occurrence.quote) == occurrence.annotation["quote"]
            start = max(start for start in quotes if start <= occurrence.annotation["page_start"])
            assert text.startswith(quotes[start])


def test_the_list_of_entities_counts_mentions_and_stances(view: View) -> None:
    (_, text), *_ = lists.of_entities(view)
    rows = {
        entity_id: tuple(map(int, counts))
        for entity_id, *counts in re.findall(
            r'<a href="entities/([^"]+)\.html">.*?</td><td>.*?</td>' + r"<td>(\d+)</td>" * 4, text
        )
    }
    stances = [each for row in view.pages for each in row["stances"]]
    on = Counter(each["target_id"] for each in stances)
    by = Counter(each["holder_id"] for each in stances)
    assert rows == {
        entity_id: (len(row["mentions"]), len(row["pages"]), on[entity_id], by[entity_id])
        for entity_id, row in view.entities.items()
    }


@pytest.mark.parametrize(("count", "most", "files"), [(0, 5, 1), (5, 5, 1), (6, 5, 2), (23, 5, 5)])
def test_long_lists_are_split_into_parts(count: int, most: int, files: int) -> None:
    pages = list(parts("index", range(count), most))
    assert [part.number for part in pages] == list(range(1, files + 1))
    assert [item for part in pages for item in part.items] == list(range(count))
    assert pages[0].name == "index"
    assert {part.names for part in pages} == {pages[-1].names}


def test_a_part_links_to_the_first_the_last_and_the_nearest() -> None:
    pages = list(parts("index", range(1000), 1))
    for part in pages:
        numbers = [number for number, _ in part.linked]
        assert len(numbers) <= 11
        assert {1, part.number, 1000} <= set(numbers)
    assert [number for number, _ in pages[499].linked] == [
        *(1, None, 497, 498, 499, 500, 501, 502, 503, None, 1000)
    ]


def test_no_file_grows_with_the_corpus(view: View) -> None:
    """Entities and lists of many pages are split, and parts stay as large as before."""
    sizes = []
    for copies in (25, 75):
        many = multiplied(view, copies)
        files = (entity.pages(many), lists.of_pages(many), lists.of_entities(many))
        sizes.append(max(len(text) for _, text in itertools.chain(*files)))
    assert sizes[1] < 1.1 * sizes[0]


def test_rows_of_no_page_are_split_by_size(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "CHARACTERS_IN_FILE", 10_000)
    files = {path: text for path, text in explore.files(view) if path.startswith("data/registry/")}
    assert len(files) > 2
    assert max(map(len, files.values())) < 12_000
    rows = [
        row
        for text in files.values()
        for row in json.loads(text[text.index("[") : text.rindex("]") + 1])
    ]
    assert rows == view.rows["registry"]


def _rules(style: str) -> set[str]:
    """The selectors of a style sheet of docs/assets, without the class before them."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "docs/assets" / style).read_text("utf-8"))
    heads = re.findall(r"([^{}]+)\{", text)
    selectors = (selector.strip() for head in heads for selector in head.split(","))
    return {re.sub(r"^\.(winnow|marks) ", "", selector) for selector in selectors}


def test_every_label_that_is_drawn_has_a_style(view: View) -> None:
    schemas = view.corpus.schemas
    styles = _rules("marks.css") | _rules("page.css")
    groups = set(schemas.attribute("entity_type", "x-group").values())
    assert set(schemas.labels("entity_type")) == set(schemas.attribute("entity_type", "x-group"))
    expected = {f"{element}.{group}" for group in groups for element in (".piece", ".tag")}
    expected |= {f".block.{name}" for name in schemas.labels("segment_class")}
    expected |= {f".swatch.{name}" for name in schemas.labels("segment_class")}
    spans = set(marks.SPANS) - {"mention", *marks.ON_DEMAND}
    expected |= {f".piece.{span}" for span in spans}
    assert expected <= styles
    assert set(schemas.labels("sentence_polarity")) == set(SIGNS)
    sheet = "".join(
        (ROOT / f"docs/assets/{name}.css").read_text("utf-8") for name in ("page", "doubt")
    )
    for switch in page.PRESETS["everything"]:
        assert f'[data-shows~="{switch}"]' in sheet, switch
        assert f'[data-layer="{switch}"]' in sheet, switch


def test_every_class_and_polarity_has_its_colour_in_the_figures(view: View) -> None:
    schemas = view.corpus.schemas
    assert [series.name for series in figures.CLASSES] == list(schemas.labels("segment_class"))
    assert [series.name for series in figures.POLARITIES] == list(schemas.labels("polarity"))
    inks = _rules("figures.css")
    assert {f".winnow-ink-{series.ink}" for series in figures.INKS.values()} <= inks


def test_every_reference_to_the_registry_has_its_section() -> None:
    assert set(entity.SECTIONS) == set(REFERENCES)


def test_explore_shows_the_columns_that_the_schemas_name(view: View) -> None:
    index = next(text for path, text in explore.files(view) if path == "data/index.js")
    configs = json.loads(index[index.index("{") : index.rindex("}") + 1])["configs"]
    assert [each["config"] for each in configs] == list(CONFIGS)
    for each in configs:
        assert each["shown"] == view.corpus.schemas.row(each["config"])["x-shown"]
        assert set(each["shown"]) <= set(each["columns"])


@pytest.mark.parametrize("shown", [None, [], ["id", "colour"]])
def test_a_config_names_columns_that_explore_shows(shown: list[str] | None, base: Path) -> None:
    path = base / "schema/rows/quotations.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    del schema["x-shown"]
    path.write_text(json.dumps(schema | ({} if shown is None else {"x-shown": shown})))
    outcome = winnow("check", "--root", base, "--format", "json")
    assert outcome.code == 1
    assert {each["file"] for each in outcome.problems} == {"schema/rows/quotations.schema.json"}
    assert all("x-shown" in each["place"] + each["message"] for each in outcome.problems)
