"""Digests: sha256 identifies a file, the logical hash identifies what its rows say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from winnow.model.json import Json


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The same of a file of any size. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def logical_hash(rows: Iterable[Json]) -> str:
    """A hash over rows that does not depend on their order, on shards or on any file format.

    Each row is written as canonical JSON: keys sorted, no white space, characters as they are,
    UTF-8. That is RFC 8785 for what rows hold (objects with ASCII keys, lists, strings, integers,
    booleans, null). The rows' SHA-256 digests are sorted, and the result is the SHA-256 of all of
    them, as lower-case hexadecimal lines that each end in a newline.
    """
    digests = sorted(sha256(canonical(row)) for row in rows)
    return sha256("".join(f"{digest}\n" for digest in digests).encode())


def canonical(row: Json) -> bytes:
    """A row as canonical JSON."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
