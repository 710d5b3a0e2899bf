"""The command that checks sources, annotations and schemas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Output, Root, complete_page, load_with_card, page_id, paths_of
from winnow.model.describe import count
from winnow.model.passes import SHARED
from winnow.model.problem import Problem, hint
from winnow.model.rules import RULES
from winnow.read.paths import Paths

if TYPE_CHECKING:
    from winnow.checks.load import Loading

RULE_IDS = tuple(RULES)


def complete_rule(incomplete: str) -> list[str]:
    """Ids of rules, for completion in a shell."""
    return [rule for rule in RULE_IDS if rule.startswith(incomplete)]


def check(
    pages: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PAGE",
            help="Page ids, or how they begin; all pages by default.",
            autocompletion=complete_page,
        ),
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rule",
            metavar="ID",
            help="Show only problems of this rule; repeatable.",
            autocompletion=complete_rule,
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            "--max",
            metavar="N",
            min=0,
            help="Show at most N problems, and few of one kind; 0 shows all, as json does.",
        ),
    ] = terminal.MOST,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check that sources, annotations and schemas are valid.

    With PAGE, problems in files of other pages are left out; those in shared files are shown.
    Independent passes are checked against rules of levels 1 to 3; violations of other rules in
    them are remarks, which do not count as problems.
    """
    paths = paths_of(root)
    for rule in rules or ():
        if rule not in RULE_IDS:
            terminal.wrong_call(f"no such rule: {rule!r}{hint(rule, RULE_IDS)}")
    loading, _ = load_with_card(paths)
    wanted = {_page_id(page, loading) for page in pages or ()}

    def is_wanted(problem: Problem) -> bool:
        page = _page_of(problem)
        return (not rules or problem.rule in rules) and (
            not wanted or page is None or page in wanted
        )

    problems = filter(is_wanted, loading.problems)
    remarks = filter(is_wanted, loading.remarks)
    pages_checked = count(len(wanted or loading.page_ids), "page")
    of_rules = f" of {', '.join(rules)}" if rules else ""
    success = f"{pages_checked} checked, no problems{of_rules}."
    terminal.report(problems, output, success, remarks, limit=limit, see_all="--max 0")


PAGE_FOLDERS = (Paths.sources, Paths.gold)
"""Folders in which every page has a file."""


def _page_of(problem: Problem) -> str | None:
    """The id of the page whose own file a problem is in; None for shared files."""
    file = Path(problem.file)
    folder = file.parent.as_posix()
    in_pass = folder.startswith(f"{Paths.passes}/") and file.name not in SHARED
    if problem.file == Paths.sources_index or not (in_pass or folder in PAGE_FOLDERS):
        return None
    return file.stem


def _page_id(wanted: str, loading: Loading) -> str:
    """The id of a page that is listed, or that has a file; any if the index is not valid."""
    pages = {_page_of(problem) for problem in loading.problems}
    known = sorted({*loading.page_ids, *(page for page in pages if page)})
    index_invalid = any(problem.file == Paths.sources_index for problem in loading.problems)
    if index_invalid and not any(page.startswith(wanted) for page in known):
        return wanted
    return page_id(wanted, known)
