"""The templates of the site: HTML, where every value is escaped, and Markdown."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from winnow.model.json import Json
from winnow.site.layout import short
from winnow.site.text import flattened, plain, shown

SIGNS = {"favor": "+", "against": "−", "neutral": "0", "none": "", "mixed": "±"}
"""The sign of each polarity, for readers who cannot tell the colours apart."""


BASES = {
    "quoted": "in a quotation",
    "reported": "reported",
    "enacted": "by an act",
    "narrated": "in the writer’s words",
}
"""The basis of a stance as part of a sentence."""


def polarity(stance: Json) -> Markup:
    """The polarity of a stance with its sign, and whether it is only alleged."""
    kind = stance["polarity"]
    classes, suffix = (" alleged", ", alleged") if stance["alleged"] else ("", "")
    form = Markup('<span class="polarity {kind}{classes}">{sign} {kind}{suffix}</span>')
    return form.format(kind=kind, classes=classes, sign=SIGNS[kind], suffix=suffix)


OPTIONS: dict[str, Any] = {
    "loader": PackageLoader("winnow.site"),
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
HTML = Environment(autoescape=True, **OPTIONS)
HTML.filters |= {"visible": shown, "plain": plain, "short": short}
HTML.globals |= {"polarity_of": polarity, "BASES": BASES}
MARKDOWN = Environment(autoescape=False, **OPTIONS)


DESCRIPTIONS = {
    "page.html": "A scraped news page with gold annotations on its text: {title}",
    "entity.html": "Everything that is annotated about {title} in the pages of the dataset.",
}
"""Descriptions of pages, for search engines and previews, by template; others have a paragraph."""


def text_of(template: str, **values: object) -> str:
    """A page or part of the docs in Markdown, from a template of the same kind."""
    return MARKDOWN.get_template(template).render(**values)


def markdown(
    template: str,
    title: str,
    *,
    styles: tuple[str, ...] = ("browse", "marks"),
    searched: bool = True,
    boost: int = 1,
    **values: object,
) -> str:
    """A page of the docs: front matter, and the HTML of a template in one line.

    ``styles`` are the style sheets of docs/assets that it needs besides those of every page.
    Search engines are asked to stay away, because all of these pages name persons. A page that is
    not ``searched`` is left out of the site's own index, too; ``boost`` ranks it higher there.
    There are no side bars.
    """
    head = ["---", f"title: {_escaped(title)}", "hide: [navigation, toc]", "robots: noindex"]
    head += ["html: true"]
    if template in DESCRIPTIONS:
        description = DESCRIPTIONS[template].format(title=title)
        head.append(f"description: {_escaped(description)}")
    head += [f"styles: [{', '.join(styles)}]"]
    head += ["search:", f"  boost: {boost}" if searched else "  exclude: true"]
    html = flattened(HTML.get_template(template).render(**values))
    return "\n".join([*head, "---", "", html, ""])


def _escaped(text: str) -> str:
    """Text of a front matter, which the theme puts into the page without escaping it."""
    return json.dumps(str(escape(plain(text))), ensure_ascii=False)
