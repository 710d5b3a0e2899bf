"""SHA-256 of files, and the logical hash of rows."""

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
    """SHA-256 of a file of any size. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def logical_hash(rows: Iterable[Json]) -> str:
    """A hash of rows that does not depend on their order, on shards or on the file format.

    Each row is written as canonical JSON: keys sorted, no white space, characters as they are,
    UTF-8. This is RFC 8785 for the values in rows (objects with ASCII keys, lists, strings,
    integers, booleans, null). The SHA-256 digests of the rows are sorted and written as lines of
    lower-case hexadecimal, each with a newline; the result is the SHA-256 of these lines.
    """
    digests = sorted(sha256(canonical(row)) for row in rows)
    return sha256("".join(f"{digest}\n" for digest in digests).encode())


def canonical(row: Json) -> bytes:
    """A row as canonical JSON."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
