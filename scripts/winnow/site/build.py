"""All generated files of the browser, and how they are written to docs/browse/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow.dataset.metadata import citation
from winnow.model.corpus import Corpus
from winnow.model.json import Json
from winnow.model.layers import LAYERS
from winnow.site import entity, explore, figures, lists, page
from winnow.site.view import Rows, View

LIBRARIES = {
    "dataTables.min.js": "datatables.net/js/dataTables.min.js",
    "dataTables.licence.txt": "datatables.net/License.txt",
    "jquery.min.js": "jquery/dist/jquery.min.js",
    "jquery.licence.txt": "jquery/LICENSE.txt",
    "iframe-worker.js": "iframe-worker/shim/index.js",
    "iframe-worker.licence.txt": "iframe-worker/LICENSE",
}
"""What a browser loads besides Winnow's own scripts: name in ``lib/``, and path of the package."""

ENDINGS = (".md", ".js", ".txt")
"""Files that are made, and those that are removed where they are no longer."""


@dataclass(frozen=True)
class Written:
    """How many files were written anew, were current, and were removed; ``missing`` libraries."""

    written: int
    current: int
    removed: int
    missing: tuple[str, ...]


def write(files: Iterable[tuple[str, str]], docs: Path) -> Written:
    """Bring ``docs/browse/`` in line with the files that are made, and with the libraries.

    A file that is as it should be is left alone, so that a server that watches the folder stays
    calm; one that is not is replaced as a whole. Raises ``OSError`` where the disk refuses.
    """
    folder = docs / "browse"
    modules = docs / "libraries" / "node_modules"
    missing = tuple(name for name, path in LIBRARIES.items() if not (modules / path).is_file())
    made: set[Path] = set()
    written = 0
    for path, data in _everything(files, modules, missing):
        assert folder / path not in made, f"{path} is made twice"
        made.add(folder / path)
        written += _bring(folder / path, data)
    removed = 0
    for file in list(folder.rglob("*")):
        if file.is_file() and file.suffix in ENDINGS and file not in made:
            file.unlink()
            removed += 1
    return Written(written, len(made) - written, removed, missing)


def _everything(
    files: Iterable[tuple[str, str]], modules: Path, missing: tuple[str, ...]
) -> Iterator[tuple[str, bytes]]:
    for path, text in files:
        yield path, text.encode()
    for name, path in LIBRARIES.items():
        if name not in missing:
            yield f"lib/{name}", (modules / path).read_bytes()


def _bring(file: Path, data: bytes) -> bool:
    """Whether the file had to be written."""
    if file.is_file() and file.read_bytes() == data:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    staged = file.with_name(f".{file.name}")
    staged.write_bytes(data)
    staged.replace(file)
    return True


MARKS = {
    "articles": "articles on the pages, main or related",
    "segments": "pieces of lines, each of one kind: headline, paragraph, promotion …",
    "sentences": "sentences, within segments",
    "mentions": "names, dates and numbers, with their entities",
    "quotations": "stretches in quotation marks, with speaker and reporting word",
    "stances": "stances: holder, target, polarity, basis, and the words that show them",
}
"""What each layer marks, in a phrase."""


def home_files(view: View) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the parts, which the first page takes in."""
    yield "parts/home.md", _home(view)
    yield "parts/cite.md", _cite(view)


def _home(view: View) -> str:
    lines = ["| layer | what is marked | in all |", "|---|---|---|"]
    for layer in LAYERS:
        count = sum(len(row[layer]) for row in view.pages)
        lines.append(f"| {layer} | {MARKS[layer]} | {count} |")
    entries, given = len(view.entities), len(view.rows.get("passes", ()))
    lines += [
        f"| registry | entities, unnamed actors, issues, the same on every page | {entries} |",
        f"| passes | annotations as independent readings gave them | {given} |",
        f"| **pages** | **as they were scraped** | **{len(view.pages)}** |",
    ]
    return "\n".join(lines) + "\n"


def _cite(view: View) -> str:
    about = view.corpus.metadata
    return f"> {citation.apa(about)}\n\n```bibtex\n{citation.bibtex(about)}\n```\n"


def files(rows: Rows, corpus: Corpus, figured: Json) -> Iterator[tuple[str, str]]:
    """Path and content of each file, one after the other, so that they need not all be held.

    ``rows`` are those of each config as they were built, ``figured`` the figures of the build.
    """
    view = View(rows, corpus)
    for index, row in enumerate(view.pages):
        yield f"pages/{row['page_id']}.md", page.page(view, index, lists.list_file(index))
    yield from lists.of_pages(view)
    yield from entity.pages(view)
    yield from lists.of_entities(view)
    yield from explore.files(view)
    yield "figures.md", figures.page(rows, figured)
    yield from home_files(view)
