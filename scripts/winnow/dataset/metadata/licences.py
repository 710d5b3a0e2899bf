"""The licences of the parts of the dataset, as ``metadata.json`` states them."""

from __future__ import annotations

from winnow.model.json import Json

SPDX = "https://spdx.org/licenses/"


def named(metadata: Json) -> list[str]:
    """The SPDX ids of all licences that are given, in the order in which they are stated."""
    return [each["spdx"] for each in metadata["licences"] if each["spdx"]]


def of_annotations(metadata: Json) -> str | None:
    """The SPDX id of the licence of the annotations, which is what is cited and deposited."""
    for each in metadata["licences"]:
        if each["applies_to"] == "annotations":
            spdx: str | None = each["spdx"]
            return spdx
    return None


def link(spdx: str) -> str:
    """The page of a licence in the SPDX list."""
    return f"{SPDX}{spdx}.html"


def statements(metadata: Json) -> str:
    """The terms of all parts, in sentences."""
    return " ".join(each["statement"] for each in metadata["licences"])
