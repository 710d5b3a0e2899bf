"""A page of the docs as a session: files are written, commands and Python run, in order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support import session_of


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
