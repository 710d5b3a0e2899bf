"""Hostile archives get one clear problem each from ``verify``, ``rehydrate`` and ``diff``."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from support import ROOT, winnow
from winnow.release import archive

Entry = tuple[tarfile.TarInfo, bytes]


def _file(name: str, data: bytes = b"x") -> Entry:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    return member, data


def _folder(name: str) -> Entry:
    member = tarfile.TarInfo(name)
    member.type = tarfile.DIRTYPE
    return member, b""


def _tar(entries: Iterable[Entry], form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as tar:
        for member, data in entries:
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def _sparse() -> bytes:
    member, data = _file("x/a", b"x" * 512)
    member.type = tarfile.GNUTYPE_SPARSE
    return gzip.compress(_tar([(member, data)], tarfile.GNU_FORMAT))


def _negative_size() -> bytes:
    """A size below zero, which leads a reader that can seek back to the same header for ever."""
    member, _ = _file("x/a", b"")
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 10 + (-1024).to_bytes(2, "big", signed=True)
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return gzip.compress(bytes(header) + bytes(1024))


def _nested_headers() -> bytes:
    """Headers of long names on headers of long names, which tarfile reads by recursion."""
    member = tarfile.TarInfo("././@LongLink")
    member.type = tarfile.GNUTYPE_LONGNAME
    member.size = 2
    block = member.tobuf(tarfile.GNU_FORMAT) + b"x/".ljust(512, b"\0")
    return gzip.compress(block * 900 + _tar([_file("x/a")]))


def _long_header() -> bytes:
    member, data = _file("x/a")
    member.pax_headers = {"comment": "x" * 3_000_000}
    return gzip.compress(_tar([(member, data)]))


def _garbage_inside() -> bytes:
    return gzip.compress(_tar([_file("x/a")]).rstrip(b"\0").ljust(1024, b"\0") + b"y" * 4096)


GOOD = _tar([_file("x/SHA256SUMS"), _file("x/a")])

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "long path": (lambda: gzip.compress(_tar([_file("x/" + "a" * 1900)])), "more than 400 bytes"),
    "long parts": (
        lambda: gzip.compress(_tar([_file("x/" + "/".join(["a" * 200] * 10))])),
        "more than 400 bytes",
    ),
    "deep path": (lambda: gzip.compress(_tar([_file("x/" + "a/" * 180 + "b")])), "10 parts"),
    "thousands of levels": (
        lambda: gzip.compress(_tar([_file("x/" + "a/" * 5000 + "b")])),
        "more than 400 bytes",
    ),
    "bomb": (
        lambda: gzip.compress(_tar([_file("x/a", bytes(40_000_000))])),
        "unpacks to more than 16,777,216 bytes",
    ),
    "second gzip member": (lambda: gzip.compress(GOOD) * 2, "data after its end"),
    "trailing bytes": (lambda: gzip.compress(GOOD) + b"more", "data after its end"),
    "trailing zeros": (lambda: gzip.compress(GOOD) + bytes(512), "data after its end"),
    "trailing data": (lambda: gzip.compress(GOOD + b"more"), "data after its last file"),
    "garbage": (_garbage_inside, "data after its last file"),
    "second archive": (lambda: gzip.compress(GOOD * 2), "data after its last file"),
    "file twice": (lambda: gzip.compress(_tar([_file("x/a"), _file("x/a")])), "twice"),
    "file twice by another spelling": (
        lambda: gzip.compress(_tar([_file("x/a"), _file("x//./a")])),
        "twice",
    ),
    "folder twice": (lambda: gzip.compress(_tar([_folder("x"), _folder("x")])), "twice"),
    "file below a file": (
        lambda: gzip.compress(_tar([_file("x/a"), _file("x/a/b")])),
        "as a file and as a folder",
    ),
    "file in place of a folder": (
        lambda: gzip.compress(_tar([_file("x/a/b"), _file("x/a")])),
        "as a file and as a folder",
    ),
    "two folders": (lambda: gzip.compress(_tar([_file("x/a"), _file("y/a")])), "2 folders"),
    "sparse": (_sparse, "not a regular file"),
    "negative size": (_negative_size, "cannot be unpacked"),
    "nested headers": (_nested_headers, "nested too deeply"),
    "long header": (_long_header, "headers of more than"),
    "cut off": (lambda: gzip.compress(GOOD)[:-9], "ends too early"),
    "other checksum": (
        lambda: gzip.compress(GOOD)[:-8] + (zlib.crc32(GOOD) ^ 1).to_bytes(4, "little") + bytes(4),
        "incorrect data check",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_gets_one_problem(name: str, tmp_path: Path) -> None:
    make, message = HOSTILE[name]
    _assert_one_problem(make(), message, tmp_path)


@pytest.mark.sampled(1_000, archive.MAX_FILES)
def test_an_archive_of_many_files_gets_one_problem(
    samples: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert archive.MAX_FILES == 100_000
    monkeypatch.setattr(archive, "MAX_FILES", samples)
    data = gzip.compress(_tar(_file(f"x/{number}", b"") for number in range(samples + 1)), 1)
    _assert_one_problem(data, f"more than {samples:,} files", tmp_path)


def _assert_one_problem(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(data)
    outcome = winnow("verify", "--format", "json", path)
    (problem,) = outcome.problems
    assert outcome.code == 1
    assert problem["rule"] == "archive-damaged"
    assert message in problem["message"]
    assert str(tmp_path) not in problem["message"]
    again = winnow("rehydrate", path, "--texts", tmp_path, "--format", "json")
    assert [problem["message"] for problem in again.problems] == [problem["message"]]
    compared = winnow("diff", path, ROOT)
    assert compared.code == 2
    assert problem["message"] in compared.err


def test_nothing_is_unpacked_before_the_whole_archive_is_checked(tmp_path: Path) -> None:
    path, target = tmp_path / "x.tar.gz", tmp_path / "target"
    path.write_bytes(gzip.compress(GOOD) + b"more")
    target.mkdir()
    folder, problems = archive.unpack(path, target)
    assert folder is None
    assert len(problems) == 1
    assert list(target.iterdir()) == []


def test_an_archive_that_announces_too_much_is_refused_before_it_is_read(tmp_path: Path) -> None:
    member, _ = _file("x/a")
    member.size = 2**40
    path = tmp_path / "x.tar.gz"
    path.write_bytes(gzip.compress(member.tobuf(tarfile.PAX_FORMAT) + bytes(512)))
    with pytest.raises(archive.TooLargeError, match="unpacks to more than"):
        archive.check(path)


def test_a_limit_has_its_own_remedy(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(HOSTILE["bomb"][0]())
    assert "tar -xzf" in winnow("verify", path).out


def test_an_archive_packed_again_by_tar_is_accepted(tmp_path: Path) -> None:
    """With entries for folders, as other programs write them."""
    entries = [_folder("./x"), _folder("./x/sub"), _file("./x/sub/a"), _file("./x/SHA256SUMS")]
    path, target = tmp_path / "x.tar.gz", tmp_path / "target"
    path.write_bytes(gzip.compress(_tar(entries, tarfile.GNU_FORMAT)))
    target.mkdir()
    folder, problems = archive.unpack(path, target)
    assert problems == []
    assert folder == target / "x"
    assert (folder / "sub/a").read_bytes() == b"x"


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    data = b"{}"
    sums = f"{hashlib.sha256(data).hexdigest()}  a.json\n".encode()
    entries = [_file("x/SHA256SUMS", sums), _file("x/a.json", data), _folder("x/more/empty")]
    path = tmp_path / "x.tar.gz"
    path.write_bytes(gzip.compress(_tar(entries)))
    outcome = winnow("verify", "--format", "json", path)
    (problem,) = outcome.problems
    assert problem["rule"] == "release-file-unexpected"
    assert problem["file"].endswith("x.tar.gz/more/empty")
    assert "empty" in problem["message"]


def test_many_problems_of_one_kind_are_counted(tmp_path: Path) -> None:
    listed = "".join(f"{'0' * 64}  b{number:03}\n" for number in range(50))
    entries = [_file("x/SHA256SUMS", listed.encode())]
    entries += [_file(f"x/a{number:03}") for number in range(500)]
    path = tmp_path / "x.tar.gz"
    path.write_bytes(gzip.compress(_tar(entries)))
    outcome = winnow("verify", "--format", "json", path)
    messages = [problem["message"] for problem in outcome.problems]
    assert len(messages) == 42
    assert "480 more files have problems of this kind" in messages
    assert "30 more files have problems of this kind" in messages


def test_a_release_that_nobody_could_unpack_is_not_made(
    base_committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 10)
    outcome = winnow("release", "--first", "--root", base_committed)
    assert outcome.code == 1
    assert "has more than 10 files" in outcome.err
    assert list((base_committed / "dist").iterdir()) == []
