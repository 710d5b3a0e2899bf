"""Doubts about the gold standard: differences between passes, and audit verdicts."""

from __future__ import annotations

from collections.abc import Collection

from winnow.model.json import Json


def provenance(annotation: Json, passes: Collection[str]) -> str:
    """Who gave an annotation or registry entry in this form, and what audits said about it.

    ``annotation`` is an item of a row of ``pages`` or a row of ``registry``; ``passes`` are the
    passes that cover its page, none if there are none.
    """
    verdict = annotation["verdict"] or "not judged"
    return f"{_givers(annotation['passes'], passes)}; audit: {verdict}"


def _givers(givers: Collection[str], passes: Collection[str]) -> str:
    if not passes:
        return "not covered by independent passes"
    if not givers:
        return "given by no pass in this form"
    if len(givers) == len(passes) > 1:
        return "given by both passes" if len(passes) == 2 else f"given by all {len(passes)} passes"
    noun = "pass" if len(givers) == 1 else "passes"
    only = " only" if len(passes) > 1 else ""
    return f"given by {noun} {' and '.join(givers)}{only}"
