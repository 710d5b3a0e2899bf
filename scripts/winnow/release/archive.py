"""Archives of releases: the same bytes on every run, and unpacked without trust."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from winnow import release_rules as rules
from winnow.problems import Problem, shortened

SUFFIX = ".tar.gz"
MODE = 0o644


def pack(files: Mapping[str, bytes], folder: str, seconds: int) -> bytes:
    """An archive of one folder; ``seconds`` since 1970 is the time that all of its files get.

    Sorted names, no owner, no time of packing: the bytes depend on the files and on zlib alone.
    """
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=packed, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted(files):
            member = tarfile.TarInfo(f"{folder}/{path}")
            member.size, member.mode, member.mtime = len(files[path]), MODE, seconds
            tar.addfile(member, io.BytesIO(files[path]))
    return packed.getvalue()


def unpack(archive: Path, target: Path) -> tuple[Path | None, list[Problem]]:
    """Unpack into a folder that is there; gives the one folder within, or what is wrong.

    Files in the problems are named after the archive.
    """
    try:
        with gzip.open(archive) as zipped, tarfile.open(fileobj=zipped, mode="r:") as tar:
            members = tar.getmembers()
            if fault := _fault(members):
                return None, [rules.ARCHIVE_DAMAGED.at(archive.name, "", fault)]
            tar.extractall(target, filter="data")
            while zipped.read(1 << 20):  # to the end, where the checksum stands
                pass
    except gzip.BadGzipFile:
        message = "is no archive that gzip made, or damaged"
        return None, [rules.ARCHIVE_DAMAGED.at(archive.name, "", message)]
    except (OSError, EOFError, zlib.error, tarfile.TarError, ArithmeticError, ValueError) as error:
        message = f"cannot be unpacked: {shortened(str(error), 90)}"
        return None, [rules.ARCHIVE_DAMAGED.at(archive.name, "", message)]
    return target / PurePosixPath(members[0].name).parts[0], []


def _fault(members: list[tarfile.TarInfo]) -> str | None:
    """Why these members are not those of a release."""
    if not members:
        return "holds nothing"
    seen: set[str] = set()
    tops = set()
    for member in members:
        path = PurePosixPath(member.name)
        shown = shortened(member.name, 60)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            return f"holds {shown}, a path outside its folder"
        if member.isdir():
            tops.add(path.parts[0])
            continue
        if not member.isfile():
            return f"holds {shown}, which is no plain file"
        if len(path.parts) < 2:
            return f"holds {shown} beside its folder"
        if member.name in seen:
            return f"holds {shown} twice"
        seen.add(member.name)
        tops.add(path.parts[0])
    return None if len(tops) == 1 else f"holds {len(tops)} folders instead of one"
