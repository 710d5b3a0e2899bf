"""``datacite.json``: what DataCite is told of a version, in its metadata schema 4.5."""

from __future__ import annotations

from winnow.dataset.metadata import licences
from winnow.model.json import Json
from winnow.read.files import json_bytes

FILE = "datacite.json"
KERNEL = "http://datacite.org/schema/kernel-4"
NAME_TYPES = {"entity": "Organizational", "person": "Personal"}


def record(metadata: Json) -> bytes:
    """The record as JSON; without a DOI it has no key for one.

    Its publisher is its first creator, until a host that publishes it says otherwise.
    """
    found = {
        "doi": metadata["doi"],
        "url": metadata["url"],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated corpus"},
        "creators": [
            {"name": each["name"], "nameType": NAME_TYPES[each["type"]]}
            for each in metadata["creators"]
        ],
        "titles": [{"title": metadata["title"], "lang": metadata["language"]}],
        "publisher": {"name": metadata["creators"][0]["name"]},
        "publicationYear": metadata["date"][:4],
        "dates": [{"date": metadata["date"], "dateType": "Issued"}],
        "version": metadata["version"],
        "language": metadata["language"],
        "subjects": [{"subject": each} for each in metadata["keywords"]],
        "descriptions": [{"description": metadata["description"], "descriptionType": "Abstract"}],
        "rightsList": [_rights(each) for each in metadata["licences"]],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": each["url"],
                "relatedIdentifierType": "URL",
                "relationType": "References",
            }
            for each in metadata["related_works"]
        ],
        "schemaVersion": KERNEL,
    }
    kept = {key: value for key, value in found.items() if value}
    return json_bytes(kept)


def _rights(licence: Json) -> Json:
    said = {"rights": licence["statement"]}
    if licence["spdx"] is None:
        return said
    return said | {
        "rightsUri": licences.link(licence["spdx"]),
        "rightsIdentifier": licence["spdx"],
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": licences.SPDX,
    }
