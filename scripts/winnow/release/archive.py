"""Archives of a release and their checksum files."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from winnow.model.hashes import sha256
from winnow.model.problem import Problem, shortened
from winnow.model.rules import RULES

SUFFIX = ".tar.gz"
MODE = 0o644

MAX_BYTES = 2**30
"""Maximum size of an unpacked archive: some hundred times a release of these pages."""

MAX_RATIO = 100
"""Maximum compression ratio of archives above ``SMALL``; texts and JSON reach 20."""

SMALL = 16 * 2**20
"""Bytes that any archive may unpack to, at any ratio."""

MAX_FILES = 100_000
"""Maximum number of members of an archive: files, and folders with an entry."""

MAX_PATH = 400
"""Maximum bytes of a path; schemas limit the names of dataset, pass and page to some 250."""

MAX_DEPTH = 10
"""Maximum parts of a path; ``annotations/passes/NAME/PAGE.json`` in its top folder has five."""

MAX_HEADERS = 2**20
"""Maximum bytes between the contents of two members."""


UNPACK = "if you trust it, unpack it yourself (tar -xzf) and verify the folder"


class RefusedError(Exception):
    """An archive is not that of a release; the message has the reason."""


class TooLargeError(RefusedError):
    """An archive is larger than this program unpacks."""


def pack(files: Mapping[str, bytes], folder: str, seconds: int) -> bytes:
    """An archive of one folder; ``seconds`` since 1970 is the modification time of all files.

    Names are sorted and there is no owner: the bytes depend on the files and on zlib alone.
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
    """Unpack into an existing folder; returns the one folder of the archive, or the problem.

    The whole archive is read and checked before any file is written. Files in the problems are
    named after the archive.
    """
    remedy = None
    try:
        top = check(archive)
        with _opened(archive) as (tar, unzipped):
            unzipped.expected = unzipped.allowed
            tar.extractall(target, filter="data")
        return target / top, []
    except TooLargeError as error:
        message, remedy = str(error), UNPACK
    except RefusedError as error:
        message = str(error)
    except zlib.error:
        message = "is damaged, or was not packed by gzip"
    except OSError as error:
        message = f"cannot be unpacked: {error.strerror or shortened(str(error), 90)}"
    except RecursionError:
        message = "cannot be unpacked: its headers are nested too deeply"
    except (EOFError, tarfile.TarError, ArithmeticError, ValueError) as error:
        message = f"cannot be unpacked: {shortened(str(error), 90)}"
    return None, [RULES["archive-damaged"].at(archive.name, "", message, remedy)]


class _Unzipped(io.RawIOBase):
    """The content of a file that is one gzip member, read once from beginning to end.

    ``count`` is the number of bytes read so far, ``content`` the number up to the last one that is
    not zero. Reading more than ``allowed`` or ``expected`` bytes raises ``TooLargeError``.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.count = self.content = 0
        self.allowed = min(MAX_BYTES, max(SMALL, MAX_RATIO * size))
        self.expected = MAX_HEADERS
        self._file = file
        self._zlib = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def read(self, size: int = 2**16) -> bytes:
        """At most ``size`` bytes; none at the end."""
        data = b""
        while not data and not self._zlib.eof:
            packed = self._zlib.unconsumed_tail or self._file.read(2**16)
            if not packed:
                raise EOFError("it ends too early")
            data = self._zlib.decompress(packed, size)
        self.count += len(data)
        if self.count > self.allowed:
            raise TooLargeError(f"unpacks to {MORE_THAN_BYTES.format(self.allowed)}")
        if self.count > self.expected:
            raise TooLargeError(f"has headers of {MORE_THAN_BYTES.format(MAX_HEADERS)}")
        if content := data.rstrip(b"\0"):
            self.content = self.count - len(data) + len(content)
        return data

    def finish(self) -> None:
        """Read to the end, where the checksum is, after which nothing may follow."""
        self.expected = self.allowed
        while self.read():
            pass
        if self._zlib.unused_data or self._file.read(1):
            raise RefusedError("has data after its end")


MORE_THAN_BYTES = "more than {:,} bytes, the limit for an archive of this size"


def check(archive: Path) -> str:
    """The name of the one folder in an archive, which is read to its end but not unpacked.

    Raises ``RefusedError``, and other exceptions of reading if the archive is damaged.
    """
    with _opened(archive) as (tar, unzipped):
        top = _top_folder(_members(tar, unzipped))
        unzipped.finish()
        if unzipped.content > max(map(_end, tar.getmembers())):
            raise RefusedError("has data after its last file")
    return top


@contextmanager
def _opened(archive: Path) -> Iterator[tuple[tarfile.TarFile, _Unzipped]]:
    """An archive read as a stream, so that no header can refer back."""
    with archive.open("rb") as file:
        unzipped = _Unzipped(file, archive.stat().st_size)
        with tarfile.open(fileobj=unzipped, mode="r|") as tar:
            yield tar, unzipped


def _end(member: tarfile.TarInfo) -> int:
    """Where the content of a member ends, padded to whole blocks."""
    return member.offset_data - (-member.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _members(tar: tarfile.TarFile, unzipped: _Unzipped) -> Iterator[tarfile.TarInfo]:
    """The members; at most ``MAX_HEADERS`` bytes are read from one content to the next."""
    for number, member in enumerate(tar, start=1):
        if number > MAX_FILES:
            raise TooLargeError(f"has more than {MAX_FILES:,} files, the limit for an archive")
        if unzipped.count + member.size > unzipped.allowed + tarfile.RECORDSIZE:
            raise TooLargeError(f"unpacks to {MORE_THAN_BYTES.format(unzipped.allowed)}")
        unzipped.expected = unzipped.count + member.size + MAX_HEADERS
        yield member


def _top_folder(members: Iterable[tarfile.TarInfo]) -> str:
    """The one folder that the members of a release are in."""
    entries: set[PurePosixPath] = set()
    files: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    for member in members:
        path = PurePosixPath(member.name)
        shown = shortened(member.name, 60)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise RefusedError(f"holds {shown}, a path outside its folder")
        if len(member.name.encode("utf-8", "replace")) > MAX_PATH:
            raise RefusedError(f"holds {shown}, a path of more than {MAX_PATH} bytes")
        if len(path.parts) > MAX_DEPTH:
            raise RefusedError(f"holds {shown}, a path of more than {MAX_DEPTH} parts")
        if not member.isdir() and (not member.isfile() or member.issparse()):
            raise RefusedError(f"holds {shown}, which is not a regular file")
        if member.isfile() and len(path.parts) < 2:
            raise RefusedError(f"holds {shown} outside its folder")
        if path in entries:
            raise RefusedError(f"holds {shown} twice")
        if files.intersection(path.parents) or (member.isfile() and path in folders):
            raise RefusedError(f"holds {shown} as a file and as a folder")
        entries.add(path)
        folders.update(path.parents)
        if member.isfile():
            files.add(path)
    tops = {path.parts[0] for path in entries}
    if len(tops) != 1:
        raise RefusedError(f"holds {len(tops)} folders instead of one" if tops else "holds nothing")
    return tops.pop()


FILE = "SHA256SUMS"
PATH = re.compile(r"[!-\[\]-~]+(?: [!-\[\]-~]+)*")
"""A path that coreutils does not escape: printable ASCII without backslashes, single spaces."""

LINE = re.compile(rf"([0-9a-f]{{64}})  ({PATH.pattern})")
"""Digest, two spaces, path."""


def document(digests: Mapping[str, str]) -> bytes:
    """A checksum file of digests by path; ``sha256sum --check`` reads it."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("ascii")


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by path with their checksum file."""
    digests = {path: sha256(data) for path, data in files.items()}
    return {**files, FILE: document(digests)}


def parse(data: bytes) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Digests by path, and number (from 1) and message of each invalid line."""
    digests: dict[str, str] = {}
    invalid: list[tuple[int, str]] = []
    text = data.decode("ascii", "replace")
    if not text.endswith("\n"):
        invalid.append((text.count("\n") + 1, "the last line does not end in a newline"))
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = LINE.fullmatch(line)
        if match is None:
            invalid.append((number, "not a digest, two spaces and a path"))
            continue
        digest, path = match.groups()
        if path.startswith("/") or ".." in path.split("/"):
            invalid.append((number, "a path outside the release"))
            continue
        if digests and path <= next(reversed(digests)):
            invalid.append((number, "not in the order of paths, or a repeated path"))
        digests[path] = digest
    return digests, invalid
