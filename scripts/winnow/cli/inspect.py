"""Commands that show annotations: a page sentence by sentence, counts, agreement and audits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import (
    HERE,
    Report,
    Root,
    complete_page,
    load,
    page_id,
    paths_of,
)
from winnow.read.paths import Paths

if TYPE_CHECKING:
    from winnow.model.corpus import Corpus
    from winnow.model.record import AnnotatedPage


def show(
    page: Annotated[
        str,
        typer.Argument(
            metavar="PAGE", help="Page id, or its beginning.", autocompletion=complete_page
        ),
    ],
    sentence: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Id of a sentence, such as x3; repeatable. Default: all."),
    ] = None,
    root: Root = HERE,
) -> None:
    """Print a page with its gold annotations, sentence by sentence.

    Mentions are coloured by type, quotations are in italics and the evidence of stances is
    underlined. Annotations are listed below their sentence; a legend explains ids and brackets. If
    the page has problems, only its valid annotations are shown.
    """
    from winnow.cli import show as display

    annotated = _page(paths_of(root), page)
    gold = annotated.gold
    known = [item.id for item in gold.sentences]
    unknown = [wanted for wanted in sentence or () if wanted not in known]
    if unknown:
        range_of_ids = (
            f"its sentences are {known[0]} to {known[-1]}" if known else "it has no sentences"
        )
        terminal.wrong_call(f"{gold.id} has no sentence {', '.join(unknown)}; {range_of_ids}")
    terminal.show(display.page(annotated, set(sentence or known)))


def _page(paths: Paths, wanted: str) -> AnnotatedPage:
    """The page with an id, or whose id begins so; only its valid annotations if it has problems."""
    from winnow.cli.show import valid_part
    from winnow.model.record import AnnotatedPage
    from winnow.read import repository

    loading = load(paths)
    if loading.corpus:
        name = page_id(wanted, [page.id for page in loading.corpus.annotated])
        return next(page for page in loading.corpus.annotated if page.id == name)
    files = repository.read(paths)
    if files.frame is None or not files.records:
        terminal.report_and_exit(loading.problems, terminal.Format.TEXT)
    name = page_id(wanted, sorted(files.records))
    typer.echo(
        f"winnow: there are problems (winnow check {name}); only valid annotations are shown, "
        "without passes, decisions and audits.",
        err=True,
    )
    return AnnotatedPage(valid_part(files.records[name]), files.frame)


def counts(output: Report = terminal.ReportFormat.TEXT, root: Root = HERE) -> None:
    """Count annotations by layer and page, labels, and decisions on independent passes."""
    from winnow.dataset import build
    from winnow.reports import counts as counts_report

    data = build.counts(_corpus(paths_of(root), output))
    terminal.figures(data, counts_report.tables(data), output)


def agree(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="Name of a pass, or gold.")],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Name of another pass, or gold.")],
    output: Report = terminal.ReportFormat.TEXT,
    root: Root = HERE,
) -> None:
    """Measure the agreement of two passes, or of a pass and the gold standard, layer by layer.

    Only the pages that are in LEFT and in RIGHT are compared. Measures of each layer: equal spans
    with equal labels (F1), characters with equal labels (F1), labels of matched spans, and
    annotations that are equal in every part; also Cohen's kappa on the rows of stance and
    Krippendorff's alpha on the tags of tokens. An undefined figure, such as the agreement on a
    layer without annotations, is a dash.
    """
    from winnow.reports import agreement, agreement_tables

    corpus = _corpus(paths_of(root), output)
    known = agreement.readings(corpus)
    unknown = [name for name in (left, right) if name not in known]
    if unknown:
        terminal.wrong_call(f"no such pass: {', '.join(unknown)}. Available: {', '.join(known)}")
    measured = agreement.compare(known[left], known[right], corpus)
    if not measured.page_ids:
        terminal.wrong_call(f"{left} and {right} have no page in common")
    data = agreement_tables.as_data(measured)
    terminal.figures(data, agreement_tables.tables(data), output)


def audit(output: Report = terminal.ReportFormat.TEXT, root: Root = HERE) -> None:
    """Summarise the audits of the gold standard by layer, and list their findings.

    "Before" counts the verdicts of the first audit, "after" the verdicts on the present gold
    standard. If an annotation has several verdicts, the least favourable one counts.
    """
    from winnow.reports import audit as audit_report

    data = audit_report.as_data(_corpus(paths_of(root), output))
    if not data["audits"] and output is not terminal.ReportFormat.JSON:
        typer.echo("The gold standard was not audited.")
        return
    terminal.figures(data, audit_report.tables(data), output)


def _corpus(paths: Paths, output: terminal.ReportFormat) -> Corpus:
    loading = load(paths)
    if loading.corpus is None:
        terminal.report_and_exit(loading.problems, output)
    return loading.corpus
