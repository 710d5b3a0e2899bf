"""The real pages and their gold: what they are, to the last byte and count."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from support import PAGES, PINS, ROOT, copy_real, replace, winnow
from winnow.model.corpus import Corpus
from winnow.model.layers import LAYERS
from winnow.read.annotations import format_page


@pytest.mark.parametrize("page_id", PAGES)
def test_the_pages_are_the_bytes_that_were_handed_over(page_id: str) -> None:
    data = (ROOT / f"dataset/sources/{page_id}.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == PINS[page_id]["sha256"]


def test_no_annotation_was_added_or_lost_and_no_kind_changed(corpus: Corpus) -> None:
    for page in corpus.pages:
        pin = PINS[page.id]
        assert len(page.articles) == pin["articles"]
        assert len(page.sentences) == pin["sentences"]
        assert Counter(segment.kind for segment in page.segments) == pin["segments"]
        assert Counter(mention.type for mention in page.mentions) == pin["mentions"]
        assert Counter(quotation.kind for quotation in page.quotations) == pin["quotations"]
        assert Counter(stance.polarity for stance in page.stances) == pin["stances"]


def test_every_page_is_pinned(corpus: Corpus) -> None:
    assert [page.id for page in corpus.pages] == sorted(PINS)


def test_segments_give_back_all_that_is_not_white_space(corpus: Corpus) -> None:
    for page in corpus.pages:
        joined = "".join(segment.quote for segment in page.segments)
        assert "".join(joined.split()) == "".join(page.text.split())


def test_sentences_give_back_each_segment(corpus: Corpus) -> None:
    for page in corpus.pages:
        for segment in page.segments:
            inside = [each for each in page.sentences if page.segment_of(each) == segment]
            joined = "".join(sentence.quote for sentence in inside)
            assert "".join(joined.split()) == "".join(segment.quote.split())


@pytest.mark.parametrize("page_id", PAGES)
def test_a_gold_file_has_one_annotation_a_line(page_id: str) -> None:
    path = ROOT / f"dataset/annotations/gold/{page_id}.json"
    text = path.read_text(encoding="utf-8")
    record = json.loads(text)
    assert text == format_page(record)
    assert list(record) == ["page_id", "text_sha256", *LAYERS]


def test_what_is_not_known_of_the_first_pages_is_null() -> None:
    entries = json.loads((ROOT / "dataset/sources/sources.json").read_text(encoding="utf-8"))
    first = {entry["page_id"]: entry for entry in entries[:3]}
    assert {entry["url"] for entry in first.values()} == {None}
    assert {entry["retrieved"] for entry in first.values()} == {None}
    assert [entry["site"] for entry in first.values()] == [None, "Daily8", None]


def test_a_page_is_checked_alone_when_it_is_named(tmp_path: Path) -> None:
    root = copy_real(tmp_path / "real")
    replace(root / f"dataset/annotations/gold/{PAGES[0]}.json", '"section_label"', '"section"')
    assert winnow("check", PAGES[1], "--root", root).code == 0
    assert winnow("check", PAGES[0], "--root", root).code == 1
