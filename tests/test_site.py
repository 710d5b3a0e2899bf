"""The site as files: whole, linked, private where it names persons, no larger than it must be."""

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
    """The site of the repository's own docs and data, as a fresh clone has them."""
    tree = trees.make("docs", "real", write_pages)
    return trees.make("site", None, lambda target: mkdocs_strictly(tree, target))


def test_the_docs_build_strictly(site: Path) -> None:
    assert (site / "reference/rules.html").exists()


class _Reader(HTMLParser):
    """What an HTML page has: ids, what it links to, and what it loads."""

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
    made_by_the_theme = {"__toc", "__drawer", "__search", "__palette"}
    ids = {name: set(each.ids) for name, each in readers.items()}
    for path, reader in readers.items():
        for link in (*reader.links, *reader.loaded):
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, anchor = urldefrag(urljoin(f"/{path}", link))
            name = unquote(target.removeprefix("/"))
            if (site / name).is_dir():
                name = f"{name.rstrip('/')}/index.html".removeprefix("/")
            if name.startswith("browse/lib/") and not (ROOT / LIBRARIES).is_dir():
                continue
            assert (site / name).is_file(), f"{path} links to {link}"
            if anchor and name in ids and anchor not in made_by_the_theme:
                assert unquote(anchor) in ids[name], f"{path} links to {link}"


def test_ids_are_unique_on_each_page(readers: dict[str, _Reader]) -> None:
    for path, reader in readers.items():
        assert len(reader.ids) == len(set(reader.ids)), path


def test_nothing_is_loaded_from_elsewhere(site: Path, readers: dict[str, _Reader]) -> None:
    for path, reader in readers.items():
        assert not [each for each in reader.loaded if urlsplit(each).netloc], path
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text("utf-8"))


def test_whatever_names_persons_is_kept_from_search_engines(readers: dict[str, _Reader]) -> None:
    private = {path for path in readers if path.startswith("browse/")}
    assert {path for path, reader in readers.items() if reader.robots == "noindex"} == private


def test_pages_and_persons_say_that_nothing_is_stated_about_a_person(site: Path) -> None:
    notice = "These are annotations of a news text, and not statements about a person."
    for page_id in PAGES:
        assert notice in (site / f"browse/pages/{page_id}.html").read_text("utf-8")
    entities = {row["id"]: row for row in parquet_rows(ROOT, "registry")}
    shown = {each: (site / f"browse/entities/{each}.html").read_text("utf-8") for each in entities}
    assert all(notice in text for text in shown.values())
    for name in ("pages", "entities", "explore", "figures"):
        assert notice in (site / f"browse/{name}.html").read_text("utf-8")
    sources = json.loads((ROOT / "dataset/sources/sources.json").read_text("utf-8"))
    cautioned = {each["page_id"]: each["caution"] for each in sources if each["caution"]}
    assert "trial" in cautioned["001_29c10ceec84ec9db"]
    for page_id, caution in cautioned.items():
        assert caution in (site / f"browse/pages/{page_id}.html").read_text("utf-8")
        for each, row in entities.items():
            assert page_id not in row["pages"] or caution in shown[each]


def test_what_is_only_alleged_says_so_wherever_it_stands(site: Path) -> None:
    stances = [each for row in parquet_rows(ROOT, "pages") for each in row["stances"]]
    alleged = [each for each in stances if each["alleged"]]
    assert alleged
    for each in alleged:
        page_id, _, own = each["id"].partition("#")
        page = (site / f"browse/pages/{page_id}.html").read_text("utf-8")
        assert re.search(rf'class="tag stance \w+ alleged" data-label="[^"]*{own} alleged"', page)
        assert re.search(rf'<li class="\w+ alleged" data-of="{own}">.*?, alleged', page)
        row = re.search(rf'<tr id="row-{own}".*?</tr>', page)
        assert row
        assert re.search(r'<span class="polarity \w+ alleged">\S+ \w+, alleged<', row[0])
        for side in ("holder_id", "target_id"):
            if each[side] != "author":
                own_page = (site / f"browse/entities/{each[side]}.html").read_text("utf-8")
                items = re.findall(r'<li class="stance-item (\w+ alleged)">(.*?)</li>', own_page)
                assert any(f"#{own}" in item and ", alleged" in item for _, item in items)


def test_a_broken_anchor_fails_the_build(tmp_path: Path) -> None:
    """With the configuration of the repository, and two pages."""
    configuration, _, _ = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    (tmp_path / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    shutil.copytree(ROOT / "docs/theme", tmp_path / "docs/theme")
    (tmp_path / "docs/index.md").write_text("# Home\n\n[Load](load.md#no-such-heading)\n")
    (tmp_path / "docs/load.md").write_text("# Load\n\n[Home](index.md#home)\n")
    done = mkdocs(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert "no-such-heading" in done.stderr
    assert done.stderr.count("WARNING") == 1


def test_rows_for_explore_are_the_rows_that_were_built(site: Path) -> None:
    for config in CONFIGS:
        found: list[Any] = []
        for file in sorted((site / f"browse/data/{config}").glob("*.js")):
            call = file.read_text("ascii")
            assert call.startswith(f'winnowRows("{config}","{file.stem}",')
            found += json.loads(call[call.index("[") : call.rindex("]") + 1])
        rows = parquet_rows(ROOT, config)
        assert sorted(found, key=str) == sorted(rows, key=str)


def test_a_site_is_not_made_of_what_was_not_built(real: Path) -> None:
    with_docs(real)
    metadata = real / "dataset/metadata.json"
    metadata.write_text(metadata.read_text("utf-8").replace('"title": "', '"title": "New '))
    outcome = winnow("site", "--root", real, "--format", "json")
    assert outcome.code == 1
    assert outcome.rules == {"build-stale"}
    assert not (real / "docs/browse").exists()


def test_what_is_no_longer_made_is_removed_and_the_rest_left_alone(
    trees: Trees, tmp_path: Path
) -> None:
    tree = copy_tree(trees.make("docs", "real", write_pages), tmp_path / "tree")
    browse = tree / "docs/browse"
    (browse / "entities/nobody.md").write_text("# Nobody\n")
    (browse / "explore.md").write_text("# Old\n")
    kept = (browse / "pages.md").stat().st_mtime_ns
    told = json.loads(winnow("site", "--root", tree, "--format", "json").out)
    assert told == {"written": [], "browse": {"written": 1, "removed": 1}}
    assert not (browse / "entities/nobody.md").exists()
    assert (browse / "pages.md").stat().st_mtime_ns == kept


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "browse").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="browse"):
        write([("pages/a.md", "a")], tmp_path)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_comes_through_markdown_as_it_is(text: str) -> None:
    """Every character, so that offsets on the site are those of the dataset."""
    made = render(flattened(f"<div>\n<p>{shown(text)}</p>\n</div>"))
    # Python's parser reads some references otherwise than browsers, so they are resolved by hand
    resolved = re.sub(r"&#(\d+);", lambda found: html.escape(chr(int(found.group(1)))), made)
    assert text_of(resolved) == text


@pytest.mark.parametrize("page_id", PAGES)
def test_pieces_give_back_the_page(page_id: str) -> None:
    row = next(each for each in parquet_rows(ROOT, "pages") if each["page_id"] == page_id)
    found = "".join(piece.text for piece in layout.pieces(row))
    assert found == row["text"]
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
