"""References for papers: BibTeX and APA."""

from __future__ import annotations

from winnow.documents import Json

RESOLVER = "https://doi.org/"


def address(metadata: Json) -> str | None:
    """Where this version is: its DOI as a link, else its page; None where it has neither."""
    doi: str | None = metadata["doi"]
    page: str | None = metadata["url"]
    return RESOLVER + doi if doi else page


def bibtex(metadata: Json) -> str:
    """A BibTeX entry for this version; DOI and address are left out where there are none."""
    authors = " and ".join(f"{{{creator['name']}}}" for creator in metadata["creators"])
    fields = {
        "author": authors,
        "title": metadata["title"],
        "year": metadata["date"][:4],
        "version": metadata["version"],
        "doi": metadata["doi"],
        "url": metadata["url"],
        "note": "Data set",
    }
    key = f"{metadata['name']}_{metadata['version'].replace('.', '_')}"
    lines = [f"  {name:<7} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def apa(metadata: Json) -> str:
    """A reference in APA style for this version."""
    authors = ", & ".join(creator["name"] for creator in metadata["creators"])
    year, version = metadata["date"][:4], metadata["version"]
    where = address(metadata)
    said = f"{authors}. ({year}). *{metadata['title']}* (Version {version}) [Data set]."
    return f"{said} {where}" if where else said
