"""The files of the site: complete, linked, and not indexed where they name persons."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown as render

from sites import (
    HOSTILE,
    LIBRARIES,
    add_hostile_page,
    build_site,
    copy_hooks,
    mkdocs,
    mkdocs_strictly,
    with_docs,
    write_pages,
)
from support import PAGES, ROOT, build, parquet_rows, text_of, winnow
from trees import Trees, copy_tree
from winnow.model.schemas import CONFIGS
from winnow.site import layout
from winnow.site.build import write
from winnow.site.text import flattened, shown


@pytest.fixture(scope="session")
def site(trees: Trees) -> Path:
    """The site of the docs and data of the repository, as in a fresh clone."""
    tree = trees.make("docs", "real", write_pages)
    return trees.make("site", None, lambda target: mkdocs_strictly(tree, target))


def test_the_docs_build_strictly(site: Path) -> None:
    assert (site / "reference/rules.html").exists()


class _Reader(HTMLParser):
    """The ids, links and loaded files of an HTML page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.robots = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("script", "img", "iframe", "source") and "src" in values:
            self.loaded.append(values["src"])
        if tag == "link" and values.get("rel") not in ("canonical", "next", "prev"):
            self.loaded.append(values["href"])
        if tag == "meta" and values.get("name") == "robots":
            self.robots = values["content"]


def _read(file: Path) -> _Reader:
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader


@pytest.fixture(scope="session")
def readers(site: Path) -> dict[str, _Reader]:
    """Each page of the site by its path."""
    return {
        file.relative_to(site).as_posix(): _read(file)
        for file in site.rglob("*.html")
        if file.name != "404.html"  # its links are meant from the root of a host
    }


def test_every_link_and_anchor_of_the_site_leads_somewhere(
    site: Path, readers: dict[str, _Reader]
) -> None:
    anchors_of_the_theme = {"__toc", "__drawer", "__search", "__palette"}
    ids = {name: set(reader.ids) for name, reader in readers.items()}
    for path, reader in readers.items():
        for link in (*reader.links, *reader.loaded):
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, anchor = urldefrag(urljoin(f"/{path}", link))
            name = unquote(urlsplit(target).path.removeprefix("/"))
            if (site / name).is_dir():
                name = f"{name.rstrip('/')}/index.html".removeprefix("/")
            if name.startswith("browse/lib/") and not (ROOT / LIBRARIES).is_dir():
                continue
            assert (site / name).is_file(), f"{path} links to {link}"
            if name == "browse/explore.html" and "=" in anchor:
                continue  # filters
            if anchor and name in ids and anchor not in anchors_of_the_theme:
                assert unquote(anchor) in ids[name], f"{path} links to {link}"


def test_ids_are_unique_on_each_page(readers: dict[str, _Reader]) -> None:
    for path, reader in readers.items():
        assert len(reader.ids) == len(set(reader.ids)), path


def test_nothing_is_loaded_from_elsewhere(site: Path, readers: dict[str, _Reader]) -> None:
    for path, reader in readers.items():
        assert not [url for url in reader.loaded if urlsplit(url).netloc], path
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text("utf-8"))


def test_pages_that_name_persons_are_not_indexed_by_search_engines(
    readers: dict[str, _Reader],
) -> None:
    private = {path for path in readers if path.startswith("browse/")}
    assert {path for path, reader in readers.items() if reader.robots == "noindex"} == private


def test_every_page_has_a_description_and_a_footer(site: Path) -> None:
    version = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))["version"]
    pages_by_description: dict[str, list[str]] = {}
    for path in site.rglob("*.html"):
        html, name = path.read_text("utf-8"), path.relative_to(site).as_posix()
        assert f"<strong>Winnow {version}</strong>" in html, name
        if name != "404.html":
            assert f'({name})">Cite this page</button>' in html
            descriptions = re.findall(r'<meta name="description" content="([^"]+)">', html)
            assert len(descriptions) == 1, name
            pages_by_description.setdefault(descriptions[0], []).append(name)
    assert [names for names in pages_by_description.values() if len(names) > 1] == []


def test_pages_and_entities_have_the_notice_on_persons(site: Path) -> None:
    notice = "These are annotations of a news text, and not statements about a person."
    for page_id in PAGES:
        assert notice in (site / f"browse/pages/{page_id}.html").read_text("utf-8")
    entities = {row["id"]: row for row in parquet_rows(ROOT, "registry")}
    texts = {name: (site / f"browse/entities/{name}.html").read_text("utf-8") for name in entities}
    assert all(notice in text for text in texts.values())
    for name in ("pages", "entities", "explore", "figures"):
        assert notice in (site / f"browse/{name}.html").read_text("utf-8")
    sources = json.loads((ROOT / "dataset/sources/sources.json").read_text("utf-8"))
    cautioned = {entry["page_id"]: entry["caution"] for entry in sources if entry["caution"]}
    assert "trial" in cautioned["001_29c10ceec84ec9db"]
    for page_id, caution in cautioned.items():
        assert caution in (site / f"browse/pages/{page_id}.html").read_text("utf-8")
        for name, row in entities.items():
            assert page_id not in row["pages"] or caution in texts[name]


def test_alleged_stances_are_labelled_on_every_page(site: Path) -> None:
    stances = [stance for row in parquet_rows(ROOT, "pages") for stance in row["stances"]]
    alleged = [stance for stance in stances if stance["alleged"]]
    assert alleged
    for stance in alleged:
        page_id, _, name = stance["id"].partition("#")
        page = (site / f"browse/pages/{page_id}.html").read_text("utf-8")
        assert re.search(rf'class="tag stance \w+ alleged" data-id="{name}"', page)
        note = rf'<li class="of-stance \w+ alleged" data-of="{name}"[^>]*>.*?, alleged'
        assert re.search(note, page)
        row = re.search(rf'<tr id="row-{name}".*?</tr>', page)
        assert row
        assert re.search(r'<span class="polarity \w+ alleged">allegedly ', row[0])
        for side in ("holder_id", "target_id"):
            if stance[side] != "author":
                entity = (site / f"browse/entities/{stance[side]}.html").read_text("utf-8")
                items = re.findall(r'<li class="stance-item (\w+ alleged)">(.*?)</li>', entity)
                assert any(f"#{name}" in item and ", alleged" in item for _, item in items)


def test_a_broken_anchor_fails_the_build(tmp_path: Path) -> None:
    """With the configuration of the repository, and two pages."""
    configuration, _, _ = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    (tmp_path / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    shutil.copytree(ROOT / "docs/theme", tmp_path / "docs/theme")
    copy_hooks(tmp_path)
    (tmp_path / "dataset").mkdir()
    shutil.copy(ROOT / "dataset/metadata.json", tmp_path / "dataset")
    (tmp_path / "docs/index.md").write_text("# Home\n\n[Load](load.md#no-such-heading)\n")
    (tmp_path / "docs/load.md").write_text("# Load\n\n[Home](index.md#home)\n")
    done = mkdocs(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert "no-such-heading" in done.stderr
    assert done.stderr.count("WARNING") == 1


def test_rows_for_explore_are_the_rows_that_were_built(site: Path) -> None:
    for config in CONFIGS:
        loaded: list[Any] = []
        for file in sorted((site / f"browse/data/{config}").glob("*.js")):
            call = file.read_text("ascii")
            assert call.startswith(f'winnowRows("{config}","{file.stem}",')
            loaded += json.loads(call[call.index("[") : call.rindex("]") + 1])
        rows = parquet_rows(ROOT, config)
        assert sorted(loaded, key=str) == sorted(rows, key=str)


def test_no_site_is_written_from_an_outdated_build(real: Path) -> None:
    with_docs(real)
    metadata = real / "dataset/metadata.json"
    metadata.write_text(metadata.read_text("utf-8").replace('"title": "', '"title": "New '))
    outcome = winnow("site", "--root", real, "--format", "json")
    assert outcome.code == 1
    assert outcome.rules == {"build-stale"}
    assert not (real / "docs/browse").exists()


def test_outdated_files_are_removed_and_current_ones_are_not_touched(
    trees: Trees, tmp_path: Path
) -> None:
    tree = copy_tree(trees.make("docs", "real", write_pages), tmp_path / "tree")
    browse = tree / "docs/browse"
    (browse / "entities/nobody.md").write_text("# Nobody\n")
    (browse / "explore.md").write_text("# Old\n")
    modified = (browse / "pages.md").stat().st_mtime_ns
    report = json.loads(winnow("site", "--root", tree, "--format", "json").out)
    assert report == {"written": [], "browse": {"written": 1, "removed": 1}}
    assert not (browse / "entities/nobody.md").exists()
    assert (browse / "pages.md").stat().st_mtime_ns == modified


def test_a_folder_that_cannot_be_written_raises(tmp_path: Path) -> None:
    (tmp_path / "browse").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="browse"):
        write([("pages/a.md", "a")], tmp_path)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_markdown_does_not_change_text(text: str) -> None:
    """Offsets on the site are those of the dataset, so no character may change."""
    rendered = render(flattened(f"<div>\n<p>{shown(text)}</p>\n</div>"))
    # Python's parser reads some references differently from browsers, so they are resolved first
    resolved = re.sub(r"&#(\d+);", lambda match: html.escape(chr(int(match.group(1)))), rendered)
    assert text_of(resolved) == text


@pytest.mark.parametrize("page_id", PAGES)
def test_pieces_give_back_the_page(page_id: str) -> None:
    row = next(row for row in parquet_rows(ROOT, "pages") if row["page_id"] == page_id)
    assert "".join(piece.text for piece in layout.pieces(row)) == row["text"]
    assert "".join(_pieces(row)) == row["text"]


def _pieces(row: dict[str, Any]) -> Iterator[str]:
    for line in layout.lines(row):
        for block in line.blocks:
            for piece in block.before:
                yield piece.text
            for sentence in block.sentences:
                yield from (piece.text for piece in sentence.pieces)
            for piece in block.after:
                yield piece.text


def test_a_site_of_attacks_is_built(real: Path, tmp_path: Path) -> None:
    add_hostile_page(real)
    build(real)
    site = build_site(real, tmp_path / "site")
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "<script>window.hacked" not in text, file
        assert "<img src=x" not in text, file
    page = (site / f"browse/pages/{HOSTILE}.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert "<title>&lt;script&gt;window.hacked = 1&lt;/script&gt; &#34;👉&#34;" in page
