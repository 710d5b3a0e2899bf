"""Rules by which web pages were chosen for pretraining, as the library DataTrove has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from winnow.baselines.extractors import kept
from winnow.baselines.imports import unescaped
from winnow.baselines.lines import Line, lines
from winnow.documents import Json
from winnow.score.gold import Gold

Filter = Any
"""A filter of DataTrove; the package has no types."""


def c4(gold: Gold) -> list[Json]:
    """The lines that the rules of C4 keep (Raffel et al. 2020, section 2.2)."""
    return kept(gold, c4_lines)


def c4_lines(text: str) -> list[Line]:
    """The lines of a text that the rules of C4 keep: none where they discard the page.

    The rules on lines look at one line only; so the lines that are kept are those that are kept
    alone, with no least number of sentences. Raises ``ValueError`` where these are not what is
    kept of the page.
    """
    from datatrove.pipeline.filters import C4QualityFilter

    reason, page = _judged(C4QualityFilter(), text)
    if reason:
        return []
    alone = C4QualityFilter(min_num_sentences=-1)
    found = [(line, _judged(alone, line.text)[1]) for line in lines(text)]
    if "\n".join(left for _, left in found if left).strip() != page:
        raise ValueError("the lines that C4 keeps alone are not those it keeps of the page")
    return [line for line, left in found if left]


def gopher(gold: Gold) -> list[Json]:
    """The lines that as documents would pass the rules of Gopher (Rae et al. 2021, table A1)."""
    return _line_by_line(gold, gopher_filters)


def gopher_filters() -> list[Filter]:
    """The rules of Gopher on repetition and on quality."""
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter

    return [GopherRepetitionFilter(), GopherQualityFilter()]


def fineweb(gold: Gold) -> list[Json]:
    """The lines that as documents would pass the rules of FineWeb (Penedo et al. 2024)."""
    return _line_by_line(gold, fineweb_filters)


def fineweb_filters() -> list[Filter]:
    """The rules that FineWeb adds to those of C4 and of Gopher."""
    from datatrove.pipeline.filters import FineWebQualityFilter

    return [FineWebQualityFilter()]


def c4_filters() -> list[Filter]:
    """The rules of C4 on lines and pages, without its list of words."""
    from datatrove.pipeline.filters import C4QualityFilter

    return [C4QualityFilter()]


def _line_by_line(gold: Gold, filters: Callable[[], list[Filter]]) -> list[Json]:
    made = filters()
    return kept(
        gold, lambda text: [line for line in lines(text) if rejected(made, line.text) is None]
    )


def verdicts(gold: Gold) -> dict[str, dict[str, str | None]]:
    """What each set of rules says of whole pages: why it rejects the page, or None, by page id."""
    sets = {"C4": c4_filters(), "Gopher": gopher_filters(), "FineWeb": fineweb_filters()}
    return {
        name: {page.id: rejected(filters, page.text) for page in gold.pages.values()}
        for name, filters in sets.items()
    }


def rejected(filters: Sequence[Filter], text: str) -> str | None:
    """Why the first of some filters that rejects a text does so, or None where all let it pass."""
    return next((reason for each in filters if (reason := _judged(each, text)[0])), None)


def _judged(each: Filter, text: str) -> tuple[str | None, str]:
    """Why a filter rejects a text, None where it does not, and the text as it leaves it."""
    from datatrove.data import Document

    document = Document(text=text, id="")
    with unescaped():
        verdict = each.filter(document)
    passed, reason = verdict if isinstance(verdict, tuple) else (verdict, "rejected")
    return (None if passed else reason), document.text
