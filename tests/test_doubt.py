"""Doubts about the gold standard, as the site shows them."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from differing import PAGE, with_differences
from support import PAGES, ROOT, parquet_rows, text_of
from trees import Trees
from winnow.checks.load import load
from winnow.model.corpus import Corpus
from winnow.model.layers import LAYERS
from winnow.model.schemas import CONFIGS
from winnow.read.paths import Paths
from winnow.site import doubt, layout, page
from winnow.site.doubt import provenance
from winnow.site.view import View


@pytest.mark.parametrize(
    ("givers", "passes", "verdict", "phrase"),
    [
        (["a", "b"], ["a", "b"], "right", "given by both passes; audit: right"),
        (["a"], ["a", "b"], "arguable", "given by pass a only; audit: arguable"),
        ([], ["a", "b"], None, "given by no pass in this form; audit: not judged"),
        ([], [], "right", "not covered by independent passes; audit: right"),
        (["a"], ["a"], "right", "given by pass a; audit: right"),
        (["a", "b"], ["a", "b", "c"], "right", "given by passes a and b only; audit: right"),
        (["a", "b", "c"], ["a", "b", "c"], "right", "given by all 3 passes; audit: right"),
    ],
)
def test_provenance_is_a_phrase(
    givers: list[str], passes: list[str], verdict: str | None, phrase: str
) -> None:
    assert provenance({"passes": givers, "verdict": verdict}, passes) == phrase


@pytest.fixture(scope="module")
def view(corpus: Corpus) -> View:
    return View({config: parquet_rows(ROOT, config) for config in CONFIGS}, corpus)


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory, trees: Trees) -> View:
    """The made-up corpus, whose passes differ in mentions, quotations and segments, too."""
    root = with_differences(trees.copy("base", tmp_path_factory.mktemp("tree") / "root"))
    corpus = load(Paths(root)).corpus
    assert corpus is not None
    return View({config: parquet_rows(root, config) for config in CONFIGS}, corpus)


def _doubts(view: View) -> dict[tuple[str | None, str, str], doubt.Doubt]:
    pages = [item for row in view.pages for item in doubt.of_page(view, row)]
    return {
        (item.page_id, item.layer, item.subject): item
        for item in [*pages, *doubt.of_registry(view)]
    }


def _page(view: View, page_id: str) -> str:
    index = next(index for index, row in enumerate(view.pages) if row["page_id"] == page_id)
    return page.page(view, index, "pages.html")


def test_every_difference_and_every_decision_is_in_one_place(view: View) -> None:
    doubts = _doubts(view).values()
    decisions = [decision.id for item in doubts for decision in item.decisions]
    assert sorted(decisions) == sorted(decision.id for decision in view.corpus.log)
    changed = {row["id"] for row in view.rows["passes"] if row["decision"] != "kept"}
    in_passes = [
        reading["row"]
        for item in doubts
        if item.page_id and item.differs
        for name in item.passes
        for reading in item.readings[name]
        if not reading["kept"]
    ]
    assert sorted(in_passes) == sorted(changed)


def test_doubtful_annotations_of_gold_are_those_of_the_rows(view: View) -> None:
    doubts = _doubts(view)
    for row in view.pages:
        for layer in LAYERS:
            for annotation in row[layer]:
                name = annotation["id"].partition("#")[2]
                doubtful = annotation["passes"] != ["a", "b"] or annotation["verdict"] != "right"
                answered = annotation["line_id"] is not None
                assert ((row["page_id"], layer, name) in doubts) == (doubtful or answered)


def test_decisions_on_one_place_are_shown_together(view: View) -> None:
    item = _doubts(view)["000_a401cee3f7b9dc82", "stances", "t15"]
    assert [decision.id for decision in item.decisions] == ["d2", "d25"]
    html = _page(view, "000_a401cee3f7b9dc82")
    assert html.count('id="line-d2"') == html.count('id="line-d25"') == 1
    assert "Nothing is annotated, by rule" in html.partition('id="line-d26"')[2]
    words = text_of(html.partition('id="line-d1"')[2].partition("</p>")[0])
    assert "Gold follows pass b, by rule stance-evidence-3: Two mocking verbs" in words


@pytest.mark.parametrize("page_id", PAGES)
def test_every_decision_keeps_its_anchor(view: View, page_id: str) -> None:
    html = _page(view, page_id)
    for decision in view.decisions.get(page_id, ()):
        assert html.count(f'id="line-{decision.id}"') == 1


def test_differences_in_other_layers(differing: View) -> None:
    kinds = {
        (layer, subject): item.kind
        for (page_id, layer, subject), item in _doubts(differing).items()
        if item.differs and page_id == PAGE
    }
    assert kinds == {
        ("segments", "s1"): "kind",
        ("mentions", "m4"): "type",
        ("mentions", "b/m7"): doubt.PRESENCE,
        ("quotations", "q2"): "kind and cue",
        ("stances", "t2"): "evidence",
        ("stances", "t4"): doubt.CHANGE,
    }


def test_pieces_have_the_form_of_each_pass(differing: View) -> None:
    html = _page(differing, PAGE)
    forms = [json.loads(unescape(form)) for form in re.findall(r'data-forms="([^"]*)"', html)]
    by_class = {form["b"]["class"]: form["b"] for form in forms if form.get("b", {}).get("class")}
    dunmore = by_class["piece mention place mention-begins mention-ends"]
    assert dunmore["data-mention"] == "b/m4"
    critics = by_class["piece mention group mention-begins mention-ends"]
    assert critics["data-mention"] == "b/m7"
    assert not any("b/q2" in form["a"].get("data-quotation", "") for form in forms if "a" in form)
    quotation = next(form for form in forms if "b/q2" in form["b"].get("data-quotation", ""))
    assert quotation["differences"]["class"] == "piece differs by-1 by-2 by-gold"
    assert 'data-label="LOC" data-in="b" hidden' in html
    assert '<a class="anchor" id="b/m7"></a>' in html


def test_text_of_a_page_is_the_same_with_passes(differing: View) -> None:
    row = next(row for row in differing.pages if row["page_id"] == PAGE)
    doubts = doubt.of_page(differing, row)
    marks = list(doubt.marks_of(row, ("a", "b"), doubts))
    assert "".join(piece.text for piece in layout.pieces(row, marks)) == row["text"]


def test_notes_have_links_and_no_markup_of_their_own(differing: View) -> None:
    html = _page(differing, PAGE)
    link = '<a href="../../annotation.html">Three of five readings</a>'
    assert f"; no rule covers the case: {link} have &lt;b&gt;it&lt;/b&gt; so." in html


def test_a_page_without_passes_has_no_readings(differing: View) -> None:
    html = _page(differing, "tea")
    assert "doubt.js" not in html
    assert 'class="readings"' not in html
    assert "data-forms" not in html
    assert 'id="differences"' not in html


def test_the_list_has_every_difference_once(view: View, differing: View) -> None:
    for some in (view, differing):
        html = "".join(text for _, text in doubt.files(some))
        assert html.count('class="doubt-item"') == len(_doubts(some))
        for link in re.findall(r'class="place" href="pages/([^"]+)\.html[^"]*#([^"]+)"', html):
            assert f' id="{link[1]}"' in _page(some, link[0])


def test_counts_are_computed(differing: View) -> None:
    ((_, text), *_) = doubt.files(differing)
    row = text.partition('<th scope="row">mentions</th>')[2].partition("</tr>")[0]
    assert "type 1" in text_of(row)
    assert "only in one pass 1" in text_of(row)
    assert "entity 0" in text_of(row)


def test_a_long_list_is_split(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubt, "IN_LIST", 10)
    files = dict(doubt.files(view))
    assert list(files)[:2] == ["differences.md", "differences.2.md"]
    assert len(files) == -(-len(_doubts(view)) // 10)
    for link, anchor in re.findall(
        r'href="(differences[.\d]*)\.html#([^"]+)"', files["differences.md"]
    ):
        assert f'id="{anchor}"' in files[f"{link}.md"]
