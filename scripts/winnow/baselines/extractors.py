"""Extractors of the text of a page: which lines they keep as content."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from html import escape, unescape

from winnow.baselines.lines import Line, lines, squeezed, stretches
from winnow.documents import Json
from winnow.score.gold import Gold

MANY_WORDS = 16
"""A block with more words is content whatever stands around it, where there are no links.

This is the first threshold on words of the classifier by number of words and link density in
Kohlschütter, Fankhauser and Nejdl (2010), "Boilerplate Detection using Shallow Text Features",
algorithm 2; it was learned on other pages.
"""


def kept(gold: Gold, keep: Callable[[str], Iterable[Line]]) -> list[Json]:
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


def _words(line: Line) -> int:
    return len(line.text.split())


def justext(gold: Gold) -> list[Json]:
    """The lines that jusText takes for good (Pomikálek 2011), each being a paragraph to it."""
    return kept(gold, justext_lines)


def justext_lines(text: str) -> list[Line]:
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


def trafilatura_lines(text: str) -> list[Line]:
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


def as_html(found: Iterable[Line]) -> str:
    """Lines as the paragraphs of a HTML document, with no other markup."""
    paragraphs = "\n".join(f"<p>{escape(line.text, quote=False)}</p>" for line in found)
    return f"<html><body>\n{paragraphs}\n</body></html>"
