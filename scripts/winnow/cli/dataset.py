"""Commands that check, build and verify a dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from winnow.checks import load as corpus
from winnow.cli import terminal
from winnow.cli.common import HERE, Output, Root, below, load, paths_of, plan
from winnow.dataset import diff, write
from winnow.dataset import verify as verification
from winnow.model.passes import SHARED
from winnow.model.problem import Problem
from winnow.release import verify as sealed

PAGE_FOLDERS = ("dataset/sources", "dataset/annotations/gold")
"""Where each page has a file of its own."""

IN_RELEASE = (
    "every file against SHA256SUMS, no file besides them, all forms of the metadata, and rows, "
    "if any, against their logical hashes"
)

LOADING = """\
from datasets import load_dataset
segments = load_dataset("{dataset}", "boilerplate", split="test")
print(segments[0]["text"], segments.features["kind"].int2str(segments[0]["kind"]))
"""


def check(
    pages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PAGE", help="Ids of pages; all where none is given."),
    ] = None,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check sources, annotations and schemas, and report every problem at once.

    With PAGE, problems of other pages are left out; those of shared files are told all the same.
    Independent passes are held to rules of levels 1 to 3; what breaks other rules there is only
    remarked on.
    """
    paths = paths_of(root)
    loading, _ = load(paths)
    wanted = set(pages or loading.page_ids)
    index = paths.relative(paths.sources_index)
    unknown = sorted(wanted - set(loading.page_ids) - _strangers(loading))
    if unknown and not any(problem.file == index for problem in loading.problems):
        ids = ", ".join(loading.page_ids) or "none"
        terminal.wrong_call(f"no such page: {', '.join(unknown)}. The ids of the pages are: {ids}")
    others = set(loading.page_ids) - wanted
    problems, remarks = (
        [problem for problem in found if _page_of(problem) not in others]
        for found in (loading.problems, loading.remarks)
    )
    fine = f"{terminal.count(len(wanted), 'page')} checked, no problems."
    terminal.report(problems, output, fine=fine, remarks=remarks)


def build(
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say what a build would change."),
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check everything, then build the dataset folder; where problems are found, touch nothing."""
    paths = paths_of(root)
    with write.lock(paths.dataset):
        made, loaded = plan(paths, output)
        if only_check:
            stale = below(Path("dataset"), diff.differences(made, paths.dataset, loaded.schemas))
            told = [*stale, *diff.root_differences(made, paths.root)]
            terminal.report(told, output, fine="What was built is current.")
            return
        try:
            changed = write.commit(made.files, paths.dataset)
            changed = write.write_root_files(made.root_files, paths.root) or changed
        except OSError as error:
            terminal.failed(
                f"{error.filename2 or error.filename or paths.dataset}: cannot be written: "
                f"{error.strerror or error}. The dataset is whole, as it was or as it is to be; "
                "mend this and build again"
            )
    if output is terminal.Format.JSON:
        rows = {config.name: config.rows for config in made.configs}
        typer.echo(json.dumps({"changed": changed, "rows": rows}))
        return
    said = "Built" if changed else "Already current:"
    metadata = loaded.metadata
    typer.echo(f"{said} {paths.dataset}, {metadata['name']} {metadata['version']}:")
    for config in made.configs:
        size = sum(map(len, config.files.values())) / 1000
        typer.echo(f"  {config.name:<12} {terminal.count(config.rows, 'row'):>9}  {size:7.1f} kB")
    typer.echo("\nLoad it in Python:\n")
    folder = paths.dataset.as_posix()
    shown = folder if paths.dataset.is_absolute() else f"./{folder}"
    for line in LOADING.format(dataset=shown).splitlines():
        typer.echo(f"  {line}")


def verify(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            help="A built dataset folder, or a release as a folder or an archive; dataset/ under "
            "the root where none is given.",
        ),
    ] = None,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Recompute the hashes of a dataset folder or a release; say what is missing or damaged.

    Of a release: every file against its checksums, rows against their logical hashes, and all
    forms of the metadata against each other. Of a dataset folder: what was built, the licence, the
    texts and the annotation files (with metadata.json and sources.json) against the digests of the
    last build. Whether the build is current and the annotations are sound, `winnow build --check`
    says.
    """
    details = None
    folder = path or paths_of(root).dataset
    fine = ""
    if folder.is_file():
        found = sealed.verify_archive(folder)
        problems = below(folder.parent, found) if folder.parent != Path() else iter(found)
        fine = f"{folder}: the release in it is complete and undamaged ({IN_RELEASE})"
        beside = folder.with_name(folder.name + sealed.SIDECAR).exists()
        fine += ", and so is the archive." if beside else f"; no {sealed.SIDECAR} is beside it."
    elif not folder.is_dir():
        terminal.wrong_call(f"{folder} is neither a folder nor an archive")
    elif sealed.is_release(folder):
        problems = below(folder, sealed.verify(folder))
        fine = f"{folder}: the release is complete and undamaged ({IN_RELEASE})."
    else:
        faults = verification.verify(folder)
        problems = below(folder, faults)
        if not faults:
            covered = verification.coverage(folder)
            fine = _described(folder, covered)
            details = {"verified": covered}
    terminal.report(problems, output, fine=fine, details=details)


def _described(folder: Path, covered: dict[str, int]) -> str:
    """The message on a dataset folder in which all that can be verified is undamaged."""
    message = (
        f"{folder}: complete and undamaged: {terminal.count(covered['configs'], 'Parquet file')} "
        "and the logical hashes of their rows, card, manifest, licence, "
        f"{terminal.count(covered['metadata'], 'file')} of metadata and datasheet, "
        f"{terminal.count(covered['sources'], 'text')}"
    )
    if not covered["annotations"]:
        return (
            f"{message}. Annotation files were not verified: the manifest has no digests of them."
        )
    return f"{message}, {terminal.count(covered['annotations'], 'annotation file')}."


def _page_of(problem: Problem) -> str | None:
    """The id of the page whose own file a problem is in; None for shared files."""
    file = Path(problem.file)
    folder = file.parent.as_posix()
    in_pass = folder.startswith("dataset/annotations/passes/") and file.name not in SHARED
    return file.stem if in_pass or folder in PAGE_FOLDERS else None


def _strangers(loading: corpus.Loading) -> set[str]:
    """Ids of pages that have a file but no entry in the index."""
    files = [Path(problem.file) for problem in loading.problems]
    return {file.stem for file in files if file.parent.as_posix() in PAGE_FOLDERS}
