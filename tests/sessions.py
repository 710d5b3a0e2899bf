"""A page of the docs as a session: files are written, commands and Python run, in order.

Commands run in this process, and Python in processes of its own.

Update the outputs on a page with: python tests/sessions.py docs/how-to/evaluate.md
A line ``…`` in an output stays and stands for the lines in the middle that the page leaves out.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
import tempfile
from pathlib import Path

import pytest

from support import ROOT, copy_real, run_code, session_of, winnow


def play(page: str, folder: Path, cache: Path) -> list[tuple[str, str]]:
    """What the page shows after each step that prints, and what that step prints in a folder."""
    steps: list[tuple[str, str]] = []
    printed = ""
    for language, title, content in session_of(page):
        if title:
            (folder / title).write_text(content, encoding="utf-8")
        elif language == "text":
            steps.append((content, printed))
        elif language == "sh":
            lines = content.replace("\\\n", " ").splitlines()
            printed = "".join(_run(shlex.split(line), folder) for line in lines)
        elif language == "python":
            printed = run_code(content, folder, cache, PYTHONPATH=str(folder))
    return steps


def abridged(printed: str, shown: str) -> str:
    """What was printed, without the lines for which the page shows a line ``…``."""
    lines, page_lines = printed.splitlines(), shown.splitlines()
    if OMISSION not in page_lines:
        return printed
    head = page_lines.index(OMISSION)
    tail = len(page_lines) - head - 1
    return "\n".join([*lines[:head], OMISSION, *lines[len(lines) - tail :]]) + "\n"


OMISSION = "…"


def _run(command: list[str], folder: Path) -> str:
    """What a command prints in a folder, whose modules are forgotten then."""
    program, *arguments = command
    assert program == "winnow", command
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        outcome = winnow(*arguments)
    for path in folder.glob("*.py"):
        sys.modules.pop(path.stem, None)
    assert outcome.code == 0, f"{shlex.join(command)}\n{outcome.out}{outcome.err}"
    return outcome.out


def main(page: str) -> None:
    """Run a page, and put what its steps print in the place of what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_real(Path(folder) / "root")
        steps = iter(play(page, root, Path(folder) / "cache"))
    path = ROOT / page
    block = re.compile(r"^```text\n.*?^```", re.MULTILINE | re.DOTALL)
    text = path.read_text(encoding="utf-8")
    outputs = (abridged(printed, shown) for shown, printed in steps)
    path.write_text(block.sub(lambda _: f"```text\n{next(outputs)}```", text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
