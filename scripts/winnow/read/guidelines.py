"""The guidelines of annotation: which rules they have, and which version an annotator was given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from winnow.model.hashes import sha256
from winnow.model.problem import Problem
from winnow.read.files import decode, list_optional_folder, read_bytes
from winnow.read.paths import Paths

HEADING = re.compile(r"^### ([a-z]+(?:-[a-z]+)*-[1-9][0-9]*)(?: · .*)?$", re.MULTILINE)
"""A heading that is a rule's id."""

EXAMPLE = re.compile(r"^- `([a-z0-9][a-z0-9_-]*#[asxmqt][1-9][0-9]*)`.*$", re.MULTILINE)
"""A line that shows an annotation, by its permanent id."""

SILENT = "silent"
"""What is cited where no rule decides."""

DIGITS = 12
"""Digits of the SHA-256 by which given guidelines are named."""


def rule_ids(texts: Mapping[str, str]) -> list[str]:
    """The ids of all rules, in order."""
    return [each for text in texts.values() for each in HEADING.findall(text)]


def read(paths: Paths) -> tuple[dict[str, str], list[Problem]]:
    """Each page of the guidelines by its name, or what keeps it from being read."""
    files, problems = _files(paths, paths.guidelines)
    texts = {}
    for name, data in files.items():
        text, faults = decode(data, paths.relative(paths.guidelines / name))
        problems.extend(faults)
        if text is not None:
            texts[name] = text.replace("\r\n", "\n")
    return texts, problems


def given(paths: Paths) -> tuple[dict[str, str], list[Problem]]:
    """SHA-256 of each version of the guidelines that was given to annotators, by file name."""
    files, problems = _files(paths, paths.given_guidelines)
    return {name: sha256(data) for name, data in files.items()}, problems


def _files(paths: Paths, folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    found, problem = list_optional_folder(folder, paths.relative(folder))
    problems = [problem] if problem else []
    files: dict[str, bytes] = {}
    for path in found:
        if path.suffix == ".md":
            data, problem = read_bytes(path, paths.relative(path))
            problems.extend([problem] if problem else [])
            files |= {} if data is None else {path.name: data}
    return files, problems
