"""Doubts about the gold standard, as the site shows them."""

from __future__ import annotations

import pytest

from winnow.site.doubt import provenance


@pytest.mark.parametrize(
    ("givers", "passes", "verdict", "phrase"),
    [
        (["a", "b"], ["a", "b"], "right", "given by both passes; audit: right"),
        (["a"], ["a", "b"], "arguable", "given by pass a only; audit: arguable"),
        ([], ["a", "b"], None, "given by no pass in this form; audit: not judged"),
        ([], [], "right", "not covered by independent passes; audit: right"),
        (["a"], ["a"], "right", "given by pass a; audit: right"),
        (["a", "b"], ["a", "b", "c"], "right", "given by passes a and b only; audit: right"),
        (["a", "b", "c"], ["a", "b", "c"], "right", "given by all 3 passes; audit: right"),
    ],
)
def test_provenance_is_a_phrase(
    givers: list[str], passes: list[str], verdict: str | None, phrase: str
) -> None:
    assert provenance({"passes": givers, "verdict": verdict}, passes) == phrase
