"""Examples of the guidelines and of labels, as the site draws them."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser

import markdown
import pytest

from support import ROOT, parquet_rows
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.schemas import CONFIGS
from winnow.read.guidelines import EXAMPLE
from winnow.site import examples, reference
from winnow.site.guidelines import LAYER_IN_SENTENCE, rendered, with_rules
from winnow.site.text import shown
from winnow.site.view import View

TEXTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs/guidelines").glob("*.md"))
}
EXAMPLES = [
    (rule, line, example[1])
    for text in TEXTS.values()
    for rule, line in with_rules(text)
    if (example := EXAMPLE.match(line))
]


class Drawing(HTMLParser):
    """The text of an example, and the text of the pieces that each annotation is marked on."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""
        self.marked: dict[str, str] = {}
        self._open: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "href" in attributes:
            self.links.append(attributes["href"])
        inside = self._open[-1] if self._open else ()
        if attributes.get("class") == "example-text":
            inside = ("text",)
        for layer in LAYERS.values():
            inside += tuple(attributes.get(f"data-{layer.singular}", "").split())
        self._open.append(inside)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ()
        if "text" in inside:
            self.text += data
        for name in inside:
            self.marked[name] = self.marked.get(name, "") + data


@pytest.fixture(scope="module")
def view(corpus: Corpus) -> View:
    return View({config: parquet_rows(ROOT, config) for config in CONFIGS}, corpus)


@pytest.fixture(scope="module")
def parts(view: View) -> Json:
    return json.loads(examples.parts(TEXTS, view))


@pytest.fixture(scope="module")
def items_by_id(view: View) -> dict[str, tuple[str, Json]]:
    return {
        annotation["id"]: (layer, annotation)
        for row in view.pages
        for layer in LAYERS
        for annotation in row[layer]
    }


def _html(line: str) -> str:
    return markdown.markdown(line, extensions=["attr_list", "tables"])


def _drawing(line: str) -> Drawing:
    drawing = Drawing()
    drawing.feed(_html(line))
    return drawing


def test_every_example_is_drawn_with_its_quote(
    parts: Json, items_by_id: dict[str, tuple[str, Json]]
) -> None:
    for rule, line, permanent_id in EXAMPLES:
        page_id, _, name = permanent_id.partition("#")
        drawing = _drawing(parts["examples"][line])
        assert drawing.links[0] == f"../browse/pages/{page_id}.md#{name}"
        layer, annotation = items_by_id[permanent_id]
        text = drawing.text
        if layer in ("articles", "segments"):
            beginning, _, end = text.partition(" … ")
            quote = annotation.get("quote", text)
            assert quote.startswith(beginning), permanent_id
            assert quote.endswith(end), permanent_id
            continue
        if layer != "sentences":
            assert drawing.marked[name] == annotation["quote"], permanent_id
            continue
        assert text == annotation["quote"], permanent_id
        listed = LAYER_IN_SENTENCE.get(rule.partition("-")[0], "")
        expected = {
            inside["id"].partition("#")[2]: inside["quote"]
            for other, inside in items_by_id.values()
            if other == listed
            and inside["id"].startswith(f"{page_id}#")
            and annotation["page_start"] <= inside["page_start"] < annotation["page_end"]
        }
        assert {key: text for key, text in drawing.marked.items() if key != "text"} == expected


def test_typed_and_generated_examples_are_the_same(corpus: Corpus) -> None:
    for name, text in TEXTS.items():
        typed = EXAMPLE.sub(lambda match: f"- `{match[1]}`", text)
        assert typed != text or not EXAMPLE.search(text)
        assert rendered(typed, corpus) == text, name


def test_decisions_by_each_rule_are_counted_and_linked(parts: Json, view: View) -> None:
    cited = Counter(decision.rule for decision in view.corpus.log)
    assert {rule for rule in cited if rule not in parts["decisions"]} == set()
    for rule, line in parts["decisions"].items():
        number = re.match(r"Decisions by this rule: (\d+) \(", line)
        assert number is not None
        assert int(number[1]) == cited[rule]
        linked = re.findall(r"#line-(d\d+)", line)
        by_rule = [decision.id for decision in view.corpus.log if decision.rule == rule]
        assert linked == by_rule[: len(linked)]


def test_markdown_in_a_text_is_not_markup() -> None:
    text = "a *b* _c_ `d` [e](f) ![g](h) \\* <i>j</i> {#k} ~l~ |m| &amp;"
    drawn = examples.inline(f'<span title="`*_">{shown(text)}</span>')
    drawing = Drawing()
    drawing.feed(_html(f'- <span class="example-text">{drawn}</span>'))
    assert drawing.text == text


def test_each_label_in_gold_has_an_example(
    corpus: Corpus, items_by_id: dict[str, tuple[str, Json]]
) -> None:
    rows = reference.labels_page(corpus, TEXTS).splitlines()
    for layer in LAYERS.values():
        for attribute, label_list in layer.labels.items():
            links = examples.of_labels(label_list, corpus)
            items = [item for name, item in items_by_id.values() if name == layer.name]
            assert set(links) == {item[attribute] for item in items}
            for label, link in links.items():
                permanent_id = re.search(r'"(\S+#\w+)"\)', link)
                assert permanent_id is not None
                assert items_by_id[permanent_id[1]][1][attribute] == label
                anchor = f'<a id="{label_list}.{label}">'
                assert [link in row for row in rows if anchor in row] == [True]
