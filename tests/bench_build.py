"""What `check` and `build` cost by number of pages: ``make bench``. CPU time, one run, one machine.

The corpora are copies of the three gold pages without passes, adjudication log and audits. In each
copy, two letters that are its own follow the first letter of every word. So no text, name or quote
of a copy is that of another, while tokens, lines and annotations are those of the original.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from support import ROOT, copy_real, winnow
from winnow import format_page
from winnow.checks.load import load
from winnow.model.corpus import Corpus
from winnow.read.paths import Paths
from winnow.read.schemas import validator
from winnow.rows.configs import corpus_rows

COPIES = (1, 10, 100)
"""How often each of the three gold pages is in the corpus."""

RUNS = 3
COMMANDS = (["check"], ["build", "--check"], ["show", "000"])


def main() -> None:
    """Print the CPU time of commands as processes, and of check and build by number of pages."""
    print(f"CPU seconds (user and system) of a process, least of {RUNS} runs")
    for arguments in COMMANDS:
        command = [sys.executable, "-m", "winnow", *arguments, "--root", str(ROOT)]
        print(f"  winnow {' '.join(arguments):<13} {process_cpu(command):>6.2f}")
    print("\nCPU time in ms/page, and as a multiple of that of 3 pages")
    print("pages      check             build")
    with tempfile.TemporaryDirectory() as folder:
        roots = {3 * count: copies(Path(folder) / str(count), count) for count in COPIES}
        of_three: list[float] = []
        for pages, root in roots.items():
            per_page = [_milliseconds("check", root) / pages, _milliseconds("build", root) / pages]
            of_three = of_three or per_page
            cells = (
                f"{time:>8.1f} {time / first:>7.2f}"
                for time, first in zip(per_page, of_three, strict=True)
            )
            print(f"{pages:>5}  {'  '.join(cells)}", flush=True)
        explained = _jsonschema_milliseconds(roots[3]) / 3
    print(
        f"jsonschema takes {explained:.0f} ms/page for the rows of 3 pages: "
        f"{explained / per_page[0]:.1f} times check and {explained / per_page[1]:.1f} times build "
        f"of {pages} pages"
    )


def process_cpu(command: list[str]) -> float:
    """CPU seconds (user and system) of a command, least of several runs."""

    def cpu() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    times = []
    for _ in range(RUNS):
        before = cpu()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(cpu() - before)
    return min(times)


def _milliseconds(command: str, root: Path) -> float:
    """CPU time of a command in this process, least of several runs."""

    def run() -> None:
        outcome = winnow(command, "--root", root)
        assert outcome.code == 0, outcome.out[:2000] + outcome.err

    return min(_timed(run) for _ in range(RUNS))


def _timed(run: Callable[[], object]) -> float:
    before = time.process_time()
    run()
    return 1000 * (time.process_time() - before)


def _jsonschema_milliseconds(root: Path) -> float:
    """CPU time in which jsonschema alone validates the rows of a corpus."""
    corpus = load(Paths(root)).corpus
    assert corpus is not None
    return _timed(lambda: _validate(corpus))


def _validate(corpus: Corpus) -> None:
    for config, rows in corpus_rows(corpus).items():
        exact = validator(corpus.schemas, f"rows:{config}").exact
        assert all(exact.is_valid(row) for row in rows)


def copies(root: Path, count: int) -> Path:
    """A tree with so many copies of each gold page; the first keep their ids."""
    dataset = copy_real(root) / "dataset"
    annotations, sources = dataset / "annotations", dataset / "sources"
    for name in ("passes", "guidelines", "readings"):
        shutil.rmtree(annotations / name)
    for name in ("adjudication", "audit", "audits"):
        (annotations / f"{name}.jsonl").unlink()
    index, issued = sources / "sources.json", annotations / "ids.json"
    upheld = annotations / "exceptions.jsonl"
    new_index, new_issued, new_upheld = [], [], []
    originals = [
        (entry, ids, json.loads((annotations / f"gold/{ids['page_id']}.json").read_bytes()))
        for entry, ids in zip(_read(index), _read(issued), strict=True)
    ]
    texts = {
        entry["page_id"]: (sources / f"{entry['page_id']}.txt").read_bytes().decode()
        for entry, *_ in originals
    }
    exceptions = [json.loads(line) for line in upheld.read_text(encoding="utf-8").splitlines()]
    codes = map("".join, product(ascii_lowercase, repeat=2))
    for number, code in zip(range(count), codes, strict=False):
        suffix = f"-{number:03}" if number else ""
        for entry, ids, page in originals:
            page_id = entry["page_id"] + suffix
            data = respelled(texts[entry["page_id"]], code).encode()
            digest = hashlib.sha256(data).hexdigest()
            named = {"page_id": page_id, "text_sha256": digest}
            moved = _moved(page, texts[entry["page_id"]], code) | named
            (sources / f"{page_id}.txt").write_bytes(data)
            (annotations / f"gold/{page_id}.json").write_text(format_page(moved), encoding="utf-8")
            about = {"page_id": page_id, "bytes": len(data), "sha256": digest}
            about["site"] = entry["site"] and respelled(entry["site"], code)
            about["publishers"] = [respelled(name, code) for name in entry["publishers"]]
            new_index.append(entry | about)
            new_issued.append(ids | {"page_id": page_id})
        for exception in exceptions:
            flagged = [permanent.replace("#", f"{suffix}#") for permanent in exception["ids"]]
            quote = respelled(exception["quote"], code)
            new_upheld.append(exception | {"ids": flagged, "quote": quote})
    for path, entries in ((index, new_index), (issued, new_issued)):
        entries.sort(key=lambda entry: str(entry["page_id"]))
        path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    upheld.write_text("".join(f"{json.dumps(entry)}\n" for entry in new_upheld), encoding="utf-8")
    return root


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


WORD = re.compile(r"[^\W\d_]+")


def respelled(text: str, code: str) -> str:
    """A text with a code after the first letter of every word."""
    return WORD.sub(lambda word: f"{word[0][0]}{code}{word[0][1:]}", text)


def _moved(page: Any, text: str, code: str) -> Any:
    """Annotations of a text moved to the respelled text."""
    starts = [word.start() for word in WORD.finditer(text)]
    new_text = respelled(text, code)

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(item) for item in value]
        if not isinstance(value, dict):
            return value
        copy = {key: moved(item) for key, item in value.items()}
        if "quote" in value:
            start, end = (
                offset + len(code) * bisect_left(starts, offset)
                for offset in (value["start"], value["end"])
            )
            copy |= {"start": start, "end": end, "quote": new_text[start:end]}
        return copy

    return moved(page)


if __name__ == "__main__":
    main()
