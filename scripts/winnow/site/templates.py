"""Templates of the site's HTML: everything that is filled in is escaped."""

from __future__ import annotations

import json

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from winnow.model.json import Json
from winnow.site.text import flattened, plain, shown

SIGNS = {"favor": "+", "against": "−", "neutral": "0", "none": "", "mixed": "±"}
"""What stands beside a polarity's colour, so that nobody needs to tell colours apart."""

ENVIRONMENT = Environment(
    loader=PackageLoader("winnow.site"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters |= {"visible": shown, "plain": plain}


def polarity(stance: Json) -> Markup:
    """The polarity of a stance with its sign; one that is only alleged says so."""
    kind = stance["polarity"]
    classes, said = (" alleged", ", alleged") if stance["alleged"] else ("", "")
    form = Markup('<span class="polarity {kind}{classes}">{sign} {kind}{said}</span>')
    return form.format(kind=kind, classes=classes, sign=SIGNS[kind], said=said)


ENVIRONMENT.globals["polarity_of"] = polarity


def markdown(
    template: str, title: str, *, searched: bool = True, boost: int = 1, **values: object
) -> str:
    """A page of the docs: front matter, the heading, and a template's HTML in one line.

    Search engines are asked to stay away, since all of these pages name persons; what is not
    ``searched`` is left out of the site's own index, too; there, ``boost`` lifts a page above
    others. There are no side bars.
    """
    # MkDocs and the theme put the title into the page as it stands
    escaped = json.dumps(str(escape(plain(title))), ensure_ascii=False)
    head = ["---", f"title: {escaped}", "hide: [navigation, toc]", "robots: noindex"]
    head += ["search:", f"  boost: {boost}" if searched else "  exclude: true"]
    html = flattened(ENVIRONMENT.get_template(template).render(**values))
    return "\n".join([*head, "---", "", html, ""])
