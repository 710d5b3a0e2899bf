"""``manifest.json``: size and digest of each file of a build, rows and logical hash of configs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from winnow.model.corpus import Corpus
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.read.files import json_bytes

FILE = "manifest.json"
CARD = "README.md"
LICENCE = "LICENSE.md"
METADATA = "metadata.json"
SOURCES_INDEX = "sources/sources.json"
ANNOTATIONS = "annotations/"
"""What the paths of annotation files begin with."""


@dataclass(frozen=True)
class ConfigBuild:
    """A built config; ``files`` maps paths below ``dataset/`` to their bytes."""

    name: str
    rows: int
    arrow_bytes: int
    logical_hash: str
    files: dict[str, bytes]
    rows_in_file: dict[str, int]


def manifest(
    corpus: Corpus,
    configs: tuple[ConfigBuild, ...],
    counts: Json,
    card: bytes,
    licence: bytes,
    forms: Mapping[str, bytes],
    annotations: Mapping[str, bytes],
) -> bytes:
    """The manifest as JSON; nothing in it depends on the time or place of the build.

    ``forms`` are the forms of the metadata in the folder and the datasheet, by path;
    ``annotations`` are the annotation files, the index of the sources and the metadata.
    """
    import pyarrow as pa  # takes 0.1 s, and most importers of this module write nothing

    record: Json = {
        "name": corpus.metadata["name"],
        "version": corpus.metadata["version"],
        "written_with": {"pyarrow": pa.__version__},
        "counts": counts,
        "configs": {
            config.name: {
                "rows": config.rows,
                "logical_hash": config.logical_hash,
                "files": [
                    _file(path, data) | {"rows": config.rows_in_file[path]}
                    for path, data in config.files.items()
                ],
            }
            for config in configs
        },
        "card": _file(CARD, card),
        "licence": _file(LICENCE, licence),
        "metadata": [_file(path, data) for path, data in forms.items()],
        "sources": [_file(f"sources/{page.id}.txt", page.text.encode()) for page in corpus.pages],
        "annotations": [_file(path, annotations[path]) for path in sorted(annotations)],
    }
    return json_bytes(record)


def is_annotation(path: str) -> bool:
    """Whether the manifest lists a path below the dataset folder under ``annotations``."""
    return path.startswith(ANNOTATIONS) or path in (SOURCES_INDEX, METADATA)


def _file(path: str, data: bytes) -> Json:
    return {"path": path, "bytes": len(data), "sha256": sha256(data)}
