"""The annotation guidelines: their rules, and the versions that annotators used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from winnow.model.hashes import sha256
from winnow.model.problem import Problem
from winnow.read.files import decode, list_optional_folder, read_bytes
from winnow.read.paths import Paths

HEADING = re.compile(
    r"^### (?P<id>[a-z]+(?:-[a-z]+)*-[1-9][0-9]*) · (?P<title>\S.*) \{ #(?P=id) \}$",
    re.MULTILINE,
)
"""The heading of a rule: ``### ground-1 · The text is never changed { #ground-1 }``.

The attribute keeps the anchor of the rule when its title changes.
"""

EXAMPLE = re.compile(r"^- `([a-z0-9][a-z0-9_-]*#[asxmqt][1-9][0-9]*)`.*$", re.MULTILINE)
"""A line that shows an annotation, by its permanent id."""

SILENT = "silent"
"""Cited instead of a rule id if no rule decides."""

DIGITS = 12
"""Hexadecimal digits of the SHA-256 in the file name of a kept version."""


def rule_files(pages: Mapping[str, str]) -> dict[str, str]:
    """The file name of the page that has each rule, by the id of the rule."""
    return {
        heading["id"]: name for name, text in pages.items() for heading in HEADING.finditer(text)
    }


def read(paths: Paths) -> tuple[dict[str, str], list[Problem]]:
    """The text of each page by file name, with line feeds only. Unreadable pages are reported."""
    files, problems = _markdown_files(paths, paths.guidelines)
    pages = {}
    for name, data in files.items():
        text, encoding_problems = decode(data, paths.relative(paths.guidelines / name))
        problems.extend(encoding_problems)
        if text is not None:
            pages[name] = text.replace("\r\n", "\n")
    return pages, problems


def version_digests(paths: Paths) -> tuple[dict[str, str], list[Problem]]:
    """SHA-256 of each version that passes and audits used, by file name."""
    files, problems = _markdown_files(paths, paths.given_guidelines)
    return {name: sha256(data) for name, data in files.items()}, problems


def _markdown_files(paths: Paths, folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    entries, problem = list_optional_folder(folder, paths.relative(folder))
    problems = [problem] if problem else []
    files: dict[str, bytes] = {}
    for path in entries:
        if path.suffix != ".md":
            continue
        data, problem = read_bytes(path, paths.relative(path))
        if problem:
            problems.append(problem)
        if data is not None:
            files[path.name] = data
    return files, problems
