"""Tags of tokens: the mentions of a text in the scheme IOB2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from winnow.annotations import Mention
from winnow.documents import Json
from winnow.intervals import Intervals

OUTSIDE = "O"


def tags(
    extents: Sequence[tuple[int, int]], mentions: Iterable[Mention], origin: int = 0
) -> list[str]:
    """IOB2 tags of tokens, given as extents in a text that begins at ``origin`` in the page.

    A mention is ``B-`` at its first token and ``I-`` at each further one (Tjong Kim Sang and
    Veenstra 1999, "Representing Text Chunks").
    """
    marked = Intervals(mentions)
    found = []
    for start, end in extents:
        around = marked.overlapping(origin + start, origin + end)
        prefix = "B" if around and around[0].start == origin + start else "I"
        found.append(f"{prefix}-{around[0].type}" if around else OUTSIDE)
    return found


def iob2_options(labels: Iterable[Json]) -> list[Json]:
    """The IOB2 tags over some labels, as the options of a label list."""
    tags = [("O", "The token lies in no mention.")]
    for label in (option["const"] for option in labels):
        tags.append((f"B-{label}", f"The first token of a {label} mention."))
        tags.append((f"I-{label}", f"A further token of a {label} mention."))
    return [{"const": tag, "description": description} for tag, description in tags]
