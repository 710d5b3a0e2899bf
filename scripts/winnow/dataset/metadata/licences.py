"""The licences of the parts of the dataset, as ``metadata.json`` states them."""

from __future__ import annotations

from winnow.model.json import Json

SPDX = "https://spdx.org/licenses/"


def named(metadata: Json) -> list[str]:
    """The SPDX ids of all licences, in the order of ``metadata.json``."""
    return [licence["spdx"] for licence in metadata["licences"] if licence["spdx"]]


def of_annotations(metadata: Json) -> str | None:
    """The SPDX id of the licence of the annotations; None if they have none."""
    for licence in metadata["licences"]:
        if licence["applies_to"] == "annotations":
            spdx: str | None = licence["spdx"]
            return spdx
    return None


def link(spdx: str) -> str:
    """The page of a licence in the SPDX list."""
    return f"{SPDX}{spdx}.html"


def statements(metadata: Json) -> str:
    """The terms of all parts, in sentences."""
    return " ".join(licence["statement"] for licence in metadata["licences"])
