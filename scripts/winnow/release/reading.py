"""The corpus that a standoff form and the texts of its pages give, and its files of annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from winnow import adjudication, registry, schemas
from winnow.adjudication import Line
from winnow.annotations import LAYERS, format_page, in_page_order, parse
from winnow.annotators import SHARED, PassFiles
from winnow.audit import Audited, Verdict
from winnow.corpus import Corpus, Page, Pass
from winnow.documents import Json
from winnow.metadata import stated
from winnow.release import standoff
from winnow.sources import Source

PASS = re.compile(r"annotations/passes/[^/]+/pass\.json")
"""The record of a pass, by its path."""


def corpus_of(
    given: Mapping[str, bytes], found: Mapping[str, str]
) -> tuple[Corpus, dict[str, bytes]]:
    """The corpus, and the files of annotations with the quotes in them."""

    def value(path: str) -> Json:
        return json.loads(given[path])

    digests = {each["page_id"]: each["sha256"] for each in value(standoff.PAGES)}
    sources = {
        page_id: Source(page_id, text, digests[page_id], "", {}) for page_id, text in found.items()
    }
    files: dict[str, bytes] = {}

    def pages_in(folder: str) -> dict[str, Page]:
        made = {}
        for page_id in sorted(sources):
            path = f"{folder}/{page_id}.json"
            own = folder == standoff.GOLD or f"{page_id}.json" not in SHARED
            if own and path in given:
                record = _quoted(value(path), sources[page_id])
                files[path] = format_page(record).encode()
                made[page_id] = Page(sources[page_id], in_page_order(parse(record, path)))
        return made

    gold = pages_in(standoff.GOLD)
    entries = registry.entries(value(standoff.REGISTRY))
    log = [_line(index, each) for index, each in enumerate(value(standoff.LOG))]
    folders = sorted(path.removesuffix("/pass.json") for path in given if PASS.fullmatch(path))
    passes, read = [], []
    for folder in folders:
        (record,) = value(f"{folder}/pass.json")
        own = registry.entries(value(f"{folder}/registry.json"))
        made = pages_in(folder)
        names = adjudication.renamed(record["name"], log)
        passes.append(Pass(record["name"], record["origin"], own, made, names))
        annotations = {page_id: page.annotations for page_id, page in made.items()}
        read.append(PassFiles(record["name"], folder, record, None, own, annotations))
    annotations = {page_id: page.annotations for page_id, page in gold.items()}
    loaded = schemas.from_documents(
        json.loads(data) for path, data in given.items() if path.endswith(".schema.json")
    )
    corpus = Corpus(
        pages=tuple(gold[page_id] for page_id in sorted(gold)),
        registry={each: entries[each] for each in sorted(entries)},
        passes=tuple(passes),
        log=tuple(log),
        origin=adjudication.provenance(annotations, entries, read, log),
        audits=[],
        audited=_audited(value(standoff.VERDICTS)),
        withdrawn={},
        metadata=value(stated.SOURCE),
        schemas=loaded,
    )
    return corpus, files


def _quoted(record: Json, source: Source) -> Json:
    """A page's annotations with the quote after each pair of offsets, as their files have it."""
    layers = {
        layer: [_with_quotes(each, source.text) for each in record[layer]] for layer in LAYERS
    }
    return {"page_id": source.page_id, "text_sha256": source.sha256, **layers}


def _with_quotes(item: Json, text: str) -> Json:
    made = {}
    for key, value in item.items():
        made[key] = _with_quotes(value, text) if isinstance(value, dict) else value
        if key == "end":
            made["quote"] = text[item["start"] : item["end"]]
    return made


def _line(index: int, record: Json) -> Line:
    """A line of the log by its ids and labels; it has no wording."""
    return Line(
        index=index,
        id=record["id"],
        page_id=record["page_id"],
        layer=record["layer"],
        readings=tuple(
            adjudication.Reading(each["pass"], tuple(each["ids"]), None)
            for each in record["readings"]
        ),
        taken=record["taken"],
        findings=(),
        gold=tuple(record["gold"]),
        decision="" if record["decided"] else None,
        rule=record["rule"],
        note=None,
    )


def _audited(records: Json) -> Audited:
    """The verdicts that stand."""
    verdicts = tuple(
        Verdict(
            index,
            "",
            each["page_id"],
            each["layer"],
            each["id"],
            judged=None,
            verdict=each["verdict"],
            rule=None,
            note=None,
        )
        for index, each in enumerate(records)
    )
    return Audited(verdicts, {each.key: None for each in verdicts})
