"""Names over all pages: each marked everywhere, each with one entity (level 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from winnow.model import rules
from winnow.model.json import Json
from winnow.model.page import Mention, PageAnnotations, Source
from winnow.model.problem import Problem, Rule, excerpt
from winnow.model.spans import Intervals

UPHELD = {rule.id: rule for rule in (rules.NAME_TWO_ENTITIES, rules.NAME_UNMARKED)}
"""The rules that an exception can be made to."""


@dataclass(frozen=True)
class _Finding:
    """A name that a rule flags, and the permanent ids of what is flagged, each with its place."""

    rule: Rule
    quote: str
    flagged: tuple[tuple[str, str, str], ...]
    message: str


def names(
    pages: Mapping[str, PageAnnotations],
    sources: Mapping[str, Source],
    exceptions: Json,
    file: str,
) -> Iterator[Problem]:
    """Names with two entities, names left unmarked, and exceptions that uphold nothing."""
    findings = [*_two_entities(pages), *_unmarked(pages, sources)]
    flagged = {
        (finding.rule.id, finding.quote, permanent)
        for finding in findings
        for permanent, _, _ in finding.flagged
    }
    upheld = {
        (each["rule"], each["quote"], permanent) for each in exceptions for permanent in each["ids"]
    }
    for finding in findings:
        for permanent, page_file, place in finding.flagged:
            if (finding.rule.id, finding.quote, permanent) not in upheld:
                yield finding.rule.at(page_file, place, f"{permanent}: {finding.message}")
    for index, each in enumerate(exceptions):
        for number, permanent in enumerate(each["ids"]):
            if (each["rule"], each["quote"], permanent) not in flagged:
                message = f"{each['rule']} does not flag {excerpt(each['quote'])} in {permanent}"
                yield rules.EXCEPTION_UNUSED.at(file, f"[{index}].ids[{number}]", message)


def _two_entities(pages: Mapping[str, PageAnnotations]) -> Iterator[_Finding]:
    """All mentions of a name that does not have the same entity in each of them."""
    by_name: dict[str, list[tuple[str, PageAnnotations, Mention]]] = {}
    for page_id, page in pages.items():
        for mention in page.mentions:
            if mention.entity is not None:
                by_name.setdefault(mention.quote, []).append((page_id, page, mention))
    for name, found in by_name.items():
        entities = list(dict.fromkeys(str(mention.entity) for _, _, mention in found))
        if len(entities) > 1:
            flagged = tuple(
                (f"{page_id}#{mention.id}", page.file, f"mentions[{mention.index}].entity")
                for page_id, page, mention in found
            )
            message = f"{excerpt(name)} is {' in one place and '.join(entities)} in another"
            yield _Finding(rules.NAME_TWO_ENTITIES, name, flagged, message)


def _unmarked(
    pages: Mapping[str, PageAnnotations], sources: Mapping[str, Source]
) -> Iterator[_Finding]:
    """Sentences in which a name stands, as a whole word, that is marked elsewhere."""
    found = {
        mention.quote
        for page in pages.values()
        for mention in page.mentions
        if mention.entity is not None
    }
    if not found:
        return
    longest_first = sorted(found, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    for page_id, page in pages.items():
        marked, sentences = Intervals(page.mentions), Intervals(page.sentences)
        for match in pattern.finditer(sources[page_id].text):
            if marked.overlapping(*match.span()):
                continue
            for sentence in sentences.overlapping(match.start(), match.start() + 1):
                flagged = ((f"{page_id}#{sentence.id}", page.file, f"sentences[{sentence.index}]"),)
                message = f"{excerpt(match.group())} is marked elsewhere, and not here"
                yield _Finding(rules.NAME_UNMARKED, match.group(), flagged, message)
