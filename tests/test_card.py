"""The dataset card: read by the hub's parser, with all figures filled in by the build."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from huggingface_hub import DatasetCard
from huggingface_hub.repocard_data import DatasetCardData

from support import ROOT, replace, winnow
from winnow.model.schemas import CONFIGS

CARD = ROOT / "dataset/README.md"
TEMPLATE = ROOT / "dataset_card.md"
VERSION = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))["version"]


@pytest.fixture(scope="module")
def card() -> DatasetCard:
    loaded: DatasetCard = DatasetCard.load(CARD)
    return loaded


def test_the_hub_parses_the_card(card: DatasetCard) -> None:
    data = card.data
    assert isinstance(data, DatasetCardData)
    assert data.language == ["en"]
    assert data.license == "other"
    assert data.annotations_creators == ["machine-generated"]
    assert data.task_categories == ["text-classification", "token-classification"]
    assert data.pretty_name == "Winnow"
    assert data.size_categories == ["n<1K"]
    assert [config["config_name"] for config in data["configs"]] == list(CONFIGS)


def test_the_front_matter_survives_the_hub(card: DatasetCard) -> None:
    """What the hub would write back says the same."""
    front = yaml.safe_load(CARD.read_text(encoding="utf-8").split("---\n")[1])
    assert yaml.safe_load(card.data.to_yaml()) == front


def test_the_first_paragraph_says_who_gave_the_labels(card: DatasetCard) -> None:
    first = card.text.strip().split("\n\n")[1]
    for phrase in (
        "large language model",
        "no human reviewed",
        "written on these same pages and quote decisions on them",
        "in-sample",
        "consistent",
        "not whether they are right",
        "not a benchmark",
    ):
        assert phrase in " ".join(first.split())


def test_the_card_has_the_sections_that_readers_look_for(card: DatasetCard) -> None:
    headings = re.findall(r"^#{2,4} (.*)$", card.text, re.MULTILINE)
    for wanted in (
        *("Uses", "Structure", "Creation", "Source data", "Annotations", "Process"),
        *("Who annotated", "Agreement", "Audit", "Personal and sensitive information"),
        *("Limits", "Maintenance", "Licences", "Cite"),
        *CONFIGS,
    ):
        assert wanted in headings


def test_every_config_shows_a_real_row(card: DatasetCard) -> None:
    for config in CONFIGS:
        section = card.text.split(f"\n### {config}\n")[1].split("\n### ")[0]
        assert section.count("```json\n{") == 1


NAMES = (
    r"`[^`]*`",  # code
    r"```.*?```",
    r"\{\{.*?\}\}|\{%.*?%\}",  # filled in
    r"CC BY 4\.0|OntoNotes 5|SemEval-2016 Task 6|SHA-256|F1",
    r"\((?:Bender and Friedman|Weischedel et al\.|Gebru et al\.) \d{4}\)",
    r"et al\. \d{4}|Friedman 2018",
    r"version 0\.\d\.0",
)
"""Digits that are part of a name, and no figure."""


def test_every_figure_is_filled_in() -> None:
    body = TEMPLATE.read_text(encoding="utf-8").split("---\n", 2)[2]
    for name in NAMES:
        body = re.sub(name, "", body, flags=re.DOTALL)
    assert re.findall(r".*\d.*", body) == []
    counted = r"\b(two|three|four|five|six|seven|eight|nine|ten|forty|dozen|hundred)\b"
    assert re.findall(rf".*{counted}.*", body, re.IGNORECASE) == []


def test_a_build_writes_the_configs_and_the_citation_into_the_readme(real: Path) -> None:
    readme = real / "README.md"
    shutil.copy(ROOT / "README.md", readme)
    assert winnow("build", "--check", "--root", real).code == 0
    current = readme.read_text(encoding="utf-8")
    replace(readme, "| 76 |", "| 77 |")
    replace(readme, f"Data set, version {VERSION}", "Data set, version 0.0.1")
    (problem,) = winnow("build", "--check", "--format", "json", "--root", real).problems
    assert (problem["rule"], problem["file"]) == ("build-stale", "README.md")
    assert winnow("build", "--root", real).code == 0
    assert readme.read_text(encoding="utf-8") == current
