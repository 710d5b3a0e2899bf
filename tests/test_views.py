"""Rows: offsets that hold, pieces that join, nothing lost between corpus and config."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from support import PAGES, ROOT
from winnow.dataset.folder import read_card, read_rows
from winnow.model.corpus import Corpus
from winnow.model.layers import LAYERS, Segment
from winnow.model.schemas import CONFIGS
from winnow.rows import pages as structure
from winnow.rows.configs import PAGE_VIEWS, corpus_rows

Row = dict[str, Any]


@pytest.fixture(scope="module")
def built() -> dict[str, list[Row]]:
    """The rows as the Parquet files in the repository have them."""
    configs, _ = read_card(ROOT / "dataset")
    assert configs is not None
    return {config.name: read_rows(ROOT / "dataset", config) for config in configs}


def _records(value: Any) -> Iterator[Row]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _records(each)
    elif isinstance(value, list):
        for each in value:
            yield from _records(each)


@pytest.mark.parametrize("config", CONFIGS)
def test_every_offset_gives_its_quote(config: str, built: dict[str, list[Row]]) -> None:
    pages = {row["page_id"]: row["text"] for row in built["pages"]}
    spans = 0
    for row in built[config]:
        if config == "registry":
            pytest.skip("a row of the registry is of no one page and has no spans")
        page = pages[row["page_id"]]
        for record in _records(row):
            if "page_start" in record:
                quote = record["quote"] if "quote" in record else record["text"]
                assert page[record["page_start"] : record["page_end"]] == quote
                spans += 1
            if "start" in record:
                assert row["text"][record["start"] : record["end"]] == record["quote"]
                assert "page_start" in record
    assert spans >= len(built[config])


def test_every_config_has_one_view() -> None:
    assert sorted([*PAGE_VIEWS, "registry"]) == sorted(CONFIGS)


def test_built_rows_are_those_of_the_corpus(corpus: Corpus, built: dict[str, list[Row]]) -> None:
    rows = corpus_rows(corpus)
    assert list(rows) == list(CONFIGS)
    for config in CONFIGS:
        assert built[config] == rows[config]


def test_every_annotation_is_in_the_configs_once(
    corpus: Corpus, built: dict[str, list[Row]]
) -> None:
    segments = [f"{page.id}#{each.id}" for page in corpus.pages for each in page.segments]
    sentences = [f"{page.id}#{each.id}" for page in corpus.pages for each in page.sentences]
    articles = [f"{page.id}#{each.id}" for page in corpus.pages for each in page.articles]
    assert [row["id"] for row in built["boilerplate"]] == segments
    assert [row["id"] for row in built["articles"]] == articles
    assert [each["id"] for row in built["pages"] for each in row["segments"]] == segments
    assert [each["id"] for row in built["pages"] for each in row["sentences"]] == sentences
    assert [row["id"] for row in built["entities"]] == sentences
    mentions = [f"{page.id}#{each.id}" for page in corpus.pages for each in page.mentions]
    quotations = [f"{page.id}#{each.id}" for page in corpus.pages for each in page.quotations]
    stances = [f"{page.id}#{each.id}" for page in corpus.pages for each in page.stances]
    assert [each["id"] for row in built["pages"] for each in row["mentions"]] == mentions
    assert [each["id"] for row in built["entities"] for each in row["mentions"]] == mentions
    assert [row["id"] for row in built["quotations"]] == quotations
    assert [each["id"] for row in built["pages"] for each in row["stances"]] == stances
    assert sorted(each["id"] for row in built["stance"] for each in row["stances"]) == sorted(
        stances
    )
    named = [each for row in built["registry"] for each in row["mentions"]]
    entities = {each["id"]: each["entity_id"] for row in built["pages"] for each in row["mentions"]}
    assert sorted(named) == sorted(each for each, entity in entities.items() if entity)


def test_tokens_give_back_the_text_and_tags_the_mentions(built: dict[str, list[Row]]) -> None:
    for row in built["entities"]:
        text, end = "", 0
        spans: list[tuple[int, int, str]] = []
        for token, start, stop, tag in zip(
            row["tokens"], row["token_starts"], row["token_ends"], row["tags"], strict=True
        ):
            gap = row["text"][end:start]
            assert not gap.strip()
            text, end = text + gap + token, stop
            if tag.startswith("B-"):
                spans.append((start, stop, tag[2:]))
            elif tag.startswith("I-"):
                assert spans[-1][2] == tag[2:]
                spans[-1] = (spans[-1][0], stop, tag[2:])
        assert text == row["text"]
        assert spans == [(each["start"], each["end"], each["type"]) for each in row["mentions"]]


def test_stance_rows_are_the_candidates_and_no_others(
    corpus: Corpus, built: dict[str, list[Row]]
) -> None:
    """Said once more, from the definition: actors of the sentence, targets of the article."""
    expected = set()
    for page in corpus.pages:
        for sentence in page.sentences:
            segment = page.segment_of(sentence)
            if segment.kind not in ("headline", "dateline", "paragraph"):
                continue
            for mention in page.mentions:
                inside = sentence.start <= mention.start < sentence.end
                if inside and mention.type in {"PERSON", "NORP", "ORG", "GPE"}:
                    expected.add(f"{page.id}#{sentence.id}/{mention.entity}")
            for stance in page.stances:
                if page.segment_of(stance).article == segment.article:
                    expected.add(f"{page.id}#{sentence.id}/{stance.target}")
    ids = [row["id"] for row in built["stance"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == expected


def test_polarity_of_a_row_is_that_of_its_stances(built: dict[str, list[Row]]) -> None:
    for row in built["stance"]:
        found = {each["polarity"] for each in row["stances"]}
        expected = "none" if not found else "mixed" if len(found) > 1 else found.pop()
        assert row["polarity"] == expected
    labels = {row["polarity"] for row in built["stance"]}
    assert labels == {"against", "neutral", "favor", "none", "mixed"}


def test_the_cue_stands_in_the_sentence_of_its_quotation(built: dict[str, list[Row]]) -> None:
    for row in built["quotations"]:
        begin = row["sentence_page_start"]
        assert row["text"] in row["sentence"]
        if row["cue"]:
            start, end = row["cue"]["page_start"] - begin, row["cue"]["page_end"] - begin
            assert row["sentence"][start:end] == row["cue"]["quote"]


def test_every_annotation_of_each_pass_is_a_row_once(built: dict[str, list[Row]]) -> None:
    given = [
        f"{path.parent.name}/{path.stem}#{each['id']}"
        for path in (ROOT / "dataset/annotations/passes").glob("*/*_*.json")
        for layer in LAYERS
        for each in json.loads(path.read_text(encoding="utf-8"))[layer]
    ]
    assert sorted(row["id"] for row in built["passes"]) == sorted(given)


def test_rows_of_passes_say_what_became_of_them(built: dict[str, list[Row]]) -> None:
    rows = {row["id"]: row for row in built["passes"]}
    taken = [row["gold_id"] for row in rows.values() if row["pass"] == "a" and row["gold_id"]]
    assert len(taken) == len(set(taken))
    for row in rows.values():
        assert (row["decision"] == "dropped") is (row["gold_id"] is None)
        assert row["decision"] == "kept" or row["line_id"]
    not_marked = rows["a/001_29c10ceec84ec9db#t24"]
    assert (not_marked["decision"], not_marked["rule"]) == ("dropped", "stance-excluded-1")
    shorter = rows["a/000_a401cee3f7b9dc82#t11"]
    assert (shorter["decision"], shorter["gold_id"]) == ("changed", "000_a401cee3f7b9dc82#t11")


GIVEN = {
    path.parent.name: path.parent
    for path in (ROOT / "dataset/annotations/passes").glob("*/pass.json")
}
"""Folders of the passes by name."""


def _given(name: str, page_id: str, layer: str) -> list[Row]:
    page = json.loads((GIVEN[name] / f"{page_id}.json").read_text(encoding="utf-8"))
    return [{key: each[key] for key in each if key != "id"} for each in page[layer]]


@pytest.mark.parametrize("layer", LAYERS)
def test_passes_beside_an_annotation_are_those_that_gave_it_so(
    layer: str, built: dict[str, list[Row]]
) -> None:
    """Compared once more as the files have it, where both number the articles alike."""
    assert sorted(GIVEN) == ["a", "b"]
    lines = [
        json.loads(line)
        for line in (ROOT / "dataset/annotations/adjudication.jsonl")
        .read_text("utf-8")
        .splitlines()
    ]
    for row in built["pages"]:
        page_id = row["page_id"]
        gold = json.loads((ROOT / f"dataset/annotations/gold/{page_id}.json").read_text("utf-8"))
        rows = {each["id"]: each for each in row[layer]}
        given = {name: _given(name, page_id, layer) for name in sorted(GIVEN)}
        for each in gold[layer]:
            found = rows[f"{page_id}#{each['id']}"]
            own = {key: value for key, value in each.items() if key != "id"}
            assert found["passes"] == [name for name, had in given.items() if own in had]
            deciding = [
                line["id"]
                for line in lines
                if line["page_id"] == page_id and each["id"] in line["gold"]
            ]
            assert found["line_id"] == (deciding[-1] if deciding else None)
            assert found["passes"] == ["a", "b"] or found["line_id"]


def test_rows_say_which_passes_have_the_same_mentions(built: dict[str, list[Row]]) -> None:
    for row in built["entities"]:
        start, end = row["page_start"], row["page_end"]
        wanted = [
            (each["page_start"], each["page_end"], each["type"], each["entity_id"])
            for each in row["mentions"]
        ]
        for name in GIVEN:
            had = [
                (each["start"], each["end"], each["type"], each["entity"])
                for each in _given(name, row["page_id"], "mentions")
                if start <= each["start"] < end
            ]
            assert (name in row["passes"]) is (sorted(had, key=str) == sorted(wanted, key=str))


def test_rows_say_which_passes_have_the_same_polarity(built: dict[str, list[Row]]) -> None:
    assert {tuple(row["passes"]) for row in built["stance"]} >= {("a", "b"), ("a",)}
    for row in built["stance"]:
        for name in GIVEN:
            polarities = {
                each["polarity"]
                for each in _given(name, row["page_id"], "stances")
                if row["page_start"] <= each["start"] < row["page_end"]
                and each["target"] == row["target_id"]
            }
            said = "mixed" if len(polarities) > 1 else next(iter(polarities), "none")
            assert (name in row["passes"]) is (said == row["polarity"])


def test_content_segments_are_the_pieces_of_articles(built: dict[str, list[Row]]) -> None:
    content = [row["id"] for row in built["boilerplate"] if row["class"] == "content"]
    pieces = [each["segment_id"] for row in built["articles"] for each in row["pieces"]]
    assert sorted(pieces) == sorted(content)


def test_pieces_cover_the_text_of_an_article(built: dict[str, list[Row]]) -> None:
    for row in built["articles"]:
        end = 0
        for piece in row["pieces"]:
            assert row["text"][end : piece["start"]] in ("", " ", "\n")
            end = piece["end"]
        assert end == len(row["text"])


def test_main_content_is_what_an_extractor_should_keep(built: dict[str, list[Row]]) -> None:
    main = {row["id"]: row for row in built["articles"] if row["role"] == "main"}
    assert len(main) == len(PAGES)
    for row in built["boilerplate"]:
        wanted = row["article_id"] in main and row["class"] == "content"
        assert row["in_main"] is wanted


def test_a_real_article_reads_as_it_should(built: dict[str, list[Row]]) -> None:
    row = next(each for each in built["articles"] if each["page_id"].startswith("002"))
    assert row["headline"] is None
    assert row["publisher"] is None
    assert row["text"].startswith("LONDON – UK Defense Minister Ben Wallace met")
    assert row["body"].startswith("UK Defense Minister Ben Wallace met")
    assert row["source_credit"][0] == "Reuters"
    assert row["source_credit"][1].startswith("Britain’s Wallace")
    assert row["text"].endswith("he said. told reporters.")


def test_what_stands_between_pieces_of_one_line_does_not_glue_them(
    built: dict[str, list[Row]],
) -> None:
    row = next(each for each in built["articles"] if each["publisher"] == "The Herald Scotland")
    assert "the energy industry. A third of those surveyed" in row["body"]


@pytest.mark.parametrize(
    ("page", "joined"),
    [("one two", "one two"), ("one\ntwo", "one\ntwo"), ("onetwo", "onetwo"),
     ("one – two", "one two"), ("one–two", "onetwo"), ("one \n\n two", "one\ntwo"),
     ("one\u00a0two", "one two")],
)  # fmt: skip
def test_pieces_are_joined_by_what_lay_between_them(page: str, joined: str) -> None:
    pieces = [
        Segment(0, "s1", 0, 3, "one", "paragraph", "a1"),
        Segment(1, "s2", page.index("two"), len(page), "two", "paragraph", "a1"),
    ]
    text, starts = structure.join(pieces, page)
    assert text == joined
    assert [text[start : start + 3] for start in starts] == ["one", "two"]
