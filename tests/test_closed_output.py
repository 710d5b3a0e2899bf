"""A reader that closes the output ends a command quietly."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from support import PAGES, ROOT


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", PAGES[1]],
        ["counts", "--format", "json"],
        ["counts"],
        ["verify", "--format", "json"],
        ["--help"],
        ["--version"],
    ],
)
def test_closed_output_ends_a_command_quietly(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "winnow", *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True)
    finally:
        os.close(writer)
    assert done.stderr == ""
    assert done.returncode == 141


def test_output_that_is_read_to_its_end_keeps_its_exit_code() -> None:
    command = [sys.executable, "-m", "winnow", "show", "no-such-page"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 2
