"""The standoff form of a release: annotations without the texts, and its card."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined

from winnow.dataset import card
from winnow.dataset.build import Build
from winnow.dataset.manifest import CARD, LICENCE, ConfigBuild
from winnow.dataset.metadata import cff, datacite, licences, zenodo
from winnow.dataset.metadata.citation import apa, bibtex
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.model.page import Page
from winnow.model.registry import Entry
from winnow.model.schemas import AUTHORED_FILES, CONFIGS, LOCK, PROFILE, SHARED
from winnow.read.annotations import format_page
from winnow.read.files import json_bytes
from winnow.read.paths import Paths
from winnow.release import full, statements

FORMAT = 1
"""What is written in ``standoff.json`` rises when its files are laid out otherwise."""

FILE = "standoff.json"
GOLD = "annotations/gold"
PAGES = "annotations/pages.json"
LOG = "annotations/decisions.json"
VERDICTS = "annotations/verdicts.json"
IDS = "annotations/ids.json"
REGISTRY = "annotations/registry.json"

SUFFIX = "-standoff"


def standoff(corpus: Corpus, build: Build, front: Json, paths: Paths) -> dict[str, bytes]:
    """All files of the standoff form but its checksums and ``standoff.json``.

    ``front`` is the front matter of the card's template.
    """
    metadata = corpus.metadata
    gold = {page.id: page for page in corpus.pages}
    files = {
        CARD: standoff_card(front, metadata, build.configs, build.figures["counts"]),
        LICENCE: paths.licence.read_bytes(),
        statements.SOURCE: build.annotations[statements.SOURCE],
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
    for name, given in corpus.frame.passes.items():
        folder = f"annotations/passes/{name}"
        files[f"{folder}/pass.json"] = _lines([{"name": name, "origin": given.origin}])
        files[f"{folder}/registry.json"] = _registry(given.registry)
        files |= _annotations(folder, corpus.pages_of_pass(name))
    return files


def described(build: Build, front: Json, metadata: Json, restores: Mapping[str, str]) -> bytes:
    """``standoff.json``: what the dataset is that the standoff form becomes with the texts.

    ``restores`` has the SHA-256 of each file that is byte for byte that of the full release.
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
    """A page's annotations in the order of their ids, each with id, offsets and labels alone."""
    return {"page_id": page.id} | {
        layer: [
            {name: _value(getattr(each, name)) for name in allowed(layer)}
            for each in sorted(page.layer(layer), key=lambda each: each.index)
        ]
        for layer in LAYERS
    }


def allowed(layer: str) -> list[str]:
    """The keys of an annotation that stand in the standoff form, in the order of the full one."""
    kept = {"id", "start", "end", *LAYERS[layer].attributes}
    return [each.name for each in fields(LAYERS[layer].type) if each.name in kept]


def _value(value: object) -> Json:
    """A label as it is, and of a span its offsets."""
    start, end = getattr(value, "start", None), getattr(value, "end", None)
    return value if start is None else {"start": start, "end": end}


def _schemas(paths: Paths) -> dict[str, bytes]:
    """The schemas that this version knows, and nothing else of their folder."""
    names = [f"{name}.schema.json" for name in (PROFILE, *SHARED, *AUTHORED_FILES)]
    names += [LOCK, *(f"rows/{config}.schema.json" for config in CONFIGS)]
    return {f"schema/{name}": (paths.schema / name).read_bytes() for name in names}


FRONT = frozenset(
    (
        *("pretty_name", "language", "license", "license_name", "license_link", "tags"),
        *("annotations_creators", "language_creators", "multilinguality", "source_datasets"),
        *("size_categories", "task_categories", "task_ids"),
    )
)
"""Keys of the card's front matter that have no text of a page; the hub defines them."""


def allowed_front(front: Json) -> Json:
    """The front matter of a card without the keys that are not on the list."""
    return {key: value for key, value in front.items() if key in FRONT}


def _registry(entries: Mapping[str, Entry]) -> bytes:
    """A registry in the order of its file."""
    return _lines(
        {"id": each.id, "name": each.name, "kind": each.kind, "type": each.type}
        for each in sorted(entries.values(), key=lambda each: each.index)
    )


def _ids(paths: Paths) -> Iterable[Json]:
    """Issued and withdrawn ids, without the reasons."""
    for each in json.loads(paths.ids.read_bytes()):
        gone = [{"id": one["id"], "version": one["version"]} for one in each["withdrawn"]]
        issued = {layer.prefix: each["issued"][layer.prefix] for layer in LAYERS.values()}
        yield {"page_id": each["page_id"], "issued": issued, "withdrawn": gone}


def _decisions(corpus: Corpus) -> Iterable[Json]:
    """The log of adjudication by its ids and labels."""
    for line in corpus.log:
        yield {
            "id": line.id,
            "page_id": line.page_id,
            "layer": line.layer,
            "readings": [{"pass": each.pass_name, "ids": list(each.ids)} for each in line.readings],
            "taken": line.taken,
            "gold": list(line.gold),
            "decided": line.decision is not None,
            "rule": line.rule,
        }


def _verdicts(corpus: Corpus) -> Iterable[Json]:
    """What audits say of the gold standard as it stands."""
    for page_id, layer, each in sorted(corpus.audited.current, key=str):
        verdict = corpus.audited.current[page_id, layer, each].verdict
        yield {"page_id": page_id, "layer": layer, "id": each, "verdict": verdict}


def _lines(records: Iterable[Json]) -> bytes:
    """A JSON list, one record a line."""
    items = ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in records)
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
