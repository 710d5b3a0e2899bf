"""A hook of MkDocs that draws the examples of the guidelines and lists the decisions by each rule.

Both are in docs/browse/parts/guidelines.json, which ``winnow site`` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from winnow.read.guidelines import HEADING


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace example lines and headings of the guidelines, and add the decisions by each rule."""
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
