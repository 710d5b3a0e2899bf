"""Run the baselines offline and write their tables into docs/baselines.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from baselines import docs, results
from baselines.catalogue import BASELINES
from winnow.score import load


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 written or current, 1 a problem, 2 wrong usage."""
    parser = argparse.ArgumentParser("python -m baselines", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing, and report whether the page is current, except for the rows of "
        "trained baselines, which can differ between processors",
    )
    parser.add_argument(
        "--root", type=Path, default=Path(), help=f"folder with dataset/ and {docs.PATH}"
    )
    options = parser.parse_args(arguments)
    dataset, file = options.root / "dataset", options.root / docs.PATH
    if not dataset.is_dir() or not file.is_file():
        missing = file if dataset.is_dir() else dataset
        parser.error(f"{missing} does not exist; run this in the repository, or name it: --root")
    try:
        before = file.read_text(encoding="utf-8")
        after = _page(before, dataset)
        if not options.check:
            file.write_text(after, encoding="utf-8")
    except PackageNotFoundError as error:
        return _problem(f"the package {error.name} is not installed: make baselines installs it")
    except UnicodeDecodeError as error:
        return _problem(f"{file}: not UTF-8 ({error}); restore it from version control")
    except (OSError, ValueError) as error:
        return _problem(str(error))
    if options.check and docs.without_trained(after) != docs.without_trained(before):
        return _problem(f"{docs.PATH} is not current: make baselines writes it again")
    print(f"{docs.PATH} is current." if options.check else f"{docs.PATH} is written.")  # noqa: T201
    return 0


def _page(page: str, dataset: Path) -> str:
    """The page with new tables."""
    results.packages()
    gold = load(dataset)
    scored = []
    for number, result in enumerate(results.results(gold), start=1):
        name = f"{result.baseline.task}, {result.baseline.name}"
        _report(f"{number} of {len(BASELINES)}: {name}")
        scored.append(result)
    return docs.fill_in(page, docs.blocks(scored, list(results.pipelines(gold))))


def _report(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def _problem(message: str) -> int:
    _report(f"baselines: {message}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
