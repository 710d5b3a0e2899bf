"""What the first page of the docs takes from the dataset: how much there is, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterator

from winnow.annotations import LAYERS
from winnow.browse.view import View
from winnow.metadata import references

MARKS = {
    "articles": "articles on the pages, main or related",
    "segments": "pieces of lines, each of one kind: headline, paragraph, promotion …",
    "sentences": "sentences, within segments",
    "mentions": "names, dates and numbers, with their entities",
    "quotations": "stretches in quotation marks, with speaker and reporting word",
    "stances": "stances: holder, target, polarity, basis, and the words that show them",
}
"""What each layer marks, in a phrase."""


def files(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the parts, which the first page takes in."""
    yield "parts/home.md", _home(view)
    yield "parts/cite.md", _cite(view)


def _home(view: View) -> str:
    lines = ["| layer | what is marked | in all |", "|---|---|---|"]
    for layer in LAYERS:
        count = sum(len(row[layer]) for row in view.pages)
        lines.append(f"| {layer} | {MARKS[layer]} | {count} |")
    entries, given = len(view.entities), len(view.rows.get("passes", ()))
    lines += [
        f"| registry | entities, unnamed actors, issues, the same on every page | {entries} |",
        f"| passes | annotations as independent readings gave them | {given} |",
        f"| **pages** | **as they were scraped** | **{len(view.pages)}** |",
    ]
    return "\n".join(lines) + "\n"


def _cite(view: View) -> str:
    about = view.corpus.metadata
    return f"> {references.apa(about)}\n\n```bibtex\n{references.bibtex(about)}\n```\n"
