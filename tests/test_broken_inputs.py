"""Mistakes a person makes: each is told with place and remedy, and the old build stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import PAGES, digests, replace, winnow

GOLD = "dataset/annotations/gold/{}.json"
SOURCE = "dataset/sources/{}.txt"


def missing_comma(root: Path) -> None:
    replace(root / GOLD.format(PAGES[0]), '"s2", "start"', '"s2" "start"')


def saved_as_windows_1252(root: Path) -> None:
    path = root / SOURCE.format(PAGES[0])
    path.write_bytes(path.read_text(encoding="utf-8").encode("windows-1252"))


def offset_typed_wrong(root: Path) -> None:
    replace(root / GOLD.format(PAGES[0]), '"s2", "start": 11,', '"s2", "start": 12,')


def utf16_offsets_after_the_emoji(root: Path) -> None:
    path = root / GOLD.format(PAGES[1])
    text = (root / SOURCE.format(PAGES[1])).read_bytes().decode()

    def utf16(offset: int) -> int:
        return len(text[:offset].encode("utf-16-le")) // 2

    record = json.loads(path.read_text(encoding="utf-8"))
    for layer in ("segments", "sentences"):
        for each in record[layer]:
            each |= {"start": utf16(each["start"]), "end": utf16(each["end"])}
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def segment_left_out(root: Path) -> None:
    path = root / GOLD.format(PAGES[2])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"id": "s4"' not in line), encoding="utf-8")


def unknown_kind(root: Path) -> None:
    replace(root / GOLD.format(PAGES[0]), '"section_label"', '"section_lable"')


def duplicate_id(root: Path) -> None:
    replace(root / GOLD.format(PAGES[0]), '"id": "s2"', '"id": "s1"')


def extra_key(root: Path) -> None:
    replace(root / GOLD.format(PAGES[0]), '"id": "x1", ', '"id": "x1", "lemma": "world", ')


def empty_file(root: Path) -> None:
    (root / GOLD.format(PAGES[2])).write_bytes(b"")


def missing_page(root: Path) -> None:
    (root / SOURCE.format(PAGES[2])).unlink()


Expected = tuple[Callable[[Path], None], set[str], str, str, str]

CASES: list[Expected] = [
    (missing_comma, {"json-syntax"}, GOLD.format(PAGES[0]), "", "comma"),
    (
        saved_as_windows_1252,
        {"text-not-utf8", "source-digest-differs"},
        SOURCE.format(PAGES[0]),
        "2:29",
        "iconv",
    ),
    (
        offset_typed_wrong,
        {"span-quote-differs"},
        GOLD.format(PAGES[0]),
        "segments[1]",
        "is at 11–72",
    ),
    (
        utf16_offsets_after_the_emoji,
        {"span-quote-differs", "span-out-of-bounds"},
        GOLD.format(PAGES[1]),
        "segments[42]",
        "UTF-16",
    ),
    (
        segment_left_out,
        {"segment-gap", "id-vanished", "sentence-outside-segment", "dateline-without-body"},
        GOLD.format(PAGES[2]),
        "",
        "add a segment",
    ),
    (
        unknown_kind,
        {"label-unknown"},
        GOLD.format(PAGES[0]),
        "segments[0].kind",
        "section_label",
    ),
    (
        duplicate_id,
        {"id-duplicate", "id-vanished"},
        GOLD.format(PAGES[0]),
        "segments[1].id",
        "next number",
    ),
    (extra_key, {"key-unknown"}, GOLD.format(PAGES[0]), "sentences[0]", "remove the key"),
    (empty_file, {"file-empty"}, GOLD.format(PAGES[2]), "", "version control"),
    (missing_page, {"source-missing"}, SOURCE.format(PAGES[2]), "", "withdraw"),
]


@pytest.mark.parametrize(
    ("make", "rules", "file", "place", "remedy"),
    CASES,
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_mistake_is_told_and_harms_nothing(
    make: Callable[[Path], None], rules: set[str], file: str, place: str, remedy: str, real: Path
) -> None:
    make(real)
    before = digests(real)

    outcome = winnow("build", "--format", "json", "--root", real)

    assert outcome.code == 1
    assert outcome.rules == rules
    here = [each for each in outcome.problems if each["file"] == file]
    assert any(place in each["place"] and remedy in each["remedy"] for each in here), here
    assert digests(real) == before

    text = winnow("build", "--root", real)
    assert text.code == 1
    assert "Traceback" not in text.out + text.err
    assert f"{len(outcome.problems)} problem" in text.err


def test_all_mistakes_at_once_are_all_told(real: Path) -> None:
    for make in (
        offset_typed_wrong,
        unknown_kind,
        extra_key,
        utf16_offsets_after_the_emoji,
        empty_file,
    ):
        make(real)
    outcome = winnow("check", "--format", "json", "--root", real)
    assert outcome.rules == {
        "span-quote-differs",
        "label-unknown",
        "key-unknown",
        "span-out-of-bounds",
        "file-empty",
    }


def test_every_span_after_the_emoji_is_recognised_as_utf16(real: Path) -> None:
    utf16_offsets_after_the_emoji(real)
    problems = winnow("check", "--format", "json", "--root", real).problems
    text = (real / SOURCE.format(PAGES[1])).read_bytes().decode()
    record = json.loads((real / GOLD.format(PAGES[1])).read_text(encoding="utf-8"))
    spans: list[dict[str, Any]] = [*record["segments"], *record["sentences"]]
    behind = [each for each in spans if text[each["start"] : each["end"]] != each["quote"]]
    assert len(problems) == len(behind) > 50
    assert all("UTF-16" in problem["remedy"] for problem in problems)


def test_byte_offsets_are_recognised(real: Path) -> None:
    path = real / GOLD.format(PAGES[0])
    text = (real / SOURCE.format(PAGES[0])).read_bytes().decode()
    record = json.loads(path.read_text(encoding="utf-8"))
    for each in record["sentences"]:
        start, end = (len(text[: each[key]].encode()) for key in ("start", "end"))
        each |= {"start": start, "end": end}
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    problems = winnow("check", "--format", "json", "--root", real).problems
    assert problems
    assert all("UTF-8 bytes" in problem["remedy"] for problem in problems)
