"""Commands that show what is annotated: a page sentence by sentence, and counts."""

from __future__ import annotations

from typing import Annotated

import typer

from winnow.cli import show as display
from winnow.cli import terminal
from winnow.cli.common import HERE, Root, load, paths_of
from winnow.dataset import build
from winnow.model.corpus import Corpus
from winnow.model.record import AnnotatedPage
from winnow.read.paths import Paths
from winnow.reports import agreement, agreement_tables
from winnow.reports import audit as audit_report
from winnow.reports import counts as counts_report

Report = Annotated[
    terminal.ReportFormat,
    typer.Option("--format", help="Print tables as text or Markdown, or the figures as JSON."),
]


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
    passes that have them so, the last line of the log of adjudication on them, and what audits
    doubted.
    """
    corpus = _corpus(paths_of(root), terminal.Format.TEXT)
    annotated = _page(corpus, page)
    shown = annotated.gold
    known = {each.id for each in shown.sentences}
    unknown = [each for each in sentence or () if each not in known]
    if unknown:
        there = [each.id for each in shown.sentences]
        its = f"its sentences are {there[0]} to {there[-1]}" if there else "it has none"
        terminal.wrong_call(f"{shown.id} has no sentence {', '.join(unknown)}; {its}")
    shown_ids = set(sentence or known)
    terminal.show(display.page(annotated, shown_ids))


def _page(corpus: Corpus, wanted: str) -> AnnotatedPage:
    found = [page for page in corpus.annotated if page.id.startswith(wanted)]
    exact = [page for page in found if page.id == wanted]
    if len(exact or found) != 1:
        ids = ", ".join(page.id for page in found or corpus.pages)
        what = "more than one page begins with" if found else "no page is or begins with"
        terminal.wrong_call(f"{what} {wanted!r}. The ids of the pages are: {ids}")
    return (exact or found)[0]


def counts(output: Report = terminal.ReportFormat.TEXT, root: Root = HERE) -> None:
    """Count annotations by layer and page, labels, and the decisions on independent passes."""
    data = build.counts(_corpus(paths_of(root), output))
    terminal.figures(data, counts_report.tables(data), output)


def agree(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="Name of a pass, or gold.")],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Name of another, or gold.")],
    output: Report = terminal.ReportFormat.TEXT,
    root: Root = HERE,
) -> None:
    """Measure how far two passes agree, or a pass and the gold standard, layer by layer.

    What is compared are the pages that both have. Of each layer: equal spans with equal labels
    (F1), characters with equal labels (F1), labels of matched spans, annotations equal in every
    part; besides, Cohen's kappa on the rows of stance and Krippendorff's alpha on the tags of
    tokens. A figure that is not defined, such as the agreement on nothing, is a dash. The docs
    define each measure in docs/agreement.md.
    """
    corpus = _corpus(paths_of(root), output)
    known = agreement.readings(corpus)
    unknown = [name for name in (left, right) if name not in known]
    if unknown:
        terminal.wrong_call(
            f"no such pass: {', '.join(unknown)}. What can be compared: {', '.join(known)}"
        )
    found = agreement.compare(known[left], known[right], corpus)
    if not found.page_ids:
        terminal.wrong_call(f"{left} and {right} have no page in common")
    data = agreement_tables.as_data(found)
    terminal.figures(data, agreement_tables.tables(data), output)


def audit(output: Report = terminal.ReportFormat.TEXT, root: Root = HERE) -> None:
    """Tell what audits of the gold standard found, by layer, and what came of it.

    Before: the verdicts of the first audit. After: those on the gold standard as it stands, the
    least favourable where there are several.
    """
    data = audit_report.as_data(_corpus(paths_of(root), output))
    if not data["audits"] and output is not terminal.ReportFormat.JSON:
        typer.echo("The gold standard was not audited.")
        return
    terminal.figures(data, audit_report.tables(data), output)


def _corpus(paths: Paths, output: terminal.Format | terminal.ReportFormat) -> Corpus:
    loading, _ = load(paths)
    if loading.corpus is None:
        told = terminal.Format.JSON if output == "json" else terminal.Format.TEXT
        terminal.report(loading.problems, told)
        raise typer.Exit(1)
    return loading.corpus
