"""Results of audits as JSON and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from winnow.checks.load import load
from winnow.model.adjudication import REGISTRY, Decision
from winnow.model.audit import (
    ARGUABLE,
    FAULTS,
    RIGHT,
    Audited,
    Key,
    Verdict,
    answers,
    on_sentence,
    question,
)
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS, OPTIONAL_LAYERS
from winnow.read.paths import Paths
from winnow.reports.agreement import kappa
from winnow.reports.tables import Table, table


def audit_lines(audit: str, root: str | Path = ".") -> list[Json]:
    """Lines of ``audit.jsonl`` for an auditor to fill in: everything to judge, pages first.

    ``audit`` is the name of the new audit, ``root`` the folder with ``dataset/`` and ``schema/``.
    ``verdict``, ``rule`` and ``note`` are None. Raises ``ValueError`` if ``check`` finds problems.
    """
    loading = load(Paths(Path(root)))
    if loading.corpus is None:
        raise ValueError(f"{len(loading.problems)} problems in {root}; list them with winnow check")
    empty = dict.fromkeys(("verdict", "rule", "note"))
    lines = [
        {"audit": audit, "page_id": page_id, "layer": layer, "id": subject_id, "judged": judged}
        | empty
        for (page_id, layer, subject_id), judged in loading.corpus.audited.subjects.items()
    ]
    return sorted(lines, key=lambda line: line["page_id"] is None)


def as_data(corpus: Corpus) -> Json:
    """Verdicts by layer before and after their findings were decided, and each finding.

    ``before`` counts the verdicts of the first audit, ``after`` those on the present gold standard,
    the least favourable if there are several. Verdicts on annotations are counted separately from
    those on sentences that were searched for missing annotations.
    """
    audited, answered = corpus.audited, answers(corpus.log)
    return {
        "audits": [
            {key: audit[key] for key in ("name", "origin", "date")} for audit in corpus.audits
        ],
        "layers": _layers(audited, corpus.audits[0]["name"]) if corpus.audits else {},
        "repeated": [
            _repeated(audited, left["name"], right["name"])
            for left, right in combinations(corpus.audits, 2)
        ],
        "findings": [
            _finding(verdict, audited, answered.get(question(verdict)))
            for verdict in audited.verdicts
            if verdict.verdict != RIGHT
        ],
    }


def _layers(audited: Audited, first_audit: str) -> Json:
    layers = {
        name: {"annotations": _counted(audited, name, first_audit, of_sentences=False)}
        for name in (*LAYERS, REGISTRY)
    }
    for name in OPTIONAL_LAYERS:
        counts = _counted(audited, name, first_audit, of_sentences=True)
        layers[name]["sentences"] = counts
    return layers


def _counted(audited: Audited, layer: str, first_audit: str, *, of_sentences: bool) -> Json:
    before = [
        verdict
        for verdict in audited.verdicts
        if verdict.audit == first_audit
        and verdict.layer == layer
        and verdict.on_sentence == of_sentences
    ]
    subjects = [
        key
        for key in audited.subjects
        if key[1] == layer and on_sentence(layer, key[2]) == of_sentences
    ]
    after = [audited.current[key] for key in subjects if key in audited.current]
    unjudged = len(subjects) - len(after)
    return {"before": _by_verdict(before, 0), "after": _by_verdict(after, unjudged)}


def _by_verdict(verdicts: Iterable[Verdict], unjudged: int) -> Json:
    counts = Counter(verdict.verdict for verdict in verdicts)
    return {
        "total": counts.total() + unjudged,
        "right": counts[RIGHT],
        "arguable": counts[ARGUABLE],
        "faulty": sum(counts[fault] for fault in FAULTS),
        "unjudged": unjudged,
    }


def _repeated(audited: Audited, left: str, right: str) -> Json:
    """Agreement of two audits on subjects that had the same wording when they judged them."""
    verdicts: dict[str, dict[tuple[Key, str | None], str]] = {left: {}, right: {}}
    for verdict in audited.verdicts:
        if verdict.audit in verdicts:
            verdicts[verdict.audit][verdict.key, verdict.judged] = verdict.verdict
    shared = verdicts[left].keys() & verdicts[right].keys()
    agreement = kappa([(verdicts[left][key], verdicts[right][key]) for key in shared])
    units, equal = agreement.excluding(RIGHT)
    return {
        "left": left,
        "right": right,
        "units": agreement.units,
        "equal": agreement.equal,
        "kappa": agreement.coefficient,
        "doubted": {"units": units, "equal": equal},
    }


CHANGED, STANDS = "changed", "stands"


def _finding(verdict: Verdict, audited: Audited, answer: Decision | None) -> Json:
    return {
        "audit": verdict.audit,
        "id": f"{verdict.page_id}#{verdict.id}" if verdict.page_id else verdict.id,
        "layer": verdict.layer,
        "judged": verdict.judged,
        "verdict": verdict.verdict,
        "rule": verdict.rule,
        "note": verdict.note,
        "since": STANDS if audited.holds(verdict) else CHANGED,
        "line_id": answer.id if answer else None,
        "why": answer.note if answer else None,
    }


def tables(data: Json) -> list[Table]:
    """The tables of audits in the form of ``as_data``; none if there was no audit."""
    if not data["audits"]:
        return []
    agreement = [repeated(data)] if data["repeated"] else []
    return [by_layer(data), *agreement, findings(data)]


def by_layer(data: Json) -> Table:
    """Verdicts by layer, before and after the findings were decided."""
    verdicts = ("right", "arguable", "wrong or missing")
    return table(
        "Audit, by layer",
        [
            "what was judged",
            *(f"{when}: {verdict}" for when in ("before", "after") for verdict in verdicts),
            "after: not judged",
        ],
        (
            [
                layer if subject == "annotations" else f"{layer}: {subject}",
                *_cells(counts["before"]),
                *_cells(counts["after"]),
                counts["after"]["unjudged"],
            ]
            for layer, subjects in data["layers"].items()
            for subject, counts in subjects.items()
        ),
    )


def _cells(counts: Json) -> list[str]:
    right = f"{counts['right']} of {counts['total']}"
    return [right, str(counts["arguable"]), str(counts["faulty"])]


def repeated(data: Json) -> Table:
    """Agreement of audits on what both judged."""
    return table(
        "Audits that judged the same",
        ["audits", "judged by both", "equal", "Cohen's kappa", "doubted by either", "by both"],
        (
            [
                f"{pair['left']} and {pair['right']}",
                *(pair[key] for key in ("units", "equal", "kappa")),
                *(pair["doubted"][key] for key in ("units", "equal")),
            ]
            for pair in data["repeated"]
        ),
    )


def findings(data: Json) -> Table:
    """Findings of audits and what was decided on them; one row for each outcome."""
    by_outcome: dict[tuple[str | None, ...], list[Json]] = {}
    for finding in data["findings"]:
        outcome = tuple(finding[key] for key in ("layer", "id", "since", "line_id", "why"))
        by_outcome.setdefault(outcome, []).append(finding)
    return table(
        "What audits found",
        ["layer", "id", "verdicts", "since", "line", "what the auditors say", "what was decided"],
        (
            [
                layer,
                subject_id,
                "; ".join(
                    f"{finding['audit']}: {finding['verdict']} ({finding['rule']})"
                    for finding in alike
                ),
                since,
                line_id,
                " / ".join(finding["note"] for finding in alike),
                decision,
            ]
            for (layer, subject_id, since, line_id, decision), alike in by_outcome.items()
        ),
    )
