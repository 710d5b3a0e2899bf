"""Commands that show what is annotated: a page sentence by sentence, and counts."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from winnow import build, counting, display, terminal
from winnow.commands.common import HERE, Output, Root, load, paths_of
from winnow.corpus import Corpus, Page
from winnow.paths import Paths


def show(
    page: Annotated[
        str, typer.Argument(metavar="PAGE", help="Id of a page, or how only its id begins.")
    ],
    sentence: Annotated[
        list[str] | None,
        typer.Option(help="Id of a sentence, such as x3; may be repeated. All if none is given."),
    ] = None,
    root: Root = HERE,
) -> None:
    """Print a page with its gold annotations, sentence by sentence.

    Mentions are coloured by type, quotations are in italics and the evidence of stances is
    underlined. Below each sentence stand its annotations with their ids and, in brackets, the
    passes that have them so and the line of the log of adjudication that decided on them.
    """
    corpus = _corpus(paths_of(root), terminal.Format.TEXT)
    shown = _page(corpus, page)
    known = {each.id for each in shown.sentences}
    unknown = [each for each in sentence or () if each not in known]
    if unknown:
        there = [each.id for each in shown.sentences]
        its = f"its sentences are {there[0]} to {there[-1]}" if there else "it has none"
        terminal.wrong_call(f"{shown.id} has no sentence {', '.join(unknown)}; {its}")
    terminal.show(display.page(shown, set(sentence or known), corpus.origin))


def _page(corpus: Corpus, wanted: str) -> Page:
    found = [page for page in corpus.pages if page.id.startswith(wanted)]
    exact = [page for page in found if page.id == wanted]
    if len(exact or found) != 1:
        ids = ", ".join(page.id for page in found or corpus.pages)
        what = "more than one page begins with" if found else "no page is or begins with"
        terminal.wrong_call(f"{what} {wanted!r}. The ids of the pages are: {ids}")
    return (exact or found)[0]


def counts(output: Output = terminal.Format.TEXT, root: Root = HERE) -> None:
    """Count annotations by layer and page, labels, and the decisions on independent passes."""
    figures = build.figures(_corpus(paths_of(root), output))
    if output is terminal.Format.JSON:
        typer.echo(json.dumps(figures, indent=2))
        return
    for title, rows in counting.tables(figures):
        terminal.table(title, rows)


def _corpus(paths: Paths, output: terminal.Format) -> Corpus:
    loading, _ = load(paths)
    if loading.corpus is None:
        terminal.report(loading.problems, output)
        raise typer.Exit(1)
    return loading.corpus
