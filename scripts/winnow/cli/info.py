"""The command that describes a dataset folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from winnow import __version__
from winnow.cli import terminal
from winnow.cli.common import HERE, Output, Root, paths_of
from winnow.model.describe import count
from winnow.model.json import Json
from winnow.read.files import read_json


def info(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            help="Dataset folder, unpacked release or repository; dataset/ under the root by "
            "default.",
        ),
    ] = None,
    output: Output = terminal.Format.TEXT,
    root: Root = HERE,
) -> None:
    """Describe a dataset: version, pages, configs with rows and logical hashes, location.

    Text has the first 12 digits of each hash, json all.

    This is what the folder states; `winnow verify` compares the statements with the files.
    """
    folder = path or paths_of(root).dataset
    if (folder / "dataset/metadata.json").is_file():
        folder /= "dataset"
    metadata = read_json(folder / "metadata.json", "metadata.json").value
    manifest = read_json(folder / "manifest.json", "manifest.json").value
    try:
        data = _description(folder.resolve(), metadata, manifest)
    except (LookupError, TypeError, AttributeError):
        terminal.wrong_call(
            f"{folder} is not a dataset folder: metadata.json or manifest.json is missing or not "
            "as Winnow writes it"
        )
    if output is terminal.Format.JSON:
        typer.echo(json.dumps(data, indent=2))
        return
    licences = "; ".join(f"{name}: {spdx or 'none'}" for name, spdx in data["licences"].items())
    missing = count(len(data["missing"]), "file")
    state = "yes" if data["built"] else "no; build it: winnow build"
    for name, value in (
        ("dataset", f"{data['name']} {data['version']}"),
        ("folder", data["path"]),
        ("licences", f"{licences} (see LICENSE.md)"),
        ("built", f"no, {missing} missing: winnow verify" if data["missing"] else state),
        ("program", f"winnow {data['program']}"),
        ("pages", data["pages"]),
    ):
        typer.echo(f"{name:<9} {value}")
    if data["configs"]:
        typer.echo(f"\n{'config':<12} {'rows':>6}  logical hash")
    for name, config in data["configs"].items():
        typer.echo(f"{name:<12} {config['rows']:>6}  {config['logical_hash'][:12]}")


def _description(folder: Path, metadata: Json, manifest: Json) -> Json:
    """What metadata and manifest state; a folder that was never built has no manifest.

    Raises ``LookupError``, ``TypeError`` or ``AttributeError`` if they are not as a build writes
    them.
    """
    configs = manifest["configs"] if manifest else {}
    files = [folder / file["path"] for config in configs.values() for file in config["files"]]
    missing = [file.relative_to(folder).as_posix() for file in files if not file.is_file()]
    return {
        "name": metadata["name"],
        "version": manifest["version"] if manifest else metadata["version"],
        "program": __version__,
        "path": str(folder),
        "licences": {licence["applies_to"]: licence["spdx"] for licence in metadata["licences"]},
        "built": bool(files) and not missing,
        "missing": missing,
        "pages": configs["pages"]["rows"] if configs else len(list(folder.glob("sources/*.txt"))),
        "configs": {
            name: {"rows": config["rows"], "logical_hash": config["logical_hash"]}
            for name, config in configs.items()
        },
    }
