"""Commands import what they need: check and show start fast."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support import ROOT

HEAVY = ("datasets", "numpy", "pandas", "pyarrow", "scipy", "winnow.score", "winnow.site")
RUN = """\
import sys
from winnow.cli.app import app
app(sys.argv[1:], standalone_mode=False)
print(*sys.modules)
"""


@pytest.mark.parametrize(
    "command", [["--help"], ["--version"], ["info"], ["check"], ["show", "000"]]
)
def test_commands_that_make_no_rows_import_no_heavy_packages(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *command], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()[-1].split()
    assert "winnow.cli.app" in loaded
    assert not set(HEAVY) & set(loaded)
