"""Verdicts of audits against the gold standard, the log of adjudication and the guidelines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from winnow.model.adjudication import REGISTRY, Decision
from winnow.model.audit import (
    FAULTS,
    MISSING,
    RIGHT,
    WRONG,
    Audited,
    Key,
    Verdict,
    answers,
    question,
)
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.read.guidelines import SILENT
from winnow.read.paths import Paths


def unknown_audits(verdicts: Iterable[Verdict], audits: Collection[str]) -> Iterator[Problem]:
    """Each verdict names a known audit; told once for each audit that is not known."""
    counted = Counter(verdict.audit for verdict in verdicts if verdict.audit not in audits)
    first = {verdict.audit: verdict for verdict in reversed(tuple(verdicts))}
    for audit, number in counted.items():
        message = f"audits.jsonl has no audit {excerpt(audit)}, named by {number} verdicts"
        place = f"[{first[audit].index}].audit"
        yield RULES["verdict-misplaced"].at(Paths.verdicts, place, message)


def placed(
    audited: Audited,
    audits: Collection[str],
    issued: Mapping[str, Json],
    entries: Collection[str],
) -> Iterator[Problem]:
    """Each verdict of these audits is on something that exists or existed, and the only one on it.

    ``issued`` has the ids of pages, ``entries`` those of the registry, withdrawn ones included.
    """
    seen: dict[tuple[str, Key], int] = {}
    for verdict in audited.verdicts:
        if verdict.audit not in audits:
            continue
        place, what = f"[{verdict.index}]", _what(verdict)
        if not _issued(verdict, audited, issued, entries):
            message = f"there is no {what} to be judged, and there never was"
            yield RULES["verdict-misplaced"].at(Paths.verdicts, place, message)
        elif (verdict.audit, verdict.key) in seen:
            line = seen[verdict.audit, verdict.key] + 1
            message = f"{what} has a verdict of the audit {verdict.audit} in line {line} already"
            yield RULES["verdict-misplaced"].at(Paths.verdicts, place, message)
        seen.setdefault((verdict.audit, verdict.key), verdict.index)


def _issued(
    verdict: Verdict, audited: Audited, issued: Mapping[str, Json], entries: Collection[str]
) -> bool:
    """Whether what was judged can be judged, or can have been there and been withdrawn since."""
    if verdict.key in audited.subjects:
        return True
    if verdict.page_id is None or verdict.layer == REGISTRY:
        on_registry = verdict.page_id is None and verdict.layer == REGISTRY
        return on_registry and verdict.id in entries
    if verdict.on_sentence and (verdict.page_id, "sentences", verdict.id) in audited.subjects:
        return False  # it is there, and cannot carry this layer
    prefix = LAYERS["sentences" if verdict.on_sentence else verdict.layer].prefix
    number = verdict.id.removeprefix(prefix)
    if verdict.page_id not in issued or not re.fullmatch("[1-9][0-9]*", number, re.ASCII):
        return False
    highest: int = issued[verdict.page_id]["issued"][prefix]
    return verdict.id.startswith(prefix) and int(number) <= highest


def complete(verdicts: Iterable[Verdict], known_rules: Collection[str]) -> Iterator[Problem]:
    """Each verdict fits what it is on; whatever is not right has a rule and a note."""
    for each in verdicts:
        place, what = f"[{each.index}]", _what(each)
        if each.verdict == (WRONG if each.on_sentence else MISSING):
            message = f"{what} cannot be {each.verdict}"
            yield RULES["verdict-incomplete"].at(Paths.verdicts, f"{place}.verdict", message)
        if each.rule is None and not (each.on_sentence and each.verdict == RIGHT):
            message = f"the verdict on {what} cites no rule"
            yield RULES["verdict-incomplete"].at(Paths.verdicts, f"{place}.rule", message)
        elif each.rule not in (None, SILENT) and each.rule not in known_rules:
            message = f"cites {excerpt(each.rule)}, which is not in the guidelines"
            yield RULES["cited-rule-unknown"].at(Paths.verdicts, f"{place}.rule", message)
        if each.note is None and each.verdict != RIGHT:
            message = f"{what} is called {each.verdict}, and nothing says why"
            yield RULES["verdict-incomplete"].at(Paths.verdicts, f"{place}.note", message)


def settled(verdicts: Sequence[Verdict], log: Sequence[Decision]) -> Iterator[Problem]:
    """What was called wrong or missing is answered, whether it changed or not."""
    answered = answers(log)
    for each in verdicts:
        if each.verdict in FAULTS and question(each) not in answered:
            message = f"{_what(each)} is called {each.verdict}, and no line answers that"
            yield RULES["verdict-unanswered"].at(Paths.verdicts, f"[{each.index}]", message)
    known = set(map(question, verdicts))
    for line in log:
        for number, finding in enumerate(line.findings):
            if (line.page_id, line.layer, finding) not in known:
                message = f"{line.id} answers {excerpt(finding)}, which no audit says here"
                place = f"[{line.index}].findings[{number}]"
                yield RULES["finding-unknown"].at(Paths.adjudication, place, message)


def _what(verdict: Verdict) -> str:
    """What a verdict is on, in words."""
    where = f"{verdict.page_id}#{verdict.id}" if verdict.page_id else verdict.id
    return f"{where} in {verdict.layer}"
