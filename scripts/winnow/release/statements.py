"""Compare the forms of the metadata in a release with ``metadata.json``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import yaml

from winnow.dataset import manifest
from winnow.dataset.metadata import cff, croissant, datacite, licences, zenodo
from winnow.model.json import Json

Statement = dict[str, Any]
"""What a form states: version, date, title, creators, doi, and SPDX ids in lower case."""


def differences(name: str, data: bytes, metadata: Json) -> Iterator[tuple[str, object, object]]:
    """Name, stated and expected value of each part of a form that differs.

    The licences must include that of the annotations, and all be in the metadata. Raises any
    exception if the form does not have the structure of its format.
    """
    expected = source(metadata)
    stated = FORMS[name](data)
    for part, value in stated.items():
        if part != "licences" and value != expected[part]:
            yield part, value, expected[part]
    if "licences" in stated:
        required = _licences([licences.of_annotations(metadata)])
        if not required <= stated["licences"] <= expected["licences"]:
            spdx, allowed = sorted(stated["licences"]), sorted(expected["licences"])
            yield "licences", ", ".join(spdx), ", ".join(allowed)


def source(metadata: Json) -> Statement:
    """What ``metadata.json`` states. Raises any exception if it is not that of a dataset."""
    return _statement(metadata, "date") | {"licences": _licences(licences.named(metadata))}


def _statement(
    form: Json, date: str, title: str = "title", creators: str = "creators", doi: str = "doi"
) -> Statement:
    return {
        "version": str(form["version"]),
        "date": str(form[date]),
        "title": form[title],
        "creators": tuple(_name(creator) for creator in form[creators]),
        "doi": form.get(doi) or "",
    }


def _name(creator: Json) -> str:
    if "family-names" in creator:
        return f"{creator['family-names']}, {creator['given-names']}"
    return str(creator["name"])


def _licences(spdx: Iterable[str | None]) -> frozenset[str]:
    return frozenset(licence.lower() for licence in spdx if licence)


def _citation(data: bytes) -> Statement:
    form = yaml.safe_load(data)
    spdx = _licences([form.get("license")])
    return _statement(form, "date-released", creators="authors") | {"licences": spdx}


def _deposit(data: bytes) -> Statement:
    form = json.loads(data)
    statement = _statement(form, "publication_date")
    if form["access_right"] != "open":  # then it has no licence
        return statement
    return statement | {"licences": _licences([form.get("license")])}


def _datacite(data: bytes) -> Statement:
    form = json.loads(data)
    (issued,) = (date["date"] for date in form["dates"] if date["dateType"] == "Issued")
    spdx = _licences(rights.get("rightsIdentifier") for rights in form["rightsList"])
    flat = form | {"title": form["titles"][0]["title"], "issued": issued}
    return _statement(flat, "issued") | {"licences": spdx}


def _croissant(data: bytes) -> Statement:
    form = json.loads(data)
    links = [link for link in form["license"] if isinstance(link, str)]
    spdx = _licences(link.removeprefix(licences.SPDX).removesuffix(".html") for link in links)
    statement = _statement(form, "datePublished", "name", "creator", "identifier")
    return statement | {"licences": spdx}


def _manifest(data: bytes) -> Statement:
    return {"version": json.loads(data)["version"]}


def _standoff(data: bytes) -> Statement:
    form = json.loads(data)
    if not form["configs"] or not form["restores"]:
        raise ValueError("it has no configs or restores no files")
    return {"version": form["version"]}


FORMS: Mapping[str, Callable[[bytes], Statement]] = {
    cff.FILE: _citation,
    zenodo.FILE: _deposit,
    datacite.FILE: _datacite,
    croissant.FILE: _croissant,
    manifest.FILE: _manifest,
    "standoff.json": _standoff,
}
"""The parser of each form, by its file in a release."""
