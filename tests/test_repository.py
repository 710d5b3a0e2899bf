"""What the repository says of itself agrees, and holds nothing that does not belong in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from support import ROOT, git_commit, winnow
from winnow import __version__
from winnow.dataset.folder import read_card
from winnow.dataset.metadata.citation import apa, bibtex
from winnow.read.guidelines import EXAMPLE, HEADING, rule_files

METADATA = json.loads((ROOT / "dataset/metadata.json").read_text(encoding="utf-8"))


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]


def test_the_version_and_date_are_the_same_everywhere() -> None:
    version, date = METADATA["version"], METADATA["date"]
    assert __version__ == version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == version
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == version
    assert str(citation["date-released"]) == date
    assert json.loads((ROOT / "dataset/manifest.json").read_text())["version"] == version
    first = re.search(r"^## (\S+) \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first is not None
    assert first.groups() == (version, date)
    assert f"Data set, version {version}" in (ROOT / "README.md").read_text()


def test_the_citation_is_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["title"] == METADATA["title"]
    assert [author["name"] for author in citation["authors"]] == ["Winnow contributors"]
    assert citation["keywords"] == METADATA["keywords"]
    card = (ROOT / "dataset/README.md").read_text(encoding="utf-8")
    assert bibtex(METADATA) in card
    assert apa(METADATA) in card
    assert bibtex(METADATA) in (ROOT / "README.md").read_text()


def test_the_citation_file_is_valid() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.citation-file-format",
    ]
    done = subprocess.run([*command, ROOT / "CITATION.cff"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_readme_answers_in_order_and_within_two_screens() -> None:
    text = (ROOT / "README.md").read_text()
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Install the tools", "Configs", "Where to go", "Cite"]
    assert text.index("load_dataset(") < text.index("make dataset")
    assert len(text.splitlines()) <= 80


def test_the_readme_lists_the_configs_as_they_were_built() -> None:
    configs, _ = read_card(ROOT / "dataset")
    assert configs is not None
    table = re.findall(r"^\| `(\w+)`.*\| (\d+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert table == [(config.name, str(config.rows)) for config in configs]


def test_the_changelog_counts_what_there_is() -> None:
    total = json.loads((ROOT / "dataset/manifest.json").read_text())["counts"]["total"]
    said = " ".join((ROOT / "CHANGELOG.md").read_text().split())
    for layer, count in total.items():
        assert re.search(rf"{layer}( with their entities)? \({count}\)", said)


@pytest.mark.parametrize("path", ["README.md", "dataset/README.md", "dataset/LICENSE.md"])
def test_links_to_files_lead_somewhere(path: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / path).read_text(encoding="utf-8")):
        if not target.startswith("https:"):
            assert (ROOT / path).parent.joinpath(target).exists(), target


MADE_UP = "\n- Made-up example: `"
"""An example in the guidelines of what no page has yet."""


def test_every_guideline_rule_has_an_example_and_a_unique_id() -> None:
    """``winnow site --check`` compares the examples with the gold standard."""
    ids = []
    for path in sorted((ROOT / "docs/guidelines").glob("*.md")):
        _, *sections = re.split(r"(?m)^(?=### )", path.read_text(encoding="utf-8"))
        for section in sections:
            heading = HEADING.match(section)
            assert heading, section.partition("\n")[0]
            ids.append(heading["id"])
            rule = section.partition("\n## ")[0]
            assert EXAMPLE.search(rule) or MADE_UP in rule, heading["id"]
    assert len(ids) == len(set(ids)) > 80


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("### ground-1 · Title { #ground-1 }", "ground-1"),
        ("### stance-unit-1 · One record, one `holder` { #stance-unit-1 }", "stance-unit-1"),
        ("### ground-1", None),
        ("### ground-1 · Title", None),
        ("### ground-1 · Title { #ground-2 }", None),
        ("### ground-1 ·  { #ground-1 }", None),
        ("#### ground-1 · Title { #ground-1 }", None),
    ],
)
def test_the_heading_of_a_rule_is_its_id_title_and_anchor(line: str, rule: str | None) -> None:
    files = rule_files({"page.md": f"# Page\n\n{line}\n"})
    assert files == ({rule: "page.md"} if rule else {})


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    roots = "|".join(("wo" + "rk", "ro" + "ot", "tm" + "p", "ho" + "me"))
    path = re.compile(rf"(^|[\s\"'`(=])/({roots})/[a-z]")
    for name in _tracked():
        if name.endswith(".parquet") or name.startswith(("dataset/sources/", "tests/fixtures/")):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not path.search(text), name


def test_a_clone_with_autocrlf_passes_the_check(tmp_path: Path) -> None:
    """From what is tracked, so that line ends go through git's own conversion."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    archive = subprocess.run(["tar", "-c", *_tracked()], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x"], cwd=origin, input=archive.stdout, check=True)
    git_commit(origin)
    subprocess.run(["git", "-c", "core.autocrlf=true", "clone", "-q", origin, clone], check=True)
    assert winnow("build", "--check", "--root", clone).code == 0
    assert winnow("verify", "--root", clone).code == 0
