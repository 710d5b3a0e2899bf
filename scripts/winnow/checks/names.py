"""Check names over all pages: all occurrences are marked, with the same entity (level 5)."""

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
    """A mention of an entity; ``permanent_id`` is its id outside its page."""

    quote: str
    entity: str
    permanent_id: str
    file: str
    place: str


@dataclass(frozen=True)
class Finding:
    """A name that a rule flags in the annotation or sentence ``permanent_id``."""

    rule: Rule
    quote: str
    permanent_id: str
    file: str
    place: str
    message: str


def uses(page_id: str, page: PageAnnotations) -> tuple[NameUse, ...]:
    """The mentions on a page that have an entity."""
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
    """The mentions of names that have several entities."""
    by_quote: dict[str, list[NameUse]] = {}
    for use in names:
        by_quote.setdefault(use.quote, []).append(use)
    for quote, same in by_quote.items():
        entities = list(dict.fromkeys(use.entity for use in same))
        if len(entities) > 1:
            message = f"{excerpt(quote)} is {' in one place and '.join(entities)} in another"
            for use in same:
                rule = RULES["name-two-entities"]
                yield Finding(rule, quote, use.permanent_id, use.file, use.place, message)


def unmarked(records: Iterable[PageRecord], names: Iterable[str]) -> Iterator[Finding]:
    """Sentences in which a name that is marked elsewhere occurs unmarked, as a whole word."""
    by_first_word = _by_first_word(names)
    for record in records:
        page = record.annotations
        marked, sentences = Intervals(page.mentions), Intervals(page.sentences)
        for start, name in _occurrences(record.text, by_first_word):
            if marked.overlapping(start, start + len(name)):
                continue
            for sentence in sentences.overlapping(start, start + 1):
                permanent_id = f"{record.id}#{sentence.id}"
                place = f"sentences[{sentence.index}]"
                message = f"{excerpt(name)} is marked elsewhere, but not here"
                rule = RULES["name-unmarked"]
                yield Finding(rule, name, permanent_id, page.file, place, message)


WORD = re.compile(r"(?<!\w)(?:\w+|\W)")
"""The beginning of a name: a word, or a character that is not part of one."""

WORD_CHARACTER = re.compile(r"\w")


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by their first word, longest first.

    A single pattern of all names would try all of them at every word of a text.
    """
    by_word: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if word := WORD.match(name):
            by_word.setdefault(word[0], []).append(name)
    return by_word


def _occurrences(text: str, by_first_word: Mapping[str, list[str]]) -> Iterator[tuple[int, str]]:
    """The names in a text as whole words, from left to right: the longest at each offset."""
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
    """Findings without an exception, and exceptions that match no finding."""
    flagged = {(finding.rule.id, finding.quote, finding.permanent_id) for finding in findings}
    excepted = set()
    for index, exception in enumerate(exceptions):
        rule, quote = exception["rule"], exception["quote"]
        for number, permanent_id in enumerate(exception["ids"]):
            excepted.add((rule, quote, permanent_id))
            if (rule, quote, permanent_id) not in flagged:
                message = f"{rule} does not flag {excerpt(quote)} in {permanent_id}"
                yield RULES["exception-unused"].at(file, f"[{index}].ids[{number}]", message)
    for finding in findings:
        if (finding.rule.id, finding.quote, finding.permanent_id) not in excepted:
            message = f"{finding.permanent_id}: {finding.message}"
            yield finding.rule.at(finding.file, finding.place, message)
