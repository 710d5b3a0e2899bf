"""The gold standard as a system might give it, in every form of predictions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from winnow.model.spans import tags, tokens
from winnow.score import Gold
from winnow.score.gold import Target

Record = dict[str, Any]


def _span(each: Any, origin: int = 0) -> Record:
    return {"start": each.start - origin, "end": each.end - origin}


def _kept(gold: Gold, role: str | None) -> list[Record]:
    return [
        {"page_id": page.id, "kept": [_span(each) for each in gold.content(page, role)]}
        for page in gold.pages.values()
    ]


def _text(gold: Gold, role: str | None) -> list[Record]:
    return [
        {
            "page_id": page.id,
            "text": "\n".join(each.quote for each in gold.content(page, role)),
        }
        for page in gold.pages.values()
    ]


def _segments(gold: Gold) -> list[Record]:
    return [
        {
            "page_id": page.id,
            "segments": [_span(each) | {"kind": each.kind} for each in page.segments],
        }
        for page in gold.pages.values()
    ]


def _sentences(gold: Gold) -> list[Record]:
    return [
        {"page_id": page.id, "sentences": [_span(each) for each in page.sentences]}
        for page in gold.pages.values()
    ]


def _of_pages(gold: Gold) -> list[Record]:
    return [
        {
            "page_id": page.id,
            "mentions": [_span(each) | {"type": each.type} for each in page.mentions],
        }
        for page in gold.pages.values()
    ]


def _of_sentences(gold: Gold) -> list[Record]:
    return [
        {
            "id": f"{page.id}#{sentence.id}",
            "mentions": [
                _span(each, sentence.start) | {"type": each.type}
                for each in page.mentions
                if sentence.start <= each.start < sentence.end
            ],
        }
        for page, sentence in gold.sentences()
    ]


def _tags(gold: Gold) -> list[Record]:
    return [
        {
            "id": f"{page.id}#{sentence.id}",
            "tags": tags(tokens(sentence.quote), page.mentions, sentence.start),
        }
        for page, sentence in gold.sentences()
    ]


def _rows(gold: Gold) -> list[Record]:
    return [{"id": row.id, "polarity": row.polarity} for row in gold.targets.values()]


def _said(each: Any) -> Record:
    return {"holder": each.holder, "target": each.target, "polarity": each.polarity}


def _stances(gold: Gold) -> list[Record]:
    return [
        {"page_id": page.id, "stances": [_span(each) | _said(each) for each in page.stances]}
        for page in gold.pages.values()
    ]


def _stances_of_sentences(gold: Gold) -> list[Record]:
    return [
        {
            "id": f"{page.id}#{sentence.id}",
            "stances": [
                _said(each) | {"evidence": _span(each, sentence.start)}
                for each in page.stances
                if page.sentence_of(each).id == sentence.id
            ],
        }
        for page, sentence in gold.sentences()
    ]


def _quotations(gold: Gold) -> list[Record]:
    return [
        {
            "page_id": page.id,
            "quotations": [_span(each) | {"speaker": each.speaker} for each in page.quotations],
        }
        for page in gold.pages.values()
    ]


def pipeline(gold: Gold, role: str | None = None) -> list[Record]:
    """A pipeline that does everything right, its extractor being after articles in a role."""
    return [_run(gold, page_id, given, role) for page_id in gold.pages for given in _GIVEN]


_GIVEN = ("scraped", "content")


def _run(gold: Gold, page_id: str, given: str, role: str | None) -> Record:
    page = gold.pages[page_id]
    kept = gold.content(page, role if given == "scraped" else None)
    sentences = {each.id: each for each in page.sentences}

    def inside(start: int) -> bool:
        return any(each.start <= start < each.end for each in kept)

    def reached(row: Target) -> bool:
        return row.page_id == page_id and inside(sentences[row.sentence_id].start)

    return {
        "page_id": page_id,
        "given": given,
        "kept": [_span(each) for each in kept],
        "mentions": [
            _span(each) | {"type": each.type} for each in page.mentions if inside(each.start)
        ],
        "polarities": [
            {"id": row.id, "polarity": row.polarity}
            for row in gold.targets.values()
            if reached(row)
        ],
    }


PERFECT: dict[str, tuple[str, Callable[[Gold], list[Record]]]] = {
    "main text": ("boilerplate", lambda gold: _text(gold, "main")),
    "text": ("boilerplate", lambda gold: _text(gold, None)),
    "main stretches": ("boilerplate", lambda gold: _kept(gold, "main")),
    "stretches": ("boilerplate", lambda gold: _kept(gold, None)),
    "segments": ("boilerplate", _segments),
    "sentences": ("sentences", _sentences),
    "mentions of pages": ("entities", _of_pages),
    "mentions of sentences": ("entities", _of_sentences),
    "tags": ("entities", _tags),
    "polarities": ("stance", _rows),
    "stances of pages": ("stance", _stances),
    "stances of sentences": ("stance", _stances_of_sentences),
    "quotations": ("quotations", _quotations),
    "pipeline": ("pipeline", pipeline),
}
"""The task and the records of each form, by what they are."""
