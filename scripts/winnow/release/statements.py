"""What each form of the metadata states, so that a release can be held to agree with itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import yaml

from winnow.dataset import manifest
from winnow.dataset.metadata import cff, croissant, datacite, licences, zenodo
from winnow.model.json import Json

SOURCE = "metadata.json"


@dataclass(frozen=True)
class Statement:
    """What a file says of the version it belongs to. What it does not say is None.

    ``licences`` are SPDX ids in lower case; ``needed`` is the one that each form must name.
    """

    version: str | None = None
    date: str | None = None
    title: str | None = None
    creators: tuple[str, ...] | None = None
    licences: frozenset[str] | None = None
    needed: str | None = None
    doi: str | None = None

    def differences(self, other: Statement) -> list[tuple[str, object, object]]:
        """Name, own and other value of each part on which the two disagree.

        A part that one of them does not state is left out. Of the licences that ``other`` has,
        the one that is needed must be there, and none besides.
        """
        found: list[tuple[str, object, object]] = []
        for name in ("version", "date", "title", "creators", "doi"):
            own, theirs = getattr(self, name), getattr(other, name)
            if None not in (own, theirs) and own != theirs:
                found.append((name, own, theirs))
        if self.licences is not None and other.licences is not None:
            own, theirs = sorted(self.licences), sorted(other.licences)
            missing = other.needed is not None and other.needed not in own
            if missing or not set(own) <= set(theirs):
                found.append(("licences", ", ".join(own), ", ".join(theirs)))
        return found


def source(value: Json) -> Statement:
    """What ``metadata.json`` states, which the others follow."""
    stated = _statement(value, licences.named(value), date="date")
    return replace(stated, needed=(licences.of_annotations(value) or "").lower() or None)


def _statement(
    value: Json,
    spdx: Iterable[str | None] | None,
    *,
    date: str,
    title: str = "title",
    creators: str = "creators",
    doi: str = "doi",
) -> Statement:
    """What a form states under these keys."""
    return Statement(
        version=str(value["version"]),
        date=str(value[date]),
        title=value[title],
        creators=tuple(_name(each) for each in value[creators]),
        licences=None if spdx is None else frozenset(each.lower() for each in spdx if each),
        doi=value.get(doi) or "",
    )


def _name(creator: Json) -> str:
    if "family-names" in creator:
        return f"{creator['family-names']}, {creator['given-names']}"
    return str(creator["name"])


def _citation(data: bytes) -> Statement:
    value = yaml.safe_load(data)
    return _statement(value, [value.get("license")], date="date-released", creators="authors")


def _deposit(data: bytes) -> Statement:
    """A deposit that is not open to all is under no licence."""
    value = json.loads(data)
    spdx = [value.get("license")] if value["access_right"] == "open" else None
    return _statement(value, spdx, date="publication_date")


def _datacite(data: bytes) -> Statement:
    value = json.loads(data)
    dates = {each["dateType"]: each["date"] for each in value["dates"]}
    spdx = [each.get("rightsIdentifier") for each in value["rightsList"]]
    stated = value | {"title": value["titles"][0]["title"], "issued": dates["Issued"]}
    return _statement(stated, spdx, date="issued")


def _croissant(data: bytes) -> Statement:
    value = json.loads(data)
    links = [each for each in value["license"] if isinstance(each, str)]
    spdx = [each.removeprefix(licences.SPDX).removesuffix(".html") for each in links]
    keys = {"title": "name", "creators": "creator", "doi": "identifier"}
    return _statement(value, spdx, date="datePublished", **keys)


def _manifest(data: bytes) -> Statement:
    return Statement(version=json.loads(data)["version"])


def _standoff(data: bytes) -> Statement:
    value = json.loads(data)
    if not value["configs"] or not value["restores"]:
        raise ValueError("it names no configs or no files")
    return Statement(version=value["version"])


FORMS: Mapping[str, Callable[[bytes], Statement]] = {
    cff.FILE: _citation,
    zenodo.FILE: _deposit,
    datacite.FILE: _datacite,
    croissant.FILE: _croissant,
    manifest.FILE: _manifest,
    "standoff.json": _standoff,
}
"""How each form is read, by its file in a release. Each raises what it will on anything else."""
