"""``croissant.json``: files and columns for machine-learning loaders, in Croissant 1.1.

A record set has every column of its config. Croissant nests one level: what lies deeper (a span in
a stance in a list) becomes a field beside the others, under the joined name. A null span comes as a
span whose parts are all null. Reading it, mlcroissant gives text as UTF-8 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract"),
            *("field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray"),
            *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
            *("references", "regex", "repeated", "replace", "samplingRate", "separator"),
            *("source", "subField", "transform"),
        )
    },
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
"""The context that the specification sets for version 1.1."""

TYPES = {
    "string": "sc:Text",
    "label": "sc:Text",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
}


def croissant(
    metadata: Json,
    schemas: Schemas,
    configs: Iterable[ConfigBuild],
    others: Mapping[str, tuple[bytes, str]],
) -> bytes:
    """The description of a build as JSON-LD.

    ``others`` are files besides the configs', by path: the bytes and the media type of each.
    """
    made = tuple(configs)
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
                "@type": "sc:Person" if each["type"] == "person" else "sc:Organization",
                "name": each["name"],
            }
            for each in metadata["creators"]
        ],
        "keywords": metadata["keywords"],
        "license": [_licence(each) for each in metadata["licences"]],
        "citeAs": bibtex(metadata),
        "isLiveDataset": False,
        **{f"rai:{_camel(key)}": value for key, value in metadata["responsible_ai"].items()},
        "distribution": [
            *(each for config in made for each in _files_of(config)),
            *(_file(path, path, *each) for path, each in others.items()),
        ],
        "recordSet": [_record_set(config, schemas) for config in made],
    }
    kept = {key: value for key, value in record.items() if value not in (None, [])}
    return json_bytes(kept)


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(map(str.capitalize, rest))


def _licence(licence: Json) -> Json:
    """A licence by its page in the SPDX list; terms without one by their sentence."""
    if licence["spdx"]:
        return licences.link(licence["spdx"])
    name = f"{licence['applies_to'].capitalize()}: no licence"
    return {"@type": "sc:CreativeWork", "name": name, "description": licence["statement"]}


PARQUET = "application/x-parquet"


def _files_of(config: ConfigBuild) -> Iterator[Json]:
    """The Parquet files of a config; where there are several, also what holds them together."""
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
        "field": [_field(config.name, each, source) for each in columns(schemas, config.name)],
    }


def _field(owner: str, column: Field, source: Json) -> Json:
    """A column; the members of a struct, or of the structs in a list, are its sub-fields."""
    extract = source | {"extract": {"column": column.name}}
    made = _described(owner, column.name, column)
    item = column.item if column.kind == "list" else column
    assert item is not None
    if column.kind == "list":
        made |= ARRAY
    if item.kind != "struct":
        return made | {"dataType": TYPES[item.kind], "source": extract}
    members = [
        _described(made["@id"], "_".join(path), member)
        | (ARRAY if member.kind == "list" else {})
        | {
            "dataType": TYPES[(member.item or member).kind],
            "source": extract | {"transform": {"jsonPath": ".".join(path)}},
        }
        for path, member in _leaves(item, ())
    ]
    return made | {"subField": members}


ARRAY: Json = {"isArray": True, "arrayShape": "-1"}


def _described(owner: str, name: str, field: Field) -> Json:
    return {
        "@type": "cr:Field",
        "@id": f"{owner}/{name}",
        "name": name,
        "description": field.description,
    }


def _leaves(struct: Field, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    """What a struct holds, structs within it opened, each with the names that lead to it."""
    for member in struct.members:
        if member.kind == "struct":
            yield from _leaves(member, (*path, member.name))
        else:
            yield (*path, member.name), member
