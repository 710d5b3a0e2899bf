"""Compare a user's copy of a page with the digest and the annotations of the page.

A standoff release has no text to compare with. So the usual damages of copies are repaired one by
one until the copy has the page's digest: the first character that the repair changes is the first
that differs. If no repair helps, the annotations show how far the copy fits.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.problem import Problem, line_and_column
from winnow.model.rules import RULES
from winnow.read.files import decode

Repair = Callable[[str], str]

ENCODING: dict[str, Repair] = {
    "it begins with a byte-order mark: save it without one": lambda text: text.lstrip("\ufeff"),
    "its lines end otherwise: convert line ends to a newline alone": lambda text: re.sub(
        "\r\n?", "\n", text
    ),
}
"""Repairs of a whole text that are right in any case, by the damage and remedy."""

WHOLE: dict[str, Repair] = ENCODING | {
    f"its Unicode form is another: normalise it to {form}": partial(unicodedata.normalize, form)
    for form in ("NFC", "NFD")
}
"""The same with repairs that are right for some pages only."""

ENDS = ("", "\n", "\n\n", " ", " \n", "\t")
"""White space that may be missing or added at the end of a copy."""

ALIKE = (
    "'‘’‛`´′",
    '"“”„‟″',
    "-‐‑‒–—−",
    " \u00a0\u2002\u2003\u2009\u202f",
    "\u200b\u200c\ufeff",
)
"""Groups of characters that editors and keyboards confuse or drop."""

LONGEST = 20_000
"""Longest text in which single characters are repaired: each attempt hashes all of it."""


@dataclass(frozen=True)
class PageDigest:
    """Id, digest and length of a page, and offsets of its segments and sentences."""

    page_id: str
    sha256: str
    characters: int
    segments: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


def check(data: bytes, page: PageDigest, file: str) -> tuple[str | None, list[Problem]]:
    """The text if it is the page, or else the first place that differs and a remedy."""
    if sha256(data) == page.sha256:
        return data.decode(), []
    text, problems = decode(data, file)
    if text is None:
        return None, problems
    for repaired, remedy in _repairs(text, page):
        if sha256(repaired.encode()) == page.sha256:
            offset = _first_difference(text, repaired)
            message = (
                f"{page.page_id} differs from here on: {_shown(text, offset)} where the page has "
                f"{_shown(repaired, offset)}"
            )
            return None, [_at(file, text, offset, message, remedy)]
    return None, [_unrepaired(text, page, file)]


def _at(file: str, text: str, offset: int, message: str, remedy: str) -> Problem:
    return RULES["text-differs"].at(file, line_and_column(text, offset), message, remedy)


def _first_difference(text: str, repaired: str) -> int:
    pairs = itertools.zip_longest(text, repaired)
    return next(offset for offset, (before, after) in enumerate(pairs) if before != after)


def _shown(text: str, offset: int) -> str:
    if offset >= len(text):
        return "the end"
    return f"U+{ord(text[offset]):04X} {unicodedata.name(text[offset], '')}".strip()


def _repairs(text: str, page: PageDigest) -> Iterator[tuple[str, str]]:
    """Repaired texts with their remedies, the likelier first."""
    seen = set()
    for whole, remedies in _whole(text):
        for repaired, all_remedies in _at_end(whole, remedies, page):
            if repaired not in seen:
                seen.add(repaired)
                yield repaired, "; ".join(all_remedies)
    if len(text) > LONGEST:
        return
    for whole, remedies in _whole(text):
        for repaired, remedy in _single(whole, page):
            yield repaired, "; ".join([*remedies, remedy])


def _whole(text: str) -> Iterator[tuple[str, list[str]]]:
    """The text under each combination of repairs of the whole."""
    seen = set()
    for number in range(len(WHOLE) + 1):
        for remedies in itertools.combinations(WHOLE, number):
            repaired = text
            for remedy in remedies:
                repaired = WHOLE[remedy](repaired)
            if repaired not in seen:
                seen.add(repaired)
                yield repaired, list(remedies)


def _at_end(text: str, remedies: list[str], page: PageDigest) -> Iterator[tuple[str, list[str]]]:
    yield text, remedies
    trimmed = text.rstrip()
    for end in ENDS:
        repaired = trimmed + end
        if repaired != text and len(repaired) == page.characters:
            longer = len(repaired) > len(text)
            damage = "its end was trimmed: restore" if longer else "its end has more: remove"
            yield repaired, [*remedies, f"{damage} the white space at its end"]


def _single(text: str, page: PageDigest) -> Iterator[tuple[str, str]]:
    """The text with one character replaced, removed or added; then with all of a kind replaced."""
    missing = page.characters - len(text)
    if missing == 0:
        for offset, character in enumerate(text):
            for replacement in itertools.chain(*(group for group in ALIKE if character in group)):
                if replacement != character:
                    repaired = text[:offset] + replacement + text[offset + 1 :]
                    yield repaired, "an editor changed characters: restore them"
    if missing == -1:
        for offset in range(len(text)):
            yield text[:offset] + text[offset + 1 :], "it has one character more: remove it"
    if missing == 1:
        for offset in range(len(text) + 1):
            for added in "\n \u00a0\u200b\u200c\ufeff":
                repaired = text[:offset] + added + text[offset:]
                yield repaired, "a character is missing: restore it"
    if missing == 0:
        yield _curled(text), "curly quotation marks were made straight: restore them"
        yield _straight(text), "straight quotation marks were made curly: restore them"
    yield text.replace("...", "…"), "an ellipsis became three dots: restore it"
    yield text.replace("…", "..."), "three dots became an ellipsis: restore them"


def _straight(text: str) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def _curled(text: str) -> str:
    """Quotation marks curled as word processors do: open after white space and brackets."""
    curled = []
    before = " "
    for character in text:
        opens = before.isspace() or before in "([{‘“—–"
        curled.append({"'": "’‘"[opens], '"': "”“"[opens]}.get(character, character))
        before = character
    return "".join(curled)


def _unrepaired(text: str, page: PageDigest, file: str) -> Problem:
    """The place where the text stops to fit the annotations, as far as it is known.

    Damages of the whole text are reported too, and repaired before the text is compared.
    """
    damages = []
    for damage, repair in ENCODING.items():
        repaired = repair(text)
        if repaired != text:
            damages.append(damage)
            text = repaired
    lengths = f"the page has {page.characters} characters, this {len(text)}"
    if damages:
        lengths += " after this repair"
    remedy = "; ".join([*damages, UNTOUCHED.format(sha256=page.sha256)])
    prefix = f"{damages[0].partition(':')[0]}, and " if damages else ""
    offset, misfit = min(_misfits(text, page), default=(None, ""))
    if len(text) < page.characters and (offset is None or offset >= len(text)):
        message = f"{prefix}{page.page_id} is cut off: {lengths}, which fit the annotations"
        return _at(file, text, len(text), message, remedy)
    if offset is None:
        message = (
            f"{prefix}{page.page_id} has other characters somewhere, which cannot be located: only "
            f"its digest, its length and the offsets of its annotations are known; {lengths}"
        )
        return RULES["text-differs"].at(file, "", message, remedy)
    message = f"{prefix}{page.page_id} differs here or before: {misfit}; {lengths}"
    return _at(file, text, offset, message, remedy)


UNTOUCHED = (
    "use the untouched text of the page, with the sha256 {sha256}; editors replace characters, "
    "such as straight quotation marks for curly ones"
)


def _misfits(text: str, page: PageDigest) -> Iterator[tuple[int, str]]:
    """Offsets where the text does not fit the annotations, and the reasons."""
    for start, end in (*page.segments, *page.sentences):
        inside = text[start:end]
        if end > len(text):
            yield min(start, len(text)), "the text ends before a segment or sentence here"
        elif inside != inside.strip() or "\n" in inside:
            yield (
                start,
                "a segment or sentence here would begin or end in white space, or cross lines",
            )
    end = 0
    for start, segment_end in sorted(page.segments):
        between = text[end:start]
        if between.strip():
            offset = end + len(between) - len(between.lstrip())
            yield offset, "there is a character between two segments"
        end = segment_end
    if text[end:].strip():
        yield end, "there is text after the last segment"


def nearest(page: Json, copies: Mapping[str, bytes]) -> str | None:
    """The name of the copy whose length is nearest to that of the page.

    None if no length is within a quarter of it.
    """
    differences = {name: abs(len(data) - page["bytes"]) for name, data in copies.items()}
    name = min(differences, key=lambda name: (differences[name], name), default=None)
    return name if name is not None and differences[name] * 4 <= page["bytes"] else None


def page_digest(page: Json, annotations: Json) -> PageDigest:
    """What a standoff release states about a page."""
    segments, sentences = (
        tuple((span["start"], span["end"]) for span in annotations[layer])
        for layer in ("segments", "sentences")
    )
    return PageDigest(page["page_id"], page["sha256"], page["characters"], segments, sentences)
