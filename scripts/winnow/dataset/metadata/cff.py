"""``CITATION.cff``: the citation for programs, in the Citation File Format 1.2.0."""

from __future__ import annotations

import yaml

from winnow.dataset.metadata import licences
from winnow.model.json import Json

FILE = "CITATION.cff"
VERSION = "1.2.0"


def citation(metadata: Json) -> bytes:
    """The file; DOI and address are left out where there are none.

    Its one licence is that of the annotations; the abstract says what it does not cover.
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
        "authors": [_author(each) for each in metadata["creators"]],
        "abstract": f"{metadata['description']} {licences.statements(metadata)}",
        "keywords": metadata["keywords"],
    }
    kept = {key: value for key, value in record.items() if value}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100).encode()


def _author(creator: Json) -> Json:
    """A body by its name; a person by family and given names, which a comma parts."""
    family, comma, given = creator["name"].partition(", ")
    if creator["type"] == "person" and comma:
        return {"family-names": family, "given-names": given}
    return {"name": creator["name"]}
