"""``croissant.json``: files and columns for machine-learning loaders, in Croissant 1.1.

A record set has every column of its config. Croissant nests one level: a deeper field (a span in a
stance in a list) becomes a sub-field under the joined name. A null span is read as a span whose
members are all null. mlcroissant gives text as UTF-8 bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from winnow.dataset.manifest import ConfigBuild
from winnow.dataset.metadata import licences
from winnow.dataset.metadata.citation import bibtex
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.model.schemas import Schemas
from winnow.read.files import json_bytes
from winnow.rows.columns import Field, columns

FILE = "croissant.json"
VERSION = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"

TERMS = (
    "arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet "
    "references regex repeated replace samplingRate separator source subField transform"
)
"""The terms of Croissant without a definition of their own in the context."""

CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{term: f"cr:{term}" for term in TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
"""The context in the specification of version 1.1."""

TYPES = {
    "string": "sc:Text",
    "label": "sc:Text",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
}


def croissant(
    metadata: Json,
    schemas: Schemas,
    configs: Sequence[ConfigBuild],
    other_files: Mapping[str, tuple[bytes, str]],
) -> bytes:
    """The description of a build as JSON-LD.

    ``other_files`` maps paths of files that belong to no config to bytes and media type.
    """
    record = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [VERSION, RAI],
        "name": metadata["title"],
        "alternateName": metadata["name"],
        "description": metadata["description"],
        "version": metadata["version"],
        "datePublished": metadata["date"],
        "url": metadata["url"],
        "identifier": metadata["doi"],
        "inLanguage": [metadata["language"]],
        "creator": [
            {
                "@type": "sc:Person" if creator["type"] == "person" else "sc:Organization",
                "name": creator["name"],
            }
            for creator in metadata["creators"]
        ],
        "keywords": metadata["keywords"],
        "license": [_licence(licence) for licence in metadata["licences"]],
        "citeAs": bibtex(metadata),
        "isLiveDataset": False,
        **{f"rai:{_camel(key)}": value for key, value in metadata["responsible_ai"].items()},
        "distribution": [
            *(file for config in configs for file in _files_of(config)),
            *(_file(path, path, *file) for path, file in other_files.items()),
        ],
        "recordSet": [_record_set(config, schemas) for config in configs],
    }
    return json_bytes({key: value for key, value in record.items() if value not in (None, [])})


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(map(str.capitalize, rest))


def _licence(licence: Json) -> Json:
    """The page of a licence in the SPDX list, or the terms if there is none."""
    if licence["spdx"]:
        return licences.link(licence["spdx"])
    name = f"{licence['applies_to'].capitalize()}: no licence"
    return {"@type": "sc:CreativeWork", "name": name, "description": licence["statement"]}


PARQUET = "application/x-parquet"


def _files_of(config: ConfigBuild) -> Iterator[Json]:
    """The Parquet files of a config, and a file set if there are several."""
    ids: list[str] = []
    for path, data in config.files.items():
        ids.append(f"{config.name}-{len(ids)}")
        yield _file(ids[-1], path, data, PARQUET)
    if len(ids) > 1:
        yield {
            "@type": "cr:FileSet",
            "@id": f"{config.name}-files",
            "name": f"{config.name}-files",
            "description": f"The Parquet files of {config.name}.",
            "encodingFormat": PARQUET,
            "includes": list(config.files),
        }


def _file(name: str, path: str, data: bytes, media_type: str) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": PurePosixPath(path).name,
        "contentUrl": path,
        "contentSize": f"{len(data)} B",
        "encodingFormat": media_type,
        "sha256": sha256(data),
    }


def _record_set(config: ConfigBuild, schemas: Schemas) -> Json:
    schema = schemas.row(config.name)
    if len(config.files) > 1:
        source = {"fileSet": {"@id": f"{config.name}-files"}}
    else:
        source = {"fileObject": {"@id": f"{config.name}-0"}}
    return {
        "@type": "cr:RecordSet",
        "@id": config.name,
        "name": config.name,
        "description": schema["description"],
        "key": {"@id": f"{config.name}/{schema['x-key']}"},
        "field": [_field(config.name, column, source) for column in columns(schemas, config.name)],
    }


def _field(owner: str, column: Field, source: Json) -> Json:
    """A column; the members of a struct, or of the structs in a list, are its sub-fields."""
    extract = source | {"extract": {"column": column.name}}
    field = _described(owner, column.name, column)
    item = column.item or column
    if item.kind != "struct":
        return field | {"dataType": TYPES[item.kind], "source": extract}
    members = [
        _described(field["@id"], "_".join(path), member)
        | {
            "dataType": TYPES[(member.item or member).kind],
            "source": extract | {"transform": {"jsonPath": ".".join(path)}},
        }
        for path, member in _leaves(item, ())
    ]
    return field | {"subField": members}


def _described(owner: str, name: str, field: Field) -> Json:
    described = {
        "@type": "cr:Field",
        "@id": f"{owner}/{name}",
        "name": name,
        "description": field.description,
    }
    return described | {"isArray": True, "arrayShape": "-1"} if field.item else described


def _leaves(struct: Field, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    """The members of a struct and of structs in it, each with its path of names."""
    for member in struct.members:
        if member.kind == "struct":
            yield from _leaves(member, (*path, member.name))
        else:
            yield (*path, member.name), member
