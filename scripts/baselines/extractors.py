"""Baselines that extract the text of articles, and filters of lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from html import escape, unescape
from typing import Any

from baselines.common import PageLine, lines, squeezed, stretches, unescaped
from winnow.model.json import Json
from winnow.score.gold import Gold

MANY_WORDS = 16
"""A block with more words is content whatever stands around it, where there are no links.

This is the first threshold on words of the classifier by number of words and link density in
Kohlschütter, Fankhauser and Nejdl (2010), "Boilerplate Detection using Shallow Text Features",
algorithm 2; it was learned on other pages.
"""


def kept(gold: Gold, keep: Callable[[str], Iterable[PageLine]]) -> list[Json]:
    """Predictions for all pages from a function that gives the lines of a text to keep."""
    return [
        {"page_id": page.id, "kept": stretches(keep(page.text))} for page in gold.pages.values()
    ]


def keep_all(gold: Gold) -> list[Json]:
    """Every line that is not blank."""
    return kept(gold, lines)


def long_lines(gold: Gold) -> list[Json]:
    """The lines of more than ``MANY_WORDS`` words, words being what white space parts."""
    return kept(gold, lambda text: [line for line in lines(text) if _words(line) > MANY_WORDS])


def _words(line: PageLine) -> int:
    return len(line.text.split())


def justext(gold: Gold) -> list[Json]:
    """The lines that jusText takes for good (Pomikálek 2011), each being a paragraph to it."""
    return kept(gold, justext_lines)


def justext_lines(text: str) -> list[PageLine]:
    """The lines of a text that jusText keeps.

    Raises ``ValueError`` where its paragraphs are not the lines, one to one and in order.
    """
    import justext as library

    found = lines(text)
    paragraphs = library.justext(as_html(found), library.get_stoplist("English")) if found else []
    wanted = [squeezed(line.text) for line in found]
    if [squeezed(paragraph.text) for paragraph in paragraphs] != wanted:
        raise ValueError("the paragraphs of jusText are not the lines of the page")
    return [
        line
        for line, paragraph in zip(found, paragraphs, strict=True)
        if not paragraph.is_boilerplate
    ]


def trafilatura(gold: Gold) -> list[Json]:
    """The lines that trafilatura extracts (Barbaresi 2021), each being a paragraph to it."""
    return kept(gold, trafilatura_lines)


def trafilatura_lines(text: str) -> list[PageLine]:
    """The lines of a text that trafilatura keeps with its default settings, without comments.

    Raises ``ValueError`` where it returns a line that does not stand in the text, or out of order.
    """
    from trafilatura import extract

    found = lines(text)
    extracted = extract(as_html(found), include_comments=False) if found else None
    # The library resolves character references once more when it writes text, and composes and
    # drops characters; so the lines are compared as it would have written them.
    written = [_written(unescape(line.text)) for line in found]
    returned = [_written(line) for line in (extracted or "").splitlines()]
    return [found[index] for index in in_order(written, [each for each in returned if each])]


def _written(text: str) -> str:
    composed = unicodedata.normalize("NFC", squeezed(text))
    return "".join(character for character in composed if character.isprintable())


def in_order(texts: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """Which of some texts are those wanted: the first that is alike after the one before it.

    Of paragraphs that are alike trafilatura keeps the first, or all; so this finds those which it
    kept. Raises ``ValueError`` where there is none.
    """
    found: list[int] = []
    for each in wanted:
        try:
            found.append(texts.index(each, found[-1] + 1 if found else 0))
        except ValueError:
            raise ValueError("what was extracted are not lines of the page, in order") from None
    return found


def as_html(found: Iterable[PageLine]) -> str:
    """Lines as the paragraphs of a HTML document, with no other markup."""
    paragraphs = "\n".join(f"<p>{escape(line.text, quote=False)}</p>" for line in found)
    return f"<html><body>\n{paragraphs}\n</body></html>"


Filter = Any
"""A filter of DataTrove; the package has no types."""


def c4(gold: Gold) -> list[Json]:
    """The lines that the rules of C4 keep (Raffel et al. 2020, section 2.2)."""
    return kept(gold, c4_lines)


def c4_lines(text: str) -> list[PageLine]:
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
