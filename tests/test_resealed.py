"""A standoff release that was changed and sealed again gets a problem and never a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from support import seal, winnow
from trees import Trees


@pytest.fixture(scope="module")
def root(trees: Trees) -> Path:
    """The made-up corpus, released."""
    return trees.get("base-released")


GONE = object()

CHANGES: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("metadata.json", ("licences", 0, "statement"), GONE),
    ("metadata.json", ("description",), GONE),
    ("metadata.json", ("responsible_ai",), GONE),
    ("metadata.json", ("responsible_ai",), []),
    ("annotations/gold/vote.json", ("stances", 0, "holder_span", "end"), 10**22),
    ("schema/rows/pages.schema.json", ("properties", "stances", "items", "properties"), {}),
    ("standoff.json", ("front_matter",), 7),
]


@pytest.mark.parametrize(("name", "place", "value"), CHANGES)
def test_a_resealed_release_is_refused(
    name: str, place: tuple[str | int, ...], value: Any, root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "apart"
    shutil.copytree(root / "dist/daybook-0.1.0-standoff", folder)
    document = json.loads((folder / name).read_text("utf-8"))
    parent = document
    for key in place[:-1]:
        parent = parent[key]
    if value is GONE:
        del parent[place[-1]]
    else:
        parent[place[-1]] = value
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    seal(folder)
    target = tmp_path / "back"
    texts = root / "dataset/sources"
    options = ("--texts", texts, "--target", target, "--format", "json")
    outcome = winnow("rehydrate", folder, *options)
    assert outcome.code == 1
    assert outcome.rules == {"metadata-differs"}
    assert not target.exists()
