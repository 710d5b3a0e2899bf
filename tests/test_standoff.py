"""The standoff form: no text in it, and back to the dataset with the very pages and no others."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace as with_changes
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq
import pytest

from support import PAGES, ROOT, build_and_commit, digests, release, replace, seal, winnow
from trees import Trees
from winnow.model.layers import LAYERS
from winnow.model.schemas import CONFIGS

VERSION = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))["version"]
NAME = f"winnow-{VERSION}"
RUN = 5
"""Words in a row that would be text of a page."""


@pytest.fixture(scope="module")
def apart(released: Path) -> Path:
    """The standoff form of the real dataset."""
    return released / f"{NAME}-standoff"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def test_no_file_has_a_run_of_words_of_a_page_outside_of_names_and_licences(apart: Path) -> None:
    pages = set[tuple[str, ...]]()
    for page_id in PAGES:
        pages |= _runs((ROOT / f"dataset/sources/{page_id}.txt").read_text("utf-8"))
    names = set[tuple[str, ...]]()
    for path in apart.rglob("registry.json"):
        for entry in json.loads(path.read_text("utf-8")):
            names |= _runs(entry["name"]) | _runs(entry["id"])
    read = 0
    for path in sorted(apart.rglob("*")):
        if path.is_file():
            leaked = _runs(path.read_text("utf-8")) & pages - names
            assert not leaked, (path.name, leaked)
            read += 1
    assert read > 40
    assert pages & names  # so what is left out is there


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


ALLOWED = {
    *("page_id", "sha256", "bytes", "characters", "id", "start", "end", "layer", "name", "kind"),
    *("type", "role", "article", "entity", "speaker", "cue", "holder", "target", "holder_span"),
    *("target_span", "polarity", "basis", "alleged", "issued", "withdrawn", "version", "pass"),
    *("ids", "readings", "taken", "gold", "decided", "rule", "verdict", "origin", "articles"),
    *("segments", "sentences", "mentions", "quotations", "stances", "a", "s", "x", "m", "q", "t"),
}


def test_annotations_have_the_keys_of_the_allow_list_and_no_others(apart: Path) -> None:
    files = sorted((apart / "annotations").rglob("*"))
    keys = set[str]()
    for path in files:
        if path.is_file():
            assert path.suffix == ".json"
            keys |= set(_keys(json.loads(path.read_text("utf-8"))))
    assert keys == ALLOWED - {"version"}  # nothing was withdrawn yet


def test_every_free_text_is_an_id_a_label_or_a_name(apart: Path) -> None:
    """What is written in sentences, or quotes, has a space; nothing but names may."""
    for path in (apart / "annotations").rglob("*.json"):
        for key, value in _strings(json.loads(path.read_text("utf-8"))):
            assert " " not in value or (path.name == "registry.json" and key == "name"), value


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item, key)


def _copies(folder: Path) -> Path:
    folder.mkdir()
    for page_id in PAGES:
        shutil.copy(ROOT / f"dataset/sources/{page_id}.txt", folder)
    return folder


NOT_RESTORED = {"README.md", "manifest.json", "SHA256SUMS"}
"""Files that differ from the full release, since the card is different."""


@pytest.mark.parametrize("suffix", ["", ".tar.gz"])
def test_standoff_and_back_is_byte_identical(
    suffix: str, apart: Path, released: Path, tmp_path: Path
) -> None:
    release = apart.with_name(apart.name + suffix)
    target = tmp_path / "back"
    done = winnow("rehydrate", release, "--texts", _copies(tmp_path / "in"), "--target", target)
    assert done.code == 0, done.err
    back, full = digests(target), digests(released / NAME)
    assert set(back) <= set(full)
    assert {path for path in back if back[path] != full[path]} == NOT_RESTORED
    for config in CONFIGS:
        assert any(path.startswith(f"data/{config}/") for path in back)
    for kind in ("sources/", "annotations/gold/", "annotations/passes/"):
        assert (
            sum(path.startswith(kind) and path.endswith(f"{PAGES[0]}.json") for path in back) <= 2
        )
    missing = {path for path in full if path not in back}
    assert all(
        path.startswith(("annotations/readings/", "annotations/guidelines/", "guidelines/"))
        or Path(path).name in OF_WORDS
        for path in missing
    ), missing
    assert winnow("verify", target).code == 0


OF_WORDS = {
    *("adjudication.jsonl", "audit.jsonl", "audits.jsonl", "exceptions.jsonl"),
    *("notes.md", "pass.json", "sources.json", "CHANGELOG.md", "datasheet.md"),
}
"""Files that quote or describe the texts, so that the standoff form cannot have them."""


def test_the_dataset_that_comes_back_loads(apart: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    target = tmp_path / "back"
    copies = _copies(tmp_path / "in")
    assert winnow("rehydrate", apart, "--texts", copies, "--target", target).code == 0
    front = (target / "README.md").read_text("utf-8").split("---\n")[1]
    assert front == (ROOT / "dataset/README.md").read_text("utf-8").split("---\n")[1]
    for config in CONFIGS:
        loaded = load_dataset(str(target), config, split="test", cache_dir=str(tmp_path / "cache"))
        assert loaded.num_rows > 0


def test_copies_are_known_by_their_content(apart: Path, tmp_path: Path) -> None:
    copies = _copies(tmp_path / "in")
    for number, path in enumerate(sorted(copies.iterdir())):
        path.rename(copies / f"scrape-{number}.html.txt")
    (copies / "unrelated.txt").write_text("Something else.")
    done = winnow("rehydrate", apart, "--texts", copies, "--target", tmp_path / "back")
    assert done.code == 0


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def trimmed_newline(text: str) -> str:
    return text.rstrip("\n") if text.endswith("\n") else text + "\n"


def last_line_gone(text: str) -> str:
    return text.rstrip("\n").rpartition("\n")[0] + "\n"


def one_straight_quote(text: str) -> str:
    quote = re.search("[‘’“”]", text)
    if quote is None:
        return text
    return text[: quote.start()] + all_straight_quotes(quote.group()) + text[quote.end() :]


def all_straight_quotes(text: str) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def byte_order_mark(text: str) -> str:
    return "\ufeff" + text


def no_break_space(text: str) -> str:
    return text.replace(" ", "\u00a0", 1)


def one_character_more(text: str) -> str:
    return text[:40] + "x" + text[40:]


def crlf_and_decomposed(text: str) -> str:
    return crlf(decomposed(text))


DAMAGES: list[tuple[Callable[[str], str], str, str]] = [
    (crlf, "", "line ends"),
    (decomposed, "", "normalise it to NFC"),
    (trimmed_newline, "", "white space at its end"),
    (one_straight_quote, "", "restore them"),
    (all_straight_quotes, "", "quotation marks"),
    (byte_order_mark, "1:1", "byte-order mark"),
    (no_break_space, "", "restore them"),
    (one_character_more, "", "remove it"),
    (crlf_and_decomposed, "", "line ends"),
]


@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize(
    ("damage", "place", "remedy"), DAMAGES, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_damaged_copy_is_refused_with_place_and_reason(
    damage: Callable[[str], str],
    place: str,
    remedy: str,
    page_id: str,
    apart: Path,
    tmp_path: Path,
) -> None:
    copies = _copies(tmp_path / "in")
    path = copies / f"{page_id}.txt"
    text = path.read_bytes().decode()
    damaged = damage(text)
    if damaged == text:
        pytest.skip("this page has nothing that this would damage")
    mixed = damage is all_straight_quotes and page_id == PAGES[2]
    if mixed:  # this page had straight ones before, too, so that nobody can tell which
        remedy = "such as straight quotation marks for curly ones"
    path.write_bytes(damaged.encode())
    target = tmp_path / "back"
    outcome = winnow("rehydrate", apart, "--texts", copies, "--target", target, "--format", "json")
    (problem,) = outcome.problems
    assert outcome.rules & {"text-differs", "text-byte-order-mark"}
    assert problem["file"].endswith(path.name)
    assert page_id in problem["message"]
    assert remedy in problem["remedy"], problem
    assert place in problem["place"]
    assert problem["place"] == ("" if mixed else _place(damaged, text))
    assert not target.exists()


def _place(damaged: str, text: str) -> str:
    """Line and column of the first character that differs."""
    at = next(
        (at for at, (left, right) in enumerate(zip(damaged, text, strict=False)) if left != right),
        min(len(damaged), len(text)),
    )
    return f"{damaged.count(chr(10), 0, at) + 1}:{at - damaged.rfind(chr(10), 0, at)}"


@pytest.mark.parametrize("page_id", PAGES)
def test_unrepairable_damage_is_located_by_the_annotations(
    page_id: str, apart: Path, tmp_path: Path
) -> None:
    copies = _copies(tmp_path / "in")
    path = copies / f"{page_id}.txt"
    text = path.read_bytes().decode()
    path.write_bytes(last_line_gone(text).encode())
    cut = _only_problem(apart, copies)
    assert "is cut off" in cut["message"]
    assert str(len(text)) in cut["message"]
    half = text[: len(text) // 2] + "Some words that were never there. " + text[len(text) // 2 :]
    path.write_bytes(half.encode())
    more = _only_problem(apart, copies)
    line = half.count("\n", 0, len(text) // 2) + 1
    assert line <= int(more["place"].split(":")[0]) <= line + 3
    assert "differs here or before" in more["message"]
    path.write_bytes(text.replace("e", "a").encode())
    hidden = _only_problem(apart, copies)
    assert "cannot be located" in hidden["message"]


def _only_problem(apart: Path, copies: Path) -> dict[str, Any]:
    outcome = winnow(
        "rehydrate", apart, "--texts", copies, "--target", copies / "x", "--format", "json"
    )
    (problem,) = outcome.problems
    assert outcome.rules == {"text-differs"}
    assert not (copies / "x").exists()
    return problem


def test_invalid_text_and_missing_pages_are_reported(apart: Path, tmp_path: Path) -> None:
    copies = _copies(tmp_path / "in")
    (copies / f"{PAGES[0]}.txt").write_bytes(b"\xff\xfe")
    (copies / f"{PAGES[1]}.txt").unlink()
    (copies / f"{PAGES[2]}.txt").write_bytes(b"")
    outcome = winnow("rehydrate", apart, "--texts", copies, "--format", "json")
    assert outcome.rules == {"text-not-utf8", "text-differs"}
    messages = {Path(problem["file"]).stem: problem["message"] for problem in outcome.problems}
    assert "none of 2 files here" in messages[PAGES[1]]
    assert "is cut off" in messages[PAGES[2]]


def test_a_damaged_copy_under_another_name_is_known_by_its_length(
    apart: Path, tmp_path: Path
) -> None:
    copies = _copies(tmp_path / "in")
    (copies / "below").mkdir()
    path = (copies / f"{PAGES[1]}.txt").rename(copies / "below/mine.html")
    path.write_bytes(crlf(path.read_bytes().decode()).encode())
    problem = _only_problem(apart, copies)
    assert problem["file"].endswith("below/mine.html")
    assert PAGES[1] in problem["message"]
    assert "line ends" in problem["remedy"]


def test_line_ends_are_reported_next_to_other_damage(apart: Path, tmp_path: Path) -> None:
    copies = _copies(tmp_path / "in")
    path = copies / f"{PAGES[2]}.txt"
    path.write_bytes(crlf(path.read_bytes().decode()).replace("e", "a").encode())
    problem = _only_problem(apart, copies)
    assert problem["message"].startswith("its lines end otherwise")
    assert "cannot be located" in problem["message"]


def test_existing_files_are_not_overwritten(apart: Path, tmp_path: Path) -> None:
    target = tmp_path / "back"
    target.mkdir()
    done = winnow("rehydrate", apart, "--texts", _copies(tmp_path / "in"), "--target", target)
    assert done.code == 1
    assert "exists already" in done.err
    assert list(target.iterdir()) == []


def test_a_damaged_standoff_release_is_not_rehydrated(apart: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(apart, tmp_path / apart.name))
    path = folder / f"annotations/gold/{PAGES[0]}.json"
    replace(path, '"id": "x1", "start": 0', '"id": "x1", "start": 1')
    copies = _copies(tmp_path / "in")
    done = winnow("rehydrate", folder, "--texts", copies, "--format", "json")
    assert done.rules == {"release-file-differs"}
    seal(folder)
    again = winnow(
        "rehydrate", folder, "--texts", copies, "--target", tmp_path / "x", "--format", "json"
    )
    assert again.rules == {"metadata-differs"}  # the rows are not those of the release
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("wrong", ["full", "file", "nothing", "texts"])
def test_wrong_calls(wrong: str, apart: Path, released: Path, tmp_path: Path) -> None:
    copies = _copies(tmp_path / "in")
    what = {"full": released / NAME, "file": copies / f"{PAGES[0]}.txt", "nothing": tmp_path / "no"}
    texts = tmp_path / "no" if wrong == "texts" else copies
    done = winnow("rehydrate", what.get(wrong, apart), "--texts", texts)
    assert done.code == (1 if wrong == "file" else 2)
    assert "Traceback" not in done.err


@pytest.mark.parametrize("text", ["null", "{}", "[{}]", '[{"page_id": "../x"}]', None])
def test_an_invalid_sealed_form_is_reported(text: str | None, apart: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(apart, tmp_path / apart.name))
    path = folder / "annotations/pages.json"
    path.write_text(text) if text else path.unlink()
    seal(folder)
    copies = _copies(tmp_path / "in")
    done = winnow("rehydrate", folder, "--texts", copies, "--format", "json")
    assert done.rules == {"metadata-differs"}
    assert sorted(tmp_path.iterdir()) == [copies, folder]


def test_a_page_under_the_name_of_another_is_known_by_its_content(
    apart: Path, tmp_path: Path
) -> None:
    copies = _copies(tmp_path / "in")
    (copies / f"{PAGES[0]}.txt").rename(copies / "mine.txt")
    shutil.copy(copies / f"{PAGES[1]}.txt", copies / f"{PAGES[0]}.txt")
    replace(copies / "mine.txt", "World News", "World  News")
    problem = _only_problem(apart, copies)
    assert problem["file"].endswith("mine.txt")
    assert PAGES[0] in problem["message"]


def test_a_later_layout_of_files_is_a_wrong_call(apart: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(apart, tmp_path / apart.name))
    replace(folder / "standoff.json", '"format": 1', '"format": 2')
    replace(folder / "standoff.json", '"restores": {', '"gives": {')
    seal(folder)
    done = winnow("rehydrate", folder, "--texts", _copies(tmp_path / "in"))
    assert done.code == 2
    assert "use the program of that version" in done.err


def test_with_another_pyarrow_the_rows_are_the_same(
    apart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files differ in bytes, which is reported, and the dataset is complete."""
    write = pq.ParquetWriter

    def with_gzip(*arguments: Any, **options: Any) -> Any:
        return write(*arguments, **(options | {"compression": "gzip"}))

    monkeypatch.setattr(pq, "ParquetWriter", with_gzip)
    monkeypatch.setattr(pyarrow, "__version__", "99.0.0")
    target = tmp_path / "back"
    copies = _copies(tmp_path / "in")
    done = winnow("rehydrate", apart, "--texts", copies, "--target", target)
    assert done.code == 0, done.err
    assert "Remark: the rows are those of the release" in done.out
    assert winnow("verify", target).code == 0


def test_another_corpus_is_rehydrated(trees: Trees, tmp_path: Path) -> None:
    base = trees.get("base-released")
    form, target = base / "dist/daybook-0.1.0-standoff", tmp_path / "back"
    texts = base / "dataset/sources"
    assert winnow("rehydrate", form, "--texts", texts, "--target", target).code == 0
    assert digests(target / "data") == digests(base / "dataset/data")


def test_what_is_not_on_the_list_is_left_out(base: Path) -> None:
    """Text that somebody puts into a file of the dataset does not get into the standoff form."""
    replace(base / "dataset_card.md", "---\npretty", '---\nexample: "Waves rose."\npretty')
    (base / "schema/notes.txt").write_text("Waves rose.")
    build_and_commit(base)
    release(base)
    planted = 0
    for path in (base / "dist").rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".parquet"):
            has = "Waves rose" in path.read_text("utf-8")
            assert not (has and "standoff" in path.parts[len(base.parts) + 1]), path
            planted += has
    assert planted > 3


def test_a_release_whose_standoff_form_does_not_come_back_is_not_made(
    base_committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that is left out by mistake shows in what comes back: it is tried out first."""
    shorter = LAYERS["stances"].attributes[:-2]
    monkeypatch.setitem(LAYERS, "stances", with_changes(LAYERS["stances"], attributes=shorter))
    with pytest.raises(AssertionError, match="does not give back"):
        winnow("release", "--first", "--root", base_committed)
    assert not (base_committed / "dist").exists()


def test_a_sealed_form_that_lacks_something_is_reported(apart: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(apart, tmp_path / apart.name))
    path = folder / "annotations/registry.json"
    entries = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(entries[1:]), encoding="utf-8")
    seal(folder)
    copies = _copies(tmp_path / "in")
    done = winnow("rehydrate", folder, "--texts", copies, "--format", "json")
    assert done.rules == {"metadata-differs"}
    assert done.problems[0]["file"].endswith("standoff.json")


def test_pages_are_found_by_content_before_name(apart: Path, tmp_path: Path) -> None:
    copies = _copies(tmp_path / "in")
    (copies / f"{PAGES[0]}.txt").rename(copies / "right.txt")
    (copies / f"{PAGES[0]}.txt").write_text("Something else.")
    done = winnow("rehydrate", apart, "--texts", copies, "--target", tmp_path / "back")
    assert done.code == 0
