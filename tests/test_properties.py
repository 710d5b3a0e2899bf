"""Whatever is typed into an authored file, there is an answer and no traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support import copy_base, winnow

FILES = (
    "dataset/annotations/gold/storm.json",
    "dataset/annotations/gold/vote.json",
    "dataset/annotations/passes/b/vote.json",
    "dataset/annotations/passes/b/registry.json",
    "dataset/annotations/passes/b/pass.json",
    "dataset/annotations/adjudication.jsonl",
    "dataset/annotations/ids.json",
    "dataset/annotations/registry.json",
    "dataset/metadata.json",
    "dataset/sources/sources.json",
    "schema/labels.lock.json",
    "schema/labels.schema.json",
    "schema/page.schema.json",
    "schema/rows/boilerplate.schema.json",
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["a1", "s1", "headline", "storm", "../tea", "\ud83d", "0" * 64, "1.0.0"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
SETTINGS = settings(
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_base(tmp_path_factory.mktemp("untouched"))


def _restored(untouched: Path, folder: Path) -> Path:
    """The authored files as they were; what an earlier example built stays beside them."""
    root = folder / "root"
    shutil.copytree(untouched, root, dirs_exist_ok=True)
    return root


def _assert_answered(root: Path) -> None:
    outcome = winnow("build", "--format", "json", "--root", root)
    assert outcome.code in (0, 1)
    json.loads(outcome.out)


def _nodes(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value, as its container and key."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        found.append((value, key))
        if isinstance(inner, dict | list):
            found.extend(_nodes(inner))
    return found


@SETTINGS
@given(data=st.data())
def test_any_value_anywhere_is_answered(
    data: st.DataObject, untouched: Path, tmp_path: Path
) -> None:
    root = _restored(untouched, tmp_path)
    path = root / data.draw(st.sampled_from(FILES))
    text = path.read_text(encoding="utf-8")
    in_lines = path.suffix == ".jsonl"
    value = [json.loads(line) for line in text.splitlines()] if in_lines else json.loads(text)
    nodes = _nodes(value)
    if nodes:
        container, key = data.draw(st.sampled_from(nodes))
        if data.draw(st.booleans()):
            container[key] = data.draw(VALUES)
        else:
            del container[key]
    else:
        value = data.draw(VALUES)
    lines = value if in_lines else [value]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    _assert_answered(root)


@SETTINGS
@given(data=st.data())
def test_any_byte_anywhere_is_answered(
    data: st.DataObject, untouched: Path, tmp_path: Path
) -> None:
    root = _restored(untouched, tmp_path)
    names = (*FILES, "dataset/sources/storm.txt", "dataset_card.md")
    path = root / data.draw(st.sampled_from(names))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    path.write_bytes(bytes(content))
    _assert_answered(root)
