"""The folder of the browser below ``docs/``: what is made, written; what is no longer, removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
