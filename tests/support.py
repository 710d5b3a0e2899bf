"""What several tests need: trees to work on, edits to them, and the command as a function."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
from typer.testing import CliRunner

from winnow.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
PINS: dict[str, Any] = json.loads((ROOT / "tests/pins.json").read_text(encoding="utf-8"))
"""What each real page is, so that none changes unnoticed: a change here is a deliberate act."""

PAGES = tuple(PINS)

FULL = os.environ.get("WINNOW_TESTS") == "full"
"""Whether tests of samples try as many as before a merge (``WINNOW_TESTS=full``), or fewer.

Tests whose samples depend on it have the marker ``sampled``: its two numbers are how many the
fixture ``samples`` gives quickly and in full, and tests by Hypothesis get it by themselves.
"""


def sample_size(quick: int, full: int) -> int:
    """The number of samples of this run."""
    return full if FULL else quick


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The problems of a command that was asked for JSON."""
        found: list[dict[str, Any]] = json.loads(self.out)["problems"]
        return found

    @property
    def rules(self) -> set[str]:
        """The ids of the rules that were broken."""
        return {problem["rule"] for problem in self.problems}


def winnow(*arguments: str | Path) -> Outcome:
    """Run the command in this process."""
    result = CliRunner().invoke(app, [str(each) for each in arguments], prog_name="winnow")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


def blocks_of(page: str, language: str) -> list[str]:
    """The fenced blocks of one language on a page of the docs."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def session_of(page: str) -> list[tuple[str, str, str]]:
    """The fenced blocks of a page in order: language, title (or nothing) and content."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fence = r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```'
    return re.findall(fence, text, re.MULTILINE | re.DOTALL)


def code_of(page: str, language: str = "python") -> str:
    """The code of a page of the docs, as one session."""
    return "\n".join(blocks_of(page, language))


def run_code(code: str, folder: Path, cache: Path, **environment: str) -> str:
    """What Python code prints in a folder. A warning is an error, and no network is asked."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env=os.environ | {"HF_HOME": str(cache), "HF_HUB_OFFLINE": "1"} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(html: str) -> str:
    """The text of some HTML."""
    reader = _Text()
    reader.feed(html)
    return reader.text


def copy_real(target: Path) -> Path:
    """A copy of this repository's authored and built data."""
    for name in ("dataset", "schema"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copytree(ROOT / "docs/guidelines", target / "docs/guidelines")
    for name in (
        *("dataset_card.md", "datasheet.md", "CHANGELOG.md", "LICENSE"),
        *("CITATION.cff", ".zenodo.json", ".gitignore"),
    ):
        shutil.copy(ROOT / name, target / name)
    return target


def copy_base(target: Path) -> Path:
    """A copy of the small made-up corpus, with the real schemas."""
    shutil.copytree(FIXTURES / "base", target, dirs_exist_ok=True)
    shutil.copytree(ROOT / "schema", target / "schema")
    lock_labels(target, "0.1.0")
    return target


def lock_labels(root: Path, version: str) -> None:
    """Lock the labels of a root for another version of its dataset."""
    lock = root / "schema/labels.lock.json"
    text = lock.read_text(encoding="utf-8")
    locked = re.sub(r'"version": "[^"]*"', f'"version": "{version}"', text, count=1)
    lock.write_text(locked, encoding="utf-8")


def parquet_rows(root: Path, config: str) -> list[dict[str, Any]]:
    """The rows of a config as its built files have them."""
    files = sorted((root / "dataset/data" / config).glob("*.parquet"))
    return pl.read_parquet([str(file) for file in files]).to_dicts()


def without_names(root: Path) -> Path:
    """Take the page with mentions, stances and passes out of the made-up corpus."""
    for name in ("dataset/sources/vote.txt", "dataset/annotations/gold/vote.json"):
        (root / name).unlink()
    shutil.rmtree(root / "dataset/annotations/passes")
    for name in ("adjudication", "audits", "audit"):
        (root / f"dataset/annotations/{name}.jsonl").unlink()
    (root / "dataset/annotations/registry.json").write_text("[]\n")
    for name in ("dataset/sources/sources.json", "dataset/annotations/ids.json"):
        entries = json.loads((root / name).read_text())
        kept = [entry for entry in entries if entry["page_id"] != "vote"]
        (root / name).write_text(json.dumps(kept))
    return root


def replace(path: Path, old: str, new: str) -> None:
    """Replace text that stands once in a file."""
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_bytes(text.replace(old, new).encode())


def rehash(root: Path, page_id: str) -> None:
    """State size and digests of a page anew, after its text was edited."""
    data = (root / f"dataset/sources/{page_id}.txt").read_bytes()
    index = root / "dataset/sources/sources.json"
    entries = json.loads(index.read_text())
    entry = next(each for each in entries if each["page_id"] == page_id)
    old = entry["sha256"]
    entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    index.write_text(json.dumps(entries, ensure_ascii=False))
    for path in (root / "dataset/annotations").rglob(f"{page_id}.json"):
        path.write_text(path.read_text().replace(old, entry["sha256"]))


def edit(root: Path, edits: list[dict[str, Any]]) -> None:
    """Apply the edits of a fixture in order. File names may be patterns that match one file."""
    for each in edits:
        ((kind, value),) = each.items()
        match kind:
            case "replace":
                replace(_one(root, value[0]), value[1], value[2])
            case "write":
                (root / value[0]).parent.mkdir(parents=True, exist_ok=True)
                (root / value[0]).write_bytes(value[1].encode())
            case "write_hex":
                (root / value[0]).write_bytes(bytes.fromhex(value[1]))
            case "append":
                path = _one(root, value[0])
                path.write_bytes(path.read_bytes() + value[1].encode())
            case "remove":
                _one(root, value).unlink()
            case "make_folder":
                (root / value).mkdir()
            case "copy":
                shutil.copy(root / value[0], root / value[1])
            case "rehash":
                rehash(root, value)
            case "build":
                build(root)
            case "reseal":
                _reseal(root)
            case "commit":
                git_commit(root)
            case "release":
                release(root, *value)
            case "seal":
                seal(root / value)
            case "truncate":
                path = root / value
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
            case _:
                raise ValueError(f"no such edit: {kind}")


def git_commit(root: Path) -> None:
    """Commit everything under a root, which becomes a repository."""
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "T"]):
        subprocess.run([*git, *arguments], cwd=root, check=True)


def build(root: Path) -> None:
    outcome = winnow("build", "--root", root)
    assert outcome.code == 0, outcome.out + outcome.err


def build_and_commit(root: Path) -> None:
    build(root)
    git_commit(root)


def release(root: Path, *options: str) -> None:
    """Release a committed tree, as the first version unless options say otherwise."""
    outcome = winnow("release", *(options or ("--first",)), "--root", root)
    assert outcome.code == 0, outcome.out + outcome.err


def next_version(root: Path, version: str) -> None:
    """Begin a version: in ``metadata.json`` and in the changelog."""
    replace(root / "dataset/metadata.json", '"version": "0.1.0"', f'"version": "{version}"')
    replace(root / "CHANGELOG.md", "## 0.1.0", f"## {version} (2026-01-31)\n\nMore.\n\n## 0.1.0")
    lock_labels(root, version)


def seal(folder: Path) -> None:
    """State the checksums of a release anew, as one would who tampers with it."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    lines = [f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    (folder / "SHA256SUMS").write_text("".join(lines))


def _one(root: Path, pattern: str) -> Path:
    (path,) = root.glob(pattern)
    return path


def _reseal(root: Path) -> None:
    """State the digest of the card anew in the manifest."""
    card, manifest = root / "dataset/README.md", root / "dataset/manifest.json"
    record = json.loads(manifest.read_text())
    record["card"]["sha256"] = hashlib.sha256(card.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(record))


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
