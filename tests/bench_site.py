"""What the site of more pages costs: ``make bench``. Times are this machine's, in this run."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from sites import mkdocs, multiply, with_docs
from support import copy_real, winnow
from winnow.cli import terminal
from winnow.cli.common import plan
from winnow.read import guidelines
from winnow.read.paths import Paths
from winnow.site.build import files, write

COPIES = (1, 10, 100)
"""How often each of the three pages stands in the corpus."""


def main() -> None:
    """Print a table: pages, time to write the browser and to build the site, and what it holds."""
    print("pages  written in  built in  files      MB  largest of browse/, search index")
    for copies in COPIES:
        with tempfile.TemporaryDirectory() as folder:
            print(_line(Path(folder), copies), flush=True)


def _line(folder: Path, copies: int) -> str:
    root = with_docs(copy_real(folder / "tree"))
    made = winnow("site", "--root", root)
    assert made.code == 0, made.out[:2000]
    paths = Paths(multiply(root, copies))
    planned, corpus = plan(paths, terminal.Format.TEXT)
    begun = time.perf_counter()
    write(files(planned.rows, corpus, planned.figures, guidelines.read(paths)[0]), paths.docs)
    middle = time.perf_counter()
    done = mkdocs(root, folder / "site")
    assert done.returncode == 0, done.stderr[:2000]
    ended = time.perf_counter()
    site = folder / "site"
    sizes = {
        each.relative_to(site).as_posix(): each.stat().st_size
        for each in site.rglob("*")
        if each.is_file()
    }
    own = {
        name.removeprefix("browse/"): size
        for name, size in sizes.items()
        if name.startswith("browse/")
    }
    largest = max(own, key=lambda name: own[name])
    return (
        f"{3 * copies:>5}  {middle - begun:>8.1f} s  {ended - middle:>6.1f} s  {len(sizes):>5}  "
        f"{sum(sizes.values()) / 1e6:>6.1f}  {largest} {own[largest] / 1e6:.2f} MB, "
        f"{sizes['search/documents.js'] / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()
