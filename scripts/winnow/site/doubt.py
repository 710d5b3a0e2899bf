"""Doubts about the gold standard: differences between passes, and audit verdicts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from winnow.model.adjudication import REGISTRY, Decision
from winnow.model.audit import RIGHT, Audited, Verdict, answers, question
from winnow.model.describe import NOTICE
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Article, Layer
from winnow.model.page import extent
from winnow.model.passes import GOLD, THIRD
from winnow.model.registry import Entry
from winnow.site import layout
from winnow.site.layout import FURTHER_SPANS, Mark, short
from winnow.site.lists import parts
from winnow.site.marks import DIFFERENCES, INLINE, SPANS
from winnow.site.templates import markdown, polarity
from winnow.site.text import shown
from winnow.site.view import View

IN_LIST = 60
"""Most doubts in one file of the list of all pages."""

PRESENCE = "only in one pass"
CHANGE = "passes agree, gold differs"
AUDIT = "doubted by an audit"
DECIDED = "decided without a difference"
"""Kinds of doubt besides the attributes in which readings differ."""


def provenance(annotation: Json, passes: Collection[str]) -> str:
    """Who gave an annotation or registry entry in this form, and what audits said about it.

    ``annotation`` is an item of a row of ``pages`` or a row of ``registry``; ``passes`` are the
    passes that cover its page, none if there are none.
    """
    verdict = annotation["verdict"] or "not judged"
    return f"{givers(annotation['passes'], passes)}; audit: {verdict}"


def givers(names: Collection[str], passes: Collection[str]) -> str:
    """Which of the ``passes`` of a page gave an annotation: those with the ``names``."""
    if not passes:
        return "not covered by independent passes"
    if not names:
        return "given by no pass in this form"
    if len(names) == len(passes) > 1:
        return "given by both passes" if len(passes) == 2 else f"given by all {len(passes)} passes"
    noun = "pass" if len(names) == 1 else "passes"
    only = " only" if len(passes) > 1 else ""
    return f"given by {noun} {' and '.join(names)}{only}"


@dataclass
class Doubt:
    """A place where passes and gold differ, or that an audit or a decision is about.

    ``subject`` is the id of a gold annotation on the page, of a sentence, of an annotation of a
    pass such as ``a/t24``, or of an entry of the registry. ``readings`` has the annotations of each
    pass that covers the page, then those of gold, with the registry ids of the gold standard.
    ``decisions`` are in the order of the log.
    """

    page_id: str | None
    layer: str
    subject: str
    readings: dict[str, list[Json]]
    decisions: list[Decision] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @cached_property
    def forms(self) -> dict[str, list[dict[str, Any]]]:
        """What is compared of the annotations of each reading."""
        return {
            name: [_comparable(self.layer, item) for item in items]
            for name, items in self.readings.items()
        }

    @cached_property
    def differs(self) -> bool:
        """Whether a pass differs from another one or from gold."""
        return any(form != self.forms[GOLD] for form in self.forms.values())

    @cached_property
    def differing(self) -> list[str]:
        """Names of what differs where all readings have the same number of annotations."""
        forms = list(self.forms.values())
        if len({len(form) for form in forms}) > 1:
            return []
        return list(
            dict.fromkeys(
                name
                for form in forms
                for item, first in zip(form, forms[0], strict=True)
                for name in item
                if item[name] != first[name]
            )
        )

    @cached_property
    def kind(self) -> str:
        """The kind of doubt, which lists are grouped by."""
        if not self.differs:
            return AUDIT if self.verdicts else DECIDED
        forms = [self.forms[name] for name in self.passes]
        if all(form == forms[0] for form in forms):
            return CHANGE
        if not all(forms):
            return PRESENCE
        names = [
            name for name in self.differing if name.removesuffix("_span") not in self.differing
        ]
        names = [name for name in self.differing if not name.endswith("_span")] or names
        return " and ".join(part_name(self.layer, name) for name in names) or "number"

    @property
    def passes(self) -> list[str]:
        """The passes that cover the page."""
        return [name for name in self.readings if name != GOLD]

    @cached_property
    def rows(self) -> list[tuple[list[str], list[Json]]]:
        """The distinct readings, each with the names of those that have it."""
        rows: list[tuple[list[str], list[Json]]] = []
        for name, items in self.readings.items():
            for names, _ in rows:
                if self.forms[names[0]] == self.forms[name]:
                    names.append(name)
                    break
            else:
                rows.append(([name], items))
        return rows

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The characters that the readings cover together; None if they have no annotation."""
        items = [item for items in self.readings.values() for item in items if "page_end" in item]
        if not items:
            return None
        return min(item["page_start"] for item in items), max(item["page_end"] for item in items)

    @property
    def anchor(self) -> str:
        """The id of the doubt among those of its page, and of the registry."""
        return f"{self.layer}-{self.subject.replace('/', '-')}"

    def begins_in(self, line: layout.Line) -> bool:
        """Whether the readings begin in a line of the page."""
        if self.span is None:
            return False
        pieces = [piece for block in line.blocks for piece in block.pieces]
        return bool(pieces) and pieces[0].start <= self.span[0] < pieces[-1].end


def part_name(layer: str, name: str) -> str:
    """The name of a part of an annotation, for readers."""
    if name == SPAN:
        return "evidence" if layer == "stances" else "span"
    return f"words for the {name.removesuffix('_span')}" if name.endswith("_span") else name


SPAN = "span"
"""The name of the span among the parts of an annotation that are compared."""


def _comparable(layer: str, item: Json) -> dict[str, Any]:
    """The parts of an annotation or entry that are compared, by name."""
    if layer == REGISTRY:
        return {name: item[name] for name in ("id", "name", "kind", "type")}
    values: dict[str, Any] = {SPAN: (item["page_start"], item["page_end"])}
    for attribute in LAYERS[layer].keys:
        value = item[_column(LAYERS[layer], attribute)]
        if attribute in LAYERS[layer].spans:
            value = value and (value["page_start"], value["page_end"])
        values[attribute] = value
    return values


def _column(layer: Layer, attribute: str) -> str:
    """The column of an attribute in an item of a row of ``pages``."""
    return f"{attribute}_id" if attribute in layer.references else attribute


def of_page(view: View, row: Json) -> list[Doubt]:
    """The doubts about a page, in the order of its text, layer by layer."""
    page_id: str = row["page_id"]
    passes = view.passes[page_id]
    groups = _Groups(page_id, passes, view.decisions.get(page_id, ()))
    gold_items = {
        (layer.name, short(item["id"])): _gold_item(view, page_id, layer, item)
        for layer in LAYERS.values()
        for item in row[layer.name]
    }
    for (layer, name), item in gold_items.items():
        if passes and set(item["passes"]) != set(passes):
            groups.at(layer, name)
        if item["verdict"] not in (None, RIGHT):
            groups.at(layer, name)
    items = list(_pass_items(view, page_id))
    for layer, item in items:
        if not item["kept"]:
            groups.at(layer, groups.subject_of(layer, item))
    groups.add_verdicts(view.annotated[page_id].audited)
    groups.add_decisions()
    for (layer, name), item in gold_items.items():
        groups.add(GOLD, layer, name, item)
    for layer, item in items:
        groups.add(item["pass"], layer, groups.subject_of(layer, item), item)
    starts = {short(item["id"]): item["page_start"] for item in row["sentences"]}
    order = list(LAYERS)

    def rank(doubt: Doubt) -> tuple[int, int]:
        start = doubt.span[0] if doubt.span else starts.get(doubt.subject, len(row["text"]))
        return start, order.index(doubt.layer)

    return sorted(groups.doubts, key=rank)


class _Groups:
    """Doubts by the decision in force on them, else by what they are about."""

    def __init__(self, page_id: str | None, passes: Sequence[str], log: Sequence[Decision]) -> None:
        self.page_id, self.passes, self.log = page_id, passes, log
        self.by_subject: dict[tuple[str, str], Doubt] = {}
        self.reading = {
            (decision.layer, f"{reading.pass_name}/{name}"): decision
            for decision in log
            for reading in decision.readings
            for name in reading.ids
        }

    @property
    def doubts(self) -> list[Doubt]:
        return list({id(doubt): doubt for doubt in self.by_subject.values()}.values())

    def subject_of(self, layer: str, item: Json) -> str:
        """An annotation of a pass in gold, else what the last decision on it is about, else it."""
        decision = self.reading.get((layer, item["id"]))
        return item["gold"] or (_subject(decision) if decision else item["id"])

    def at(self, layer: str, subject: str) -> Doubt:
        """The doubt about a subject, which is new if there is none."""
        if (layer, subject) not in self.by_subject:
            readings: dict[str, list[Json]] = {name: [] for name in (*self.passes, GOLD)}
            self.by_subject[layer, subject] = Doubt(self.page_id, layer, subject, readings)
        return self.by_subject[layer, subject]

    def add_verdicts(self, audited: Audited) -> None:
        """Add the verdicts other than *right* that hold, or that a decision answers."""
        answered = answers(self.log)
        for verdict in audited.verdicts:
            if verdict.page_id != self.page_id or verdict.verdict == RIGHT:
                continue
            if audited.holds(verdict) or question(verdict) in answered:
                self.at(verdict.layer, verdict.id).verdicts.append(verdict)

    def add_decisions(self) -> None:
        """Put each decision where the annotations that it is about are, which can be several."""
        for decision in self.log:
            doubt = self.at(decision.layer, _subject(decision))
            doubt.decisions.append(decision)
            for name in decision.gold:
                self.by_subject.setdefault((decision.layer, name), doubt)

    def add(self, reading: str, layer: str, subject: str, item: Json) -> None:
        """Add an annotation if there is a doubt about its subject."""
        doubt = self.by_subject.get((layer, subject))
        if doubt and reading in doubt.readings:
            doubt.readings[reading].append(item)


def _subject(decision: Decision) -> str:
    """What a decision is about: its annotation in gold, else in a pass, else what was judged."""
    if decision.gold:
        return decision.gold[0]
    for reading in decision.readings:
        if reading.ids:
            return f"{reading.pass_name}/{reading.ids[0]}"
    return decision.findings[0].partition("/")[2] if decision.findings else decision.id


def _gold_item(view: View, page_id: str, layer: Layer, item: Json) -> Json:
    if layer.type is Article:
        page = view.annotated[page_id].gold
        article = next(line for line in page.articles if line.id == short(item["id"]))
        span = extent(page, article, view.corpus.frame.classes)
        return {**item, "page_start": span.start, "page_end": span.end, "quote": span.quote}
    article_id = item.get("article_id")
    return {**item, "article": short(article_id)} if article_id else {**item, "article": None}


def _pass_items(view: View, page_id: str) -> Iterator[tuple[str, Json]]:
    """Layer and annotation of each row of ``passes``, in the form of an item of ``pages``.

    ``gold`` is its counterpart in gold, ``kept`` whether both are the same.
    """
    rows = view.pass_rows.get(page_id, ())
    articles = {
        (row["pass"], short(row["id"])): row["gold_id"] and short(row["gold_id"])
        for row in rows
        if row["layer"] == "articles"
    }
    for row in rows:
        layer = LAYERS[row["layer"]]
        renamed = view.corpus.frame.passes[row["pass"]].renamed
        item = {name: row[name] for name in ("pass", "page_start", "page_end", "quote")}
        item |= {
            "id": f"{row['pass']}/{short(row['id'])}",
            "row": row["id"],
            "gold": row["gold_id"] and short(row["gold_id"]),
            "kept": row["decision"] == "kept",
            "passes": [row["pass"]],
            "line_id": row["line_id"],
            "verdict": None,
        }
        for attribute in layer.keys:
            value = row[layer.column(attribute)]
            if attribute in layer.references:
                value = renamed.get(value, value)
            elif attribute == "article":
                value = articles.get((row["pass"], value), value)
            item[_column(layer, attribute)] = value
        yield layer.name, item


def of_registry(view: View) -> list[Doubt]:
    """The doubts about entries of the registry, in its order."""
    frame = view.corpus.frame
    groups = _Groups(None, tuple(view.corpus.frame.passes), view.decisions.get(None, ()))
    entries = {entry_id: _entry(entry) for entry_id, entry in frame.registry.items()}
    provenance_of = view.corpus.registry_provenance
    for entry_id in entries:
        verdict = view.corpus.audited.on(None, REGISTRY, entry_id)
        if set(provenance_of.makers.get(entry_id, ())) != set(frame.passes) and frame.passes:
            groups.at(REGISTRY, entry_id)
        if verdict not in (None, RIGHT):
            groups.at(REGISTRY, entry_id)
    for name, independent in frame.passes.items():
        for entry in independent.registry.values():
            if entry.id not in provenance_of.kept[name]:
                groups.at(REGISTRY, independent.renamed.get(entry.id, entry.id))
    groups.add_verdicts(view.corpus.audited)
    groups.add_decisions()
    for entry_id, item in entries.items():
        groups.add(GOLD, REGISTRY, entry_id, item)
    for name, independent in frame.passes.items():
        for entry in independent.registry.values():
            gold_id = independent.renamed.get(entry.id, entry.id)
            groups.add(name, REGISTRY, gold_id, {**_entry(entry), "id": gold_id})
    return groups.doubts


def _entry(entry: Entry) -> Json:
    return {"id": entry.id, "name": entry.name, "kind": entry.kind, "type": entry.type}


def marks_of(row: Json, passes: Sequence[str], doubts: Sequence[Doubt]) -> Iterator[Mark]:
    """The spans of a page in gold and those that only a pass has."""
    differing = {
        (doubt.layer, item["id"].rpartition("#")[2]): doubt
        for doubt in doubts
        if doubt.differs
        for items in doubt.readings.values()
        for item in items
    }
    for mark in layout.marks(row):
        layer = layout.layer_of(mark.id)
        makers = set(mark.annotation["passes"])
        everywhere = not passes or makers == set(passes) or mark.layer not in SPANS
        about = differing.get((layer.name, mark.id))
        yield replace(
            mark,
            readings=None if everywhere else frozenset({GOLD, *makers}),
            differs=about is not None and _shows(about, mark),
            doubt=doubt_tag(mark.annotation, passes) if mark.layer in INLINE else "",
        )
    for layer_name, items in in_passes(doubts).items():
        for item in items:
            doubt = differing[layer_name, item["id"]]
            for mark in layout.marks_of(LAYERS[layer_name], item["id"], item):
                readings = frozenset({item["pass"]})
                yield replace(mark, readings=readings, differs=_shows(doubt, mark))


def _shows(doubt: Doubt, mark: Mark) -> bool:
    """Whether a span is marked where readings are compared: that of the annotation is always."""
    return mark.layer not in FURTHER_SPANS.values() or any(
        FURTHER_SPANS.get(name) == mark.layer for name in doubt.differing
    )


def in_passes(doubts: Sequence[Doubt]) -> dict[str, list[Json]]:
    """The annotations with marks that are not in gold in the same form, by layer."""
    by_layer: dict[str, list[Json]] = {}
    for doubt in doubts:
        if doubt.differs and singular_of(doubt.layer) in INLINE:
            items = [item for name in doubt.passes for item in doubt.readings[name]]
            by_layer.setdefault(doubt.layer, []).extend(item for item in items if not item["kept"])
    return by_layer


def singular_of(layer: str) -> str:
    """The name of one annotation of a layer, or entry of the registry."""
    return LAYERS[layer].singular if layer in LAYERS else "entry"


def sentences(doubts: Sequence[Doubt]) -> dict[str, str]:
    """The anchor of the doubt about each sentence that may lack an annotation, or be wrong."""
    prefix = LAYERS["sentences"].prefix
    return {doubt.subject: doubt.anchor for doubt in doubts if doubt.subject.startswith(prefix)}


def doubt_tag(annotation: Json, passes: Collection[str]) -> str:
    """The tag of an annotation of gold that is doubtful, else nothing.

    It names the passes that have the annotation if not all do, ≠ if none does, and has a question
    mark if an audit doubts it.
    """
    tags = []
    if passes and set(annotation["passes"]) != set(passes):
        tags.append(" ".join(annotation["passes"]) or "≠")
    if annotation["verdict"] not in (None, RIGHT):
        tags.append("?")
    return " ".join(tags)


def in_words(view: View, doubt: Doubt, item: Json, up: str, *, short_form: bool = False) -> Markup:
    """An annotation or entry of a reading; what differs from other readings is emphasized.

    ``short_form`` leaves out what all readings have in common.
    """
    parts = [
        Markup("<b>{}</b>").format(html) if name in doubt.differing else html
        for name, html in _parts(view, doubt.layer, item, doubt.differing, up)
        if not (short_form and doubt.differing) or name in doubt.differing
    ]
    return Markup(" ").join(parts)


def _parts(
    view: View, layer: str, item: Json, differing: Collection[str], up: str
) -> Iterator[tuple[str, Markup]]:
    """Name and HTML of each part of an annotation or entry that a reader compares."""
    if layer == REGISTRY:
        yield "name", Markup("“{}”").format(shown(item["name"], "“", "”"))
        yield "kind", view.label("registry_kind", item["kind"], f"{up}")
        if item["type"]:
            yield "type", view.label("entity_type", item["type"], up)
        return
    yield SPAN, Markup("<q>{}</q>").format(shown(item["quote"], "“", "”"))
    if layer == "stances":
        yield from _stance_parts(view, item, differing, up)
        return
    for attribute in LAYERS[layer].keys:
        value = item[_column(LAYERS[layer], attribute)]
        if value is None:
            yield attribute, Markup("no {}").format(attribute)
        elif attribute in LAYERS[layer].labels:
            yield attribute, view.label(LAYERS[layer].labels[attribute], value, up)
        elif attribute in LAYERS[layer].references:
            yield attribute, Markup("{} {}").format(attribute, view.link(value, up))
        elif attribute in LAYERS[layer].spans:
            words = Markup("{} <q>{}</q>")
            yield attribute, words.format(attribute, shown(value["quote"], "“", "”"))
        else:
            yield attribute, Markup("{} {}").format(attribute, value)


def _stance_parts(
    view: View, item: Json, differing: Collection[str], up: str
) -> Iterator[tuple[str, Markup]]:
    for party in ("holder", "target"):
        yield party, view.link(item[f"{party}_id"], up)
        if f"{party}_span" in differing:
            span = item[f"{party}_span"]
            words = (
                Markup("<q>{}</q>").format(shown(span["quote"], "“", "”")) if span else "no words"
            )
            yield f"{party}_span", Markup("({})").format(words)
        if party == "holder":
            yield "arrow", Markup('<span role="img" aria-label="on">→</span>')
    if "alleged" in differing:
        yield "polarity", polarity({**item, "alleged": False})
        yield "alleged", Markup("alleged" if item["alleged"] else "not alleged")
    else:
        yield "polarity", polarity(item)
    yield "basis", view.label("stance_basis", item["basis"], up)


def outcome(doubt: Doubt, decision: Decision) -> str:
    """What a decision did, in words."""
    if doubt.differs and decision.passes_differ and decision.taken != THIRD:
        return f"Gold follows pass {decision.taken}"
    if decision.decision is None:
        differs = doubt.differs and decision.passes_differ
        return "Gold has nothing here" if differs else "Nothing is annotated"
    if decision.taken != THIRD:
        return "Gold is unchanged"
    given = any(reading.wording for reading in decision.readings)
    return "Gold follows no pass" if given else "Added to gold"


def subject_in_words(view: View, doubt: Doubt, up: str) -> Markup:
    """Holder and target of a stance if all readings have the same."""
    items = [item for items in doubt.readings.values() for item in items]
    names = {(item["holder_id"], item["target_id"]) for item in items if "holder_id" in item}
    if len(names) != 1 or not doubt.differing:
        return Markup()
    ((holder, target),) = names
    form = Markup('{} <span role="img" aria-label="on">→</span> {}: ')
    return form.format(view.link(holder, up), view.link(target, up))


READINGS = re.compile(r"\b\w+ of \w+ readings\b")


def explained(view: View, text: str, up: str) -> Markup:
    """A note with links: rules of the guidelines, and counts of readings."""
    html = Markup()
    end = 0
    for match in re.finditer(rf"{READINGS.pattern}|\b[a-z]+(?:-[a-z]+)*-\d+\b", text):
        html += shown(text[end : match.start()], ".", ".")
        if match[0] in view.corpus.frame.guideline_rules:
            html += view.rule(match[0], up)
        elif READINGS.fullmatch(match[0]):
            form = Markup('<a href="{}../annotation.html">{}</a>')
            html += form.format(up, match[0])
        else:
            html += escape(match[0])
        end = match.end()
    return html + shown(text[end:], ".", ".")


@dataclass(frozen=True)
class Context:
    """A doubt with the words that it is about in their sentence, and where these are shown.

    ``anchor`` is the id of the doubt in its list; ``title`` is that of the page in other lists.
    """

    doubt: Doubt
    before: Markup
    words: Markup
    after: Markup
    address: str
    anchor: str
    title: str = ""


def in_context(row: Json, doubt: Doubt, page: str = "", title: str = "") -> Context:
    """The sentence of a doubt about a page; ``page`` is the address of its view."""
    text: str = row["text"]
    starts = [sentence["page_start"] for sentence in row["sentences"]]
    names = [short(sentence["id"]) for sentence in row["sentences"]]
    if doubt.span:
        start, end = doubt.span
        index = max(bisect_right(starts, start) - 1, 0)
        first, last = starts[index], row["sentences"][index]["page_end"]
    else:
        index = names.index(doubt.subject) if doubt.subject in names else 0
        start = first = starts[index]
        end = last = row["sentences"][index]["page_end"]
    inline = singular_of(doubt.layer) in INLINE
    target = names[index] if "/" in doubt.subject and not inline else doubt.subject
    reading = f"?reading={DIFFERENCES}" if doubt.differs else ""
    return Context(
        doubt,
        shown(text[min(first, start) : start], after="."),
        shown(text[start:end], ".", "."),
        shown(text[end : max(last, end)], before="."),
        f"{page}{reading}#{target}",
        f"{doubt.page_id}-{doubt.anchor}" if page else doubt.anchor,
        title,
    )


def files(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the list of the doubts about all pages and the registry."""
    contexts = [
        in_context(row, doubt, f"pages/{row['page_id']}.html", view.titles[row["page_id"]])
        for row in view.pages
        for doubt in of_page(view, row)
    ]
    contexts += [
        Context(
            doubt,
            Markup(),
            shown(view.name(doubt.subject), ".", "."),
            Markup(),
            f"entities/{doubt.subject}.html",
            doubt.anchor,
        )
        for doubt in of_registry(view)
    ]
    sizes = Counter(_group(context.doubt) for context in contexts)
    layers = [*LAYERS, REGISTRY]

    def rank(context: Context) -> tuple[bool, int, int, str]:
        doubt = context.doubt
        group = _group(doubt)
        return not doubt.differs, layers.index(doubt.layer), -sizes[group], doubt.kind

    contexts.sort(key=rank)
    places: dict[tuple[str, str], str] = {}
    pages = list(parts("differences", contexts, IN_LIST))
    for part in pages:
        for context in part.items:
            group = _group(context.doubt)
            places.setdefault(group, f"{part.name}.html#{_slug(group)}")
    counts = [_counts(view, layer, contexts) for layer in layers]
    for part in pages:
        text = markdown(
            "differences.html",
            part.titled("Differences"),
            styles=("browse", "marks", "doubt"),
            searched=part.number == 1,
            view=view,
            up="",
            notice=NOTICE,
            part=part,
            sizes=sizes,
            places=places,
            counts=counts if part.number == 1 else [],
            group_of=_group,
            slug=_slug,
            passes=tuple(view.corpus.frame.passes),
            in_words=in_words,
            explained=explained,
            outcome=outcome,
            subject_in_words=subject_in_words,
        )
        yield f"{part.name}.md", text


def _group(doubt: Doubt) -> tuple[str, str]:
    """What a list groups doubts by: layer and kind."""
    return doubt.layer, doubt.kind


def _slug(group: tuple[str, str]) -> str:
    return re.sub(r"[^a-z]+", "-", " ".join(group))


@dataclass(frozen=True)
class LayerCounts:
    """How many annotations or entries of a layer there are in gold, and how many are doubtful.

    ``same`` are those that all passes have in the same form, ``compared`` those on pages with
    passes. ``parts`` is the number of differences of each kind, with their group; None if there is
    none.
    """

    layer: str
    total: int
    compared: int
    same: int
    audited: int
    parts: tuple[tuple[str, int, tuple[str, str] | None], ...]


def _counts(view: View, layer: str, contexts: Sequence[Context]) -> LayerCounts:
    doubts = [context.doubt for context in contexts if context.doubt.layer == layer]
    if layer == REGISTRY:
        every = tuple(view.corpus.frame.passes)
        items = [(row, every) for row in view.entities.values()]
        names = ["kind", "type", "name"]
    else:
        items = [(item, view.passes[row["page_id"]]) for row in view.pages for item in row[layer]]
        names = [SPAN, *LAYERS[layer].keys]
    numbers = Counter[str]({part_name(layer, name): 0 for name in names})
    groups: dict[str, tuple[str, str]] = {}
    for doubt in filter(lambda doubt: doubt.differs, doubts):
        numbers[doubt.kind] += 1
        groups[doubt.kind] = _group(doubt)
    compared = [(item, passes) for item, passes in items if passes]
    return LayerCounts(
        layer,
        len(items),
        len(compared),
        sum(set(item["passes"]) == set(passes) for item, passes in compared),
        sum(item["verdict"] not in (None, RIGHT) for item, _ in items),
        tuple((name, number, groups.get(name)) for name, number in numbers.items()),
    )
