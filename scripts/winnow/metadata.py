"""Citations, made from ``dataset/metadata.json``."""

from __future__ import annotations

from winnow.documents import Json


def bibtex(metadata: Json) -> str:
    """A BibTeX entry for this version."""
    year = metadata["date"][:4]
    authors = " and ".join(f"{{{creator['name']}}}" for creator in metadata["creators"])
    return "\n".join(
        [
            f"@misc{{{metadata['name']}_{metadata['version'].replace('.', '_')},",
            f"  author  = {{{authors}}},",
            f"  title   = {{{metadata['title']}}},",
            f"  year    = {{{year}}},",
            f"  version = {{{metadata['version']}}},",
            "  note    = {Data set}",
            "}",
        ]
    )


def apa(metadata: Json) -> str:
    """A reference in APA style for this version."""
    authors = ", & ".join(creator["name"] for creator in metadata["creators"])
    year, version = metadata["date"][:4], metadata["version"]
    return f"{authors}. ({year}). *{metadata['title']}* (Version {version}) [Data set]."
