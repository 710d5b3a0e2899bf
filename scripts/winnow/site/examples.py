"""Examples of the guidelines as the view of a page draws them, and the decisions by each rule.

They are Markdown with HTML inside a line. ``hooks.py`` puts them into the pages of
the guidelines, so that the pages themselves stay text that annotators can read and edit.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

from winnow.model.adjudication import Decision
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import (
    LAYER_OF,
    LAYERS,
    Annotation,
    Article,
    Layer,
    Mention,
    Segment,
    Stance,
)
from winnow.model.page import Page
from winnow.read.guidelines import EXAMPLE
from winnow.site import explore, layout, marks
from winnow.site.guidelines import LAYER_IN_SENTENCE, with_rules
from winnow.site.layout import SPAN_LAYERS
from winnow.site.templates import HTML
from winnow.site.text import flattened, shown
from winnow.site.view import View

UP = "../browse/"
"""The path to ``browse/`` from the guidelines and from the reference."""

LONGEST = 360
"""Most characters of a text that is shown whole."""

CONTEXT = 100
"""Most characters on both sides of a span whose sentence is longer, and at the ends of a text."""

LONGEST_LINK = 80
"""Most characters of the link to an annotation that has a label."""

LINKED_DECISIONS = 6
"""Most decisions by a rule that are linked one by one."""

MARKDOWN = re.compile(r"[\\`*_\[\]{}!|~^]")


def parts(texts: Mapping[str, str], view: View) -> str:
    """JSON with what replaces an example line, by the line, and the decisions by each rule.

    ``texts`` are the pages of the guidelines with current example lines.
    """
    examples = {
        line: f"- {drawn}"
        for text in texts.values()
        for rule, line in with_rules(text)
        if (example := EXAMPLE.match(line)) and (drawn := example_of(example[1], rule, view))
    }
    by_rule = defaultdict[str, list[Decision]](list)
    for decision in view.corpus.log:
        by_rule[decision.rule].append(decision)
    decisions = {rule: decisions_by(rule, decisions, view) for rule, decisions in by_rule.items()}
    return json.dumps({"examples": examples, "decisions": decisions}, ensure_ascii=False, indent=1)


def inline(html: str) -> str:
    """HTML for a line of Markdown: nothing in its text or attributes is read as Markdown."""
    return MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", flattened(html))


def example_of(permanent_id: str, rule: str, view: View) -> str | None:
    """A link to an annotation, and the annotation as it is drawn; None if it does not exist."""
    page_id, _, name = permanent_id.partition("#")
    row = next((row for row in view.pages if row["page_id"] == page_id), None)
    layer = layout.layer_of(name)
    annotations = row[layer.name] if row else ()
    annotation = next((item for item in annotations if item["id"] == permanent_id), None)
    if row is None or annotation is None:
        return None
    listed = LAYERS.get(LAYER_IN_SENTENCE.get(rule.partition("-")[0], ""))
    if layer.singular == "sentence" and listed:
        inside = range(annotation["page_start"], annotation["page_end"])
        chosen = [item for item in row[listed.name] if item["page_start"] in inside]
        layer = listed
    else:
        chosen = [annotation]
    html = HTML.get_template("example.html").render(
        layer=layer,
        annotations=chosen,
        several=len(chosen) > 1,
        text=_text(row, annotation, layer, chosen, view),
        classes=view.corpus.schemas.classes,
        roles={article["id"]: article["role"] for article in row["articles"]},
        view=view,
        up=UP,
    )
    link = f'[{name}](../browse/pages/{page_id}.md#{name} "{permanent_id}"){{ .example-id }}'
    return f"{link} {inline(html)}"


def _text(row: Json, annotation: Json, layer: Layer, chosen: Iterable[Json], view: View) -> Markup:
    """The annotation in its sentence, with the marks of ``chosen``, which are of ``layer``."""
    text: str = row["text"]
    if "page_start" not in annotation:
        segments = (item for item in row["segments"] if item["article_id"] == annotation["id"])
        return shown(next(segments)["quote"])
    spans = [annotation, *(annotation[column] for column in _further(annotation))]
    first = min(span["page_start"] for span in spans)
    last = max(span["page_end"] for span in spans)
    sentences = [
        sentence
        for sentence in row["sentences"]
        if sentence["page_start"] < last and first < sentence["page_end"]
    ]
    start = min(first, sentences[0]["page_start"])
    end = max(last, sentences[-1]["page_end"])
    before = after = ""
    if end - start > LONGEST and first - start > CONTEXT:
        start, before = text.index(" ", first - CONTEXT, first + 1) + 1, "…"
    if end - start > LONGEST and end - last > CONTEXT:
        end, after = text.rindex(" ", last - 1, last + CONTEXT), "…"
    stretches = [(start, end)]
    if end - start > LONGEST and layer.singular in ("segment", "sentence", "quotation"):
        head = text.rindex(" ", start, start + CONTEXT)
        stretches = [(start, head), (text.index(" ", end - CONTEXT, end) + 1, end)]
    only = {item.name: [] for item in SPAN_LAYERS} | {layer.name: list(chosen)}
    pieces = tuple(layout.pieces(row | only))
    groups = view.corpus.schemas.attribute("entity_type", "x-group")
    tags = layer.singular == "mention" or len(only[layer.name]) > 1
    drawn = (
        marks.stretch(pieces, text, first, last, groups, tags=tags) for first, last in stretches
    )
    return Markup("{}{}{}").format(before, Markup(" … ").join(drawn), after)


def _further(annotation: Json) -> Iterator[str]:
    return (column for column in layout.FURTHER_SPANS if annotation.get(column))


def of_labels(label_list: str, corpus: Corpus) -> dict[str, str]:
    """The first annotation with each label of a list of a layer, linked and drawn, by label."""
    classes = corpus.schemas.classes
    groups = corpus.schemas.attribute("entity_type", "x-group")
    links: dict[str, str] = {}
    for layer in LAYERS.values():
        attributes = [key for key, name in layer.labels.items() if name == label_list]
        for page in corpus.pages:
            for annotation in page.layer(layer.name):
                labels = [getattr(annotation, attribute) for attribute in attributes]
                if label_list == "segment_class" and isinstance(annotation, Segment):
                    labels = [classes[annotation.kind]]
                for label in labels:
                    if label not in links:
                        links[label] = _drawn_link(page, annotation, classes, groups)
    return links


def _drawn_link(
    page: Page, annotation: Annotation, classes: Mapping[str, str], groups: Mapping[str, str]
) -> str:
    marked = ["piece", LAYER_OF[type(annotation)].singular]
    match annotation:
        case Article():
            segments = (item for item in page.segments if item.article == annotation.id)
            quote = next(segments).quote
        case Segment():
            quote = annotation.quote
            marked = ["example-segment", classes[annotation.kind]]
        case Mention():
            quote = annotation.quote
            marked += [groups[annotation.type], "mention-begins", "mention-ends"]
        case Stance():
            quote = annotation.quote
            marked += [annotation.polarity, *(["alleged"] if annotation.alleged else [])]
        case _:
            quote = annotation.quote
    if len(quote) > LONGEST_LINK:
        quote = f"{quote[:LONGEST_LINK].rpartition(' ')[0]} …"
    address = f"{UP}pages/{page.id}.md#{annotation.id}"
    link = f'[{inline(shown(quote))}]({address} "{page.id}#{annotation.id}")'
    return f'<span class="marks">{link}{{ .{" .".join(marked)} }}</span>'


def decisions_by(rule: str, decisions: list[Decision], view: View) -> str:
    """How many decisions cite a rule, and links to the first of them and to all in Explore."""
    links = [_decision(decision, view) for decision in decisions[:LINKED_DECISIONS]]
    more = " …" if len(decisions) > LINKED_DECISIONS else ""
    address = escape(UP + explore.address("passes", {"rule": rule}))
    listed = f"{', '.join(links)}{more}"
    return f'Decisions by this rule: {len(decisions)} ({listed}; <a href="{address}">rows</a>)'


def _decision(decision: Decision, view: View) -> str:
    """The id of a decision, linked to where the site shows it."""
    if decision.page_id:
        return f"[{decision.id}]({UP}pages/{decision.page_id}.md#line-{decision.id})"
    entity = next((name for name in decision.gold if name in view.entities), None)
    if entity is None:
        return decision.id
    return f'<a href="{UP}entities/{entity}.html#line-{decision.id}">{decision.id}</a>'
