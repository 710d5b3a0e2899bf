"""Code in the docs runs as it stands there."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from support import ROOT, blocks_of, code_of, copy_base, run_code, winnow

PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", ROOT / "dataset_card.md", *sorted(ROOT.glob("docs/**/*.md")))
    if not {"node_modules", "browse"} & set(path.parts)
]
PYTHON = "docs/reference/python.md"

FIRST_LINES = blocks_of("docs/how-to/load.md", "python")[0]
"""How to load the dataset: the card begins with it, too, and both are run below."""


def test_the_build_prints_how_to_load_the_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = winnow("build", "--root", ROOT).out
    lines = [line[2:] for line in printed.splitlines() if line.startswith("  ")]
    code = lines[lines.index("from datasets import load_dataset") :]
    expected = FIRST_LINES.replace("./dataset", str(ROOT / "dataset"))
    assert code == [line for line in expected.splitlines() if line]


def test_the_example_of_the_readme_prints_what_it_shows(tmp_path: Path) -> None:
    (code,), (shown,) = blocks_of("README.md", "python"), blocks_of("README.md", "text")
    assert run_code(code, ROOT, tmp_path) == shown
    assert (blocks_of("docs/index.md", "python"), blocks_of("docs/index.md", "text")) == (
        [code],
        [shown],
    )


def test_examples_of_the_card_run(tmp_path: Path) -> None:
    code = code_of("dataset/README.md")
    assert code.startswith(FIRST_LINES)
    assert run_code(code, ROOT, tmp_path).startswith("World News section_label\n")


def test_what_the_docs_filter_is_what_the_passes_share(tmp_path: Path) -> None:
    code = code_of("docs/how-to/load.md")
    assert code.startswith(FIRST_LINES)
    printed = run_code(code, ROOT, tmp_path)
    assert printed.startswith("World News section_label\n")
    told = {
        layer: (int(shared), int(number))
        for layer, shared, number in re.findall(r"^(\w+) (\d+) of (\d+)$", printed, re.MULTILINE)
    }
    figures = json.loads(winnow("counts", "--format", "json", "--root", ROOT).out)
    registry = json.loads((ROOT / "dataset/annotations/registry.json").read_text("utf-8"))
    numbers = figures["counts"]["total"] | {"registry": len(registry)}
    assert told == {
        layer: (each["shared"], numbers[layer]) for layer, each in figures["adjudication"].items()
    }


def test_the_way_an_audit_is_made_runs(tmp_path: Path) -> None:
    printed = run_code(code_of("docs/annotation.md"), ROOT, tmp_path).splitlines()
    lines = [json.loads(line) for line in printed[-3:]]
    given = [
        json.loads(line)
        for line in (ROOT / "dataset/annotations/audit.jsonl").read_text("utf-8").splitlines()
    ]
    for line in lines:
        assert list(line) == list(given[0])
        same = ("page_id", "layer", "id", "judged")
        assert any(all(each[key] == line[key] for key in same) for each in given)


def test_the_logical_hash_of_the_docs_is_that_of_the_card(tmp_path: Path) -> None:
    said = run_code(code_of("docs/builds.md"), ROOT, tmp_path).strip()
    assert f"logical hash sha256:{said}" in (ROOT / "dataset/README.md").read_text("utf-8")


def test_a_page_can_be_added_as_the_docs_say(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "base")
    page = "docs/how-to/add-a-page.md"
    run_code(code_of(page), root, tmp_path)
    for line in code_of(page, "sh").splitlines():
        outcome = winnow(*line.split()[1:], "--root", root)
        assert outcome.code == 0, outcome.out + outcome.err
    assert winnow("verify", "--root", root).code == 0


def test_the_example_of_the_package_prints_what_the_page_shows(tmp_path: Path) -> None:
    (code,), (shown,) = blocks_of(PYTHON, "python"), blocks_of(PYTHON, "text")
    assert run_code(code, ROOT, tmp_path) == shown
    assert code in blocks_of("docs/how-to/load.md", "python")
    assert shown in blocks_of("docs/how-to/load.md", "text")


def public_names() -> set[str]:
    """The modules that the reference of Python documents, and the names in them."""
    names = set()
    for module, options in re.findall(
        r"^::: ([\w.]+)\n((?: +.*\n)*)", (ROOT / PYTHON).read_text("utf-8"), re.MULTILINE
    ):
        members = re.search(r"members: \[(.*)\]", options)
        listed = members.group(1).split(", ") if members else []
        if module.rpartition(".")[2].islower():
            listed = listed or import_module(module).__all__
        names |= {module, *(f"{module}.{name}" for name in listed)}
    return names


def names_in(code: str) -> Iterator[str]:
    """Names of winnow that Python code imports or uses, such as ``winnow.score.load``."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.ImportFrom(module=str(module), names=aliases):
                yield from (f"{module}.{alias.name}" for alias in aliases)
            case ast.Import(names=aliases):
                yield from (alias.name for alias in aliases)
            case ast.Attribute():
                yield ast.unparse(node)


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_public_names_of_the_package_only(page: str) -> None:
    names = [name for block in blocks_of(page, "python") for name in names_in(block)]
    names += re.findall(r"`(winnow(?:\.\w+)+)", (ROOT / page).read_text("utf-8"))
    assert {name for name in names if name.split(".")[0] == "winnow"} <= public_names()
