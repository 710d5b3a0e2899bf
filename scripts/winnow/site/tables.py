"""The annotations of a page as tables, from which the cards of the page view are filled, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup, escape

from winnow.model.json import Json
from winnow.model.layers import LAYERS, Article
from winnow.rows.columns import Field, columns
from winnow.site.doubt import givers
from winnow.site.layout import short
from winnow.site.templates import BASES
from winnow.site.text import shown
from winnow.site.view import View

UP = "../"
"""The path from the view of a page to ``browse/``."""

IN_EVERY_LAYER = frozenset(
    ("id", "start", "end", "page_start", "page_end", "passes", "line_id", "verdict")
)
"""Columns that the tables of all layers show in the same way, or not at all."""

IN_WORDS = {
    "articles": ("role",),
    "segments": ("kind", "class", "article_id"),
    "sentences": ("segment_id",),
    "mentions": ("type", "entity_id"),
    "quotations": ("kind", "speaker_id"),
    "stances": ("quote", "holder_id", "target_id", "polarity", "basis", "alleged"),
}
"""Columns that the sentence on an annotation expresses; others are shown after it."""

POSITIONS = {"against": "against", "favor": "in favor of", "neutral": "neutral on"}
"""What a holder is, by the polarity of the stance."""

CLIPPED = {"segments": 60, "sentences": 60}
"""Most characters of an annotation's text that a table repeats, if not all."""


@dataclass(frozen=True)
class Table:
    """A layer of a page as a table; ``rows`` are ids on the page with the cells after them.

    ``count`` is the number of rows of gold; annotations that only a pass has are after these.
    """

    title: str
    count: int
    head: tuple[str, ...]
    rows: tuple[tuple[str, list[Markup]], ...]


def of_page(
    view: View, row: Json, in_passes: Mapping[str, Sequence[Json]] = MappingProxyType({})
) -> list[Table]:
    """A table for each layer of a row of ``pages``: a sentence on each annotation, then columns.

    ``in_passes`` has the annotations of each layer that only a pass has.

    The columns are those of the schema that are not in the sentence, and where the label is from.
    """
    fields = {field.name: field.item for field in columns(view.corpus.schemas, "pages")}
    roles = {article["id"]: article["role"] for article in row["articles"]}
    rules = {decision.id: decision.rule for decision in view.decisions.get(row["page_id"], ())}
    passes = view.passes[row["page_id"]]
    tables = []
    for layer in LAYERS.values():
        item = fields[layer.name]
        assert item is not None, f"{layer.name} is not a list in schema/rows/pages.schema.json"
        skipped = IN_EVERY_LAYER.union(IN_WORDS[layer.name])
        members = [member for member in item.members if member.name not in skipped]
        spans = [] if layer.type is Article else ["characters"]
        rows = tuple(
            (
                short(annotation["id"]),
                [
                    SENTENCES[layer.name](view, annotation, roles),
                    *[Markup("{page_start}–{page_end}").format_map(annotation) for _ in spans],
                    *(_cell(field, annotation, CLIPPED.get(layer.name)) for field in members),
                    origin(view, annotation, passes, rules),
                ],
            )
            for annotation in (*row[layer.name], *in_passes.get(layer.name, ()))
        )
        head = ("id", "in words", *spans, *map(_head, members), "origin")
        tables.append(Table(layer.name, len(row[layer.name]), head, rows))
    return tables


def _head(field: Field) -> str:
    if field.name == "quote":
        return "text"
    return f"{field.name.removesuffix('_span')} in the text"


def _cell(field: Field, annotation: Json, most: int | None) -> Markup:
    value = annotation[field.name]
    if value is None:
        return Markup("none")
    if field.kind == "struct":
        span = Markup("{} ({page_start}–{page_end})")
        return span.format(shown(value["quote"]), **value)
    if field.name == "quote" and most and len(value) > most:
        return shown(value[:most].rpartition(" ")[0] or value[:most]) + " …"
    return shown(str(value))


def _label(name: str, label: str, words: str = "") -> Markup:
    """A label in a sentence; scripts link it as in the list of ``labels_of``."""
    return Markup('<b data-key="{}.{}">{}</b>').format(name, label, words or label)


def labels_of(row: Json) -> dict[str, list[str]]:
    """The labels that the sentences on a page's annotations have, by label list."""
    labels: dict[str, set[str]] = {"segment_class": set()}
    for layer in LAYERS.values():
        for attribute, name in layer.labels.items():
            labels[name] = {annotation[attribute] for annotation in row[layer.name]}
    labels["segment_class"] |= {segment["class"] for segment in row["segments"]}
    return {name: sorted(used) for name, used in labels.items()}


def _article(_view: View, article: Json, roles: Mapping[str, str]) -> Markup:
    role = _label("article_role", article["role"])
    number = list(roles).index(article["id"]) + 1
    return Markup("Article {} of the page ({})").format(number, role)


def _segment(_view: View, segment: Json, roles: Mapping[str, str]) -> Markup:
    words = segment["kind"].replace("_", " ").capitalize()
    kind = _label("segment_kind", segment["kind"], words)
    label = _label("segment_class", segment["class"])
    article = segment["article_id"]
    if article is None:
        return Markup("{} ({})").format(kind, label)
    article_form = "the main article" if roles[article] == "main" else "a related article"
    form = Markup('{} of <a href="#{}">{}</a> ({})')
    return form.format(kind, short(article), article_form, label)


def _sentence(_view: View, sentence: Json, _roles: Mapping[str, str]) -> Markup:
    return Markup('Sentence of segment <a href="#{0}">{0}</a>').format(
        short(sentence["segment_id"])
    )


def _mention(view: View, mention: Json, _roles: Mapping[str, str]) -> Markup:
    label = _label("entity_type", mention["type"])
    if mention["entity_id"] is None:
        return Markup("Mention ({})").format(label)
    return Markup("Mention of {} ({})").format(view.link(mention["entity_id"], UP), label)


def _quotation(view: View, quotation: Json, _roles: Mapping[str, str]) -> Markup:
    kind = _label("quotation_kind", quotation["kind"])
    cue = quotation["cue"]
    reported = Markup(", reported by “{}”").format(shown(cue["quote"])) if cue else ""
    if quotation["speaker_id"] is None:
        return Markup("A {} quotation without a speaker{}").format(kind, reported)
    speaker = view.link(quotation["speaker_id"], UP)
    return Markup("{}: a {} quotation{}").format(speaker, kind, reported)


def _stance(view: View, stance: Json, _roles: Mapping[str, str]) -> Markup:
    polarity, basis = stance["polarity"], stance["basis"]
    form = Markup('{} is <span class="polarity {}{}">{}{}</span> {} ({}): “{}”')
    return form.format(
        view.link(stance["holder_id"], UP),
        polarity,
        " alleged" if stance["alleged"] else "",
        "allegedly " if stance["alleged"] else "",
        _label("polarity", polarity, POSITIONS[polarity]),
        view.link(stance["target_id"], UP),
        _label("stance_basis", basis, BASES[basis]),
        shown(stance["quote"]),
    )


SENTENCES: Mapping[str, Callable[[View, Json, Mapping[str, str]], Markup]] = {
    "articles": _article,
    "segments": _segment,
    "sentences": _sentence,
    "mentions": _mention,
    "quotations": _quotation,
    "stances": _stance,
}
"""A sentence in plain English on an annotation of each layer, from the roles of articles."""


def origin(
    view: View, annotation: Json, passes: tuple[str, ...], rules: Mapping[str, str]
) -> Markup:
    """Which of the ``passes`` of the page have the annotation, the decision on it, the verdict.

    ``rules`` has the rule of each decision by its id. Empty for the ``common_origin``.
    """
    decision, verdict = annotation["line_id"], annotation["verdict"]
    if passes and annotation["passes"] == [*passes] and verdict == "right" and not decision:
        return Markup()
    parts = [escape(givers(annotation["passes"], passes))]
    if decision:
        form = Markup('adjudicated <a href="#line-{0}">{0}</a> by rule {1}')
        parts.append(form.format(decision, view.rule(rules[decision], UP)))
    if verdict is None:
        parts.append(Markup("not audited"))
    else:
        form = Markup('audit: <a href="../../reference/audit.html">{}</a>')
        parts.append(Markup("audit: right") if verdict == "right" else form.format(verdict))
    return Markup("; ").join(parts)


def common_origin(passes: tuple[str, ...]) -> str:
    """The origin of most annotations of a page: all passes agree, and so does the audit."""
    return f"{givers(passes, passes)}; audit: right"
