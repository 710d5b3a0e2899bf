"""The real pages and their gold: what they are, to the last byte and count."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from support import PAGES, ROOT, copy_real, replace, winnow
from winnow.annotations import LAYERS, format_page
from winnow.corpus import Corpus, load
from winnow.paths import Paths

SHA256 = {
    "000_a401cee3f7b9dc82": "378493085b4ac57f4b2b257a88723973643f2aa441700fb9054723a4a44d2c31",
    "001_29c10ceec84ec9db": "29da5c58a8738d5bdb5a3cfc2f995df0dbe18665d80d9d679be311e7a5ac0655",
    "002_6dfdb6ef9bf63b9e": "bb98330689cfede5b93eda1377c55ade1cb9008bd8e0f01d5be9cb47328b625b",
}
KINDS = {
    "headline": 5,
    "dateline": 1,
    "paragraph": 32,
    "publisher": 4,
    "timestamp": 4,
    "source_credit": 2,
    "duplicate": 10,
    "section_label": 1,
    "image_alt": 2,
    "list_heading": 2,
    "promotion": 7,
    "comments": 2,
    "read_more": 2,
    "site_info": 2,
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    loading = load(Paths(ROOT))
    assert loading.problems == ()
    assert loading.corpus is not None
    return loading.corpus


@pytest.mark.parametrize("page_id", PAGES)
def test_the_pages_are_the_bytes_that_were_handed_over(page_id: str) -> None:
    data = (ROOT / f"dataset/sources/{page_id}.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256[page_id]


def test_no_segment_or_sentence_was_added_or_lost(corpus: Corpus) -> None:
    counts = {
        page.id: (len(page.articles), len(page.segments), len(page.sentences))
        for page in corpus.pages
    }
    assert counts == {PAGES[0]: (1, 17, 18), PAGES[1]: (4, 43, 106), PAGES[2]: (1, 16, 21)}


def test_no_segment_changed_its_kind(corpus: Corpus) -> None:
    kinds = Counter(segment.kind for page in corpus.pages for segment in page.segments)
    assert kinds == KINDS


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


def test_what_is_not_known_of_the_pages_is_null() -> None:
    entries = json.loads((ROOT / "dataset/sources/sources.json").read_text(encoding="utf-8"))
    assert [entry["page_id"] for entry in entries] == list(PAGES)
    for entry in entries:
        assert entry["url"] is None
        assert entry["retrieved"] is None
    assert [entry["site"] for entry in entries] == [None, "Daily8", None]


def test_a_page_is_checked_alone_when_it_is_named(tmp_path: Path) -> None:
    root = copy_real(tmp_path / "real")
    replace(root / f"dataset/annotations/gold/{PAGES[0]}.json", '"section_label"', '"section"')
    assert winnow("check", PAGES[1], "--root", root).code == 0
    assert winnow("check", PAGES[0], "--root", root).code == 1
