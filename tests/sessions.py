"""A page of the docs as a session: files are written, commands and Python run, in order.

What the page shows is made anew by: python tests/sessions.py docs/how-to/evaluate.md
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from support import ROOT, copy_real, session_of


def play(page: str, folder: Path, cache: Path) -> list[tuple[str, str]]:
    """What the page shows after each step that prints, and what that step prints in a folder."""
    found: list[tuple[str, str]] = []
    printed = ""
    for language, title, content in session_of(page):
        if title:
            (folder / title).write_text(content, encoding="utf-8")
        elif language == "text":
            found.append((content, printed))
        elif language == "sh":
            printed = _printed(["bash", "-e", "-o", "pipefail", "-c", content], folder, cache)
        elif language == "python":
            printed = _printed([sys.executable, "-c", content], folder, cache)
    return found


def _printed(command: list[str], folder: Path, cache: Path) -> str:
    """What a command prints, with the commands of this environment, and without a network."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "HF_HOME": str(cache), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout


def main(page: str) -> None:
    """Run a page, and put what its steps print in the place of what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_real(Path(folder) / "root")
        found = iter(play(page, root, Path(folder) / "cache"))
    path = ROOT / page
    block = re.compile(r"^```text\n.*?^```", re.MULTILINE | re.DOTALL)
    text = path.read_text(encoding="utf-8")
    path.write_text(block.sub(lambda _: f"```text\n{next(found)[1]}```", text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
