"""The page of figures has the numbers of the commands, and its drawings fit any data."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import duckdb
import pytest
from markupsafe import escape

from support import ROOT, winnow
from trees import Trees
from winnow.checks.load import load
from winnow.dataset import card, folder
from winnow.dataset.build import plan
from winnow.model.corpus import Corpus
from winnow.model.describe import NOTICE
from winnow.model.layers import LAYERS
from winnow.read.paths import Paths
from winnow.reports.charts import Group, Row, Series, bars
from winnow.site import figures
from winnow.site.figures import MOST
from winnow.site.network import CAUTION, ROW, Tie, crossings, network
from winnow.site.view import titles

Rows = dict[str, list[dict[str, Any]]]
Cells = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The rows of every config, as they are built."""
    configs, _ = folder.read_card(ROOT / "dataset")
    assert configs is not None
    return {config.name: folder.read_rows(ROOT / "dataset", config) for config in configs}


@pytest.fixture(scope="module")
def figured(corpus: Corpus) -> Any:
    """The figures of a fresh build."""
    paths = Paths(ROOT)
    template, _ = card.read(paths.card, "dataset_card.md")
    assert template is not None
    build, _ = plan(corpus, template, paths)
    assert build is not None
    return build.figures


@pytest.fixture(scope="module")
def page(rows: Rows, figured: Any) -> str:
    return figures.page(rows, figured)


class _Tables(HTMLParser):
    """The cells of every table, head first, by the summary over it."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Cells] = {}
        self.title, self.row, self.cell = "", [""], False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "summary":
            self.title, self.row, self.cell = "", [""], True
        elif tag == "tr":
            self.row = []
        elif tag in ("th", "td"):
            self.row.append("")
            self.cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "summary":
            self.title = self.row[0].removeprefix("Table: ")
            if self.title != self.row[0]:
                self.tables[self.title] = []
        elif tag == "tr":
            self.tables[self.title].append(tuple(self.row))
        if tag in ("summary", "th", "td"):
            self.cell = False

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.row[-1] += data


def _tables(page: str) -> dict[str, Cells]:
    parser = _Tables()
    parser.feed(page)
    return parser.tables


def _drawings(page: str) -> list[ElementTree.Element]:
    """All SVG drawings, which have to be well-formed XML."""
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page)]


def _described(page: str, title: str) -> dict[str, str]:
    """The labels of bars, by name, from the description of a drawing."""
    (drawing,) = [drawing for drawing in _drawings(page) if drawing.findtext("title") == title]
    descriptions = (drawing.findtext("desc") or "").split("; ")
    return dict(description.rsplit(", ", 1) for description in descriptions)


def _json(*arguments: str) -> Any:
    outcome = winnow(*arguments, "--format", "json", "--root", ROOT)
    assert outcome.code == 0
    return json.loads(outcome.out)


def test_labels_are_those_of_the_command(page: str) -> None:
    counted = _json("counts")["labels"]
    tables = _tables(page)
    drawn = [
        (counted[layer.labels.get(attribute, attribute)], figures.label_title(layer, attribute))
        for layer in LAYERS.values()
        for attribute in layer.attributes
        if layer.labels.get(attribute, attribute) in counted
    ]
    assert len(drawn) == 7
    for counts, title in drawn:
        expected = {label: str(count) for label, count in counts.items()}
        assert dict(tables[title][1:]) == expected  # type: ignore[arg-type]
        assert _described(page, title) == expected


def test_agreement_is_that_of_the_command(page: str) -> None:
    data = _json("agree", "a", "b")
    dots_of = _described(page, "Agreement of a and b, where it is not 1")
    tables = _tables(page)
    shown = {layer: cells for layer, *cells in tables["Agreement of a and b, by layer"][1:]}
    expected = {}
    scores = []
    for layer, measured in data["layers"].items():
        parts = [measured[part] for part, _ in figures.MEASURES]
        assert shown[layer][2:] == [f"{part['f1']:.3f}" if part else "–" for part in parts]
        for (_, name), score in zip(figures.MEASURES, parts, strict=True):
            if score:
                scores.append(score["f1"])
                differing = score["left"] + score["right"] - 2 * score["both"]
                if differing:
                    expected[f"{layer}, {name}"] = f"{score['f1']:.3f} {differing} differ"
    kappa, alpha = data["stance_rows"]["kappa"], data["tokens"]["alpha"]
    rows = data["stance_rows"]
    expected["kappa, stance rows"] = f"{kappa:.3f} {rows['units'] - rows['equal']} differ"
    assert alpha == 1
    assert dots_of == expected
    assert f"Of the {len(scores)} F1 scores of passes a and b on 3 pages" in page
    assert f"{scores.count(1)} are 1: on articles, segments," in page
    assert (len(scores), scores.count(1)) == (20, 16)
    corrected = tables["Agreement of a and b, corrected for chance"]
    assert [row[3] for row in corrected[1:]] == [f"{kappa:.3f}", f"{alpha:.3f}"]


def test_verdicts_are_those_of_the_command(page: str) -> None:
    bars_of = _described(page, "Verdicts of audits")
    shown = {what: cells for what, *cells in _tables(page)["Audit, by layer"][1:]}
    for layer, judged in _json("audit")["layers"].items():
        for what, each in judged.items():
            name = layer if what == "annotations" else f"{layer}: {what}"
            cells = []
            for when in ("before", "after"):
                counts = [each[when][verdict] for verdict in figures.VERDICTS]
                right = f"{counts[0]} of {each[when]['total']}"
                cells += [right, str(counts[1]), str(counts[2])]
            assert shown[name] == [*cells, str(each["after"]["unjudged"])]
            assert bars_of[name] == " / ".join(map(str, counts[:2]))
            assert counts[2:] == [0, 0]
            changed = re.search(rf"(on|and|,) {name} \(right ", page) is not None
            assert changed == (each["before"] != each["after"])
    assert "No verdict is wrong or missing or not judged." in page
    assert "stances: sentences (right 102 → 98, arguable 4 → 8)" in page


def _queried(page: str, monkeypatch: pytest.MonkeyPatch) -> list[Cells]:
    monkeypatch.chdir(ROOT)
    with duckdb.connect() as connection:
        results = []
        for code in re.findall(r"<code>((?:SELECT|WITH).*?)</code>", page):
            done = connection.execute(unescape(code))
            head = tuple(column[0] for column in done.description or ())
            results.append([head, *(tuple(map(str, row)) for row in done.fetchall())])
    return results


def test_queries_give_the_tables(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    characters, stances = _queried(page, monkeypatch)
    tables = _tables(page)
    drawn: Cells = []
    for title, (head, *body) in tables.items():
        if title.startswith("Stances of page "):
            assert ("page", *head) == stances[0]
            drawn += [(title.removeprefix("Stances of page "), *row) for row in body]
    assert drawn == stances[1:]
    assert sum(int(row[5]) for row in drawn) == _json("counts")["counts"]["total"]["stances"]
    assert tables["Characters by part"] == characters


def test_the_finding_has_the_counts_of_the_table(page: str) -> None:
    _, *body = _tables(page)["Characters by part"]
    sums = [sum(map(int, column)) for column in list(zip(*body, strict=True))[1:]]
    main, related, metadata, boilerplate, space, total = sums
    assert total == main + related + metadata + boilerplate + space
    words = page.replace("\xa0", " ")
    shares = [round(100 * part / total) for part in (metadata + boilerplate, main, related)]
    assert f"Metadata and boilerplate are {shares[0]} % of the {total:,} characters" in words
    assert f"the main articles {shares[1]} %, and related articles {shares[2]} %." in words
    assert "7,127 of its 10,348 characters (69 %); its main article has 2,102 (20 %)" in words
    assert f"only {round(100 * main / (total - space))} % of the characters that it keeps" in words


def test_without_related_articles_the_finding_is_one_sentence(rows: Rows, figured: Any) -> None:
    pages = [row for row in rows["pages"] if len(row["articles"]) == 1]
    text = figures.page(rows | {"pages": pages}, figured)
    _is_sound(text)
    assert "related articles 0" in text
    assert "of the related articles are on" not in text


def test_several_stances_are_linked_to_their_rows(page: str, rows: Rows) -> None:
    addresses = set(re.findall(r'href="explore\.html#([^"]+)"', page))
    assert "config=stance&amp;stances%5B%5D.holder_id=author" in addresses
    for address in addresses:
        filters = dict(parse_qsl(unescape(address)))
        assert filters.pop("config") == "stance"
        page_id, target = filters.pop("page", None), filters.pop("target_id", None)
        wanted = {name.removeprefix("stances[]."): value for name, value in filters.items()}
        stances = {
            stance["id"]
            for row in rows["stance"]
            if page_id in (None, row["page_id"]) and target in (None, row["target_id"])
            for stance in row["stances"]
            if all(str(stance[name]).lower() == value for name, value in wanted.items())
        }
        assert len(stances) > 1
        if page_id:
            assert f"<title>{', '.join(_in_text_order(rows, stances))}</title>" in page


def _in_text_order(rows: Rows, stances: set[str]) -> list[str]:
    """The ids on their page, in the order of the text."""
    found = [
        stance for row in rows["pages"] for stance in row["stances"] if stance["id"] in stances
    ]
    found.sort(key=lambda stance: (stance["page_start"], stance["id"]))
    return [stance["id"].rpartition("#")[2] for stance in found]


def test_every_stance_is_linked(page: str, rows: Rows) -> None:
    ids = {each["id"] for row in rows["pages"] for each in row["stances"]}
    linked = re.findall(r'href="pages/([^"#]+)\.html#(t[^"]+)"', page)
    assert {f"{page_id}#{stance}" for page_id, stance in linked} == ids
    entities = {row["id"] for row in rows["registry"]}
    for title in titles(rows).values():
        assert f">{escape(title)}</a>" in page
    assert set(re.findall(r'href="entities/([^"]+)\.html"', page)) <= entities
    assert "the writer" in page


def test_alleged_stances_have_separate_labelled_curves(page: str, rows: Rows) -> None:
    ties = {
        (row["page_id"], each["holder_id"], each["target_id"], each["polarity"])
        for row in rows["pages"]
        for each in row["stances"]
        if each["alleged"]
    }
    assert ties
    assert page.count(" winnow-dashed") == len(ties)
    assert len(re.findall(r"<text[^>]*>. \w+, alleged[^<]*</text>", page)) == len(ties)


def test_polarity_has_its_word_and_its_sign_on_every_curve(page: str) -> None:
    for drawing in _drawings(page):
        curves = [each for each in drawing.iter("path") if "winnow-curve" in each.get("class", "")]
        labels = [
            each.text or "" for each in drawing.iter("text") if "label" in each.get("class", "")
        ]
        assert len(labels) == 2 * len(curves)
        for label, sign in zip(labels[::2], labels[1::2], strict=True):
            assert re.fullmatch(r"(− against|0 neutral|\+ favor)(, alleged)?( ×\d+)?", label)
            assert label[0] == sign


def test_the_notice_is_before_every_network(page: str) -> None:
    pieces = page.split('<desc id="network-')
    assert len(pieces) == 4
    for before in pieces[:-1]:
        *_, notice, figure = before.split("\n\n")
        assert notice == f"*{NOTICE}*"
        assert figure.startswith("<figure")
    assert page.count(CAUTION) == 3


def _is_sound(page: str) -> None:
    """The requirements of Markdown, browsers and readers on every page of figures."""
    blocks = re.sub(r"```.*?```", "", page, flags=re.DOTALL).split("\n\n")
    for block in blocks[1:]:
        if "<" in block:
            assert re.match(r"<(figure|div|details|h3|p|script)[ >]", block), block[:80]
            assert "\n" not in block.strip("\n")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    assert page.count("<script") == page.count('<script src="../assets/figures.js"></script>') == 1
    assert not re.search(r"<style|style=|javascript:|https?:|\son\w+=", page)
    for drawing in _drawings(page):
        if drawing.get("class") == "winnow-strip":
            continue  # tests/test_strip.py
        linked = any(each.tag.endswith("}a") or each.tag == "a" for each in drawing.iter())
        assert drawing.get("role") == ("group" if linked else "img")  # an image hides its links
        _, _, width, height = map(float, (drawing.get("viewBox") or "").split())
        assert float(drawing.get("font-size") or 0) >= 11
        assert drawing.findtext("title")
        assert drawing.findtext("desc")
        for each in drawing.iter():
            assert not {"font-size", "font-family"} & set(each.attrib) or each is drawing
            for name, most in (("x", width), ("y", height), ("cx", width), ("cy", height)):
                assert 0 <= float(each.get(name) or 0) <= most


def test_the_page_is_sound(page: str) -> None:
    front, head, top, first, *_ = page.split("\n\n")
    assert top.startswith('<div class="winnow figures">')
    assert "title: Figures\n" in front
    assert head == "# Figures"
    assert first.startswith("The figures describe the 3 pages of this version.")
    _is_sound(page)


def test_the_page_does_not_depend_on_the_order_of_rows(page: str, rows: Rows, figured: Any) -> None:
    reversed_rows = {config: rows[config][::-1] for config in rows}
    assert figures.page(reversed_rows, figured) == page


def test_nothing_in_the_data_becomes_markup(rows: Rows, figured: Any) -> None:
    evil = '<script>"&\n\n\x02'
    changed = copy.deepcopy(rows)
    for entry in changed["registry"]:
        entry["name"] = evil + entry["name"]
    counted = copy.deepcopy(figured)
    counted["labels"]["entity_type"][evil] = 3
    counted["audit"]["audits"][0]["name"] = evil
    text = figures.page(changed, counted)
    _is_sound(text)
    assert "\x02" not in text
    assert text.count("&lt;script&gt;") > 100


def _many(rows: Rows, number: int) -> Rows:
    return rows | {
        "pages": [
            row | {"page_id": f"page{index:03}"}
            for index, row in zip(range(number), _again(rows["pages"]), strict=False)
        ]
    }


def _again(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    while True:
        yield from rows


def test_of_many_pages_the_first_are_drawn(rows: Rows, figured: Any) -> None:
    text = figures.page(_many(rows, 300), figured)
    _is_sound(text)
    assert "describe the 300 pages" in text
    assert text.count(f"*{NOTICE}*") == MOST
    assert "Not shown: 288 more pages with stances. The query gives the rows of all pages." in text
    assert "Not shown: 288 more pages. " in text
    assert len(_tables(text)["Characters by part"]) == 1 + MOST


def test_one_page_is_one(rows: Rows, figured: Any) -> None:
    text = figures.page(_many(rows, 1), figured)
    _is_sound(text)
    assert "describe the 1 page of this version" in text
    assert "Not shown" not in text


def test_missing_figures_are_reported(rows: Rows, figured: Any) -> None:
    bare = [row | {"stances": [], "segments": []} for row in rows["pages"]]
    gold = [each for each in figured["agreement"] if each["right"] == "gold"]
    without = figured | {"agreement": gold, "audit": {"audits": [], "layers": {}}}
    text = figures.page({"pages": bare}, without)
    _is_sound(text)
    assert "No page has a stance." in text
    assert "No two passes have a page in common" in text
    assert "There was no audit." in text
    assert "winnow agree" not in text


def test_without_any_page_there_is_a_page_of_figures(figured: Any) -> None:
    text = figures.page({}, figured)
    _is_sound(text)
    assert "There is no page." in text


def test_any_two_passes_are_drawn_and_figures_may_be_undefined(rows: Rows, figured: Any) -> None:
    first = copy.deepcopy(figured["agreement"][0]) | {"left": "one", "right": "two"}
    first["stance_rows"]["kappa"], first["tokens"]["alpha"] = -0.25, None
    text = figures.page(rows, figured | {"agreement": [first, first | {"right": "three"}]})
    _is_sound(text)
    assert "winnow agree one two" in text
    assert "winnow agree one three" in text
    labels = _described(text, "Agreement of one and two, where it is not 1")
    assert labels["kappa, stance rows"].startswith("-0.250 ")
    assert labels["alpha, tags of tokens"].startswith("– ")
    assert "The axis begins at -0.3. – means not defined." in text


def test_full_agreement_is_a_sentence_without_a_drawing(rows: Rows, figured: Any) -> None:
    pair = copy.deepcopy(figured["agreement"][0])
    for layer in pair["layers"].values():
        for part in ("exact", "characters", "whole"):
            if layer[part]:
                layer[part] |= {"both": 5, "left": 5, "right": 5, "f1": 1.0}
    pair["stance_rows"]["kappa"] = pair["tokens"]["alpha"] = 1.0
    text = figures.page(rows, figured | {"agreement": [pair]})
    _is_sound(text)
    assert "on 3 pages, 20 are 1: on articles," in text
    assert "where it is not 1" not in text
    assert "differences.html" not in text


def test_the_made_up_corpus_has_figures_too(trees: Trees) -> None:
    root = trees.get("base-built")
    configs, _ = folder.read_card(root / "dataset")
    assert configs is not None
    corpus = load(Paths(root)).corpus
    template, _ = card.read(Paths(root).card, "dataset_card.md")
    assert corpus is not None
    assert template is not None
    build, _ = plan(corpus, template, Paths(root))
    assert build is not None
    read = {config.name: folder.read_rows(root / "dataset", config) for config in configs}
    _is_sound(figures.page(read, build.figures))
    assert figures.page(read, build.figures) == figures.page(build.rows, build.figures)


def test_bars_are_as_long_as_their_values() -> None:
    groups = [Group("", (Row("a", (4,), "4"), Row("b", (1,), "1"), Row("c", (0,), "0")), 4)]
    drawn = ElementTree.fromstring(
        bars("k", "t", (Series("n", "neutral"),), groups, legend=False, track=False)
    )
    widths = [
        float(each.get("width") or 0) for each in drawn.iter("rect") if each.get("fill") is not None
    ]
    assert widths[0] == pytest.approx(4 * widths[1], abs=0.2)
    assert len(widths) == 2


def test_labels_do_not_overlap_and_wider_curves_have_more_stances() -> None:
    ties = [
        Tie(f"h{holder} " * holder, f"t{target}", "favor", False, f"h{holder}", f"t{target}", ids)
        for holder in range(1, 9)
        for target in {1 + holder * factor % 8 for factor in range(1, 4)}
        for ids in [("t1",) * holder]
    ]
    drawn = ElementTree.fromstring(network("k", "t", "d", "page", ties))
    for kind, place in (("rect", "winnow-ground"), ("circle", "winnow-badge")):
        at = sorted(
            float(each.get("y") or each.get("cy") or 0)
            for each in drawn.iter(kind)
            if place in each.get("class", "")
        )
        assert len(at) == len(ties)
        assert all(b - a >= ROW - 0.2 for a, b in pairwise(at))
    widths = [float(each.get("stroke-width") or 0) for each in drawn.iter("path")]
    assert [*map(round, sorted(widths))] == [
        *map(round, sorted(len(tie.ids) * 1.5 for tie in ties))
    ]


def test_few_curves_cross() -> None:
    """Two crossed bundles: nodes in the order in which they are met would cross three times."""
    pairs = [("a", "z"), ("b", "y"), ("c", "x"), ("a", "z2")]
    ties = [
        Tie(holder, target, "favor", False, holder, target, ("t1",)) for holder, target in pairs
    ]
    drawn = ElementTree.fromstring(network("k", "t", "d", "page", ties))
    named = [group for group in drawn.iter("g") if group.get("class") == "winnow-named"]
    holders = [group.get("data-holder") for group in named if group.get("data-holder")]
    targets = [group.get("data-target") for group in named if group.get("data-target")]
    assert crossings(["a", "b", "c"], ["x", "y", "z", "z2"], pairs) == 5
    assert crossings([*map(str, holders)], [*map(str, targets)], pairs) == 0


def test_colours_are_defined_in_both_themes(page: str) -> None:
    style = (ROOT / "docs/assets/figures.css").read_text(encoding="utf-8")
    colours = (ROOT / "docs/assets/colours.css").read_text(encoding="utf-8")
    _, light, dark = colours.split("[data-md-color-scheme")
    style += (ROOT / "docs/assets/strip.css").read_text(encoding="utf-8")
    for name in set(re.findall(r"var\((--winnow-[a-z-]+)\)", style)):
        assert f"{name}:" in light
        assert f"{name}:" in dark
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl", style)
    inks = set(re.findall(r"winnow-ink-[a-z-]+", page))
    assert inks == set(re.findall(r"winnow-ink-[a-z-]+", style))
    assert not re.search(r'(fill|stroke)="(?!url\(#)', page)
