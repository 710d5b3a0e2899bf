"""What each form of the metadata states, so that a release can be held to agree with itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from winnow.dataset import manifest
from winnow.dataset.metadata import cff, croissant, datacite, zenodo
from winnow.dataset.metadata import licences as licences_module
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
    return Statement(
        version=value["version"],
        date=value["date"],
        title=value["title"],
        creators=tuple(each["name"] for each in value["creators"]),
        licences=_lower(licences_module.named(value)),
        needed=(licences_module.of_annotations(value) or "").lower() or None,
        doi=value.get("doi") or "",
    )


def _citation(data: bytes) -> Statement:
    value = yaml.safe_load(data)
    return Statement(
        version=str(value["version"]),
        date=str(value["date-released"]),
        title=value["title"],
        creators=tuple(
            each.get("name") or f"{each['family-names']}, {each['given-names']}"
            for each in value["authors"]
        ),
        licences=_lower([value["license"]] if value.get("license") else []),
        doi=value.get("doi", ""),
    )


def _deposit(data: bytes) -> Statement:
    value = json.loads(data)
    open_to_all = value["access_right"] == "open"
    return Statement(
        version=value["version"],
        date=value["publication_date"],
        title=value["title"],
        creators=tuple(each["name"] for each in value["creators"]),
        licences=_lower([value["license"]] if value.get("license") else [])
        if open_to_all
        else None,
        doi=value.get("doi", ""),
    )


def _datacite(data: bytes) -> Statement:
    value = json.loads(data)
    rights = [each.get("rightsIdentifier") for each in value["rightsList"]]
    return Statement(
        version=value["version"],
        date=next(each["date"] for each in value["dates"] if each["dateType"] == "Issued"),
        title=value["titles"][0]["title"],
        creators=tuple(each["name"] for each in value["creators"]),
        licences=_lower([each for each in rights if each]),
        doi=value.get("doi", ""),
    )


def _croissant(data: bytes) -> Statement:
    value = json.loads(data)
    pages = [each for each in value["license"] if isinstance(each, str)]
    named = [each.removeprefix(licences_module.SPDX).removesuffix(".html") for each in pages]
    return Statement(
        version=value["version"],
        date=value["datePublished"],
        title=value["name"],
        creators=tuple(each["name"] for each in value["creator"]),
        licences=_lower(named),
        doi=value.get("identifier", ""),
    )


def _manifest(data: bytes) -> Statement:
    return Statement(version=json.loads(data)["version"])


def _standoff(data: bytes) -> Statement:
    value = json.loads(data)
    if not value["configs"] or not value["restores"]:
        raise ValueError("it names no configs or no files")
    return Statement(version=value["version"])


def _lower(spdx: list[str]) -> frozenset[str]:
    return frozenset(each.lower() for each in spdx)


FORMS: Mapping[str, Callable[[bytes], Statement]] = {
    cff.FILE: _citation,
    zenodo.FILE: _deposit,
    datacite.FILE: _datacite,
    croissant.FILE: _croissant,
    manifest.FILE: _manifest,
    "standoff.json": _standoff,
}
"""How each form is read, by its file in a release. Each raises what it will on anything else."""
