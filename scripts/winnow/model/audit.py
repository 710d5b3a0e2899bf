"""Audits: what readers who made neither passes nor decisions say of the gold standard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from winnow.model.adjudication import REGISTRY, Decision
from winnow.model.describe import wording
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Spanned
from winnow.model.page import Page
from winnow.model.registry import Entry
from winnow.model.spans import Intervals

RIGHT, ARGUABLE, WRONG, MISSING = "right", "arguable", "wrong", "missing"

BADNESS = {RIGHT: 0, ARGUABLE: 1, WRONG: 2, MISSING: 2}
"""How unfavourable each verdict is."""

FAULTS = frozenset({WRONG, MISSING})
"""Verdicts that ask for a decision."""

Key = tuple[str | None, str, str]
"""Page id (None for the registry), layer, and id of what is judged in it."""


@dataclass(frozen=True)
class Verdict:
    """What an audit says; ``index`` is its place in the file, from 0."""

    index: int
    audit: str
    page_id: str | None
    layer: str
    id: str
    judged: str | None
    verdict: str
    rule: str | None
    note: str | None

    @property
    def key(self) -> Key:
        """What is judged."""
        return self.page_id, self.layer, self.id

    @property
    def on_sentence(self) -> bool:
        """Whether it says if a sentence lacks something, not if an annotation is right."""
        return on_sentence(self.layer, self.id)


def on_sentence(layer: str, judged_id: str) -> bool:
    """Whether a verdict in a layer is on a sentence, by the id that it is on."""
    return (
        layer in LAYERS
        and LAYERS[layer].optional
        and judged_id.startswith(LAYERS["sentences"].prefix)
    )


def verdicts(value: Json) -> tuple[Verdict, ...]:
    """The lines of a file of verdicts that keeps its schema, in their order."""
    return tuple(Verdict(index, **each) for index, each in enumerate(value))


def page_subjects(page: Page, classes: Mapping[str, str]) -> dict[Key, str | None]:
    """Everything on a page that can be judged, as it is now: annotations and open sentences.

    Annotations are in the words of the adjudication log. A sentence is given by the ids of the
    annotations that begin in it, None where there are none; it is left out where it cannot carry
    any, by its segment's kind and that kind's class in ``classes``.
    """
    subjects: dict[Key, str | None] = {
        (page.id, layer, annotation.id): wording([annotation])
        for layer in LAYERS
        for annotation in page.layer(layer)
    }
    kinds = {sentence.id: page.segment_of(sentence).kind for sentence in page.sentences}
    for layer in (name for name in LAYERS if LAYERS[name].optional):
        marked = Intervals(cast(Sequence[Spanned], page.layer(layer)))
        for sentence in page.sentences:
            kind = kinds[sentence.id]
            if _can_carry(layer, kind, classes[kind]):
                begun = marked.beginning(sentence.start, sentence.end)
                ids = " ".join(annotation.id for annotation in begun)
                subjects[page.id, layer, sentence.id] = ids or None
    return subjects


def registry_subjects(registry: Mapping[str, Entry]) -> dict[Key, str | None]:
    """The entries of the registry as they can be judged."""
    return {(None, REGISTRY, entry.id): wording([entry]) for entry in registry.values()}


def _can_carry(layer: str, kind: str, segment_class: str) -> bool:
    """Whether annotations of an open layer can stand in segments of a kind."""
    match layer:
        case "quotations":
            return kind != "duplicate"
        case "stances":
            return segment_class == "content"
        case _:
            return True


@dataclass(frozen=True)
class Audited:
    """Verdicts and the gold standard: ``subjects`` is what can be judged, as it is now."""

    verdicts: tuple[Verdict, ...]
    subjects: Mapping[Key, str | None]

    def holds(self, verdict: Verdict) -> bool:
        """Whether what was judged is what the gold standard has now."""
        return verdict.key in self.subjects and self.subjects[verdict.key] == verdict.judged

    @cached_property
    def current(self) -> dict[Key, Verdict]:
        """The verdict on each thing that was judged as it stands now.

        Of several the least favourable counts, so that asking again never improves a figure.
        """
        found: dict[Key, Verdict] = {}
        for each in self.verdicts:
            if self.holds(each):
                known = found.setdefault(each.key, each)
                found[each.key] = max(known, each, key=lambda one: BADNESS[one.verdict])
        return found

    def on(self, page_id: str | None, layer: str, annotation_id: str) -> str | None:
        """What audits say of an annotation or entry as it stands; None where none judged it so."""
        verdict = self.current.get((page_id, layer, annotation_id))
        return verdict.verdict if verdict else None


Question = tuple[str | None, str, str]
"""Page id (None for the registry), layer, and finding as a line of the log names it."""


def question(verdict: Verdict) -> Question:
    """What a line of the log names that answers a verdict."""
    return verdict.page_id, verdict.layer, f"{verdict.audit}/{verdict.id}"


def answers(log: Iterable[Decision]) -> dict[Question, Decision]:
    """The last line of the log of adjudication that answers each verdict."""
    return {(line.page_id, line.layer, each): line for line in log for each in line.findings}
