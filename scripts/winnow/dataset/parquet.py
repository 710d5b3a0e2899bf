"""Parquet files: rows to bytes, which depend on the rows alone, and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from winnow.model.hashes import sha256
from winnow.model.json import Json

if TYPE_CHECKING:
    import pyarrow as pa  # takes 0.1 s, so it is imported when files are read or written

SPLIT = "test"
"""The only split: gold is for evaluation."""

SHARD_BYTES = 500 * 1024 * 1024
ROW_GROUP_BYTES = 100 * 1024 * 1024
HASH_LENGTH = 16
"""Number of hexadecimal digits of a file's SHA-256 in its name."""


def write(table: pa.Table, config: str) -> dict[str, bytes]:
    """A config's files by their path below ``dataset/``, in order."""
    shards = list(split(table, SHARD_BYTES))
    files = {}
    for number, shard in enumerate(shards):
        data = _write_shard(shard)
        name = f"{SPLIT}-{number:05d}-of-{len(shards):05d}-{sha256(data)[:HASH_LENGTH]}.parquet"
        files[f"data/{config}/{name}"] = data
    return files


def split(table: pa.Table, limit: int) -> Iterator[pa.Table]:
    """Slices of at most ``limit`` bytes in Arrow, halved until they fit; a row is never cut."""
    if table.nbytes <= limit or table.num_rows <= 1:
        yield table
        return
    half = table.num_rows // 2
    yield from split(table.slice(0, half), limit)
    yield from split(table.slice(half), limit)


def _write_shard(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    with pq.ParquetWriter(
        buffer,
        table.schema,
        compression="zstd",
        write_page_index=True,
        use_content_defined_chunking=True,
    ) as writer:
        for group in split(table, ROW_GROUP_BYTES):
            writer.write_table(group, row_group_size=max(group.num_rows, 1))
    return buffer.getvalue()


def read(path: Path) -> list[Json]:
    """The rows of a file. Raises any exception of pyarrow if it is not a valid Parquet file."""
    import pyarrow.parquet as pq

    rows: list[Json] = pq.ParquetFile(path).read().to_pylist()
    return rows
