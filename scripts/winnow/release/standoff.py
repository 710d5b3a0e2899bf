"""The standoff form of a release: annotations without the texts, and its cards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined

from winnow.dataset import card
from winnow.dataset.build import Build
from winnow.dataset.manifest import CARD, LICENCE, METADATA, ConfigBuild
from winnow.dataset.metadata import cff, datacite, licences, zenodo
from winnow.dataset.metadata.citation import apa, bibtex
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS, Layer, Span
from winnow.model.page import Page
from winnow.model.registry import Entry
from winnow.model.schemas import AUTHORED_FILES, CONFIGS, LOCK, PROFILE, SHARED
from winnow.read.annotations import format_page
from winnow.read.files import json_bytes
from winnow.read.paths import Paths
from winnow.release import full

FORMAT = 1
"""The number of the layout of the files, which is written to ``standoff.json``."""

FILE = "standoff.json"
GOLD = "annotations/gold"
PAGES = "annotations/pages.json"
LOG = "annotations/decisions.json"
VERDICTS = "annotations/verdicts.json"
IDS = "annotations/ids.json"
REGISTRY = "annotations/registry.json"

SUFFIX = "-standoff"


def standoff(corpus: Corpus, build: Build, front: Json, paths: Paths) -> dict[str, bytes]:
    """All files of the standoff form except checksums and ``standoff.json``.

    ``front`` is the front matter of the card's template.
    """
    metadata = corpus.metadata
    gold = {page.id: page for page in corpus.pages}
    files = {
        CARD: standoff_card(front, metadata, build.configs, build.figures["counts"]),
        LICENCE: paths.licence.read_bytes(),
        METADATA: build.annotations[METADATA],
        cff.FILE: cff.citation(metadata),
        datacite.FILE: datacite.record(metadata),
        zenodo.FILE: zenodo.deposit(metadata, texts=False),
        PAGES: _lines(map(_page, corpus.pages)),
        REGISTRY: _registry(corpus.registry),
        IDS: _lines(_ids(paths)),
        LOG: _lines(_decisions(corpus)),
        VERDICTS: _lines(_verdicts(corpus)),
        **_annotations(GOLD, gold),
        **full.licence_of_code(paths),
        **_schemas(paths),
    }
    for name, independent in corpus.frame.passes.items():
        folder = f"annotations/passes/{name}"
        files[f"{folder}/pass.json"] = _lines([{"name": name, "origin": independent.origin}])
        files[f"{folder}/registry.json"] = _registry(independent.registry)
        files |= _annotations(folder, corpus.pages_of_pass(name))
    return files


def described(build: Build, front: Json, metadata: Json, restores: Mapping[str, str]) -> bytes:
    """``standoff.json``: the dataset that rehydrating gives.

    ``restores`` maps the files that become identical to the full release to their SHA-256.
    """
    return json_bytes(
        {
            "format": FORMAT,
            "name": metadata["name"],
            "version": metadata["version"],
            "written_with": {"pyarrow": pa.__version__},
            "front_matter": front,
            "configs": {
                config.name: {"rows": config.rows, "logical_hash": config.logical_hash}
                for config in build.configs
            },
            "restores": dict(sorted(restores.items())),
        }
    )


def _page(page: Page) -> Json:
    return {
        "page_id": page.id,
        "sha256": page.sha256,
        "bytes": len(page.text.encode()),
        "characters": len(page.text),
    }


def _annotations(folder: str, pages: Mapping[str, Page]) -> dict[str, bytes]:
    return {
        f"{folder}/{page_id}.json": format_page(_stripped(page)).encode()
        for page_id, page in pages.items()
    }


def _stripped(page: Page) -> Json:
    """A page's annotations in the order of its file, with ids, offsets and labels alone."""
    return {"page_id": page.id} | {
        layer.name: [
            {key: _without_quote(getattr(annotation, key)) for key in _keys(layer)}
            for annotation in sorted(page.layer(layer.name), key=lambda item: item.index)
        ]
        for layer in LAYERS.values()
    }


def _keys(layer: Layer) -> list[str]:
    """The keys of an annotation in the standoff form, in the order of annotation files."""
    kept = {"id", "start", "end", *layer.attributes}
    return [field.name for field in fields(layer.type) if field.name in kept]


def _without_quote(value: str | int | Span | None) -> Json:
    return {"start": value.start, "end": value.end} if isinstance(value, Span) else value


def _schemas(paths: Paths) -> dict[str, bytes]:
    """The schemas of this version of Winnow, without other files in their folder."""
    names = [f"{name}.schema.json" for name in (PROFILE, *SHARED, *AUTHORED_FILES)]
    names += [LOCK, *(f"rows/{config}.schema.json" for config in CONFIGS)]
    return {f"schema/{name}": (paths.schema / name).read_bytes() for name in names}


FRONT = frozenset(
    {
        "pretty_name",
        "language",
        "license",
        "license_name",
        "license_link",
        "tags",
        "annotations_creators",
        "language_creators",
        "multilinguality",
        "source_datasets",
        "size_categories",
        "task_categories",
        "task_ids",
    }
)
"""Keys of the card's front matter, defined by the hub, that have no text of a page."""


def allowed_front(front: Json) -> Json:
    """The keys of a front matter that the standoff form may have."""
    return {key: value for key, value in front.items() if key in FRONT}


def _registry(entries: Mapping[str, Entry]) -> bytes:
    """A registry in the order of its file."""
    ordered = sorted(entries.values(), key=lambda entry: entry.index)
    keys = ("id", "name", "kind", "type")
    return _lines({key: getattr(entry, key) for key in keys} for entry in ordered)


def _ids(paths: Paths) -> Iterable[Json]:
    """Issued and withdrawn ids, without the reasons."""
    for entry in json.loads(paths.ids.read_bytes()):
        issued = {layer.prefix: entry["issued"][layer.prefix] for layer in LAYERS.values()}
        withdrawn = [{"id": item["id"], "version": item["version"]} for item in entry["withdrawn"]]
        yield {"page_id": entry["page_id"], "issued": issued, "withdrawn": withdrawn}


def _decisions(corpus: Corpus) -> Iterable[Json]:
    """The ids and labels of the adjudication log."""
    for decision in corpus.log:
        yield {
            "id": decision.id,
            "page_id": decision.page_id,
            "layer": decision.layer,
            "readings": [
                {"pass": reading.pass_name, "ids": list(reading.ids)}
                for reading in decision.readings
            ],
            "taken": decision.taken,
            "gold": list(decision.gold),
            "decided": decision.decision is not None,
            "rule": decision.rule,
        }


def _verdicts(corpus: Corpus) -> Iterable[Json]:
    """The verdicts of audits on the present gold standard."""
    for key in sorted(corpus.audited.current, key=str):
        page_id, layer, subject_id = key
        verdict = corpus.audited.current[key].verdict
        yield {"page_id": page_id, "layer": layer, "id": subject_id, "verdict": verdict}


def _lines(records: Iterable[Json]) -> bytes:
    """A JSON list with one record a line."""
    items = ",\n".join("  " + json.dumps(record, ensure_ascii=False) for record in records)
    return f"[\n{items}\n]\n".encode() if items else b"[]\n"


ENVIRONMENT = Environment(
    loader=PackageLoader("winnow.release"),
    autoescape=False,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)

LICENCE_KEYS = ("license", "license_name", "license_link")


def standoff_card(
    front: Json, metadata: Json, configs: Sequence[ConfigBuild], counts: Json
) -> bytes:
    """The card of the standoff form, with the licence of the annotations and no viewer of rows.

    ``front`` is the front matter of the template of the full card.
    """
    spdx = licences.of_annotations(metadata)
    front = {key: value for key, value in front.items() if key not in LICENCE_KEYS}
    front |= {"license": spdx.lower() if spdx else "other", "viewer": False}
    return card.document(front, _body("standoff.md", metadata, configs, counts))


def rehydrated(front: Json, metadata: Json, configs: Sequence[ConfigBuild], counts: Json) -> bytes:
    """The card of a rehydrated dataset."""
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
