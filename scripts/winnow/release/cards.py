"""The cards of the standoff form, and of the dataset that comes of it: they quote no page."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from winnow import card
from winnow.documents import Json
from winnow.manifest import ConfigBuild
from winnow.metadata import licences
from winnow.metadata.references import apa, bibtex

ENVIRONMENT = Environment(
    loader=PackageLoader("winnow.release"),
    autoescape=False,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)

LICENCE_KEYS = ("license", "license_name", "license_link")


def standoff(front: Json, metadata: Json, configs: Sequence[ConfigBuild], counts: Json) -> bytes:
    """The card of the standoff form; hubs are told not to look for rows.

    ``front`` is the front matter of the template of the full card. Its licence is that of the
    annotations, since there is nothing else here.
    """
    spdx = licences.of_annotations(metadata)
    own = {key: value for key, value in front.items() if key not in LICENCE_KEYS}
    own |= {"license": spdx.lower() if spdx else "other", "viewer": False}
    return card.document(own, _body("standoff.md", metadata, configs, counts))


def rehydrated(front: Json, metadata: Json, configs: Sequence[ConfigBuild], counts: Json) -> bytes:
    """The card of a dataset that was made of the standoff form, with what loaders read."""
    return card.document(front, _body("rehydrated.md", metadata, configs, counts))


def _body(template: str, metadata: Json, configs: Sequence[ConfigBuild], counts: Json) -> str:
    return ENVIRONMENT.get_template(template).render(
        metadata=metadata,
        configs=configs,
        counts=counts,
        apa=apa(metadata),
        bibtex=bibtex(metadata),
        name=f"{metadata['name']}-{metadata['version']}",
    )
