"""Guidelines against what cites them: passes, the log of adjudication, and their own examples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from winnow.model.adjudication import Decision
from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, line_and_column
from winnow.model.rules import RULES
from winnow.read.guidelines import DIGITS, EXAMPLE, SILENT


def guidelines(
    record: Json | None, given: Mapping[str, str], file: str, place: str = ""
) -> Iterator[Problem]:
    """The guidelines that a pass or an audit was made under are kept."""
    if record is None:
        return
    digest = record["guidelines_sha256"]
    name = f"{digest[:DIGITS]}.md"
    if given.get(name) != digest:
        message = f"guidelines/{name} is not there, or has another SHA-256"
        yield RULES["guidelines-missing"].at(file, f"{place}guidelines_sha256", message)


def citations(log: Iterable[Decision], known: Collection[str], file: str) -> Iterator[Problem]:
    """Each rule that is cited exists; what no rule decides has a note."""
    for line in log:
        if line.rule == SILENT and line.note is None:
            message = f"{line.id} says that the guidelines are silent, and nothing more"
            yield RULES["note-missing"].at(file, f"[{line.index}].note", message)
        elif line.rule != SILENT and line.rule not in known:
            message = f"{line.id} cites {excerpt(line.rule)}, which is not in the guidelines"
            yield RULES["cited-rule-unknown"].at(file, f"[{line.index}].rule", message)


def examples(texts: Mapping[str, str], known: Collection[str], folder: str) -> Iterator[Problem]:
    """Each example in the guidelines is an annotation of the gold standard, by its permanent id."""
    for name, text in texts.items():
        for example in EXAMPLE.finditer(text):
            if example.group(1) not in known:
                message = f"{excerpt(example.group(1))} is not in the gold standard"
                place = line_and_column(text, example.start())
                yield RULES["example-unknown"].at(f"{folder}/{name}", place, message)
