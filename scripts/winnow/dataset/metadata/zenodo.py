"""``.zenodo.json``: the metadata of a deposit, in the fields that Zenodo documents."""

from __future__ import annotations

from winnow.dataset.metadata import licences
from winnow.model.json import Json
from winnow.read.files import json_bytes

FILE = ".zenodo.json"

LANGUAGES = {"en": "eng"}
"""Zenodo expects ISO 639-3; other languages are left out of the deposit."""

STANDOFF = (
    " This is the standoff form: ids, offsets and labels, without the texts of the pages, which "
    "users bring along."
)
"""Added to the description of a deposit without the texts."""


def deposit(metadata: Json, *, texts: bool) -> bytes:
    """The file for a deposit with or without the texts of the pages.

    Without them, access is open under the licence of the annotations. With them, access is
    restricted, since the texts cannot be licensed.
    """
    record = {
        "upload_type": "dataset",
        "title": metadata["title"],
        "publication_date": metadata["date"],
        "creators": [{"name": creator["name"]} for creator in metadata["creators"]],
        "description": metadata["description"] + ("" if texts else STANDOFF),
        "version": metadata["version"],
        "keywords": metadata["keywords"],
        "language": LANGUAGES.get(metadata["language"]),
        "doi": metadata["doi"],
        "notes": licences.statements(metadata),
        "related_identifiers": [
            {"identifier": work["url"], "relation": "references"}
            for work in metadata["related_works"]
        ],
        **_access(metadata, texts=texts),
    }
    return json_bytes({key: value for key, value in record.items() if value})


def _access(metadata: Json, *, texts: bool) -> Json:
    if texts:
        return {"access_right": "restricted", "access_conditions": licences.statements(metadata)}
    spdx = licences.of_annotations(metadata)
    return {"access_right": "open", "license": spdx.lower() if spdx else None}
