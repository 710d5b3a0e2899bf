"""Check verdicts of audits against the gold standard, the adjudication log and the guidelines."""

from __future__ import annotations

import re
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
    """Verdicts name known audits; one problem for each unknown audit."""
    unknown: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.audit not in audits:
            unknown.setdefault(verdict.audit, []).append(verdict)
    for audit, of_audit in unknown.items():
        message = f"audits.jsonl has no audit {excerpt(audit)}, named by {len(of_audit)} verdicts"
        place = f"[{of_audit[0].index}].audit"
        yield RULES["verdict-misplaced"].at(Paths.verdicts, place, message)


def placed(
    audited: Audited,
    audits: Collection[str],
    issued: Mapping[str, Json],
    entries: Collection[str],
) -> Iterator[Problem]:
    """Verdicts of known audits are on something that exists or existed, one of each audit.

    ``issued`` has the entries of ``ids.json`` by page id, ``entries`` all registry ids ever used.
    """
    seen: dict[tuple[str, Key], int] = {}
    for verdict in audited.verdicts:
        if verdict.audit not in audits:
            continue
        place, subject = f"[{verdict.index}]", _subject(verdict)
        first = seen.setdefault((verdict.audit, verdict.key), verdict.index)
        if not _was_issued(verdict, audited, issued, entries):
            message = f"{subject} cannot be judged: it does not exist and never did"
            yield RULES["verdict-misplaced"].at(Paths.verdicts, place, message)
        elif first != verdict.index:
            message = f"{subject} already has a verdict of {verdict.audit} in line {first + 1}"
            yield RULES["verdict-misplaced"].at(Paths.verdicts, place, message)


def _was_issued(
    verdict: Verdict, audited: Audited, issued: Mapping[str, Json], entries: Collection[str]
) -> bool:
    """Whether the subject of a verdict exists, or may have existed and been withdrawn."""
    if verdict.key in audited.subjects:
        return True
    if verdict.page_id is None or verdict.layer == REGISTRY:
        on_registry = verdict.page_id is None and verdict.layer == REGISTRY
        return on_registry and verdict.id in entries
    if verdict.on_sentence and (verdict.page_id, "sentences", verdict.id) in audited.subjects:
        return False  # the sentence cannot have annotations of this layer
    prefix = LAYERS["sentences" if verdict.on_sentence else verdict.layer].prefix
    number = verdict.id.removeprefix(prefix)
    if verdict.page_id not in issued or not re.fullmatch("[1-9][0-9]*", number, re.ASCII):
        return False
    highest: int = issued[verdict.page_id]["issued"][prefix]
    return verdict.id.startswith(prefix) and int(number) <= highest


def complete(verdicts: Iterable[Verdict], known_rules: Collection[str]) -> Iterator[Problem]:
    """Verdicts fit their subjects; all but ``right`` have a note, and all on annotations a rule."""
    for verdict in verdicts:
        place, subject = f"[{verdict.index}]", _subject(verdict)
        if verdict.verdict == (WRONG if verdict.on_sentence else MISSING):
            message = f"{subject} cannot be {verdict.verdict}"
            yield RULES["verdict-incomplete"].at(Paths.verdicts, f"{place}.verdict", message)
        if verdict.rule is None and not (verdict.on_sentence and verdict.verdict == RIGHT):
            message = f"the verdict on {subject} cites no rule"
            yield RULES["verdict-incomplete"].at(Paths.verdicts, f"{place}.rule", message)
        elif verdict.rule not in (None, SILENT) and verdict.rule not in known_rules:
            message = f"cites {excerpt(verdict.rule)}, which is not in the guidelines"
            yield RULES["cited-rule-unknown"].at(Paths.verdicts, f"{place}.rule", message)
        if verdict.note is None and verdict.verdict != RIGHT:
            message = f"the verdict {verdict.verdict} on {subject} has no note"
            yield RULES["verdict-incomplete"].at(Paths.verdicts, f"{place}.note", message)


def settled(verdicts: Sequence[Verdict], log: Sequence[Decision]) -> Iterator[Problem]:
    """Decisions answer all verdicts ``wrong`` and ``missing``, and only existing verdicts."""
    answered = answers(log)
    for verdict in verdicts:
        if verdict.verdict in FAULTS and question(verdict) not in answered:
            message = f"no decision answers the verdict {verdict.verdict} on {_subject(verdict)}"
            yield RULES["verdict-unanswered"].at(Paths.verdicts, f"[{verdict.index}]", message)
    known = set(map(question, verdicts))
    for decision in log:
        for number, finding in enumerate(decision.findings):
            if (decision.page_id, decision.layer, finding) not in known:
                message = (
                    f"{decision.id} answers {excerpt(finding)}, which is not a verdict on "
                    "this page and layer"
                )
                place = f"[{decision.index}].findings[{number}]"
                yield RULES["finding-unknown"].at(Paths.adjudication, place, message)


def _subject(verdict: Verdict) -> str:
    subject = f"{verdict.page_id}#{verdict.id}" if verdict.page_id else verdict.id
    return f"{subject} in {verdict.layer}"
