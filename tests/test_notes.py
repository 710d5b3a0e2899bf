"""Notes of passes and readings are UTF-8 text, which is checked as that of other files is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support import winnow

NOTES = "dataset/annotations/passes/a/notes.md"
READING = "dataset/annotations/readings/third.md"
BELOW = "dataset/annotations/readings/more/third.txt"

FILES = pytest.mark.parametrize("file", [NOTES, READING, BELOW])


def _written(base: Path, file: str, data: bytes) -> Path:
    path = base / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@FILES
@pytest.mark.parametrize(
    ("data", "rule", "place"),
    [
        (b"caf\xe9\n", "text-not-utf8", "1:4"),
        (b"one\ntwo\0\n", "text-control-character", "2:4"),
        (b"\xef\xbb\xbfone\n", "text-byte-order-mark", "1:1"),
        (b"", "file-empty", ""),
    ],
)
def test_broken_prose_is_reported(
    file: str, data: bytes, rule: str, place: str, base: Path
) -> None:
    _written(base, file, data)
    outcome = winnow("check", "--format", "json", "--root", base)
    (problem,) = outcome.problems
    assert outcome.code == 1
    assert (problem["rule"], problem["file"], problem["place"]) == (rule, file, place)


@FILES
def test_prose_may_have_any_line_ends_and_characters(file: str, base: Path) -> None:
    _written(base, file, "# Notes\r\n\r\n\tNaïve “quotes”.\n".encode())
    outcome = winnow("check", "--format", "json", "--root", base)
    assert outcome.problems == []


@FILES
@pytest.mark.parametrize("kind", ["pipe", "device", "dangling"])
def test_prose_that_is_no_regular_file_is_reported(file: str, kind: str, base: Path) -> None:
    path = _written(base, file, b"x")
    path.unlink()
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "dangling":
            path.symlink_to("nowhere")
    outcome = winnow("check", "--format", "json", "--root", base)
    (problem,) = outcome.problems
    assert problem["file"] == file
    assert problem["rule"] == ("file-missing" if kind == "dangling" else "file-unreadable")


def test_a_corpus_without_notes_and_readings_is_sound(base: Path) -> None:
    (base / NOTES).unlink(missing_ok=True)
    assert winnow("check", "--root", base).code == 0
