"""Audits: verdicts of independent readers on the gold standard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from winnow.model.adjudication import REGISTRY, Decision
from winnow.model.describe import wording
from winnow.model.json import Json
from winnow.model.layers import LAYERS, OPTIONAL_LAYERS, Spanned
from winnow.model.page import Page
from winnow.model.registry import Entry
from winnow.model.spans import Intervals

RIGHT, ARGUABLE, WRONG, MISSING = "right", "arguable", "wrong", "missing"

BADNESS = {RIGHT: 0, ARGUABLE: 1, WRONG: 2, MISSING: 2}
"""Rank of each verdict; the highest of several verdicts counts."""

FAULTS = frozenset({WRONG, MISSING})
"""Verdicts that ask for a decision."""

Key = tuple[str | None, str, str]
"""Page id (None for the registry), layer, and id of the annotation, entry or sentence."""


@dataclass(frozen=True)
class Verdict:
    """A verdict of an audit; ``index`` is its position in the file, from 0."""

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
        """The subject of the verdict."""
        return self.page_id, self.layer, self.id

    @property
    def on_sentence(self) -> bool:
        """Whether the subject is a sentence, judged for missing annotations."""
        return on_sentence(self.layer, self.id)


def on_sentence(layer: str, judged_id: str) -> bool:
    """Whether an id in a layer is that of a sentence judged for missing annotations."""
    return layer in OPTIONAL_LAYERS and judged_id.startswith(LAYERS["sentences"].prefix)


def verdicts(value: Json) -> tuple[Verdict, ...]:
    """The verdicts of a valid file, in order."""
    return tuple(Verdict(index, **line) for index, line in enumerate(value))


def page_subjects(page: Page, classes: Mapping[str, str]) -> dict[Key, str | None]:
    """The subjects on a page that can be judged, with their present state in words.

    The state of an annotation is its wording, as in the adjudication log. That of a sentence is the
    ids of the annotations that start in it, None if there are none. Sentences that cannot carry
    annotations of a layer, by their segment's kind and its class in ``classes``, are left out.
    """
    subjects: dict[Key, str | None] = {
        (page.id, layer, annotation.id): wording([annotation])
        for layer in LAYERS
        for annotation in page.layer(layer)
    }
    kinds = {sentence.id: page.segment_of(sentence).kind for sentence in page.sentences}
    for layer in OPTIONAL_LAYERS:
        marked = Intervals(cast(Sequence[Spanned], page.layer(layer)))
        for sentence in page.sentences:
            kind = kinds[sentence.id]
            if _can_carry(layer, kind, classes[kind]):
                begun = marked.beginning(sentence.start, sentence.end)
                ids = " ".join(annotation.id for annotation in begun)
                subjects[page.id, layer, sentence.id] = ids or None
    return subjects


def registry_subjects(registry: Mapping[str, Entry]) -> dict[Key, str | None]:
    """The entries of the registry that can be judged, with their wording."""
    return {(None, REGISTRY, entry.id): wording([entry]) for entry in registry.values()}


def _can_carry(layer: str, kind: str, segment_class: str) -> bool:
    """Whether segments of a kind can carry annotations of an optional layer."""
    match layer:
        case "quotations":
            return kind != "duplicate"
        case "stances":
            return segment_class == "content"
        case _:
            return True


@dataclass(frozen=True)
class Audited:
    """Verdicts, and the subjects that can be judged with their present state."""

    verdicts: tuple[Verdict, ...]
    subjects: Mapping[Key, str | None]

    def holds(self, verdict: Verdict) -> bool:
        """Whether the subject is unchanged since it was judged."""
        return verdict.key in self.subjects and self.subjects[verdict.key] == verdict.judged

    @cached_property
    def current(self) -> dict[Key, Verdict]:
        """The verdict on each subject that is unchanged since it was judged.

        Of several verdicts the least favourable counts, so that repeating an audit never improves
        a figure.
        """
        current: dict[Key, Verdict] = {}
        for verdict in filter(self.holds, self.verdicts):
            previous = current.get(verdict.key, verdict)
            current[verdict.key] = max(
                previous, verdict, key=lambda candidate: BADNESS[candidate.verdict]
            )
        return current

    def on(self, page_id: str | None, layer: str, annotation_id: str) -> str | None:
        """The current verdict on an annotation or entry, or None."""
        verdict = self.current.get((page_id, layer, annotation_id))
        return verdict.verdict if verdict else None


Question = tuple[str | None, str, str]
"""Page id (None for the registry), layer, and finding as a decision names it."""


def question(verdict: Verdict) -> Question:
    """The finding by which a decision answers a verdict."""
    return verdict.page_id, verdict.layer, f"{verdict.audit}/{verdict.id}"


def answers(log: Iterable[Decision]) -> dict[Question, Decision]:
    """The last decision that answers each verdict."""
    return {
        (decision.page_id, decision.layer, finding): decision
        for decision in log
        for finding in decision.findings
    }
