"""References in BibTeX and APA style."""

from __future__ import annotations

import re

from winnow.model.json import Json

RESOLVER = "https://doi.org/"


def address(metadata: Json) -> str | None:
    """The DOI of this version as a link, or else its URL; None if it has neither."""
    doi: str | None = metadata["doi"]
    page: str | None = metadata["url"]
    return RESOLVER + doi if doi else page


def bibtex(metadata: Json) -> str:
    """A BibTeX entry for this version, without DOI and URL if there are none.

    The name of an entity is in braces, so that BibTeX does not split it into names of a person. The
    version is in ``note``, because standard styles do not print a field ``version``.
    """
    names = [
        creator["name"] if creator["type"] == "person" else f"{{{creator['name']}}}"
        for creator in metadata["creators"]
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
    lines = [
        f"  {name:<7} = {{{value if name in ('doi', 'url') else _escaped(value)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _escaped(text: str) -> str:
    """Text with the special characters of TeX escaped."""
    return re.sub(r"[&%$#_]", r"\\\g<0>", text)


def apa(metadata: Json) -> str:
    """A reference in APA style for this version."""
    *names, last = [creator["name"] for creator in metadata["creators"]]
    authors = f"{', '.join(names)}, & {last}" if names else last
    end = "" if authors.endswith(".") else "."
    year, version = metadata["date"][:4], metadata["version"]
    reference = f"{authors}{end} ({year}). *{metadata['title']}* (Version {version}) [Data set]."
    where = address(metadata)
    return f"{reference} {where}" if where else reference
