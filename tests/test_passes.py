"""What passes may have otherwise than the gold standard, and what is said of it beside a label."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from support import parquet_rows, replace, winnow

LOG = "dataset/annotations/adjudication.jsonl"


def _add_line(root: Path, **line: Any) -> None:
    """Add a line to the log that takes the reading of pass a."""
    given = {"id": "d4", "taken": "a", "findings": [], "rule": "silent", "note": "So it is."}
    with (root / LOG).open("a") as log:
        log.write(json.dumps(given | line) + "\n")


def _same_entity(root: Path, own: str, other: str, said: str) -> None:
    """Say in the log that what pass b knows under another id is the entity of pass a."""
    readings = [
        {"pass": name, "ids": [each], "reading": f"{each}: {said}"}
        for name, each in (("a", own), ("b", other))
    ]
    entry = {"page_id": None, "layer": "registry", "readings": readings}
    _add_line(root, **entry, gold=[own], decision=f"{own}: {said}")


def test_passes_without_a_common_page_cannot_be_compared(base: Path) -> None:
    (base / "dataset/annotations/passes/b/vote.json").unlink()
    (base / LOG).write_text("")
    (base / "dataset/annotations/audit.jsonl").write_text("")
    outcome = winnow("agree", "a", "b", "--root", base)
    assert (outcome.code, outcome.err) == (2, "winnow: a and b have no page in common\n")
    assert winnow("agree", "b", "gold", "--root", base).code == 2
    assert winnow("build", "--root", base).code == 0


def test_the_registry_is_compared_on_the_pages_that_both_have(base: Path) -> None:
    """What is referred to on other pages alone is nobody's disagreement."""
    annotations = base / "dataset/annotations"
    other = next(p for p in sorted((annotations / "gold").glob("*.json")) if p.stem != "vote")
    (annotations / "passes/a" / other.name).write_text(other.read_text())
    path = annotations / "passes/b/registry.json"
    entries = json.loads(path.read_text())
    path.write_text(json.dumps([*entries, dict(entries[0], id="unused")]))
    outcome = winnow("agree", "a", "b", "--format", "json", "--root", base)
    registry = json.loads(outcome.out)["layers"]["registry"]
    assert registry["whole"]["f1"] == 1.0


def test_an_entity_under_another_id_is_no_disagreement(base: Path) -> None:
    for name in ("vote", "registry"):
        path = base / f"dataset/annotations/passes/b/{name}.json"
        path.write_text(path.read_text().replace('"dunmore"', '"dunmore-town"'))
    _same_entity(base, "dunmore", "dunmore-town", "Dunmore, named GPE")
    outcome = winnow("agree", "a", "b", "--format", "json", "--root", base)
    layers = json.loads(outcome.out)["layers"]
    mentions = layers["mentions"]
    assert mentions["whole"]["f1"] == mentions["parts"]["entity"]["share"] == 1.0
    assert layers["registry"]["whole"]["f1"] == 1.0


def test_a_target_under_another_id_gives_a_row_the_same_polarity(base: Path) -> None:
    for name, key in (("vote", "target"), ("registry", "id")):
        path = base / f"dataset/annotations/passes/b/{name}.json"
        path.write_text(path.read_text().replace(f'"{key}": "mill"', f'"{key}": "the-mill"'))
    said = "praised the [89:100] ann-berg (Ann Berg [80:88]) favor "
    replace(base / LOG, f"{said}mill", f"{said}the-mill")
    _same_entity(base, "mill", "the-mill", "mill in Dunmore, issue")
    assert winnow("build", "--root", base).code == 0
    rows = {row["id"]: row for row in parquet_rows(base, "stance")}
    assert rows["vote#x2/mill"]["polarity"] == "favor"
    assert rows["vote#x2/mill"]["passes"] == ["a", "b"]
    assert rows["vote#x6/mill"]["passes"] == []


def test_entries_that_are_one_in_gold_are_counted_as_given(base: Path) -> None:
    for name, key in (("vote", "entity"), ("registry", "id")):
        path = base / f"dataset/annotations/passes/b/{name}.json"
        lines = path.read_text().splitlines()
        if name == "registry":
            entry = next(line for line in lines if '"dunmore"' in line)
            more = entry.rstrip(",").replace('"dunmore"', '"dunmore-town"') + ","
            lines.insert(lines.index(entry), more)
        else:
            told = f'"{key}": "dunmore"'
            lines = [line.replace(told, f'"{key}": "dunmore-town"') for line in lines]
        path.write_text("\n".join(lines) + "\n")
    _same_entity(base, "dunmore", "dunmore-town", "Dunmore, named GPE")
    assert winnow("build", "--root", base).code == 0
    rows = {row["id"]: row for row in parquet_rows(base, "registry")}
    assert rows["dunmore"]["passes"] == ["a", "b"]


def test_passes_may_number_articles_otherwise(base: Path) -> None:
    """Agreement and provenance tell an article by where it begins, and need no line for that."""
    path = base / "dataset/annotations/passes/b/vote.json"
    path.write_text(path.read_text().replace('"a1"', '"a7"'))
    assert winnow("build", "--root", base).code == 0
    rows = [row for row in parquet_rows(base, "boilerplate") if row["page_id"] == "vote"]
    assert {tuple(row["passes"]) for row in rows} == {("a", "b")}
    outcome = winnow("agree", "a", "b", "--format", "json", "--root", base)
    assert json.loads(outcome.out)["layers"]["segments"]["whole"]["f1"] == 1.0


def test_no_pass_is_called_gold(base: Path) -> None:
    folder = base / "dataset/annotations/passes/gold"
    shutil.copytree(base / "dataset/annotations/passes/a", folder)
    path = folder / "pass.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"name": "gold"}))
    outcome = winnow("check", "--format", "json", "--root", base)
    assert "pass-name-differs" in outcome.rules
    assert "no pass can be named gold: that is the gold standard" in outcome.out


def test_a_mention_more_is_not_the_same_mentions(base: Path) -> None:
    path = base / "dataset/annotations/passes/b/vote.json"
    page = json.loads(path.read_text())
    more = {"start": 0, "end": 4, "quote": "Town", "type": "DATE", "entity": None}
    page["mentions"].append(more | {"id": "m99"})
    path.write_text(json.dumps(page))
    readings: list[Any] = [
        {"pass": "a", "ids": [], "reading": None},
        {"pass": "b", "ids": ["m99"], "reading": "Town [0:4] DATE"},
    ]
    entry = {"page_id": "vote", "layer": "mentions", "readings": readings}
    _add_line(base, **entry, gold=[], decision=None)
    assert winnow("build", "--root", base).code == 0
    rows = {row["id"]: row for row in parquet_rows(base, "entities")}
    assert rows["vote#x1"]["passes"] == ["a"]
    assert rows["vote#x4"]["passes"] == ["a", "b"]


def test_what_each_reading_has_stands_on_its_own_side(base: Path) -> None:
    outcome = winnow("agree", "a", "gold", "--format", "json", "--root", base)
    registry = json.loads(outcome.out)["layers"]["registry"]
    assert (registry["exact"]["left"], registry["exact"]["right"]) == (3, 4)
    assert registry["matched"] == registry["exact"]["both"] == 3
