"""How-to pages do what they say, and print what they show."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path

import pytest

from support import ROOT, blocks_of, code_of, parquet_rows, run_code
from winnow.metadata.references import bibtex

CITE = "docs/how-to/cite.md"
EVALUATE = "docs/how-to/evaluate-a-tagger.md"
SPACY = "docs/how-to/spacy.md"
MANIFEST = json.loads((ROOT / "dataset/manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [SPACY, EVALUATE])
def test_examples_print_what_the_page_shows(page: str, tmp_path: Path) -> None:
    printed = run_code(code_of(page), ROOT, tmp_path)
    at = 0
    for block in blocks_of(page, "text"):
        assert block in printed[at:], printed
        at = printed.index(block, at) + len(block)


@pytest.mark.parametrize("page", [SPACY, EVALUATE])
def test_the_version_of_spacy_is_the_tested_one(page: str) -> None:
    said = re.search(r"tested with spaCy ([\d.]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert said is not None
    assert version("spacy").startswith(f"{said.group(1)}.")


def test_every_mention_comes_back_from_spacy(tmp_path: Path) -> None:
    printed = run_code(code_of(SPACY), ROOT, tmp_path)
    assert f"\n{MANIFEST['counts']['total']['mentions']} entities read back\n" in printed


def test_the_gold_spans_of_the_evaluation_are_the_names_outside_duplicates() -> None:
    """Counted along the pages, where the example goes along the rows of entities."""
    by_type: Counter[str] = Counter()
    by_page: Counter[str] = Counter()
    for page in parquet_rows(ROOT, "pages"):
        repeated = [
            range(each["page_start"], each["page_end"])
            for each in page["segments"]
            if each["kind"] == "duplicate"
        ]
        for mention in page["mentions"]:
            if mention["entity_id"] and not any(mention["page_start"] in at for at in repeated):
                by_type[mention["type"]] += 1
                by_page[page["page_id"]] += 1
    lines = {name: int(cells[0]) for name, cells in _lines().items()}
    assert lines.pop("all types (micro)") == lines.pop("span only") == by_type.total()
    assert lines == by_type | by_page


def test_the_measures_of_the_evaluation_follow_from_its_counts() -> None:
    for name, (gold, found, right, *measures) in _lines().items():
        wholes = (int(found), int(gold), (int(gold) + int(found)) / 2)
        assert measures == [f"{int(right) / each:.3f}" if each else "-" for each in wholes], name


def test_a_form_of_a_name_has_one_type() -> None:
    types = defaultdict(set)
    for row in parquet_rows(ROOT, "entities"):
        for mention in row["mentions"]:
            if mention["entity_id"]:
                types[mention["quote"]].add(mention["type"])
    assert {form: each for form, each in types.items() if len(each) > 1} == {}


def test_what_is_cited_is_what_there_is(tmp_path: Path) -> None:
    printed = run_code(code_of(CITE), ROOT, tmp_path)
    metadata = json.loads((ROOT / "dataset/metadata.json").read_text(encoding="utf-8"))
    assert printed.startswith(bibtex(metadata) + "\n")
    for name, config in MANIFEST["configs"].items():
        said = f"Winnow {metadata['version']}, config {name}, sha256:{config['logical_hash']}\n"
        assert said in printed
    (quote,) = (
        mention["quote"]
        for page in parquet_rows(ROOT, "pages")
        for mention in page["mentions"]
        if mention["id"] == "000_a401cee3f7b9dc82#m12"
    )
    assert f"000_a401cee3f7b9dc82#m12: {quote!r} in mentions\n" in printed


def test_nothing_is_cited_that_there_is_not() -> None:
    text = (ROOT / CITE).read_text(encoding="utf-8")
    assert "no DOI and no public address" in text
    assert not re.search(r"https?://|doi\.org|10\.\d{4}", text)


def _lines() -> dict[str, list[str]]:
    """The cells of the tables of the evaluation, by the name of their line."""
    _, *rows = "".join(blocks_of(EVALUATE, "text")).splitlines()
    return {row[:22].strip(): row[22:].split() for row in rows}
