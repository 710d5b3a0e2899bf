"""Names over all pages: each marked everywhere, each with one entity (level 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from winnow.model.json import Json
from winnow.model.page import PageAnnotations
from winnow.model.problem import Problem, Rule, excerpt
from winnow.model.record import PageRecord
from winnow.model.rules import RULES
from winnow.model.spans import Intervals


@dataclass(frozen=True)
class NameUse:
    """A mention of an entity; ``permanent`` is its id outside its page."""

    quote: str
    entity: str
    permanent: str
    file: str
    place: str


@dataclass(frozen=True)
class Finding:
    """A name that a rule flags, and the permanent ids of what is flagged, each with its place."""

    rule: Rule
    quote: str
    flagged: tuple[tuple[str, str, str], ...]
    message: str


def uses(page_id: str, page: PageAnnotations) -> tuple[NameUse, ...]:
    """The names on a page that have an entity."""
    return tuple(
        NameUse(
            mention.quote,
            mention.entity,
            f"{page_id}#{mention.id}",
            page.file,
            f"mentions[{mention.index}].entity",
        )
        for mention in page.mentions
        if mention.entity is not None
    )


def two_entities(names: Iterable[NameUse]) -> Iterator[Finding]:
    """All mentions of a name that does not have the same entity in each of them."""
    by_quote: dict[str, list[NameUse]] = {}
    for use in names:
        by_quote.setdefault(use.quote, []).append(use)
    for quote, same in by_quote.items():
        entities = list(dict.fromkeys(use.entity for use in same))
        if len(entities) > 1:
            flagged = tuple((use.permanent, use.file, use.place) for use in same)
            message = f"{excerpt(quote)} is {' in one place and '.join(entities)} in another"
            yield Finding(RULES["name-two-entities"], quote, flagged, message)


def unmarked(records: Iterable[PageRecord], names: Iterable[str]) -> Iterator[Finding]:
    """Sentences in which a name stands, as a whole word, that is marked elsewhere."""
    by_first_word = _by_first_word(names)
    for record in records:
        page = record.annotations
        marked, sentences = Intervals(page.mentions), Intervals(page.sentences)
        for start, name in _occurrences(record.text, by_first_word):
            if marked.overlapping(start, start + len(name)):
                continue
            for sentence in sentences.overlapping(start, start + 1):
                permanent = f"{record.id}#{sentence.id}"
                flagged = ((permanent, page.file, f"sentences[{sentence.index}]"),)
                message = f"{excerpt(name)} is marked elsewhere, and not here"
                yield Finding(RULES["name-unmarked"], name, flagged, message)


WORD = re.compile(r"(?<!\w)(?:\w+|\W)")
"""Whatever a name can begin with: a word, or a character that is not part of one."""

WORD_CHARACTER = re.compile(r"\w")


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by their first word, longest first.

    One pattern of all names would try each of them at every word of a text.
    """
    by_word: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if word := WORD.match(name):
            by_word.setdefault(word[0], []).append(name)
    return by_word


def _occurrences(text: str, by_first_word: Mapping[str, list[str]]) -> Iterator[tuple[int, str]]:
    """The names in a text as whole words, from left to right: the longest at each place."""
    end = 0
    for word in WORD.finditer(text):
        start = word.start()
        if start < end:
            continue
        for name in by_first_word.get(word[0], ()):
            after = start + len(name)
            if text.startswith(name, start) and not WORD_CHARACTER.match(text, after):
                yield start, name
                end = after
                break


def without_exceptions(
    findings: Sequence[Finding], exceptions: Json, file: str
) -> Iterator[Problem]:
    """What is flagged and no exception upholds, and exceptions that uphold nothing."""
    flagged = {
        (finding.rule.id, finding.quote, permanent)
        for finding in findings
        for permanent, _, _ in finding.flagged
    }
    upheld = {
        (exception["rule"], exception["quote"], permanent)
        for exception in exceptions
        for permanent in exception["ids"]
    }
    for finding in findings:
        for permanent, page_file, place in finding.flagged:
            if (finding.rule.id, finding.quote, permanent) not in upheld:
                yield finding.rule.at(page_file, place, f"{permanent}: {finding.message}")
    for index, exception in enumerate(exceptions):
        rule, quote = exception["rule"], exception["quote"]
        for number, permanent in enumerate(exception["ids"]):
            if (rule, quote, permanent) not in flagged:
                message = f"{rule} does not flag {excerpt(quote)} in {permanent}"
                yield RULES["exception-unused"].at(file, f"[{index}].ids[{number}]", message)
