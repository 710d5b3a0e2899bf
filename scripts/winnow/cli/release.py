"""Commands on releases: make one, and bring one back from its standoff form."""

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
        str | None, typer.Option(help="The DOI that a host reserved for this version.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The page on which this version will be published.")
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option(
            metavar="RELEASE",
            help="The release before: a folder, an archive or a git revision. Without it, the "
            "latest in dist/ or with a tag (v and its version).",
        ),
    ] = None,
    first: Annotated[
        bool, typer.Option("--first", help="There need be no release before.")
    ] = False,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Make a release of the version in metadata.json: dist/, in full and in standoff form.

    Everything must be committed, checked and built; the version must be new and rise by enough;
    ids must mean what they meant. Where anything is amiss, nothing is written, and a release that
    is there is never overwritten. DOI and address, where given, go into every file that has them.
    """
    paths = paths_of(root)
    if first and previous:
        terminal.wrong_call("--first and --previous exclude each other")
    with write.lock(paths.dataset):
        loaded, made, template, since = _ready(paths, output, previous, first)
        loaded, made = _addressed(loaded, made, template, paths, {"doi": doi, "url": url})
        front, _ = template
        full, apart = make.forms(loaded, made, front, paths)
        left = list(leaks.page_text(loaded, apart.files))
        if since:
            left += [
                *gate.doi_problems(loaded.metadata["doi"], since, paths),
                *leaks.withdrawn_text(since, full.files),
            ]
        if left:
            terminal.report(left, output)
        try:
            written = make.write((full, apart), loaded.metadata["date"], paths.releases)
        except OSError as error:
            where = error.filename2 or error.filename or paths.releases
            terminal.failed(f"{where}: {error.strerror}. Nothing was released")
        except archive.RefusedError as error:
            terminal.failed(f"the archive {error}. Nothing was released")
    reworded = semver.reworded(since) if since else []
    if output is terminal.Format.JSON:
        told = {"written": [path.as_posix() for path in written], "reworded": reworded}
        typer.echo(json.dumps(told))
        return
    typer.echo(f"Released {loaded.metadata['name']} {loaded.metadata['version']}:")
    for path in written:
        typer.echo(f"  {path}{'/' if path.is_dir() else ''}")
    if reworded:
        typer.echo(
            f"Described in other words: {', '.join(reworded)}. Where that changes what a label or "
            "offset means, the step must be major."
        )
    typer.echo("docs/releasing.md says what comes next.")


def _ready(
    paths: Paths, output: terminal.Format, previous: str | None, first: bool
) -> tuple[Corpus, Build, card.Template, changes.Changes | None]:
    """Corpus, build and template of what may be released, and what changed since the last release.

    Problems end the command.
    """
    made, loaded = plan(paths, output)
    template, faults = card.read(paths.card, paths.relative(paths.card))
    problems = list(faults)
    stale = diff.differences(made, paths.dataset, loaded.schemas)
    problems.extend(below(Path("dataset"), stale))
    problems.extend(diff.root_differences(made, paths.root))
    problems.extend(git.tree(paths))
    problems.extend(gate.missing_files(paths))
    since = None
    taken = list(gate.version_problems(loaded.metadata, paths))
    problems.extend(taken)
    if not taken:
        before, unknown = gate.previous(loaded.metadata, paths, previous, first=first)
        problems.extend(unknown)
        if before is not None:
            try:
                since = gate.changes_since(before, paths)
            except snapshot.UnreadableError as error:
                terminal.wrong_call(str(error))
            known = gate.released(loaded.metadata, paths)
            problems.extend(gate.previous_problems(since, known, paths))
            problems.extend(gate.change_problems(since, paths))
    if problems or template is None:
        terminal.report(problems, output)
        raise typer.Exit(1)
    return loaded, made, template, since


def _addressed(
    loaded: Corpus, made: Build, template: card.Template, paths: Paths, given: dict[str, str | None]
) -> tuple[Corpus, Build]:
    """Corpus and build with DOI and address, where they are given."""
    told = {key: value for key, value in given.items() if value is not None}
    if "doi" in told:
        told["doi"] = told["doi"].removeprefix(citation.RESOLVER)
    if not told:
        return loaded, made
    metadata: Json = loaded.metadata | told
    for problem in violations(loaded.schemas, metadata, "metadata", "metadata.json"):
        terminal.wrong_call(f"--{problem.place}: {problem.message}")
    addressed: Corpus = replace(loaded, frame=replace(loaded.frame, metadata=metadata))
    again, problems = build.plan(addressed, template, paths)
    if again is None:
        terminal.failed(problems[0].message)
    return addressed, again


def rehydrated(
    path: Annotated[
        Path, typer.Argument(metavar="STANDOFF", help="A standoff release: folder or archive.")
    ],
    texts: Annotated[
        Path, typer.Option(help="Folder with your copy of the pages, under any file names.")
    ],
    target: Annotated[
        Path | None,
        typer.Option(
            "--target",
            metavar="FOLDER",
            help="Where to put it; by default NAME-VERSION-rehydrated.",
        ),
    ] = None,
    output: Output = terminal.Format.TEXT,
) -> None:
    """Make the dataset of a standoff release and your own copy of the pages.

    Each page must be the page to the last byte. A copy that differs is refused, with the first
    place that differs and what a repair might be; nothing is written then.
    """
    if not texts.is_dir():
        terminal.wrong_call(f"{texts} is not a folder")
    with _unpacked(path, output) as folder:
        if not (folder / standoff.FILE).is_file():
            terminal.wrong_call(f"{path} is no standoff release: it has no {standoff.FILE}")
        later = rehydrate.later_layout(folder)
        if later is not None:
            terminal.wrong_call(
                f"{path} is of version {later}, which laid its files out in a way that this "
                "program does not know: use the program of that version"
            )
        problems = below(path, verify.verify(folder))
        if listed := list(problems):
            terminal.report(listed, output)
        try:
            found, faults = rehydrate.read_texts(folder, texts)
            if faults:
                terminal.report(below(texts, faults), output)
            made, faults = rehydrate.rehydrate(folder, found)
        except rehydrate.BROKEN as error:
            made, faults = None, [rehydrate.not_understood(error)]
    if made is None:
        terminal.report(below(path, faults), output)
        raise typer.Exit(1)
    place = target or Path(f"{made.name}-rehydrated")
    try:
        make.write_folder(made.files, place.resolve())
    except OSError as error:
        terminal.failed(f"{error.filename or place}: {error.strerror}. Nothing was written")
    if output is terminal.Format.JSON:
        record = {"written": place.as_posix(), "restored": made.restored, "remarks": made.remarks}
        typer.echo(json.dumps(record))
        return
    typer.echo(
        f"{place}/: {terminal.count(len(made.files), 'file')}, of which {len(made.restored)} are "
        "byte for byte those of the full release."
    )
    for remark in made.remarks:
        typer.echo(f"Remark: {remark}.")


@contextmanager
def _unpacked(path: Path, output: terminal.Format) -> Iterator[Path]:
    """The folder of a release, unpacked for a while where it is an archive."""
    if path.is_dir():
        yield path
        return
    if not path.is_file():
        terminal.wrong_call(f"{path} is neither a folder nor an archive")
    with tempfile.TemporaryDirectory() as scratch:
        folder, problems = archive.unpack(path, Path(scratch))
        if folder is None:
            terminal.report(problems, output)
            raise typer.Exit(1)
        yield folder
