"""A made-up tree whose passes differ in all layers with marks, and in segments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support import build
from winnow import describe
from winnow.read.annotations import format_page

PAGE = "vote"


def with_differences(root: Path) -> Path:
    """Change pass b of the made-up corpus, log the differences, and build it.

    In pass b, Dunmore is a LOC, the second quotation is partial and has no cue, *Critics* is a
    mention, and the section label is a paragraph of no article.
    """
    annotations = root / "dataset/annotations"
    path = annotations / f"passes/b/{PAGE}.json"
    page = json.loads(path.read_text("utf-8"))
    page["segments"][0]["kind"] = "promotion"
    page["mentions"][3]["type"] = "LOC"
    page["mentions"].append(
        {"id": "m7", "start": 153, "end": 160, "quote": "Critics", "type": "NORP"}
        | {"entity": "dunmore"}
    )
    page["quotations"][1] |= {"kind": "partial", "cue": None}
    path.write_text(format_page(page), encoding="utf-8")
    places = [
        ("segments", "s1", "s1", "s1"),
        ("mentions", "m4", "m4", "m4"),
        ("mentions", None, "m7", None),
        ("quotations", "q2", "q2", "q2"),
    ]
    lines = [_line(annotations, f"d{number}", *place) for number, place in enumerate(places, 4)]
    log = annotations / "adjudication.jsonl"
    log.write_text(log.read_text("utf-8") + "".join(lines), encoding="utf-8")
    build(root)
    return root


def _line(
    annotations: Path, name: str, layer: str, a: str | None, b: str | None, gold: str | None
) -> str:
    def wording(folder: str, annotation_id: str | None) -> str | None:
        path = annotations / folder / f"{PAGE}.json"
        return describe(path, annotation_id) if annotation_id else None

    readings: list[dict[str, Any]] = [
        {"pass": pass_name, "ids": [read] if read else [], "reading": wording(folder, read)}
        for pass_name, folder, read in (("a", "passes/a", a), ("b", "passes/b", b))
    ]
    line = {
        "id": name,
        "page_id": PAGE,
        "layer": layer,
        "readings": readings,
        "taken": "a",
        "findings": [],
        "gold": [gold] if gold else [],
        "decision": wording("gold", gold),
        "rule": "silent",
        "note": "Three of five readings have <b>it</b> so.",
    }
    return f"{json.dumps(line, ensure_ascii=False)}\n"
