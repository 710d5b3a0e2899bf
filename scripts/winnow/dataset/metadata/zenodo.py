"""``.zenodo.json``: what Zenodo is told of a deposit, in the fields that it documents."""

from __future__ import annotations

from winnow.dataset.metadata import licences
from winnow.model.json import Json
from winnow.read.files import json_bytes

FILE = ".zenodo.json"

LANGUAGES = {"en": "eng"}
"""Zenodo asks for ISO 639-3; a language that is not here is left out of the deposit."""

STANDOFF = (
    " This is the standoff form: ids, offsets and labels, without the texts of the pages, which "
    "users bring along."
)
"""What the description says besides where the texts are not deposited."""


def deposit(metadata: Json, *, texts: bool) -> bytes:
    """The file for a deposit with or without the texts of the pages.

    Without them it is open, under the licence of the annotations. With them access is restricted,
    since nobody can license the texts: whoever deposits them where they may, changes that.
    """
    record = {
        "upload_type": "dataset",
        "title": metadata["title"],
        "publication_date": metadata["date"],
        "creators": [{"name": each["name"]} for each in metadata["creators"]],
        "description": metadata["description"] + ("" if texts else STANDOFF),
        "version": metadata["version"],
        "keywords": metadata["keywords"],
        "language": LANGUAGES.get(metadata["language"]),
        "doi": metadata["doi"],
        "notes": licences.statements(metadata),
        "related_identifiers": [
            {"identifier": each["url"], "relation": "references"}
            for each in metadata["related_works"]
        ],
        **_access(metadata, texts=texts),
    }
    kept = {key: value for key, value in record.items() if value}
    return json_bytes(kept)


def _access(metadata: Json, *, texts: bool) -> Json:
    if texts:
        return {"access_right": "restricted", "access_conditions": licences.statements(metadata)}
    spdx = licences.of_annotations(metadata)
    return {"access_right": "open", "license": spdx.lower() if spdx else None}
