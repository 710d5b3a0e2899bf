"""``CITATION.cff``: citation metadata in the Citation File Format 1.2.0."""

from __future__ import annotations

import yaml

from winnow.dataset.metadata import licences
from winnow.model.json import Json

FILE = "CITATION.cff"
VERSION = "1.2.0"


def citation(metadata: Json) -> bytes:
    """The file, without DOI and URL if there are none.

    Its only licence is that of the annotations; the abstract has the terms of all parts.
    """
    record = {
        "cff-version": VERSION,
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": metadata["title"],
        "version": metadata["version"],
        "date-released": metadata["date"],
        "doi": metadata["doi"],
        "url": metadata["url"],
        "license": licences.of_annotations(metadata),
        "authors": [_author(creator) for creator in metadata["creators"]],
        "abstract": f"{metadata['description']} {licences.statements(metadata)}",
        "keywords": metadata["keywords"],
    }
    kept = {key: value for key, value in record.items() if value}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100).encode()


def _author(creator: Json) -> Json:
    """An entity by its name; a person by family and given names, separated by a comma."""
    family_names, comma, given_names = creator["name"].partition(", ")
    if creator["type"] == "person" and comma:
        return {"family-names": family_names, "given-names": given_names}
    return {"name": creator["name"]}
