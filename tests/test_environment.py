"""The locked requirements agree with pyproject.toml, and the package runs with its own alone."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
PIN = re.compile(r"^([\w.-]+)==([^ ;]+)", re.MULTILINE)


def _direct(lock: str) -> list[Requirement]:
    """What pyproject.toml asks for in one of the requirements files."""
    if lock == "requirements.txt":
        lines = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
    else:
        group = lock.removeprefix("requirements-").removesuffix(".txt")
        lines = PROJECT["dependency-groups"][group]
    return [Requirement(line) for line in lines if isinstance(line, str)]


def _versions(lock: str) -> dict[str, set[str]]:
    """Locked versions by package; several where they depend on the version of Python."""
    versions: dict[str, set[str]] = {}
    for name, version in PIN.findall((ROOT / lock).read_text("utf-8")):
        versions.setdefault(name, set()).add(version)
    return versions


def test_every_group_has_a_lock() -> None:
    groups = PROJECT["dependency-groups"].keys() - {"build"}
    assert set(LOCKS) == {"requirements.txt", *(f"requirements-{group}.txt" for group in groups)}


@pytest.mark.parametrize("lock", LOCKS)
def test_pins_carry_hashes_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pins = PIN.findall(text)
    assert pins
    assert len(re.findall(r"^\S.* \\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
    assert "index-url" not in text
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_satisfy_pyproject(lock: str) -> None:
    versions = _versions(lock)
    for requirement in _direct(lock):
        locked = versions.get(canonicalize_name(requirement.name), set())
        assert locked, f"{requirement} is not in {lock}; run make lock"
        for version in locked:
            assert requirement.specifier.contains(version), f"{requirement} in {lock}"


def test_locks_agree_on_versions() -> None:
    """So each can be installed on top of the others."""
    agreed: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, versions in _versions(lock).items():
            assert agreed.setdefault(name, versions) == versions, f"{name} in {lock}"


COMMANDS = """\
check
build --check
verify
agree a b
audit
counts
show 000
site --check
predict entities --with systems:tag --output entities.jsonl
score entities entities.jsonl
predict boilerplate --with systems:extract --output boilerplate.jsonl
score boilerplate boilerplate.jsonl
"""
SYSTEMS = """\
def tag(text):
    return []


def extract(text):
    return text
"""
RUN = """\
import sys
root, blocked, commands = sys.argv[1:]
sys.modules.update(dict.fromkeys(blocked.split()))  # importing a module that is None fails
from winnow.cli.app import app
for command in commands.splitlines():
    try:
        app([*command.split(), "--root", root], prog_name="winnow")
    except SystemExit as exit:
        assert not exit.code, command
"""


def test_commands_need_no_packages_but_those_of_the_package(tmp_path: Path) -> None:
    """What `make dataset` installs is enough, even though the tests have more installed."""
    installed = _versions("requirements.txt").keys() | {"winnow"}
    blocked = [
        module
        for module, names in packages_distributions().items()
        if installed.isdisjoint(canonicalize_name(name) for name in names)
    ]
    assert "sklearn" in blocked
    (tmp_path / "systems.py").write_text(SYSTEMS)
    done = subprocess.run(
        [sys.executable, "-c", RUN, ROOT, " ".join(blocked), COMMANDS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
