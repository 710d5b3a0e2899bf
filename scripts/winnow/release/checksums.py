"""``SHA256SUMS``: the SHA-256 of each file of a release, in the format of GNU coreutils."""

from __future__ import annotations

import re
from collections.abc import Mapping

FILE = "SHA256SUMS"
PATH = re.compile(r"[!-\[\]-~]+(?: [!-\[\]-~]+)*")
"""A path that coreutils writes as it is: printable ASCII without backslashes, single spaces."""

LINE = re.compile(rf"([0-9a-f]{{64}})  ({PATH.pattern})")
"""Digest, two spaces, path."""


def document(digests: Mapping[str, str]) -> bytes:
    """The file, by path and digest; ``sha256sum --check`` reads it."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("ascii")


def parse(data: bytes) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Digests by path, and number (from 1) and fault of each line that is not as it should be."""
    found: dict[str, str] = {}
    faults: list[tuple[int, str]] = []
    text = data.decode("ascii", "replace")
    if not text.endswith("\n"):
        faults.append((text.count("\n") + 1, "the last line does not end in a newline"))
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = LINE.fullmatch(line)
        if match is None:
            faults.append((number, "not a digest, two spaces and a path"))
            continue
        digest, path = match.groups()
        if path.startswith("/") or ".." in path.split("/"):
            faults.append((number, "a path outside the release"))
            continue
        if path in found or (found and path < next(reversed(found))):
            faults.append((number, "out of the order of paths, or a path for the second time"))
        found[path] = digest
    return found, faults
