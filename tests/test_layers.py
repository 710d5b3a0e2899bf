"""Packages import one way, and only the command line touches streams, exits and the folder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from support import ROOT

SCRIPTS = ROOT / "scripts"

PACKAGES = (
    "model",
    "read",
    "checks",
    "rows",
    "reports",
    "dataset",
    "release",
    "score",
    "site",
    "cli",
)
"""In the order of the data: a package imports only itself and packages listed before it."""

PUBLIC = ("winnow", "winnow.score", "winnow.reports")
"""What the baselines, which are no part of the package, may import of it."""


def imports(path: Path) -> Iterator[str]:
    """Full names of what a file imports from winnow, as modules or names in them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            if node.module and node.module.split(".")[0] == "winnow":
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("winnow"), "write: from winnow import …"


def modules() -> dict[str, Path]:
    """Files of the packages by dotted name, such as ``winnow.model.page``."""
    return {
        ".".join(path.relative_to(SCRIPTS).with_suffix("").parts): path
        for path in (SCRIPTS / "winnow").glob("*/**/*.py")
    }


def test_packages_import_one_way() -> None:
    for name, path in modules().items():
        package = name.split(".")[1]
        allowed = {*PACKAGES[: PACKAGES.index(package) + 1], "__version__"}
        for imported in imports(path):
            assert imported.split(".")[1] in allowed, f"{name} imports {imported}"


def test_the_docs_list_the_packages_in_their_order() -> None:
    section = (ROOT / "docs/builds.md").read_text(encoding="utf-8").split("## The packages")[1]
    assert tuple(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == PACKAGES


def test_modules_import_without_circles() -> None:
    names = modules()
    graph = {
        name: {
            module
            for imported in imports(path)
            for module in (imported, imported.rpartition(".")[0])
            if module in names
        }
        for name, path in names.items()
    }
    assert list(TopologicalSorter(graph).static_order())


def test_only_the_command_line_prints_exits_or_looks_around() -> None:
    for name, path in modules().items():
        if name.split(".")[1] == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in (
                    *("print", "exit", "sys.exit"),
                    *("Path.cwd", "os.getcwd", "os.getenv"),
                ), f"{name} calls {called}"
            if isinstance(node, ast.Attribute):
                used = ast.unparse(node)
                streams = ("os.environ", "sys.stdout", "sys.stderr", "sys.argv")
                assert used not in streams, f"{name} uses {used}"


def test_baselines_import_public_names_only() -> None:
    for path in (SCRIPTS / "baselines").glob("*.py"):
        for imported in imports(path):
            module = imported.rpartition(".")[0]
            assert module in PUBLIC or module.startswith(PUBLIC[1:]), f"{path.name}: {imported}"
