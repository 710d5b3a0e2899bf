"""The pages of the browser, generated from rows: complete and correct."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from support import PAGES, ROOT, parquet_rows, text_of, winnow
from winnow.model.corpus import Corpus
from winnow.model.layers import LAYERS
from winnow.model.schemas import CONFIGS
from winnow.site import entity, explore, figures, lists, marks, page, tables
from winnow.site.layout import REFERENCES
from winnow.site.lists import parts
from winnow.site.templates import BASES, SIGNS
from winnow.site.text import plain
from winnow.site.view import View, headlines


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

    def named(entity_id: str) -> str:
        return " ".join(view.name(entity_id).split())

    def span(part: dict[str, Any] | None) -> str:
        return f"{part['quote']} ({part['page_start']}–{part['page_end']})" if part else "none"

    def check(annotation: dict[str, Any], sentence: str, *values: str) -> None:
        offsets = f"{annotation['page_start']}–{annotation['page_end']}"
        name = annotation["id"].partition("#")[2]
        assert _cells(html, name)[:-1] == [name, sentence, offsets, *values]

    for mention in row["mentions"]:
        of = f"of {named(mention['entity_id'])} " if mention["entity_id"] else ""
        check(mention, f"Mention {of}({mention['type']})", mention["quote"])
    for quotation in row["quotations"]:
        kind, cue = f"{quotation['kind']} quotation", quotation["cue"]
        reported = f", reported by “{cue['quote']}”" if cue else ""
        if quotation["speaker_id"]:
            sentence = f"{named(quotation['speaker_id'])}: a {kind}{reported}"
        else:
            sentence = f"A {kind} without a speaker{reported}"
        check(quotation, sentence, quotation["quote"], span(cue))
    for stance in row["stances"]:
        sentence = (
            f"{named(stance['holder_id'])} is {'allegedly ' * stance['alleged']}"
            f"{tables.POSITIONS[stance['polarity']]} {named(stance['target_id'])} "
            f"({BASES[stance['basis']]}): “{stance['quote']}”"
        )
        check(stance, sentence, span(stance["holder_span"]), span(stance["target_span"]))
    articles = {article["id"]: article["role"] for article in row["articles"]}
    for segment in row["segments"]:
        name, sentence, _, text, _ = _cells(html, segment["id"].partition("#")[2])
        assert sentence.startswith(segment["kind"].replace("_", " ").capitalize())
        assert f"({segment['class']})" in sentence
        role = articles.get(segment["article_id"])
        assert (f"of {'the' if role == 'main' else 'a'} {role} article" in sentence) is bool(role)
        assert segment["quote"].startswith(text.removesuffix(" …")), name


@pytest.mark.parametrize("page_id", PAGES)
def test_tables_give_the_origin_of_annotations(view: View, page_id: str) -> None:
    """An empty cell is the origin that the page names once."""
    row = next(row for row in view.pages if row["page_id"] == page_id)
    html = _page(view, page_id)
    rules = {decision.id: decision.rule for decision in view.decisions[page_id]}
    assert "<span>given by both passes; audit: right</span>" in html
    for annotation in itertools.chain(*(row[layer] for layer in LAYERS)):
        passes, decision, verdict = (annotation[key] for key in ("passes", "line_id", "verdict"))
        only = f"given by pass {passes[0]} only" if passes else "given by no pass in this form"
        parts = ["given by both passes" if passes == ["a", "b"] else only]
        if decision:
            parts.append(f"adjudicated {decision} by rule {rules[decision]}")
        expected = "; ".join([*parts, f"audit: {verdict}"])
        cell = _cells(html, annotation["id"].partition("#")[2])[-1]
        assert (cell or "given by both passes; audit: right") == expected


@pytest.mark.parametrize("page_id", PAGES)
def test_every_quotation_and_stance_has_a_note(view: View, page_id: str) -> None:
    row = next(row for row in view.pages if row["page_id"] == page_id)
    notes = dict(
        re.findall(
            r'<li class="of-[^"]*" data-of="(\w+)"[^>]*>(.*?)</li>',
            re.sub(r"<li [^>]* hidden>.*?</li>", "", _page(view, page_id)),
        )
    )
    for quotation in row["quotations"]:
        note = text_of(notes.pop(quotation["id"].partition("#")[2]))
        speaker = quotation["speaker_id"]
        assert f"{view.name(speaker) if speaker else 'no speaker'}:" in note
        assert note.endswith(quotation["kind"])
    for stance in row["stances"]:
        note = text_of(notes.pop(stance["id"].partition("#")[2]))
        assert f"{view.name(stance['holder_id'])} → {view.name(stance['target_id'])}" in note
        assert f" · {BASES[stance['basis']]} · {stance['quote']}" in note
    assert not notes


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
    for path, text in entity.files(many):
        folder, _, file = path.rpartition("/")
        name = file.partition(".")[0] if folder else ""
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
            start = max(start for start in quotes if start <= occurrence.annotation["page_start"])
            assert text_of(str(occurrence.sentence)).startswith(quotes[start])
            layer = {"q": "quotation", "m": "mention", "t": "stance"}[occurrence.id[0]]
            marked = _Marked(f"data-{layer}", occurrence.id)
            marked.feed(str(occurrence.sentence))
            assert marked.text == occurrence.annotation["quote"]


class _Marked(HTMLParser):
    """The text of the elements that have a name in an attribute."""

    def __init__(self, attribute: str, name: str) -> None:
        super().__init__()
        self.attribute = attribute
        self.name = name
        self.inside: list[bool] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = (dict(attrs).get(self.attribute) or "").split()
        self.inside.append(self.name in names or self.inside[-1:] == [True])

    def handle_endtag(self, tag: str) -> None:
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside[-1:] == [True]:
            self.text += data


def test_stances_of_an_entity_are_grouped_by_the_other_party(view: View) -> None:
    files = dict(entity.files(view))
    stances = [each for row in view.pages for each in row["stances"]]
    for entity_id in view.entities:
        html = files[f"entities/{entity_id}.md"]
        for anchor, side, party in (
            ("stances-by", "holder_id", "target_id"),
            ("stances-on", "target_id", "holder_id"),
        ):
            expected = Counter(each[party] for each in stances if each[side] == entity_id)
            _, _, section = html.partition(f'<h2 id="{anchor}">')
            group = r'<h3>(?:<a href="../entities/([^"]+)\.html">)?[^<]+.*?</h3>(.*?)</ul>'
            groups = re.findall(group, section.partition("<h2")[0])
            counts = [(party or "author", items.count("<li ")) for party, items in groups]
            assert dict(counts) == expected
            assert [count for _, count in counts] == sorted(expected.values(), reverse=True)


def test_an_entity_begins_with_a_summary_that_links_to_its_sections(view: View) -> None:
    html = dict(entity.files(view))["entities/ben-wallace.md"]
    summary = re.search(r'<p class="summary">(.*?)</p>', html)
    assert summary
    assert text_of(summary[1]).strip() == (
        "5 stances by Ben Wallace: 5 against. 1 stance on Ben Wallace: 1 favor. "
        "3 quotations of Ben Wallace. 11 mentions of Ben Wallace on 2 pages."
    )
    anchors = re.findall(r'href="ben-wallace\.html#([^"]+)"', summary[1])
    assert anchors == re.findall(r'<h2 id="([^"]+)"', html)[:4]


def test_the_list_of_entities_counts_what_refers_to_them(view: View) -> None:
    (_, text), *_ = [file for file in entity.files(view) if file[0] == "entities.md"]
    body = text.partition("<tbody>")[2]
    rows = {
        html.partition('href="entities/')[2].partition(".html")[0]: [
            text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", html)
        ]
        for html in re.findall(r"<tr>(.*?)</tr>", body)
    }
    stances = [each for row in view.pages for each in row["stances"]]
    quotations = [each for row in view.pages for each in row["quotations"]]
    by = Counter(each["holder_id"] for each in stances)
    on = Counter(each["target_id"] for each in stances)
    quoted = Counter(each["speaker_id"] for each in quotations)
    assert rows == {
        entity_id: [
            plain(row["name"]),
            row["type"] or "",
            row["kind"],
            *(str(len(row[column])) for column in ("mentions", "pages")),
            *(str(counts[entity_id]) for counts in (by, on, quoted)),
        ]
        for entity_id, row in view.entities.items()
    }
    mentions = [int(cells[3]) for cells in rows.values()]
    assert mentions == sorted(mentions, reverse=True)


def test_links_of_the_list_lead_to_the_part_that_has_the_section(view: View) -> None:
    files = dict(entity.files(multiplied(view, 30)))
    links = re.findall(r'href="entities/([^"#]+)\.html#([^"]+)"', files["entities.md"])
    assert len(links) > 100
    for name, anchor in links:
        assert f'<h2 id="{anchor}">' in files[f"entities/{name}.md"]


def test_the_list_of_pages_says_which_have_no_headline(view: View) -> None:
    (_, text), *_ = lists.of_pages(view)
    assert text.count("(no headline)") == len(PAGES) - len(headlines(view.rows)) == 1
    assert text.count("?reading=differences") == len(PAGES)


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
        files = (entity.files(many), lists.of_pages(many))
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
    assert set(schemas.labels("polarity")) == set(tables.POSITIONS)
    assert set(schemas.labels("stance_basis")) == set(BASES)
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


def test_sections_of_entities_lead_to_filters_of_explore(view: View) -> None:
    filters = {each["config"]: each["filters"] for each in _index(view)["configs"]}
    for section in entity.SECTIONS.values():
        assert section.column in filters[section.config]


def _index(view: View) -> Any:
    text = next(text for path, text in explore.files(view) if path == "data/index.js")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


def test_explore_knows_what_rows_refer_to(view: View) -> None:
    index = _index(view)
    lists = set(view.corpus.schemas.label_lists())
    assert {name for each in index["configs"] for name in each["labels"].values()} <= lists
    rules = {row["rule"] for row in view.rows["passes"] if row["rule"]}
    assert rules - set(index["rules"]) == {"silent"}
    for each in index["configs"]:
        assert set(each["first"]) <= set(each["filters"])
    assert {each["config"]: each["first"] for each in index["configs"] if each["first"]} == {
        "stance": {"polarity": "!none"}
    }


def test_rows_are_files_unless_they_are_too_large(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = {path for path, _ in explore.files(view)}
    of_configs = {f"data/{config}.{form}" for config in CONFIGS for form in ("csv", "jsonl")}
    of_pages = {f"data/pages/{page_id}.{form}" for page_id in PAGES for form in ("json", "txt")}
    assert of_configs | of_pages <= written
    lines = {f"data/{config}.jsonl" for config in CONFIGS}
    sizes = {path: len(text.encode()) for path, text in explore.files(view) if path in lines}
    most = sorted(sizes.values())[4]
    monkeypatch.setattr(explore, "BYTES_TO_DOWNLOAD", most)
    small = {path for path, size in sizes.items() if size <= most}
    small |= {path.replace(".jsonl", ".csv") for path in small}
    assert {path for path, _ in explore.files(view)} & of_configs == small
    listed = {name for each in _index(view)["configs"] for name in each["downloads"]}
    assert {f"data/{name}" for name in listed} == small


def test_csv_has_lists_as_json_and_null_as_an_empty_cell() -> None:
    row = {"id": "a", "text": 'one "two"\nthree, four', "line": 3, "yes": True, "no": None}
    names = ["id", "text", "line", "yes", "no", "list"]
    text = explore.as_csv([row | {"list": [{"é": None}]}], names)
    assert text == (
        'id,text,line,yes,no,list\r\na,"one ""two""\nthree, four",3,true,,"[{""é"":null}]"\r\n'
    )


def test_explore_shows_the_columns_that_the_schemas_name(view: View) -> None:
    configs = _index(view)["configs"]
    assert [each["config"] for each in configs] == list(CONFIGS)
    for each in configs:
        assert each["shown"] == view.corpus.schemas.row(each["config"])["x-shown"]
        assert set(each["shown"]) <= set(each["columns"])


def test_the_first_filters_of_a_config_name_its_columns(base: Path) -> None:
    path = base / "schema/rows/quotations.schema.json"
    schema = json.loads(path.read_text("utf-8")) | {"x-first": {"colour": "red"}}
    path.write_text(json.dumps(schema))
    outcome = winnow("check", "--root", base, "--format", "json")
    assert [each["place"] for each in outcome.problems] == ["x-first.colour"]


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
