"""``winnow verify`` reports any damage of a release, and names the file."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from support import ROOT, Outcome, replace, seal, winnow
from winnow.release import archive

VERSION = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))["version"]
NAME = f"winnow-{VERSION}"
FORMS = (NAME, f"{NAME}-standoff")


@pytest.fixture(params=FORMS)
def folder(request: pytest.FixtureRequest, released: Path, tmp_path: Path) -> Path:
    """A copy of each form as a folder."""
    return Path(shutil.copytree(released / request.param, tmp_path / request.param))


@pytest.fixture(params=FORMS)
def packed(request: pytest.FixtureRequest, released: Path, tmp_path: Path) -> Path:
    """A copy of each form as an archive, with its checksum next to it."""
    name = f"{request.param}.tar.gz"
    for file in (name, f"{name}.sha256"):
        shutil.copy(released / file, tmp_path / file)
    return tmp_path / name


def _verify(path: Path) -> Outcome:
    return winnow("verify", "--format", "json", path)


def _named(outcome: Outcome, name: str) -> bool:
    reported = [f"{problem['file']} {problem['message']}" for problem in outcome.problems]
    return outcome.code == 1 and any(name in text for text in reported)


def _flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(bytes(data))


@pytest.mark.sampled(0, 100)
def test_a_flipped_bit_in_any_file_is_reported_with_its_name(samples: int, folder: Path) -> None:
    chance = random.Random(6)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len(files) > 40
    for path in [*files, *(chance.choice(files) for _ in range(samples))]:
        bit = chance.randrange(path.stat().st_size * 8)
        _flip(path, bit)
        assert _named(_verify(folder), path.relative_to(folder).as_posix()), (path, bit)
        _flip(path, bit)
    assert _verify(folder).code == 0


@pytest.mark.sampled(3_001, 331)
def test_every_bit_of_the_checksums_counts(samples: int, released: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(released / FORMS[1], tmp_path / FORMS[1]))
    path = folder / "SHA256SUMS"
    for bit in range(0, path.stat().st_size * 8, samples):
        _flip(path, bit)
        assert _named(_verify(folder), "SHA256SUMS"), bit
        _flip(path, bit)


@pytest.mark.sampled(12, 60)
def test_a_flipped_bit_in_an_archive_is_reported(samples: int, packed: Path) -> None:
    chance = random.Random(6)
    size = packed.stat().st_size * 8
    for at in [*range(0, 80, 180 // samples), *(chance.randrange(size) for _ in range(samples))]:
        _flip(packed, at)
        assert _named(_verify(packed), packed.name), at
        _flip(packed, at)
    beside = packed.with_name(packed.name + ".sha256")
    for at in range(0, beside.stat().st_size * 8, 1_860 // samples):
        _flip(beside, at)
        assert _named(_verify(packed), packed.name), at
        _flip(beside, at)
    assert _verify(packed).code == 0


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99, 0.99999])
def test_a_truncated_archive_is_reported_without_its_checksum_too(
    share: float, packed: Path
) -> None:
    packed.with_name(packed.name + ".sha256").unlink()
    data = packed.read_bytes()
    packed.write_bytes(data[: int(len(data) * share)])
    outcome = _verify(packed)
    assert outcome.rules == {"archive-damaged"}
    assert outcome.problems[0]["file"].endswith(packed.name)


def _missing(folder: Path) -> None:
    (folder / "metadata.json").unlink()


def _extra(folder: Path) -> None:
    (folder / "annotations/gold/more.json").write_text("{}")


def _hidden(folder: Path) -> None:
    (folder / ".notes").write_text("x")


def _swapped(folder: Path) -> None:
    registry, metadata = folder / "annotations/registry.json", folder / "metadata.json"
    first, second = registry.read_bytes(), metadata.read_bytes()
    registry.write_bytes(second)
    metadata.write_bytes(first)


def _link(folder: Path) -> None:
    path = folder / "LICENSE.md"
    shutil.copy(path, folder.parent / "copy")
    path.unlink()
    path.symlink_to(folder.parent / "copy")


def _linked_folder(folder: Path) -> None:
    (folder / "more").symlink_to(folder.parent)


def _folder_for_file(folder: Path) -> None:
    (folder / "LICENSE.md").unlink()
    (folder / "LICENSE.md").mkdir()


def _unsealed(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def _empty_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_bytes(b"")


@pytest.mark.parametrize(
    ("harm", "rules", "names"),
    [
        (_missing, {"release-file-missing"}, ["metadata.json"]),
        (_extra, {"release-file-unexpected"}, ["annotations/gold/more.json"]),
        (_hidden, {"release-file-unexpected"}, [".notes"]),
        (_swapped, {"release-file-differs"}, ["annotations/registry.json", "metadata.json"]),
        (_link, {"release-file-differs"}, ["LICENSE.md"]),
        (_linked_folder, {"release-file-unexpected"}, ["more"]),
        (_folder_for_file, {"release-file-differs"}, ["LICENSE.md"]),
        (_unsealed, {"release-file-missing"}, ["SHA256SUMS"]),
        (_empty_sums, {"file-empty"}, ["SHA256SUMS"]),
    ],
)
def test_damage_is_reported_in_folder_and_archive(
    harm: Callable[[Path], None], rules: set[str], names: list[str], folder: Path
) -> None:
    harm(folder)
    outcome = _verify(folder)
    assert outcome.rules == rules
    assert {problem["file"].split(f"{folder.name}/")[-1] for problem in outcome.problems} == set(
        names
    )
    if harm in (_missing, _extra, _hidden, _swapped, _unsealed):
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        path = folder.with_name(f"{folder.name}.tar.gz")
        path.write_bytes(archive.pack(files, folder.name, 0))
        assert _verify(path).rules == rules


@pytest.mark.parametrize("path", ["../escaped", "/escaped", "a/../../escaped"])
def test_a_hostile_archive_writes_nothing_outside(path: str, tmp_path: Path) -> None:
    hostile = tmp_path / "in" / "x.tar.gz"
    hostile.parent.mkdir()
    with tarfile.open(hostile, "w:gz") as tar:
        for name in ("x/README.md", path):
            member = tarfile.TarInfo(name)
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    outcome = _verify(hostile)
    assert outcome.rules == {"archive-damaged"}
    assert not list(tmp_path.rglob("escaped"))


def _special(kind: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo("x/special")
    member.type = kind
    member.linkname = "/etc/hostname"
    return member


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_an_archive_with_other_than_regular_files_is_reported(kind: bytes, tmp_path: Path) -> None:
    hostile = tmp_path / "x.tar.gz"
    with tarfile.open(hostile, "w:gz") as tar:
        tar.addfile(_special(kind))
    assert _verify(hostile).rules == {"archive-damaged"}


def test_a_time_that_no_file_can_have_is_reported(tmp_path: Path) -> None:
    hostile = tmp_path / "x.tar.gz"
    with tarfile.open(hostile, "w:gz") as tar:
        member = tarfile.TarInfo("x/SHA256SUMS")
        member.pax_headers = {"mtime": "1e400"}
        tar.addfile(member)
    assert _verify(hostile).code == 1


def test_a_pipe_is_reported(folder: Path) -> None:
    (folder / "LICENSE.md").unlink()
    os.mkfifo(folder / "LICENSE.md")
    assert _verify(folder).rules == {"release-file-differs"}


@pytest.mark.parametrize(
    "data", [b"", b"x", gzip.compress(b"", mtime=0), gzip.compress(b"x" * 600, mtime=0)]
)
def test_a_file_that_is_not_an_archive_is_reported(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(data)
    assert _verify(path).rules == {"archive-damaged"}


def test_an_archive_may_be_renamed(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "winnow (1).tar.gz"
    shutil.copy(released / f"{NAME}.tar.gz", path)
    assert "no .sha256 is next to it" in winnow("verify", path).out
    assert "and so is the archive" in winnow("verify", released / f"{NAME}.tar.gz").out


TAMPERED = [
    ("CITATION.cff", f"\nversion: {VERSION}", "\nversion: 9.9.9", "version"),
    ("CITATION.cff", "title: 'Winnow", "title: 'Chaff", "title"),
    ("CITATION.cff", "license: CC-BY-4.0", "license: CC0-1.0", "licences"),
    ("CITATION.cff", "license: CC-BY-4.0\n", "", "licences"),
    (".zenodo.json", '"publication_date": "20', '"publication_date": "19', "date"),
    (".zenodo.json", '"name": "Winnow contributors"', '"name": "Somebody"', "creators"),
    ("datacite.json", '"rightsIdentifier": "CC-BY-4.0"', '"rightsIdentifier": "MIT"', "licences"),
    ("datacite.json", '"dateType": "Issued"', '"dateType": "Created"', ""),
    ("datacite.json", "{\n", "[\n", ""),
    ("metadata.json", '"title": "Winnow', '"title": "Chaff', "title"),
    ("README.md", f"(Version {VERSION})", "(Version 9.9.9)", ""),
    ("README.md", f"Data set, version {VERSION}", "Data set, version 9.9.9", ""),
]


@pytest.mark.parametrize(("name", "old", "new", "place"), TAMPERED)
def test_metadata_that_disagree_are_reported_though_the_checksums_are_right(
    name: str, old: str, new: str, place: str, folder: Path
) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    seal(folder)
    outcome = _verify(folder)
    assert "metadata-differs" in outcome.rules
    assert place in {problem["place"] for problem in outcome.problems}


def test_rows_that_disagree_are_reported_though_the_checksums_are_right(
    released: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(released / NAME, tmp_path / NAME))
    (path,) = (folder / "data/registry").iterdir()
    (another,) = (folder / "data/articles").iterdir()
    shutil.copy(another, path)
    seal(folder)
    assert "built-file-differs" in _verify(folder).rules


def test_a_release_of_an_earlier_program_verifies(released: Path, tmp_path: Path) -> None:
    """One without the files and keys that came later."""
    folder = Path(shutil.copytree(released / NAME, tmp_path / NAME))
    for name in ("croissant.json", "datacite.json", ".zenodo.json", "datasheet.md"):
        (folder / name).unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["metadata"], manifest["annotations"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
    for key in ("doi", "url", "responsible_ai"):
        del metadata[key]
    (folder / "metadata.json").write_text(json.dumps(metadata))
    seal(folder)
    assert _verify(folder).code == 0


def test_a_file_that_cannot_be_read_is_reported(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (folder / "LICENSE.md").chmod(0)
    assert _named(_verify(folder), "LICENSE.md")


def test_a_release_without_its_checksums_and_more_is_still_one(folder: Path) -> None:
    for name in ("SHA256SUMS", "CITATION.cff"):
        (folder / name).unlink()
    shutil.rmtree(folder / "annotations")
    assert _verify(folder).rules == {"release-file-missing"}


def test_a_name_that_no_file_can_have_is_reported(folder: Path) -> None:
    with (folder / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  {'z' * 300}\n")
    assert _verify(folder).rules == {"release-file-differs"}


def test_a_standoff_form_that_restores_nothing_is_reported(released: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(released / FORMS[1], tmp_path / FORMS[1]))
    path = folder / "standoff.json"
    form = json.loads(path.read_text("utf-8"))
    for key, wrong in (("configs", {}), ("version", "9.9.9"), ("restores", {})):
        path.write_text(json.dumps(form | {key: wrong}), encoding="utf-8")
        seal(folder)
        outcome = _verify(folder)
        assert outcome.rules == {"metadata-differs"}
        assert {problem["file"].split("/")[-1] for problem in outcome.problems} == {"standoff.json"}


def test_a_replaced_text_is_reported(folder: Path) -> None:
    replace(folder / "LICENSE.md", "# Licences", "# Licence")
    assert _named(_verify(folder), "LICENSE.md")
