"""How somebody's copy of a page differs from the page, told from its digest and its annotations.

A standoff release has no text to compare with. So the copy is repaired in the ways in which copies
are usually damaged, until it has the page's digest: then the first character that the repair
changes is the first that differs. Where no repair helps, the annotations show how far it fits.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
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
"""Repairs of a whole text that are right whatever else is wrong, by what they repair."""

WHOLE: dict[str, Repair] = ENCODING | {
    f"its Unicode form is another: normalise it to {form}": partial(unicodedata.normalize, form)
    for form in ("NFC", "NFD")
}
"""The same, with those that the page alone can tell right."""

ENDS = ("", "\n", "\n\n", " ", " \n", "\t")
"""What may have been trimmed from the end of a page, or must be."""

ALIKE = (
    "'‘’‛`´′",
    '"“”„‟″',
    "-‐‑‒–—−",
    " \u00a0\u2002\u2003\u2009\u202f",
    "\u200b\u200c\ufeff",
)
"""Characters that editors, copies and keyboards put for each other, or drop."""

LONGEST = 20_000
"""Characters of the longest text in which single ones are repaired: each try reads all of it."""


@dataclass(frozen=True)
class Wanted:
    """What is known of a page: id, digest and length, and the spans that stand on it."""

    page_id: str
    sha256: str
    characters: int
    segments: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


def check(data: bytes, wanted: Wanted, file: str) -> tuple[str | None, list[Problem]]:
    """The text, where it is the page; else where it first differs, and what a repair might be."""
    if sha256(data) == wanted.sha256:
        return data.decode(), []
    text, problems = decode(data, file)
    if text is None:
        return None, problems
    for repaired, remedy in _repairs(text, wanted):
        if sha256(repaired.encode()) == wanted.sha256:
            at = _first_difference(text, repaired)
            was, now = _shown(text, at), _shown(repaired, at)
            message = f"{wanted.page_id} differs from here on: {was} where the page has {now}"
            return None, [_at(file, text, at, message, remedy)]
    return None, [_unrepaired(text, wanted, file)]


def _at(file: str, text: str, at: int, message: str, remedy: str | None = None) -> Problem:
    return RULES["text-differs"].at(file, line_and_column(text, at), message, remedy)


def _first_difference(text: str, other: str) -> int:
    pairs = itertools.zip_longest(text, other)
    return next(index for index, (one, another) in enumerate(pairs) if one != another)


def _shown(text: str, at: int) -> str:
    if at >= len(text):
        return "the end"
    return f"U+{ord(text[at]):04X} {unicodedata.name(text[at], '')}".strip()


def _repairs(text: str, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Texts that this one may have been, each with what was repaired, the likelier first."""
    seen = set()
    for mended, done in _whole(text):
        for repaired, remedies in _at_end(mended, done, wanted):
            if repaired not in seen:
                seen.add(repaired)
                yield repaired, "; ".join(remedies)
    for mended, done in _whole(text) if len(text) <= LONGEST else ():
        for repaired, remedy in _single(mended, wanted):
            yield repaired, "; ".join([*done, remedy])


def _whole(text: str) -> Iterator[tuple[str, list[str]]]:
    """The text under each combination of repairs of the whole."""
    known = set()
    for number in range(len(WHOLE) + 1):
        for names in itertools.combinations(WHOLE, number):
            mended = text
            for name in names:
                mended = WHOLE[name](mended)
            if mended not in known:
                known.add(mended)
                yield mended, list(names)


def _at_end(text: str, done: list[str], wanted: Wanted) -> Iterator[tuple[str, list[str]]]:
    yield text, done
    bare = text.rstrip()
    for end in ENDS:
        if bare + end != text and len(bare + end) == wanted.characters:
            longer = len(bare + end) > len(text)
            what = "its end was trimmed: restore" if longer else "its end has more: remove"
            yield bare + end, [*done, f"{what} the white space at its end"]


def _single(text: str, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """The text with one character put for another, dropped or added; then with all of a kind."""
    missing = wanted.characters - len(text)
    remedy = "an editor changed characters: restore them"
    for at, character in enumerate(text):
        for alike in ALIKE:
            if missing == 0 and character in alike:
                for other in alike:
                    if other != character:
                        yield text[:at] + other + text[at + 1 :], remedy
    if missing == -1:
        for at in range(len(text)):
            yield text[:at] + text[at + 1 :], "it has a character more: remove it"
    if missing == 1:
        for at in range(len(text) + 1):
            for added in "\n \u00a0\u200b\u200c\ufeff":
                yield text[:at] + added + text[at:], "a character is missing: restore it"
    if missing == 0:
        yield _curled(text), "straight quotation marks stand for curly ones: restore them"
        yield _straight(text), "curly quotation marks stand for straight ones: restore them"
    yield text.replace("...", "…"), "three dots stand for an ellipsis: restore it"
    yield text.replace("…", "..."), "an ellipsis stands for three dots: restore them"


def _straight(text: str) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def _curled(text: str) -> str:
    """Quotation marks curled as word processors do: open after white space and brackets."""
    made = []
    before = " "
    for character in text:
        opens = before.isspace() or before in "([{‘“—–"
        made.append({"'": "’‘"[opens], '"': "”“"[opens]}.get(character, character))
        before = character
    return "".join(made)


def _unrepaired(text: str, wanted: Wanted, file: str) -> Problem:
    """Where the text stops to fit the annotations, as far as that shows.

    What is wrong with all of it is told besides, and repaired before the rest is looked at.
    """
    mended, done = text, []
    for name, repair in ENCODING.items():
        if repair(mended) != mended:
            mended = repair(mended)
            done.append(name)
    lengths = f"the page has {wanted.characters} characters, this {len(mended)}"
    if done:
        lengths += " without that"
    remedy = "; ".join([*done, UNTOUCHED.format(sha256=wanted.sha256)])
    besides = f"{done[0].partition(':')[0]}, and " if done else ""
    misfits = sorted(_misfits(mended, wanted))
    begins, what = misfits[0] if misfits else (None, "")
    if len(mended) < wanted.characters and (begins is None or begins >= len(mended)):
        message = f"{besides}{wanted.page_id} is cut off: {lengths}, which fit the annotations"
        return _at(file, mended, len(mended), message, remedy)
    if begins is None:
        message = (
            f"{besides}{wanted.page_id} has other characters somewhere, which cannot be located: "
            f"what is known of it are its digest, its length and where its pieces stand; {lengths}"
        )
        return RULES["text-differs"].at(file, "", message, remedy)
    message = f"{besides}{wanted.page_id} differs here or before: {what}; {lengths}"
    return _at(file, mended, begins, message, remedy)


UNTOUCHED = (
    "use the untouched text of the page, with the sha256 {sha256}; editors put characters for "
    "others, such as straight quotation marks for curly ones"
)


def _misfits(text: str, wanted: Wanted) -> Iterator[tuple[int, str]]:
    """Offsets at which the text is not as the annotations have it, and what shows that."""
    spans: Iterable[tuple[int, int]] = (*wanted.segments, *wanted.sentences)
    for start, end in spans:
        inside = text[start:end]
        if end > len(text):
            yield (
                min(start, len(text)),
                "the text ends before a segment or sentence that stands here",
            )
        elif inside != inside.strip() or "\n" in inside:
            yield (
                start,
                "a segment or sentence would begin or end in white space here, or cross lines",
            )
    end = 0
    for start, stop in sorted(wanted.segments):
        between = text[end:start]
        if between.strip():
            offset = end + len(between) - len(between.lstrip())
            yield offset, "a character stands between two segments"
        end = stop
    if text[end:].strip():
        yield end, "there is text after the last segment"


def nearest(page: Json, copies: Mapping[str, bytes]) -> str | None:
    """The name of the copy that is most likely the page: the one whose length is nearest to its.

    None where no length is within a quarter of it.
    """
    apart = {name: abs(len(data) - page["bytes"]) for name, data in copies.items()}
    name = min(apart, key=lambda each: (apart[each], each), default=None)
    return name if name is not None and apart[name] * 4 <= page["bytes"] else None


def wanted(page: Json, annotations: Json) -> Wanted:
    """What a standoff release knows of a page."""
    segments, sentences = (
        tuple((each["start"], each["end"]) for each in annotations[layer])
        for layer in ("segments", "sentences")
    )
    known = page["page_id"], page["sha256"], page["characters"]
    return Wanted(*known, segments, sentences)
