"""References for papers: BibTeX and APA."""

from __future__ import annotations

import re

from winnow.model.json import Json

RESOLVER = "https://doi.org/"


def address(metadata: Json) -> str | None:
    """Where this version is: its DOI as a link, else its page; None where it has neither."""
    doi: str | None = metadata["doi"]
    page: str | None = metadata["url"]
    return RESOLVER + doi if doi else page


def bibtex(metadata: Json) -> str:
    """A BibTeX entry for this version; DOI and address are left out where there are none.

    The version is part of ``note``, since standard styles do not print a field ``version``.
    A body stands in braces of its own, so that it is not parted into family and given names.
    """
    names = [
        each["name"] if each["type"] == "person" else f"{{{each['name']}}}"
        for each in metadata["creators"]
    ]
    fields = {
        "author": " and ".join(names),
        "title": metadata["title"],
        "year": metadata["date"][:4],
        "doi": metadata["doi"],
        "url": metadata["url"],
        "note": f"Data set, version {metadata['version']}",
    }
    key = f"{metadata['name']}_{metadata['version'].replace('.', '_')}"
    said = {
        name: value if name in ("doi", "url") else SPECIAL.sub(r"\\\g<0>", value)
        for name, value in fields.items()
        if value
    }
    lines = [f"  {name:<7} = {{{value}}}," for name, value in said.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


SPECIAL = re.compile(r"[&%$#_]")
"""Characters that TeX reads otherwise than as themselves."""


def apa(metadata: Json) -> str:
    """A reference in APA style for this version."""
    *others, last = [each["name"] for each in metadata["creators"]]
    authors = f"{', '.join(others)}, & {last}" if others else last
    year, version = metadata["date"][:4], metadata["version"]
    where = address(metadata)
    end = "" if authors.endswith(".") else "."
    said = f"{authors}{end} ({year}). *{metadata['title']}* (Version {version}) [Data set]."
    return f"{said} {where}" if where else said
