"""Commands that make a release, and that restore the dataset from a standoff release."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from winnow.cli import terminal
from winnow.cli.common import HERE, Output, Root, below, paths_of, plan
from winnow.dataset import build, card, diff, write
from winnow.dataset.build import Build
from winnow.dataset.metadata import citation
from winnow.model.corpus import Corpus
from winnow.model.describe import count
from winnow.model.json import Json
from winnow.read.paths import Paths
from winnow.read.schemas import violations
from winnow.release import (
    archive,
    changes,
    gate,
    git,
    leaks,
    make,
    rehydrate,
    semver,
    snapshot,
    standoff,
    verify,
)


def release(
    doi: Annotated[
        str | None, typer.Option(help="DOI that a repository host reserved for this version.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Page on which this version will be published.")
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option(
            metavar="RELEASE",
            help="Previous release: a folder, an archive or a git revision. Default: the latest "
            "release in dist/ or with a git tag (v and the version).",
        ),
    ] = None,
    first: Annotated[
        bool, typer.Option("--first", help="Do not require a previous release.")
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Make a release of the version in metadata.json in dist/, in full and in standoff form.

    Everything must be committed, checked and built; the version must be new; the version step must
    be large enough for the changes; ids must not be reused. If there are problems, nothing is
    written. An existing release is never overwritten. The DOI and the URL are written to every file
    of the release that contains them.
    """
    paths = paths_of(root)
    if first and previous:
        terminal.wrong_call("--first and --previous cannot be used together")
    with write.lock(paths.dataset):
        corpus, planned, template, since = _ready(paths, output, previous, first)
        corpus, planned = _addressed(corpus, planned, template, paths, {"doi": doi, "url": url})
        front, _ = template
        full, standoff_form = make.forms(corpus, planned, front, paths)
        problems = list(leaks.page_text(corpus, standoff_form.files))
        if since:
            problems += [
                *gate.doi_problems(corpus.metadata["doi"], since, paths),
                *leaks.withdrawn_text(since, full.files),
            ]
        if problems:
            terminal.report_and_exit(problems, output)
        try:
            written = make.write((full, standoff_form), corpus.metadata["date"], paths.releases)
        except OSError as error:
            where = error.filename2 or error.filename or paths.releases
            terminal.failed(f"{where}: {error.strerror}. Nothing was released")
        except archive.RefusedError as error:
            terminal.failed(f"the archive {error}. Nothing was released")
    reworded = semver.reworded(since) if since else []
    if output is terminal.Format.JSON:
        files = [path.as_posix() for path in written]
        typer.echo(json.dumps({"written": files, "reworded": reworded}))
        return
    typer.echo(f"Released {corpus.metadata['name']} {corpus.metadata['version']}:")
    for path in written:
        typer.echo(f"  {path}{'/' if path.is_dir() else ''}")
    if reworded:
        typer.echo(
            f"Descriptions changed: {', '.join(reworded)}. If the changes affect the meaning of a "
            "label or an offset, the step must be major."
        )
    typer.echo("Next steps: docs/releasing.md.")


def _ready(
    paths: Paths, output: terminal.Format, previous: str | None, first: bool
) -> tuple[Corpus, Build, card.Template, changes.Changes | None]:
    """Corpus, build and template of the release, and the changes since the previous release.

    If there are problems, they are reported and the command ends.
    """
    planned, corpus = plan(paths, output)
    template, in_template = card.read(paths.card, paths.relative(paths.card))
    problems = list(in_template)
    stale = diff.differences(planned, paths.dataset, corpus.schemas)
    problems.extend(below(Path("dataset"), stale))
    problems.extend(diff.root_differences(planned, paths.root))
    problems.extend(git.tree(paths))
    problems.extend(gate.missing_files(paths))
    since = None
    version_problems = list(gate.version_problems(corpus.metadata, paths))
    problems.extend(version_problems)
    if not version_problems:
        before, not_readable = gate.previous(corpus.metadata, paths, previous, first=first)
        problems.extend(not_readable)
        if before is not None:
            try:
                since = gate.changes_since(before, paths)
            except snapshot.UnreadableError as error:
                terminal.wrong_call(str(error))
            known = gate.released(corpus.metadata, paths)
            problems.extend(gate.previous_problems(since, known, paths))
            problems.extend(gate.change_problems(since, paths))
    if problems or template is None:
        terminal.report_and_exit(problems, output)
    return corpus, planned, template, since


def _addressed(
    corpus: Corpus,
    planned: Build,
    template: card.Template,
    paths: Paths,
    options: dict[str, str | None],
) -> tuple[Corpus, Build]:
    """The corpus and the build with the DOI and URL from the options."""
    addresses = {key: value for key, value in options.items() if value is not None}
    if "doi" in addresses:
        addresses["doi"] = addresses["doi"].removeprefix(citation.RESOLVER)
    if not addresses:
        return corpus, planned
    metadata: Json = corpus.metadata | addresses
    for problem in violations(corpus.schemas, metadata, "metadata", "metadata.json"):
        terminal.wrong_call(f"--{problem.place}: {problem.message}")
    addressed: Corpus = replace(corpus, frame=replace(corpus.frame, metadata=metadata))
    replanned, problems = build.plan(addressed, template, paths)
    if replanned is None:
        terminal.failed(problems[0].message)
    return addressed, replanned


def rehydrated(
    path: Annotated[
        Path, typer.Argument(metavar="STANDOFF", help="Standoff release: folder or archive.")
    ],
    texts: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="Folder with your copies of the pages, with any file names."
        ),
    ],
    target: Annotated[
        Path | None,
        typer.Option(
            "--target",
            metavar="FOLDER",
            help="Folder to write. Default: NAME-VERSION-rehydrated.",
        ),
    ] = None,
    output: Output = terminal.Format.TEXT,
) -> None:
    """Restore the dataset from a standoff release and your own copies of the pages.

    The copies must be byte for byte the released pages. If a copy differs, the first difference and
    a possible repair are reported, and nothing is written.
    """
    if not texts.is_dir():
        terminal.wrong_call(f"{texts} is not a folder")
    with _unpacked(path, output) as folder:
        if not (folder / standoff.FILE).is_file():
            terminal.wrong_call(f"{path} is not a standoff release: it has no {standoff.FILE}")
        later = rehydrate.later_layout(folder)
        if later is not None:
            terminal.wrong_call(
                f"{path} has version {later}, whose file layout this program does not know: use "
                "the program of that version"
            )
        if problems := list(below(path, verify.verify(folder))):
            terminal.report_and_exit(problems, output)
        try:
            pages, in_texts = rehydrate.read_texts(folder, texts)
            if in_texts:
                terminal.report_and_exit(below(texts, in_texts), output)
            restored, in_release = rehydrate.rehydrate(folder, pages)
        except rehydrate.BROKEN as error:
            restored, in_release = None, [rehydrate.not_understood(error)]
    if restored is None:
        terminal.report_and_exit(below(path, in_release), output)
    written = target or Path(f"{restored.name}-rehydrated")
    try:
        make.write_folder(restored.files, written.resolve())
    except OSError as error:
        terminal.failed(f"{error.filename or written}: {error.strerror}. Nothing was written")
    if output is terminal.Format.JSON:
        record = {
            "written": written.as_posix(),
            "restored": restored.restored,
            "remarks": restored.remarks,
        }
        typer.echo(json.dumps(record))
        return
    typer.echo(
        f"{written}/: {count(len(restored.files), 'file')}; {len(restored.restored)} of them are "
        "byte for byte the same as in the full release."
    )
    for remark in restored.remarks:
        typer.echo(f"Remark: {remark}.")


@contextmanager
def _unpacked(path: Path, output: terminal.Format) -> Iterator[Path]:
    """The folder of a release; an archive is unpacked into a temporary folder."""
    if path.is_dir():
        yield path
        return
    if not path.is_file():
        terminal.wrong_call(f"{path} is neither a folder nor an archive")
    with tempfile.TemporaryDirectory() as scratch:
        folder, problems = archive.unpack(path, Path(scratch))
        if folder is None:
            terminal.report_and_exit(problems, output)
        yield folder
