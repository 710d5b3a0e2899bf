"""What audits found, as plain data and as tables."""

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
from winnow.model.layers import LAYERS
from winnow.read.paths import Paths
from winnow.reports.agreement import kappa
from winnow.reports.tables import Table, table


def audit_lines(audit: str, root: str | Path = ".") -> list[Json]:
    """Lines of ``audit.jsonl`` for an auditor to fill in: all that can be judged, pages first.

    ``audit`` is the name of the new audit, ``root`` the folder with ``dataset/`` and ``schema/``.
    ``verdict``, ``rule`` and ``note`` are None. Raises ``ValueError`` if ``check`` finds problems.
    """
    loading = load(Paths(Path(root)))
    if loading.corpus is None:
        raise ValueError(f"{len(loading.problems)} problems in {root}; list them with winnow check")
    lines = [
        {
            "audit": audit,
            "page_id": page_id,
            "layer": layer,
            "id": subject_id,
            "judged": judged,
            "verdict": None,
            "rule": None,
            "note": None,
        }
        for (page_id, layer, subject_id), judged in loading.corpus.audited.subjects.items()
    ]
    return sorted(lines, key=lambda line: line["page_id"] is None)


def as_data(corpus: Corpus) -> Json:
    """Verdicts by layer, before and after what was found was decided, and each that is not right.

    ``before`` counts the verdicts of the first audit; ``after`` those on the gold standard as it
    stands, the least favourable where there are several. Annotations are counted apart from the
    sentences that were looked through for what is missing.
    """
    audited, answered = corpus.audited, answers(corpus.log)
    return {
        "audits": [
            {key: each[key] for key in ("name", "origin", "date")} for each in corpus.audits
        ],
        "layers": {
            layer: {
                what: _counted(audited, layer, corpus.audits[0]["name"], of_sentences)
                for what, of_sentences in (("annotations", False), ("sentences", True))
                if (layer in LAYERS and LAYERS[layer].optional) or not of_sentences
            }
            for layer in (*LAYERS, REGISTRY)
        }
        if corpus.audits
        else {},
        "repeated": [
            _between(audited, one["name"], other["name"])
            for one, other in combinations(corpus.audits, 2)
        ],
        "findings": [
            _finding(each, audited, answered.get(question(each)))
            for each in audited.verdicts
            if each.verdict != RIGHT
        ],
    }


def _counted(audited: Audited, layer: str, first: str, of_sentences: bool) -> Json:
    before = [
        each
        for each in audited.verdicts
        if each.audit == first and each.layer == layer and each.on_sentence == of_sentences
    ]
    there = [
        key
        for key in audited.subjects
        if key[1] == layer and on_sentence(layer, key[2]) == of_sentences
    ]
    after = [audited.current[key] for key in there if key in audited.current]
    return {"before": _by_verdict(before, 0), "after": _by_verdict(after, len(there) - len(after))}


def _by_verdict(verdicts: Iterable[Verdict], unjudged: int) -> Json:
    found = Counter(each.verdict for each in verdicts)
    return {
        "total": found.total() + unjudged,
        "right": found[RIGHT],
        "arguable": found[ARGUABLE],
        "faulty": sum(found[each] for each in FAULTS),
        "unjudged": unjudged,
    }


def _between(audited: Audited, left: str, right: str) -> Json:
    """How two audits judge what both judged in the same words; ``kappa`` is Cohen's."""
    given: dict[str, dict[tuple[Key, str | None], str]] = {left: {}, right: {}}
    for each in audited.verdicts:
        if each.audit in given:
            given[each.audit][each.key, each.judged] = each.verdict
    both = given[left].keys() & given[right].keys()
    found = kappa([(given[left][each], given[right][each]) for each in both])
    units, equal = found.apart_from(RIGHT)
    return {
        "left": left,
        "right": right,
        "units": found.units,
        "equal": found.equal,
        "kappa": found.coefficient,
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
    """The verdicts by layer, and what is not right; none where there was no audit."""
    if not data["audits"]:
        return []
    compared = [repeated(data)] if data["repeated"] else []
    return [by_layer(data), *compared, findings(data)]


def by_layer(data: Json) -> Table:
    """How many were right of how many, by layer, before and after."""
    return table(
        "Audit, by layer",
        [
            "what was judged",
            *(f"{when}: {each}" for when in ("before", "after") for each in HEAD),
            "after: not judged",
        ],
        (
            [
                layer if what == "annotations" else f"{layer}: {what}",
                *(cell for when in ("before", "after") for cell in _cells(each[when])),
                each["after"]["unjudged"],
            ]
            for layer, found in data["layers"].items()
            for what, each in found.items()
        ),
    )


HEAD = ("right", "arguable", "wrong or missing")


def _cells(counted: Json) -> list[str]:
    right = f"{counted['right']} of {counted['total']}"
    return [right, str(counted["arguable"]), str(counted["faulty"])]


def repeated(data: Json) -> Table:
    """How far two audits agree on what both judged."""
    return table(
        "Audits that judged the same",
        ["audits", "judged by both", "equal", "Cohen's kappa", "doubted by either", "by both"],
        (
            [
                f"{each['left']} and {each['right']}",
                each["units"],
                each["equal"],
                each["kappa"],
                each["doubted"]["units"],
                each["doubted"]["equal"],
            ]
            for each in data["repeated"]
        ),
    )


def findings(data: Json) -> Table:
    """Each thing that audits did not call right, with what came of it; once for each outcome."""
    together: dict[tuple[str | None, ...], list[Json]] = {}
    for each in data["findings"]:
        outcome = (each["layer"], each["id"], each["since"], each["line_id"], each["why"])
        together.setdefault(outcome, []).append(each)
    return table(
        "What audits found",
        ["layer", "id", "verdicts", "since", "line", "what the auditors say", "what was decided"],
        (
            [
                layer,
                judged_id,
                "; ".join(f"{each['audit']}: {each['verdict']} ({each['rule']})" for each in found),
                since,
                line_id,
                " / ".join(each["note"] for each in found),
                why,
            ]
            for (layer, judged_id, since, line_id, why), found in together.items()
        ),
    )
