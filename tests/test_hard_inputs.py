"""Inputs that look right, or that no person would type: each is answered as it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from datasets import load_dataset

from support import PAGES, Outcome, copy_base, edit, rehash, replace, winnow, without_names

TEA = "dataset/annotations/gold/tea.json"
IDS = "dataset/annotations/ids.json"
SOURCES = "dataset/sources/sources.json"


def _check(root: Path) -> Outcome:
    return winnow("check", "--format", "json", "--root", root)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TEA, '"start": 16, "end": 29, "quote": "Buyers cheer.", "kind"', None),
        (SOURCES, '"bytes": 45', '"bytes": 45.0'),
        (IDS, '"a": 1, "s": 3,', '"a": 1, "s": 3.0,'),
    ],
)
def test_a_float_is_no_whole_number(file: str, old: str, new: str | None, base: Path) -> None:
    replace(base / file, old, new or old.replace("16", "16.0"))
    assert _check(base).rules == {"type-wrong"}


def test_a_newline_at_the_end_of_an_id_is_seen(base: Path) -> None:
    replace(base / TEA, '"id": "s3"', '"id": "s3\\n"')
    assert "value-malformed" in _check(base).rules


@pytest.mark.parametrize("content", ["null", "7", '"text"', "[]", "true", "{}"])
@pytest.mark.parametrize(
    "file", [TEA, IDS, SOURCES, "dataset/metadata.json", "dataset/annotations/registry.json"]
)
def test_json_of_another_shape_is_answered(content: str, file: str, base: Path) -> None:
    without_names(base)
    (base / file).write_text(content)
    outcome = _check(base)
    assert outcome.code == (
        0 if (file, content) == ("dataset/annotations/registry.json", "[]") else 1
    )


def test_a_corpus_without_articles_can_be_built_and_loaded(tmp_path: Path) -> None:
    root = without_names(copy_base(tmp_path / "base"))
    text = "Open every day\n"
    (root / "dataset/sources/tea.txt").write_text(text)
    gold = _json(root / TEA)
    sentence = {"id": "x1", "start": 0, "end": 14, "quote": text.strip()}
    segment = sentence | {"id": "s1", "kind": "site_info", "article": None}
    gold |= {"articles": [], "segments": [segment], "sentences": [sentence]}
    (root / TEA).write_text(json.dumps(gold))
    rehash(root, "tea")
    (root / SOURCES).write_text(json.dumps(_json(root / SOURCES)[1:]))
    issued = _json(root / IDS)[1] | {"issued": {"a": 0, "s": 1, "x": 1, "m": 0, "q": 0, "t": 0}}
    (root / IDS).write_text(json.dumps([issued]))
    (root / "dataset/sources/storm.txt").unlink()
    (root / "dataset/annotations/gold/storm.json").unlink()
    assert winnow("build", "--root", root).code == 0
    assert winnow("verify", "--root", root).code == 0
    assert winnow("build", "--check", "--root", root).code == 0
    folder, cache = str(root / "dataset"), str(tmp_path / "cache")
    for config in ("pages", "boilerplate"):
        assert len(load_dataset(folder, config, split="test", cache_dir=cache)) == 1
    with pytest.raises(ValueError, match="articles"):
        load_dataset(folder, "articles", split="test", cache_dir=cache)


def test_a_page_may_be_named_like_a_shared_file_or_a_total(base: Path) -> None:
    for name in ("registry", "total"):
        entry = _json(base / SOURCES)[1] | {"page_id": name}
        text = (base / "dataset/sources/tea.txt").read_text() + "\n" * len(name)
        (base / f"dataset/sources/{name}.txt").write_text(text)
        gold = (base / TEA).read_text().replace('"page_id": "tea"', f'"page_id": "{name}"')
        (base / f"dataset/annotations/gold/{name}.json").write_text(gold)
        (base / SOURCES).write_text(json.dumps([*_json(base / SOURCES), entry]))
        issued = _json(base / IDS)
        (base / IDS).write_text(json.dumps([*issued, issued[1] | {"page_id": name}]))
        rehash(base, name)
    assert winnow("build", "--root", base).code == 0
    counts = _json(base / "dataset/manifest.json")["counts"]
    assert sorted(counts["pages"]) == ["registry", "storm", "tea", "total", "vote"]
    (base / "dataset/annotations/registry.json").write_text("[,]")
    assert winnow("check", "tea", "--root", base).code == 1


def test_a_named_page_that_is_not_listed_yet_is_told_what_is_missing(base: Path) -> None:
    (base / "dataset/sources/coffee.txt").write_text("Coffee.\n")
    outcome = winnow("check", "coffee", "--format", "json", "--root", base)
    assert outcome.rules == {"source-unlisted"}
    (base / SOURCES).write_text("[,]")
    assert winnow("check", "tea", "--format", "json", "--root", base).rules == {"json-syntax"}


def test_a_huge_number_of_vanished_ids_is_one_problem(base: Path) -> None:
    replace(base / IDS, '"a": 1, "s": 3,', '"a": 1, "s": 999999999,')
    (problem,) = _check(base).problems
    assert "s4 to s999999999" in problem["message"]


def test_withdrawn_ids_must_have_been_issued(base: Path) -> None:
    text = (base / IDS).read_text()
    withdrawn = '"withdrawn": [{"id": "s9", "version": "0.1.0", "reason": "Test."}]'
    head, _, tail = text.rpartition('"withdrawn": []')
    (base / IDS).write_text(head + withdrawn + tail)
    assert _check(base).rules == {"id-not-issued"}


def test_nothing_in_a_file_reaches_the_terminal_raw(base: Path) -> None:
    replace(base / TEA, '"id": "s3"', '"id": "s3\\u001b[31m\\ud83d\\u202e"')
    outcome = winnow("check", "--root", base)
    assert outcome.code == 1
    assert "\\x1b" in outcome.out
    assert all(each.isprintable() for each in outcome.out.replace("\n", ""))
    assert _check(base).code == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal_can_show_any_message(encoding: str, base: Path) -> None:
    replace(base / TEA, '"Buyers cheer.", "kind"', '"Buyers ✓ cheer.", "kind"')
    (base / "dataset_card.md").rename(base / "dataset/sources" / os.fsdecode(b"caf\xe9.md"))
    done = subprocess.run(
        [sys.executable, "-m", "winnow", "check", "--root", base],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"span-quote-differs" in done.stdout


@pytest.mark.parametrize(
    ("page_id", "rule"),
    [
        ("t" * 300, "value-malformed"),
        ("t\0", "value-malformed"),
        ("t\ud83d", "json-lone-surrogate"),
    ],
)
def test_a_page_id_that_can_be_no_file_name_is_told(page_id: str, rule: str, base: Path) -> None:
    entries = _json(base / SOURCES)
    entries[1]["page_id"] = page_id
    (base / SOURCES).write_text(json.dumps(entries))
    assert rule in _check(base).rules


@pytest.mark.parametrize("file", [TEA, IDS, "dataset/sources/tea.txt", "dataset_card.md"])
def test_a_pipe_or_a_folder_in_place_of_a_file_is_told(file: str, base: Path) -> None:
    (base / file).unlink()
    (base / file).mkdir()
    assert "file-unreadable" in _check(base).rules
    (base / file).rmdir()
    os.mkfifo(base / file)
    assert "file-unreadable" in _check(base).rules


@pytest.mark.parametrize(
    "body",
    [
        "{{ 1 / 0 }}",
        '{{ "a".index("b") }}',
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        '{{ "\\ud83d" }}',
        "{{ range(9) }}",
        "{{ [1, 2] | random }}",
        "{{ ''.__class__.__mro__ }}",
        "{% if %}",
        "{{ nothing }}",
    ],
)
def test_a_card_that_cannot_be_filled_in_is_told(body: str, base: Path) -> None:
    card = base / "dataset_card.md"
    card.write_text(card.read_text() + body + "\n")
    outcome = winnow("build", "--format", "json", "--root", base)
    assert (outcome.code, outcome.rules) == (1, {"card-broken"})
    assert not (base / "dataset/README.md").exists()


@pytest.mark.parametrize(
    "front",
    [
        'a: !!int ""',
        "a: !!timestamp x",
        "[" * 2000,
        "[" * 100_000,
        "- " * 100_000,
        "a: [",
        "- a",
        "",
    ],
)
def test_a_front_matter_that_cannot_be_read_is_told(front: str, base: Path) -> None:
    (base / "dataset_card.md").write_text(f"---\n{front}\n---\nText\n")
    assert _check(base).rules == {"card-broken"}


def test_a_card_with_windows_line_ends_gives_the_same_build(base: Path) -> None:
    assert winnow("build", "--root", base).code == 0
    card = base / "dataset_card.md"
    card.write_bytes(card.read_bytes().replace(b"\n", b"\r\n"))
    assert winnow("build", "--check", "--root", base).code == 0


def test_a_missing_card_is_told_with_all_else(base: Path) -> None:
    (base / "dataset_card.md").unlink()
    replace(base / TEA, '"site_info"', '"siteinfo"')
    assert _check(base).rules == {"file-missing", "label-unknown"}


@pytest.mark.parametrize("content", ["[]", "null", '{"type": 5}', '{"type": "object"}'])
def test_a_profile_that_is_none_is_told(content: str, base: Path) -> None:
    (base / "schema/profile.schema.json").write_text(content)
    outcome = _check(base)
    assert outcome.code in (0, 1)


def test_a_reference_in_a_circle_is_told(base: Path) -> None:
    replace(
        base / "schema/common.schema.json",
        '"$ref": "#/$defs/offset"\n    },\n    "end"',
        '"$ref": "#/$defs/start"\n    },\n    "end"',
    )
    assert _check(base).rules == {"schema-reference"}


def test_a_label_that_stands_twice_is_told(base: Path) -> None:
    path = base / "schema/labels.schema.json"
    schema = _json(path)
    kinds = schema["$defs"]["segment_kind"]["oneOf"]
    kinds.append(kinds[0])
    path.write_text(json.dumps(schema))
    outcome = _check(base)
    assert outcome.rules == {"schema-profile"}
    assert "occurs twice" in outcome.out


def test_one_wrong_span_among_right_ones_is_not_taken_for_utf16(real: Path) -> None:
    """Two characters off, after two emoji, is just what UTF-16 would give."""
    path = real / f"dataset/annotations/gold/{PAGES[1]}.json"
    gold = _json(path)
    last = gold["sentences"][-1]
    last |= {"start": last["start"] + 2, "end": last["end"] + 2}
    path.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    (problem,) = _check(real).problems
    assert "UTF-16" not in problem["remedy"]
    assert f"the quote is at {last['start'] - 2}–" in problem["remedy"]


def test_a_difference_far_into_a_quote_is_shown(real: Path) -> None:
    path = real / f"dataset/annotations/gold/{PAGES[0]}.json"
    gold = _json(path)
    quote = gold["sentences"][2]["quote"]
    gold["sentences"][2]["quote"] = quote.replace("British Defence", "British Defense")
    path.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    message = _check(real).problems[0]["message"]
    assert "Defence" in message
    assert "Defense" in message


def test_odd_characters_are_text_like_any_other(base: Path) -> None:
    """Line and paragraph separators, no-break and zero-width characters, combining marks."""
    odd = "Tea\u2028prices\u00a0fall\u200b e\u0301\U0001f1eb\U0001f1f7\ufe0f"
    old = "Tea prices fall"
    shift = len(odd) - len(old)
    gold = _json(base / TEA)
    for each in (*gold["segments"], *gold["sentences"]):
        if each["quote"] == old:
            each |= {"quote": odd, "end": len(odd)}
        else:
            each |= {"start": each["start"] + shift, "end": each["end"] + shift}
    (base / TEA).write_text(json.dumps(gold))
    path = base / "dataset/sources/tea.txt"
    path.write_bytes(path.read_bytes().replace(old.encode(), odd.encode()))
    rehash(base, "tea")
    assert winnow("build", "--root", base).code == 0
    assert winnow("verify", "--root", base).code == 0


def test_roots_may_have_any_name(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "mit Leerzeichen und Ümläut 🌊")
    edit(root, [{"build": True}])
    assert winnow("verify", "--root", root).code == 0
