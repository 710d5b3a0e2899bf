"""Check citations of the guidelines in passes, audits and decisions, and their examples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from winnow.model.adjudication import Decision
from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, line_and_column
from winnow.model.rules import RULES
from winnow.read.guidelines import DIGITS, EXAMPLE, SILENT


def guidelines(
    record: Json | None, digests: Mapping[str, str], file: str, place: str = ""
) -> Iterator[Problem]:
    """The guidelines that a pass or an audit worked under are in ``digests`` (by file name)."""
    if record is None:
        return
    digest = record["guidelines_sha256"]
    name = f"{digest[:DIGITS]}.md"
    if digests.get(name) != digest:
        message = f"guidelines/{name} does not exist or has another SHA-256"
        yield RULES["guidelines-missing"].at(file, f"{place}guidelines_sha256", message)


def citations(log: Iterable[Decision], known: Collection[str], file: str) -> Iterator[Problem]:
    """Decisions cite existing rules, or have a note."""
    for decision in log:
        place = f"[{decision.index}]"
        if decision.rule == SILENT and decision.note is None:
            message = f"{decision.id} cites {SILENT} without a note"
            yield RULES["note-missing"].at(file, f"{place}.note", message)
        elif decision.rule != SILENT and decision.rule not in known:
            rule = excerpt(decision.rule)
            message = f"{decision.id} cites {rule}, which is not in the guidelines"
            yield RULES["cited-rule-unknown"].at(file, f"{place}.rule", message)


def examples(texts: Mapping[str, str], known: Collection[str], folder: str) -> Iterator[Problem]:
    """Examples in the guidelines are annotations of the gold standard, by permanent id."""
    for name, text in texts.items():
        for example in EXAMPLE.finditer(text):
            if example.group(1) not in known:
                message = f"{excerpt(example.group(1))} is not in the gold standard"
                place = line_and_column(text, example.start())
                yield RULES["example-unknown"].at(f"{folder}/{name}", place, message)
