"""All generated files of the browser, and how they are written to docs/browse/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from winnow.dataset.metadata import citation
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site import doubt, entity, examples, explore, figures, home, lists, page
from winnow.site.templates import text_of
from winnow.site.view import Rows, View

LIBRARIES = {
    "iframe-worker.js": "iframe-worker/shim/index.js",
    "iframe-worker.licence.txt": "iframe-worker/LICENSE",
    "sql-wasm.js": "sql.js/dist/sql-wasm-browser.js",
    "sql-wasm.wasm": "sql.js/dist/sql-wasm-browser.wasm",
    "sql.licence.txt": "sql.js/LICENSE",
    "hyparquet": "hyparquet/src",
    "hyparquet.licence.txt": "hyparquet/LICENSE",
    "fzstd.js": "fzstd/umd/index.js",
    "fzstd.licence.txt": "fzstd/LICENSE",
}
"""Third-party files that a browser loads: name in ``lib/``, and path below ``node_modules``.

Of a folder, the modules are copied.
"""

SUFFIXES = (".md", ".js", ".txt", ".csv", ".json", ".jsonl", ".parquet", ".wasm")
"""Suffixes of generated files; other files in docs/browse/ are never removed."""


@dataclass(frozen=True)
class Written:
    """How many files were written, were current, and were removed; ``missing`` libraries."""

    written: int
    current: int
    removed: int
    missing: tuple[str, ...]


def write(files: Iterable[tuple[str, str | bytes]], docs: Path) -> Written:
    """Write the files and the libraries to ``docs/browse/``, and remove files of earlier runs.

    A current file is not touched, so that a server that watches the folder reloads nothing; any
    other is replaced atomically. Raises ``OSError`` if a file cannot be written.
    """
    folder = docs / "browse"
    modules = docs / "libraries" / "node_modules"
    missing = tuple(name for name, path in LIBRARIES.items() if not (modules / path).exists())
    paths: set[Path] = set()
    written = 0
    for name, data in _with_libraries(files, modules, missing):
        path = folder / name
        assert path not in paths, f"{name} is generated twice"
        paths.add(path)
        written += _write_if_changed(path, data)
    outdated = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in SUFFIXES and path not in paths
    ]
    for path in outdated:
        path.unlink()
    return Written(written, len(paths) - written, len(outdated), missing)


def _with_libraries(
    files: Iterable[tuple[str, str | bytes]], modules: Path, missing: tuple[str, ...]
) -> Iterator[tuple[str, bytes]]:
    for name, content in files:
        yield name, content.encode() if isinstance(content, str) else content
    for name, path in LIBRARIES.items():
        if (modules / path).is_dir():
            for module in sorted((modules / path).glob("*.js")):
                yield f"lib/{name}/{module.name}", module.read_bytes()
        elif name not in missing:
            yield f"lib/{name}", (modules / path).read_bytes()


def _write_if_changed(path: Path, data: bytes) -> bool:
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}")
    staged.write_bytes(data)
    staged.replace(path)
    return True


def files(
    rows: Rows, corpus: Corpus, figures_of_build: Json, guidelines: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Path below ``docs/browse/`` and content of each generated file, one at a time.

    ``rows`` are the built rows of each config, ``guidelines`` the pages of the guidelines with
    current example lines.
    """
    view = View(rows, corpus)
    for index, row in enumerate(view.pages):
        yield f"pages/{row['page_id']}.md", page.page(view, index, lists.list_file(index))
    yield from lists.of_pages(view)
    yield from entity.files(view)
    yield from doubt.files(view)
    yield from explore.files(view)
    yield "parts/guidelines.json", examples.parts(guidelines, view)
    yield "figures.md", figures.page(rows, figures_of_build)
    yield "parts/welcome.md", home.part(view)
    descriptions = corpus.schemas.label_options("layer")
    yield (
        "parts/home.md",
        text_of(
            "home.md",
            counts={layer: sum(len(row[layer]) for row in view.pages) for layer in LAYERS},
            descriptions={option["const"]: option["description"] for option in descriptions},
            entries=len(view.entities),
            readings=len(rows.get("passes", ())),
            pages=len(view.pages),
        ),
    )
    about = corpus.metadata
    yield (
        "parts/cite.md",
        text_of("cite.md", apa=citation.apa(about), bibtex=citation.bibtex(about)),
    )
