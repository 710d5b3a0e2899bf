"""How-to pages do what they say, and print what they show."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

from sessions import abridged, play
from support import ROOT, blocks_of, code_of, parquet_rows, run_code
from winnow.dataset.metadata.citation import bibtex

CITE = "docs/how-to/cite.md"
EVALUATE = "docs/how-to/evaluate.md"
SPACY = "docs/how-to/spacy.md"
MANIFEST = json.loads((ROOT / "dataset/manifest.json").read_text(encoding="utf-8"))


def test_the_example_of_spacy_prints_what_the_page_shows(tmp_path: Path) -> None:
    """Every mention comes back from spaCy, too."""
    printed = run_code(code_of(SPACY), ROOT, tmp_path)
    at = 0
    for block in blocks_of(SPACY, "text"):
        assert block in printed[at:], printed
        at = printed.index(block, at) + len(block)
    assert f"\n{MANIFEST['counts']['total']['mentions']} entities read back\n" in printed


def test_the_session_of_an_evaluation_shows_what_it_prints(real: Path, tmp_path: Path) -> None:
    """Made anew by ``python tests/sessions.py docs/how-to/evaluate.md``."""
    steps = play(EVALUATE, real, tmp_path / "cache")
    assert len(steps) >= 5
    for shown, printed in steps:
        assert shown == abridged(printed, shown)


def test_the_version_of_spacy_is_the_tested_one() -> None:
    said = re.search(r"tested with spaCy ([\d.]+)\)", (ROOT / SPACY).read_text(encoding="utf-8"))
    assert said is not None
    assert version("spacy").startswith(f"{said.group(1)}.")


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
