"""``datacite.json``: the record of a version in DataCite's metadata schema 4.5."""

from __future__ import annotations

from winnow.dataset.metadata import licences
from winnow.model.json import Json
from winnow.read.files import json_bytes

FILE = "datacite.json"
KERNEL = "http://datacite.org/schema/kernel-4"
NAME_TYPES = {"entity": "Organizational", "person": "Personal"}


def record(metadata: Json) -> bytes:
    """The record as JSON, without keys for what is not known.

    Its publisher is its first creator, until a host publishes it.
    """
    fields = {
        "doi": metadata["doi"],
        "url": metadata["url"],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated corpus"},
        "creators": [
            {"name": creator["name"], "nameType": NAME_TYPES[creator["type"]]}
            for creator in metadata["creators"]
        ],
        "titles": [{"title": metadata["title"], "lang": metadata["language"]}],
        "publisher": {"name": metadata["creators"][0]["name"]},
        "publicationYear": metadata["date"][:4],
        "dates": [{"date": metadata["date"], "dateType": "Issued"}],
        "version": metadata["version"],
        "language": metadata["language"],
        "subjects": [{"subject": keyword} for keyword in metadata["keywords"]],
        "descriptions": [{"description": metadata["description"], "descriptionType": "Abstract"}],
        "rightsList": [_rights(licence) for licence in metadata["licences"]],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": work["url"],
                "relatedIdentifierType": "URL",
                "relationType": "References",
            }
            for work in metadata["related_works"]
        ],
        "schemaVersion": KERNEL,
    }
    return json_bytes({key: value for key, value in fields.items() if value})


def _rights(licence: Json) -> Json:
    rights = {"rights": licence["statement"]}
    if licence["spdx"] is None:
        return rights
    return rights | {
        "rightsUri": licences.link(licence["spdx"]),
        "rightsIdentifier": licence["spdx"],
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": licences.SPDX,
    }
