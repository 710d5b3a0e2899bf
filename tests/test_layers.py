"""Modules import one way, and leave the outer world to the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import ROOT

PACKAGE = ROOT / "scripts/winnow"

ORDER = [
    {"problems", "paths"},
    {"rules", "annotation_rules", "release_rules", "prediction_rules"},
    {"built_rules", "documents", "violations"},
    {"schemas", "digests", "tokens", "intervals", "git"},
    {"metadata.references", "metadata.licences", "release.archive", "release.checksums"},
    {"sources", "annotations", "guidelines", "places"},
    {"registry", "matching", "tagging"},
    {"annotators", "wording"},
    {"adjudication"},
    {"audit"},
    {"authored"},
    {"checks.spans"},
    {
        "checks.structure",
        "checks.references",
        "checks.pages",
        "checks.layers",
        "checks.entities",
        "checks.names",
        "checks.adjudicated",
        "checks.audited",
        "checks.cited",
    },
    {"checks.whole"},
    {"corpus"},
    {
        "views.pieces",
        "fields",
        "figure",
        "compared",
        "candidates",
        "reports.tables",
        "reports.sample",
    },
    {"views.structure", "views.layers", "views.origins"},
    {"views.configs"},
    {"reports.tables", "reports.sample"},
    {"metadata.cff", "metadata.zenodo", "metadata.datacite"},
    {"arrow", "counting", "display", "examples", "agreement", "field_tables"},
    {"reports.counts", "reports.agreement", "reports.audit"},
    {"features", "parquet"},
    {"manifest"},
    {"card", "commit", "metadata.croissant"},
    {"build", "built", "metadata.stated"},
    {"verify", "differences"},
    {"score.gold", "score.spans", "score.alignment"},
    {"score.measures", "score.records"},
    {"score.parts", "score.texts", "score.faults"},
    {"score.resampling"},
    {"score.predictions"},
    {
        "score.boilerplate",
        "score.sentences",
        "score.entities",
        "score.stance",
        "score.quotations",
    },
    {"score.pipeline"},
    {"score.tasks"},
    {"score.shown"},
    {"predict.models"},
    {"predict.spacy_pipelines", "predict.huggingface"},
    {"predict.systems"},
    {"predict.answers"},
    {"predict.running"},
    {"release.contents", "release.cards", "release.texts", "release.runs"},
    {"release.standoff", "release.sealed"},
    {"release.reading", "release.committed"},
    {"release.rehydrate"},
    {"release.making", "versions.snapshot"},
    {"versions.changes"},
    {"versions.steps"},
    {"reports.versions", "release.gate", "release.history"},
    {"browse.visible", "browse.paging", "browse.folder", "browse.charts"},
    {"browse.view", "browse.layout", "browse.templating", "browse.networks", "browse.blocks"},
    {"browse.relations"},
    {"browse.figures"},
    {"browse.tables", "browse.drawn"},
    {"browse.page", "browse.entity", "browse.explore", "browse.lists", "browse.home"},
    {"browse.files", "forms"},
    {"baselines.held_out", "baselines.lines", "baselines.imports"},
    {"baselines.extractors", "baselines.splitters", "baselines.taggers", "baselines.polarities"},
    {"baselines.filters", "baselines.trained", "baselines.quoting"},
    {"baselines.catalogue"},
    {"baselines.steps"},
    {"baselines.results"},
    {"baselines.page"},
    {"site", "terminal"},
    {"commands.common"},
    {"commands.dataset", "commands.reading"},
    {"commands.releases", "commands.versions", "commands.scoring"},
    {"commands.baselines"},
    {"cli"},
    {"__main__"},
]
"""Each module may import from the groups above its own, never from beside or below."""

RANK = {module: rank for rank, group in enumerate(ORDER) for module in group}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _imports(path: Path) -> Iterator[str]:
    """The modules of the package that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("winnow"):
            assert node.module is not None
            inside = node.module.removeprefix("winnow").removeprefix(".")
            for alias in node.names:
                both = f"{inside}.{alias.name}".removeprefix(".")
                yield both if both in RANK else inside
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("winnow"), "write: from winnow import …"


def test_every_module_has_its_place_in_the_order() -> None:
    assert {_name(path) for path in FILES} == set(RANK)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_go_one_way(path: Path) -> None:
    for imported in _imports(path):
        if imported:
            assert RANK[imported] < RANK[_name(path)], f"{_name(path)} imports {imported}"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_only_the_command_line_prints_exits_or_looks_around(path: Path) -> None:
    """Streams, exit codes and the current folder are the business of the commands alone."""
    if path.stem in ("cli", "terminal", "__main__") or path.parent.name == "commands":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("print", "exit", "sys.exit", "Path.cwd", "os.getcwd", "os.getenv")
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in ("os.environ", "sys.stdout", "sys.stderr", "sys.argv")
