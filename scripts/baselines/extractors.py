"""Baselines that extract the text of articles, and filters of lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from html import escape, unescape
from typing import Any

from baselines.common import Json, PageLine, ignore_escape_warnings, lines, without_space
from winnow.score import Gold

MANY_WORDS = 16
"""A block with more words and no links is content, whatever its neighbours are.

This is the first threshold on words of the classifier by number of words and link density in
Kohlschütter, Fankhauser and Nejdl (2010), "Boilerplate Detection using Shallow Text Features",
algorithm 2; it was learned on other pages.
"""


def kept(gold: Gold, keep: Callable[[str], Iterable[PageLine]]) -> list[Json]:
    """Predictions for all pages from a function that gives the lines of a text to keep."""
    return [
        {
            "page_id": page.id,
            "kept": [{"start": line.start, "end": line.end} for line in keep(page.text)],
        }
        for page in gold.pages.values()
    ]


def keep_all(gold: Gold) -> list[Json]:
    """Every line that is not blank."""
    return kept(gold, lines)


def long_lines(gold: Gold) -> list[Json]:
    """The lines of more than ``MANY_WORDS`` words, split at white space."""
    return kept(gold, lambda text: [line for line in lines(text) if _words(line) > MANY_WORDS])


def _words(line: PageLine) -> int:
    return len(line.text.split())


def justext(gold: Gold) -> list[Json]:
    """The lines that jusText (Pomikálek 2011) classifies as good; each is a paragraph to it."""
    return kept(gold, justext_lines)


def justext_lines(text: str) -> list[PageLine]:
    """The lines of a text that jusText keeps.

    Raises ``ValueError`` if its paragraphs are not exactly the lines, in order.
    """
    import justext as library

    page_lines = lines(text)
    if not page_lines:
        return []
    paragraphs = library.justext(as_html(page_lines), library.get_stoplist("English"))
    expected = [without_space(line.text) for line in page_lines]
    if [without_space(paragraph.text) for paragraph in paragraphs] != expected:
        raise ValueError("the paragraphs of jusText are not the lines of the page")
    return [
        line
        for line, paragraph in zip(page_lines, paragraphs, strict=True)
        if not paragraph.is_boilerplate
    ]


def trafilatura(gold: Gold) -> list[Json]:
    """The lines that trafilatura (Barbaresi 2021) extracts; each is a paragraph to it."""
    return kept(gold, trafilatura_lines)


def trafilatura_lines(text: str) -> list[PageLine]:
    """The lines of a text that trafilatura keeps with its default settings, without comments.

    Raises ``ValueError`` if it returns a line that is not in the text, or not in order.
    """
    from trafilatura import extract

    page_lines = lines(text)
    extracted = extract(as_html(page_lines), include_comments=False) if page_lines else None
    # The library resolves character references a second time when it writes text, and composes and
    # drops characters, so the lines are compared as it writes them.
    texts = [_as_written(unescape(line.text)) for line in page_lines]
    returned = filter(None, map(_as_written, (extracted or "").splitlines()))
    return [page_lines[index] for index in in_order(texts, returned)]


def _as_written(text: str) -> str:
    composed = unicodedata.normalize("NFC", without_space(text))
    return "".join(character for character in composed if character.isprintable())


def in_order(texts: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """The indexes of the wanted texts, where each is the first match after the one before it.

    Of equal paragraphs trafilatura keeps the first or all, so the first match is the one it kept.
    Raises ``ValueError`` if there is no match.
    """
    indexes: list[int] = []
    for text in wanted:
        try:
            indexes.append(texts.index(text, indexes[-1] + 1 if indexes else 0))
        except ValueError:
            raise ValueError("what was extracted are not lines of the page, in order") from None
    return indexes


def as_html(page_lines: Iterable[PageLine]) -> str:
    """Lines as the paragraphs of an HTML document without other markup."""
    paragraphs = "\n".join(f"<p>{escape(line.text, quote=False)}</p>" for line in page_lines)
    return f"<html><body>\n{paragraphs}\n</body></html>"


Filter = Any
"""A filter of DataTrove; the package has no types."""


def c4(gold: Gold) -> list[Json]:
    """The lines that the rules of C4 keep (Raffel et al. 2020, section 2.2)."""
    return kept(gold, c4_lines)


def c4_lines(text: str) -> list[PageLine]:
    """The lines of a text that the rules of C4 keep: none if they discard the page.

    The rules on lines look at one line at a time. So the lines that are kept are those that are
    kept as a document, without a minimum number of sentences. Raises ``ValueError`` if these are
    not what is kept of the page.
    """
    from datatrove.pipeline.filters import C4QualityFilter

    reason, kept_of_page = _apply(C4QualityFilter(), text)
    if reason:
        return []
    line_filter = C4QualityFilter(min_num_sentences=-1)
    kept_of_lines = [(line, _apply(line_filter, line.text)[1]) for line in lines(text)]
    if "\n".join(kept_text for _, kept_text in kept_of_lines if kept_text).strip() != kept_of_page:
        raise ValueError("the lines that C4 keeps one by one are not those it keeps of the page")
    return [line for line, kept_text in kept_of_lines if kept_text]


def gopher(gold: Gold) -> list[Json]:
    """The lines that pass the rules of Gopher (Rae et al. 2021, table A1) as documents."""
    return _line_by_line(gold, gopher_filters())


def gopher_filters() -> list[Filter]:
    """The rules of Gopher on repetition and on quality."""
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter

    return [GopherRepetitionFilter(), GopherQualityFilter()]


def fineweb(gold: Gold) -> list[Json]:
    """The lines that pass the rules of FineWeb (Penedo et al. 2024) as documents."""
    return _line_by_line(gold, fineweb_filters())


def fineweb_filters() -> list[Filter]:
    """The rules that FineWeb adds to those of C4 and Gopher."""
    from datatrove.pipeline.filters import FineWebQualityFilter

    return [FineWebQualityFilter()]


def c4_filters() -> list[Filter]:
    """The rules of C4 on lines and pages, without its list of words."""
    from datatrove.pipeline.filters import C4QualityFilter

    return [C4QualityFilter()]


def _line_by_line(gold: Gold, filters: Sequence[Filter]) -> list[Json]:
    return kept(
        gold,
        lambda text: [line for line in lines(text) if rejection(filters, line.text) is None],
    )


def verdicts(gold: Gold) -> dict[str, dict[str, str | None]]:
    """Why each set of rules rejects whole pages, by page id; None where it accepts the page."""
    rules = {"C4": c4_filters(), "Gopher": gopher_filters(), "FineWeb": fineweb_filters()}
    return {
        name: {page.id: rejection(filters, page.text) for page in gold.pages.values()}
        for name, filters in rules.items()
    }


def rejection(filters: Sequence[Filter], text: str) -> str | None:
    """The reason of the first filter that rejects a text; None if all accept it."""
    return next((reason for rule in filters if (reason := _apply(rule, text)[0])), None)


def _apply(rule: Filter, text: str) -> tuple[str | None, str]:
    """The reason for which a filter rejects a text, or None, and the text that it returns."""
    from datatrove.data import Document

    document = Document(text=text, id="")
    with ignore_escape_warnings():
        verdict = rule.filter(document)
    passed, reason = verdict if isinstance(verdict, tuple) else (verdict, "rejected")
    return (None if passed else reason), document.text
