"""Hooks of the MkDocs build: facts of the dataset, examples, descriptions, a small search index.

``mkdocs.yml`` names this file; nothing imports it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from winnow.dataset.metadata import citation
from winnow.read.guidelines import HEADING

DESCRIPTION = 160
"""Most characters of a page's description, which search engines show."""

SHORTEST = 40
"""Fewest characters of a paragraph that describes its page."""

NOTICE = (
    "Names and stances on these pages are annotations of news texts, not statements about a person."
)
"""A paragraph that several pages of the guidelines begin with."""

PYTHON_STYLES = "assets/_mkdocstrings.css"
"""Style sheet of the one page with generated reference of Python, which names it itself."""


@event_priority(-100)
def on_config(config: MkDocsConfig) -> None:
    """Give the templates the metadata of the dataset, and keep a style sheet off most pages."""
    path = Path(config.config_file_path).with_name("dataset") / "metadata.json"
    metadata = json.loads(path.read_text(encoding="utf-8"))
    config.extra["dataset"] = metadata
    config.extra["citation"] = citation.apa(metadata).replace("*", "")
    if PYTHON_STYLES in config.extra_css:
        config.extra_css.remove(PYTHON_STYLES)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Draw the examples of the guidelines, and list the decisions by each rule.

    Both are in docs/browse/parts/guidelines.json, which ``winnow site`` writes. A page that is all
    HTML does not go through the Markdown parser, which would take much of the time of a build.
    """
    if page.meta.get("html"):
        page.meta["body"] = markdown
        return ""
    if not page.file.src_uri.startswith("guidelines/"):
        return markdown
    page.meta["styles"] = ["marks", "guidelines"]
    parts = Path(config.docs_dir, "browse/parts/guidelines.json")
    return "\n".join(_lines(markdown, **json.loads(parts.read_text(encoding="utf-8"))))


def _lines(markdown: str, examples: dict[str, str], decisions: dict[str, str]) -> Iterator[str]:
    rule = ""
    for line in [*markdown.split("\n"), "# "]:
        if line.startswith(("# ", "## ", "### ")):
            if rule in decisions:
                yield from (decisions[rule], "{ .decisions }", "")
            heading = HEADING.match(line)
            rule = heading["id"] if heading else ""
            if heading:
                label = re.sub(r"[`*]", "", heading["title"])
                yield (
                    f'### {heading["title"]} <small class="rule-id">{rule}</small> '
                    f'{{ #{rule} data-toc-label="{label}" }}'
                )
                continue
        yield examples.get(line, line)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Describe a page by its first paragraph, unless its front matter has a description."""
    if "body" in page.meta:
        html = page.meta.pop("body")
        page.present_anchor_ids = set(re.findall(r' id="([^"]+)"', html))  # links are checked
    if "description" in page.meta:
        return html
    without_boxes = re.sub(r'<div class="admonition.*?</div>', "", html, flags=re.DOTALL)
    paragraphs = re.findall(r"<p>(.*?)</p>", without_boxes, re.DOTALL)
    texts = (" ".join(unescape(re.sub(r"<[^>]+>", "", html)).split()) for html in paragraphs)
    text = next((text for text in texts if len(text) >= SHORTEST and text != NOTICE), None)
    if text:
        page.meta["description"] = escape(_shortened(text))
    return html


def _shortened(text: str) -> str:
    """The first sentence or sentences of a text, or else its first words."""
    if len(text) <= DESCRIPTION:
        return text
    beginning = text[: DESCRIPTION - 1]
    sentences, end, _ = beginning.rpartition(". ")
    return sentences + "." if end else beginning.rpartition(" ")[0] + " …"


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Split the search index after the plugins wrote it, and remove files that no page loads.

    The theme loads its index with every page. It gets one without documents; the documents are in
    a script that assets/search.js loads when the search is opened.
    """
    site = Path(config.site_dir)
    folder = site / "search"
    index = (folder / "search_index.json").read_text(encoding="utf-8")
    (folder / "documents.js").write_text(f"var winnowDocuments = {index};\n", encoding="utf-8")
    empty = json.dumps(json.loads(index) | {"docs": []})
    (folder / "search_index.json").write_text(empty, encoding="utf-8")
    (folder / "search_index.js").write_text(f"var __index = {empty}", encoding="utf-8")
    for path in (site / "assets").rglob("*.map"):
        path.unlink()
    shutil.rmtree(site / "assets/javascripts/lunr", ignore_errors=True)
