"""An ordinary news page, made up for this test, can be segmented completely and built."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from support import parquet_rows, winnow
from winnow import format_page
from winnow.model.layers import LAYERS

PAGE_ID = "pier"

Piece = tuple[str, str | None, str]
"""Kind, article and text of a segment."""

LINES: list[list[Piece]] = [
    [("navigation", None, "Skip to main content")],
    [("navigation", None, "Home News Sport Weather Log in")],
    [("site_info", None, "Harbour Post"), ("section_label", None, "Coast")],
    [("headline", "a1", "Pier to stay closed until spring")],
    [("standfirst", "a1", "Two beams have to be replaced, and the money is not there yet.")],
    [("byline", "a1", "By Ann Reed, harbour correspondent"), ("timestamp", "a1", "3 hours ago")],
    [("other_boilerplate", None, "Listen to this article (4 minutes)")],
    [("caption", "a1", "The pier at low tide."), ("image_credit", "a1", "Photo: Ann Reed")],
    [
        (
            "paragraph",
            "a1",
            "The old pier will not open this winter. Divers found two cracked beams.",
        )
    ],
    [("paragraph", "a1", "Nobody was hurt.")],
    [("paragraph", "a1", "The beams were last checked ten years ago.")],
    [("advertisement", "a1", "Advertisement")],
    [("paragraph", "a1", "New beams have to be made to measure.")],
    [("read_more", "a1", "Read more:"), ("headline", "a2", "Ferry fares to rise")],
    [("paragraph", "a1", "Anglers have asked for a smaller jetty. The town has not replied.")],
    [("paragraph", "a1", "Work is due to begin after the storms.")],
    [("share_links", None, "Share this article Facebook Email Copy link")],
    [("newsletter", None, "Get the harbour news by email every week. Sign up")],
    [("comments", None, "Comments (1)")],
    [("comment", None, "Sam 2 hours ago About time too. Reply")],
    [("list_heading", None, "More from the coast")],
    [("headline", "a3", "Lifeboat crew thanked")],
    [("standfirst", "a3", "A walker was brought home safely.")],
    [("consent", None, "We use cookies to improve this site. Accept all Reject")],
    [("site_info", None, "© Harbour Post. All rights reserved.")],
]


def _gold() -> tuple[str, dict[str, Any]]:
    """The text of the page and its gold annotations."""
    text = "\n".join(" ".join(quote for _, _, quote in line) for line in LINES) + "\n"
    segments: list[dict[str, Any]] = []
    sentences: list[dict[str, Any]] = []
    end = 0
    for kind, article, quote in (piece for line in LINES for piece in line):
        start = text.index(quote, end)
        end = start
        for sentence in re.split(r"(?<=[.]) ", quote):
            begin = text.index(sentence, end)
            end = begin + len(sentence)
            sentences.append(_span(f"x{len(sentences) + 1}", begin, sentence))
        segment = _span(f"s{len(segments) + 1}", start, quote)
        segments.append(segment | {"kind": kind, "article": article})
    roles = {"a1": "main", "a2": "related", "a3": "related"}
    return text, {
        "page_id": PAGE_ID,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "articles": [{"id": article, "role": role} for article, role in roles.items()],
        "segments": segments,
        "sentences": sentences,
        "mentions": [],
        "quotations": [],
        "stances": [],
    }


def _span(annotation_id: str, start: int, quote: str) -> dict[str, Any]:
    return {"id": annotation_id, "start": start, "end": start + len(quote), "quote": quote}


@pytest.fixture
def with_page(real: Path) -> Path:
    """The real corpus with the page."""
    text, gold = _gold()
    (real / f"dataset/sources/{PAGE_ID}.txt").write_bytes(text.encode())
    path = real / f"dataset/annotations/gold/{PAGE_ID}.json"
    path.write_text(format_page(gold), encoding="utf-8")
    issued = {layer.prefix: len(gold[layer.name]) for layer in LAYERS.values()}
    _append(
        real / "dataset/sources/sources.json",
        {
            "page_id": PAGE_ID,
            "bytes": len(text.encode()),
            "sha256": gold["text_sha256"],
            "site": "Harbour Post",
            "publishers": [],
            "url": None,
            "retrieved": None,
            "rights": "Made up for tests.",
            "caution": None,
            "remarks": [],
        },
    )
    ids = {"page_id": PAGE_ID, "issued": issued, "withdrawn": []}
    _append(real / "dataset/annotations/ids.json", ids)
    return real


def _append(path: Path, entry: dict[str, Any]) -> None:
    entries = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([*entries, entry], ensure_ascii=False), encoding="utf-8")


def test_every_line_of_an_ordinary_page_has_a_kind(with_page: Path) -> None:
    outcome = winnow("check", "--format", "json", "--root", with_page)
    assert outcome.problems == []
    schema = json.loads((with_page / "schema/labels.schema.json").read_text(encoding="utf-8"))
    labels = {option["const"] for option in schema["$defs"]["segment_kind"]["oneOf"]}
    kinds = {kind for line in LINES for kind, _, _ in line}
    assert len(LINES) == 25
    assert kinds <= labels
    assert winnow("show", PAGE_ID, "--root", with_page).code == 0


def test_an_ordinary_page_is_built(with_page: Path) -> None:
    outcome = winnow("build", "--root", with_page)
    assert outcome.code == 0, outcome.err
    rows = [row for row in parquet_rows(with_page, "boilerplate") if row["page_id"] == PAGE_ID]
    by_class: dict[str, set[str]] = {}
    for row in rows:
        by_class.setdefault(row["class"], set()).add(row["kind"])
        assert row["in_main"] == (row["class"] == "content" and row["role"] == "main")
    assert {row["line"] for row in rows} == set(range(25))
    assert by_class["content"] == {"headline", "standfirst", "caption", "paragraph"}
    assert by_class["metadata"] == {"byline", "timestamp", "image_credit"}

    articles = [row for row in parquet_rows(with_page, "articles") if row["page_id"] == PAGE_ID]
    main = articles[0]
    paragraphs = [quote for line in LINES for kind, _, quote in line if kind == "paragraph"]
    assert main["headline"] == "Pier to stay closed until spring"
    assert main["body"].split("\n") == paragraphs
    assert main["text"].split("\n") == [
        main["headline"],
        "Two beams have to be replaced, and the money is not there yet.",
        "The pier at low tide.",
        *paragraphs,
    ]
    assert [piece["kind"] for piece in main["pieces"][:3]] == ["headline", "standfirst", "caption"]
    assert [row["text"] for row in articles[1:]] == [
        "Ferry fares to rise",
        "Lifeboat crew thanked\nA walker was brought home safely.",
    ]
    assert [row["body"] for row in articles[1:]] == ["", ""]
