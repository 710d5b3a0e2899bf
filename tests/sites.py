"""The site, built from a tree; and a page whose text attacks it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support import ROOT, winnow
from winnow.read.annotations import format_page

LIBRARIES = "docs/libraries/node_modules"


def with_docs(root: Path) -> Path:
    """Copy mkdocs.yml, its hooks and the docs to a tree that has the dataset."""
    shutil.copy(ROOT / "mkdocs.yml", root)
    copy_hooks(root)
    ignored = shutil.ignore_patterns("browse", "node_modules")
    shutil.copytree(ROOT / "docs", root / "docs", ignore=ignored, dirs_exist_ok=True)
    if (ROOT / LIBRARIES).is_dir():
        (root / LIBRARIES).symlink_to(ROOT / LIBRARIES)
    return root


def copy_hooks(root: Path) -> None:
    """Copy the hooks that mkdocs.yml names."""
    hooks = Path("scripts/winnow/site/hooks.py")
    (root / hooks).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / hooks, root / hooks)


def write_pages(root: Path) -> None:
    """Copy the docs to a tree, and write the pages that are generated from its data."""
    with_docs(root)
    outcome = winnow("site", "--root", root)
    assert outcome.code == 0, outcome.out + outcome.err


def mkdocs_strictly(root: Path, target: Path) -> None:
    done = mkdocs(root, target)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


def build_site(root: Path, target: Path) -> Path:
    """Build the site of a tree strictly, from the docs of the repository."""
    write_pages(root)
    mkdocs_strictly(root, target)
    return target


def mkdocs(root: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Run MkDocs on a tree."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on a static host."""
    handler = functools.partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


HOSTILE = "hostile"
HOSTILE_LINES = (
    '<script>window.hacked = 1</script> "👉": - #',
    '"><img src=x onerror="window.hacked = 2"> said ]]> & &lt; <!-- no --> {{ 7 * 7 }} {% x %}',
    "Abc \u202egnihton\u202c hid\u200bden so\u00adft \u2066a\u2069 e\u0301 \U0001f449 end",
    "  two  spaces,\ta tab,\u00a0no break  ",
    "</span></div></main> **bold** _em_ `code` [x](javascript:window.hacked=3) # no",
    "    four spaces make no code, \\* nor \\n",
)
HOSTILE_NAME = "👉 <img src=x onerror=window.hacked=4>\u200f"


def add_hostile_page(root: Path) -> str:
    """Add the page that attacks the site to a tree; its text is returned."""
    text = "\n".join(HOSTILE_LINES) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    segments: list[dict[str, Any]] = []
    offset = 0
    for line in HOSTILE_LINES:
        content = line.strip()
        start = offset + line.index(content)
        segments.append(_span(text, f"s{len(segments) + 1}", start, start + len(content)))
        offset += len(line) + 1
    script, cue = text.index("<script>"), text.index("said")
    override = text.index("\u202e")
    gold = {
        "page_id": HOSTILE,
        "text_sha256": digest,
        "articles": [{"id": "a1", "role": "main"}],
        "segments": [
            segment | {"kind": "paragraph" if index else "headline", "article": "a1"}
            for index, segment in enumerate(segments)
        ],
        "sentences": [segment | {"id": f"x{segment['id'][1:]}"} for segment in segments],
        "mentions": [
            _span(text, "m1", script, script + 8) | {"type": "PRODUCT", "entity": "attack"},
            _span(text, "m2", override, override + 9) | {"type": "PRODUCT", "entity": "attack"},
        ],
        "quotations": [
            _span(text, "q1", cue + 5, cue + 8)
            | {"kind": "partial", "speaker": "attack", "cue": _span(text, None, cue, cue + 4)}
        ],
        "stances": [
            _span(text, "t1", cue + 5, cue + 8)
            | {"holder": "author", "holder_span": None}
            | {"target": "attack", "target_span": None}
            | {"polarity": "against", "basis": "narrated", "alleged": True}
        ],
    }
    (root / f"dataset/sources/{HOSTILE}.txt").write_bytes(text.encode())
    path = root / f"dataset/annotations/gold/{HOSTILE}.json"
    path.write_text(format_page(gold), encoding="utf-8")
    _append(
        root / "dataset/sources/sources.json",
        {
            "page_id": HOSTILE,
            "bytes": len(text.encode()),
            "sha256": digest,
            "site": HOSTILE_LINES[0],
            "publishers": [],
            "url": None,
            "retrieved": None,
            "rights": "Made up for a test.",
            "caution": "<script>window.hacked = 6</script>",
            "remarks": ["<script>window.hacked = 5</script>"],
        },
    )
    issued = {"a": 1, "s": len(segments), "x": len(segments), "m": 2, "q": 1, "t": 1}
    _append(
        root / "dataset/annotations/ids.json",
        {"page_id": HOSTILE, "issued": issued, "withdrawn": []},
    )
    entry = {"id": "attack", "name": HOSTILE_NAME, "kind": "named", "type": "PRODUCT"}
    _append(root / "dataset/annotations/registry.json", entry, key="id")
    return text


def _span(text: str, name: str | None, start: int, end: int) -> dict[str, Any]:
    span = {"start": start, "end": end, "quote": text[start:end]}
    return {"id": name, **span} if name else span


def _append(path: Path, entry: dict[str, Any], key: str = "page_id") -> None:
    entries = [*json.loads(path.read_text(encoding="utf-8")), entry]
    entries.sort(key=lambda entry: str(entry[key]))
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")


def multiply(root: Path, copies: int) -> Path:
    """Add copies of the pages of a tree under other ids, until it has ``copies`` times as many.

    The copies have no passes. Exceptions for a page apply to its copies, too. As texts must differ,
    every copy ends in a different line of white space.
    """
    annotations = root / "dataset/annotations"
    exceptions = annotations / "exceptions.jsonl"
    lists = [root / "dataset/sources/sources.json", annotations / "ids.json"]
    entries = {path: json.loads(path.read_text(encoding="utf-8")) for path in lists}
    lines = [json.loads(line) for line in exceptions.read_text(encoding="utf-8").splitlines()]
    page_ids = [entry["page_id"] for entry in entries[lists[0]]]
    for number in range(1, copies):
        for page_id in page_ids:
            copy = f"{page_id}-{number:03}"
            about = _copy_page(root, page_id, copy, number)
            for path in lists:
                entry = next(entry for entry in entries[path] if entry["page_id"] == page_id)
                changes = about if path == lists[0] else {}
                entries[path].append(entry | {"page_id": copy} | changes)
            lines += [
                json.loads(json.dumps(line).replace(f"{page_id}#", f"{copy}#"))
                for line in lines
                if f"{page_id}#" in json.dumps(line)
            ]
    for path in lists:
        entries[path].sort(key=lambda entry: str(entry["page_id"]))
        path.write_text(json.dumps(entries[path], ensure_ascii=False), encoding="utf-8")
    exceptions.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return root


def _copy_page(root: Path, page_id: str, copy: str, number: int) -> dict[str, Any]:
    sources, gold = root / "dataset/sources", root / "dataset/annotations/gold"
    last_line = "".join(" \t"[int(digit)] for digit in f"{number:b}")
    data = (sources / f"{page_id}.txt").read_bytes() + f"{last_line}\n".encode()
    digest = hashlib.sha256(data).hexdigest()
    (sources / f"{copy}.txt").write_bytes(data)
    page = json.loads((gold / f"{page_id}.json").read_text(encoding="utf-8"))
    page |= {"page_id": copy, "text_sha256": digest}
    (gold / f"{copy}.json").write_text(format_page(page), encoding="utf-8")
    return {"bytes": len(data), "sha256": digest}
