"""Commands that build and verify a dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Output, Root, below, paths_of, plan
from winnow.dataset import diff, write
from winnow.dataset import verify as verification
from winnow.model.describe import count
from winnow.model.schemas import LOCK
from winnow.read.paths import Paths
from winnow.read.schemas import extend_lock
from winnow.release import verify as sealed

IN_RELEASE = (
    "every file against SHA256SUMS, no other files, all forms of the metadata, and the rows, if "
    "any, against their logical hashes"
)

LOADING = """\
from datasets import load_dataset
segments = load_dataset("{dataset}", "boilerplate", split="test")
print(segments[0]["text"], segments.features["kind"].int2str(segments[0]["kind"]))
"""


def build(
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; list what a build would change."),
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check everything as `winnow check` does, then build the dataset folder.

    If there are problems, nothing in dataset/ is written. New labels are added to the lock of
    labels. With --check, report whether the built files are current.
    """
    paths = paths_of(root)
    with write.lock(paths.dataset):
        if not only_check:
            _extend_lock(paths)
        planned, corpus = plan(paths, output)
        if only_check:
            stale = below(Path("dataset"), diff.differences(planned, paths.dataset, corpus.schemas))
            problems = [*stale, *diff.root_differences(planned, paths.root)]
            terminal.report(problems, output, "What was built is current.", limit=terminal.MOST)
            return
        try:
            changed = write.commit(planned.files, paths.dataset)
            changed = write.write_root_files(planned.root_files, paths.root) or changed
        except OSError as error:
            terminal.failed(
                f"{error.filename2 or error.filename or paths.dataset}: cannot be written: "
                f"{error.strerror or error}. The dataset is complete, in its old or new state; "
                "fix this and build again"
            )
    if output is terminal.Format.JSON:
        rows = {config.name: config.rows for config in planned.configs}
        typer.echo(json.dumps({"changed": changed, "rows": rows}))
        return
    outcome = "Built" if changed else "Already current:"
    metadata = corpus.metadata
    typer.echo(f"{outcome} {paths.dataset}, {metadata['name']} {metadata['version']}:")
    for config in planned.configs:
        size = sum(map(len, config.files.values())) / 1000
        typer.echo(f"  {config.name:<12} {count(config.rows, 'row'):>9}  {size:7.1f} kB")
    typer.echo("\nLoad it in Python:\n")
    folder = paths.dataset.as_posix()
    shown = folder if paths.dataset.is_absolute() else f"./{folder}"
    for line in LOADING.format(dataset=shown).splitlines():
        typer.echo(f"  {line}")


def _extend_lock(paths: Paths) -> None:
    try:
        for label in extend_lock(paths.schema):
            typer.echo(f"Added to {Paths.schema}/{LOCK}: {label}", err=True)
    except OSError as error:
        terminal.failed(f"{paths.schema / LOCK}: cannot be written: {error.strerror or error}")


def verify(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            help="Built dataset folder, or release as a folder or an archive; dataset/ under the "
            "root by default.",
        ),
    ] = None,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Check that a copy of a dataset or a release is complete and undamaged.

    In a release, every file is compared with its checksum, rows with their logical hashes, and all
    forms of the metadata with each other. In a dataset folder, built files, licence, texts and
    annotation files (with metadata.json and sources.json) are compared with the digests of the
    last build. Whether the build is current and the annotations are valid is reported by
    `winnow build --check`.
    """
    details = None
    folder = path or paths_of(root).dataset
    success = ""
    if folder.is_file():
        in_archive = sealed.verify_archive(folder)
        problems = below(folder.parent, in_archive) if folder.parent != Path() else iter(in_archive)
        success = f"{folder}: the release in it is complete and undamaged ({IN_RELEASE})"
        has_sidecar = folder.with_name(folder.name + sealed.SIDECAR).exists()
        success += (
            ", and so is the archive." if has_sidecar else f"; no {sealed.SIDECAR} is next to it."
        )
    elif not folder.is_dir():
        terminal.wrong_call(f"{folder} is neither a folder nor an archive")
    elif sealed.is_release(folder) and not (folder / "dataset").is_dir():
        problems = below(folder, sealed.verify(folder))
        success = f"{folder}: the release is complete and undamaged ({IN_RELEASE})."
    else:
        in_folder = verification.verify(folder)
        problems = below(folder, in_folder)
        if not in_folder:
            coverage = verification.coverage(folder)
            success = _described(folder, coverage)
            details = {"verified": coverage}
    terminal.report(problems, output, success, details=details, limit=terminal.MOST)


def _described(folder: Path, coverage: dict[str, int]) -> str:
    """The message on an undamaged dataset folder."""
    message = (
        f"{folder}: complete and undamaged: {count(coverage['configs'], 'Parquet file')} "
        "and the logical hashes of their rows, card, manifest, licence, "
        f"{count(coverage['metadata'], 'file')} of metadata and datasheet, "
        f"{count(coverage['sources'], 'text')}"
    )
    if not coverage["annotations"]:
        return (
            f"{message}. Annotation files were not verified: the manifest has no digests of them."
        )
    return f"{message}, {count(coverage['annotations'], 'annotation file')}."
