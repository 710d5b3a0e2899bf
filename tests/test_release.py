"""A release: reproducible, complete when unpacked, and refused if there are problems."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from support import (
    ROOT,
    build_and_commit,
    copy_base,
    digests,
    git_commit,
    next_version,
    parquet_rows,
    release,
    replace,
    winnow,
)
from winnow.model.schemas import CONFIGS

METADATA = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))
NAME = f"winnow-{METADATA['version']}"
FORMS = (NAME, f"{NAME}-standoff")


def test_two_releases_of_one_tree_are_equal_byte_for_byte(released: Path, real: Path) -> None:
    git_commit(real)
    release(real)
    assert digests(real / "dist") == digests(released)
    assert len(list(released.iterdir())) == 6


def test_what_is_in_a_release(released: Path) -> None:
    full = digests(released / NAME)
    for name in (
        *("README.md", "LICENSE.md", "LICENSE-Apache-2.0.txt", "CHANGELOG.md", "datasheet.md"),
        *("CITATION.cff", ".zenodo.json", "datacite.json", "croissant.json", "metadata.json"),
        *("manifest.json", "SHA256SUMS", "schema/page.schema.json", "guidelines/stances.md"),
        *("annotations/registry.json", "annotations/adjudication.jsonl", "sources/sources.json"),
    ):
        assert name in full
    for name, digest in digests(ROOT / "dataset").items():
        assert full[name] == digest, name


def test_the_archive_is_the_folder_and_says_nothing_of_its_making(released: Path) -> None:
    for form in FORMS:
        with tarfile.open(released / f"{form}.tar.gz") as tar:
            members = tar.getmembers()
            assert [member.name for member in members] == sorted(member.name for member in members)
            assert {(member.uid, member.gid, member.uname, member.mode) for member in members} == {
                (0, 0, "", 0o644)
            }
            assert len({member.mtime for member in members}) == 1
            for member in members:
                file = tar.extractfile(member)
                assert file is not None
                assert file.read() == (released / member.name).read_bytes()
            assert len(members) == len(digests(released / form))


def test_a_release_unpacked_elsewhere_loads_and_verifies(released: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    with tarfile.open(released / f"{NAME}.tar.gz") as tar:
        tar.extractall(tmp_path, filter="data")
    folder = tmp_path / NAME
    for config in CONFIGS:
        loaded = load_dataset(str(folder), config, split="test", cache_dir=str(tmp_path / "cache"))
        assert len(loaded) == len(parquet_rows(ROOT, config))
    assert winnow("verify", folder).code == 0
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder)
    assert done.returncode == 0


@pytest.mark.parametrize("form", FORMS)
def test_archives_and_their_checksums_verify(form: str, released: Path) -> None:
    assert winnow("verify", released / form).code == 0
    assert winnow("verify", released / f"{form}.tar.gz").code == 0
    command = ["sha256sum", "--check", "--strict", f"{form}.tar.gz.sha256"]
    assert subprocess.run(command, cwd=released).returncode == 0


def test_doi_and_address_go_into_every_file_that_has_them(real_committed: Path) -> None:
    doi, url = "10.5072/made.up", "https://example.org/winnow"
    linked = f"https://doi.org/{doi}"
    assert (
        winnow("release", "--first", "--doi", linked, "--url", url, "--root", real_committed).code
        == 0
    )
    full, apart = (real_committed / "dist" / form for form in FORMS)
    for folder in (full, apart):
        assert winnow("verify", folder).code == 0
        for name in ("metadata.json", "CITATION.cff", ".zenodo.json", "datacite.json"):
            assert doi in (folder / name).read_text("utf-8"), name
        assert f"https://doi.org/{doi}" in (folder / "README.md").read_text("utf-8")
    assert json.loads((full / "croissant.json").read_text("utf-8"))["url"] == url
    assert f"https://doi.org/{doi}" in (full / "datasheet.md").read_text("utf-8")
    assert "no public address" not in (full / "README.md").read_text("utf-8")
    assert digests(full / "data") == digests(ROOT / "dataset/data")
    assert digests(real_committed / "dataset") == digests(ROOT / "dataset")


@pytest.mark.parametrize(
    ("option", "value"), [("--doi", "doi.org/10.5072/x"), ("--url", "example.org")]
)
def test_a_wrong_doi_or_address_is_a_wrong_call(
    option: str, value: str, base_committed: Path
) -> None:
    outcome = winnow("release", "--first", option, value, "--root", base_committed)
    assert outcome.code == 2
    assert option in outcome.err
    assert not (base_committed / "dist").exists()


def test_a_release_is_never_overwritten(base_released: Path) -> None:
    before = digests(base_released / "dist")
    outcome = winnow("release", "--first", "--format", "json", "--root", base_released)
    assert outcome.rules == {"version-taken"}
    assert digests(base_released / "dist") == before


def test_one_archive_that_is_left_keeps_the_version(base_released: Path) -> None:
    for path in (base_released / "dist").iterdir():
        if path.name != "daybook-0.1.0-standoff.tar.gz":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    outcome = winnow("release", "--first", "--format", "json", "--root", base_released)
    assert outcome.rules == {"version-taken"}
    assert len(list((base_released / "dist").iterdir())) == 1


@pytest.mark.parametrize(
    ("edit", "rules"),
    [
        (lambda root: (root / "notes.txt").write_text("x"), {"tree-dirty"}),
        (
            lambda root: replace(root / "CHANGELOG.md", "0.1.0 (2026-01-31)", "0.1.0 (2026-02-01)"),
            {"tree-dirty", "changelog-differs"},
        ),
        (
            lambda root: (root / "datasheet.md").unlink(),
            {"tree-dirty", "file-missing"},
        ),
        (
            lambda root: replace(root / "dataset_card.md", "# {{", "## {{"),
            {"tree-dirty", "build-stale"},
        ),
        (
            lambda root: replace(
                root / "dataset/annotations/gold/tea.json", '"kind": "site_info"', '"kind": "site"'
            ),
            {"label-unknown"},
        ),
    ],
)
def test_a_tree_that_is_not_in_order_is_refused(
    edit: object, rules: set[str], base_committed: Path
) -> None:
    assert callable(edit)
    edit(base_committed)
    outcome = winnow("release", "--first", "--format", "json", "--root", base_committed)
    assert outcome.code == 1
    assert rules <= outcome.rules
    assert not (base_committed / "dist").exists()


def test_a_tree_outside_of_git_is_refused(
    base_built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(base_built.parent))
    outcome = winnow("release", "--first", "--format", "json", "--root", base_built)
    assert outcome.rules == {"tree-dirty"}


def _ignored(root: Path) -> None:
    (root / ".git/info/exclude").write_text("*.bak\n")
    (root / "schema/x.bak").write_text("x")


def _untracked_and_not_shown(root: Path) -> None:
    subprocess.run(["git", "config", "status.showUntrackedFiles", "no"], cwd=root, check=True)
    (root / "schema/x.txt").write_text("x")


def _assumed_unchanged(root: Path) -> None:
    command = ["git", "update-index", "--assume-unchanged", "LICENSE"]
    subprocess.run(command, cwd=root, check=True)
    (root / "LICENSE").write_text("Another one.\n")


def _link(root: Path) -> None:
    (root / "schema/link.txt").symlink_to("../dataset/sources/storm.txt")
    git_commit(root)


def _odd_name(root: Path) -> None:
    (root / "docs/guidelines/é.md").write_text("# Odd\n")
    build_and_commit(root)


def _two_spaces(root: Path) -> None:
    (root / "dataset/annotations/readings").mkdir()
    (root / "dataset/annotations/readings/a  b.txt").write_text("x")
    build_and_commit(root)


def _without_a_version(root: Path) -> None:
    replace(root / "CHANGELOG.md", "# Changelog\n", "# Changelog\n\n## Unreleased\n")
    git_commit(root)


@pytest.mark.parametrize(
    ("harm", "rules", "file"),
    [
        (_ignored, {"tree-dirty"}, "schema/x.bak"),
        (_untracked_and_not_shown, {"tree-dirty"}, "schema/x.txt"),
        (_assumed_unchanged, {"tree-dirty"}, "LICENSE"),
        (_link, {"file-unexpected"}, "schema/link.txt"),
        (_odd_name, {"file-unexpected"}, "docs/guidelines/é.md"),
        (_two_spaces, {"file-unexpected"}, "dataset/annotations/readings/a  b.txt"),
        (_without_a_version, {"changelog-differs"}, "CHANGELOG.md"),
    ],
)
def test_what_git_overlooks_is_not_released(
    harm: Callable[[Path], None], rules: set[str], file: str, base_committed: Path
) -> None:
    harm(base_committed)
    outcome = winnow("release", "--first", "--format", "json", "--root", base_committed)
    assert outcome.rules == rules
    assert {problem["file"] for problem in outcome.problems} == {file}
    assert not (base_committed / "dist").exists()


def test_a_root_that_an_outer_repository_ignores_is_refused(tmp_path: Path) -> None:
    base = copy_base(tmp_path / "outer" / "sub")
    (tmp_path / "outer/.gitignore").write_text("sub/\n")
    assert winnow("build", "--root", base).code == 0
    git_commit(tmp_path / "outer")
    outcome = winnow("release", "--first", "--format", "json", "--root", base)
    assert outcome.rules == {"tree-dirty"}
    assert len(outcome.problems) > 20


def test_a_root_below_the_top_of_its_repository_is_released(tmp_path: Path) -> None:
    base = copy_base(tmp_path / "outer" / "sub")
    assert winnow("build", "--root", base).code == 0
    git_commit(tmp_path / "outer")
    (base / "notes.txt").write_text("x")
    outcome = winnow("release", "--first", "--format", "json", "--root", base)
    assert [problem["file"] for problem in outcome.problems] == ["notes.txt"]
    (base / "notes.txt").unlink()
    assert winnow("release", "--first", "--root", base).code == 0


def test_a_missing_earlier_version_is_not_skipped(base_released: Path) -> None:
    """0.1.0 exists, but 0.2.0 was before this version."""
    next_version(base_released, "0.2.1")
    replace(base_released / "CHANGELOG.md", "## 0.1.0", "## 0.2.0 (2026-01-31)\n\nX.\n\n## 0.1.0")
    build_and_commit(base_released)
    for more in ((), ("--first",)):
        outcome = winnow("release", *more, "--format", "json", "--root", base_released)
        assert outcome.rules == {"previous-unknown"}


def test_a_damaged_release_before_is_not_compared_with(base_released: Path) -> None:
    next_version(base_released, "0.2.0")
    build_and_commit(base_released)
    replace(base_released / "dist/daybook-0.1.0/datasheet.md", "# Datasheet", "# Sheet")
    outcome = winnow("release", "--root", base_released)
    assert outcome.code == 2
    assert "is damaged" in outcome.err


def test_each_version_has_its_own_doi(base: Path) -> None:
    replace(base / "dataset/metadata.json", '"doi": null', '"doi": "10.5072/one"')
    build_and_commit(base)
    release(base)
    next_version(base, "0.1.1")
    build_and_commit(base)
    for more in ((), ("--doi", "10.5072/one")):
        outcome = winnow("release", *more, "--format", "json", "--root", base)
        assert outcome.rules == {"version-taken"}
        assert outcome.problems[0]["place"] == "doi"
    assert winnow("release", "--doi", "10.5072/two", "--root", base).code == 0


def test_text_of_a_page_does_not_get_into_the_standoff_form(base: Path) -> None:
    """Not through metadata, schemas or licence either."""
    quoted = "Made up for tests. Mayor Ann Berg backs green mill."
    replace(base / "dataset/metadata.json", "Two pages made up for tests.", quoted)
    build_and_commit(base)
    outcome = winnow("release", "--first", "--format", "json", "--root", base)
    assert outcome.rules == {"text-left"}
    assert "metadata.json" in {problem["file"] for problem in outcome.problems}
    assert not (base / "dist").exists()


def test_a_page_may_be_called_as_a_file_of_passes_is(base: Path) -> None:
    for path in (base / "dataset").rglob("tea.*"):
        path.write_text(path.read_text().replace('"tea"', '"pass"'))
        path.rename(path.with_stem("pass"))
    for name in ("sources/sources.json", "annotations/ids.json"):
        path = base / "dataset" / name
        path.write_text(path.read_text().replace('"tea"', '"pass"'))
    build_and_commit(base)
    release(base)


def test_umask_time_zone_and_hash_seed_change_nothing(base_released: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(base_released, tmp_path / "again"))
    shutil.rmtree(root / "dist")
    command = f"umask 077; {sys.executable} -m winnow release --first --root {root}"
    env = os.environ | {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    done = subprocess.run(["sh", "-c", command], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert digests(root / "dist") == digests(base_released / "dist")
    modes = {path.stat().st_mode & 0o777 for path in (root / "dist").rglob("*") if path.is_file()}
    assert modes == {0o644}


def test_a_version_of_the_past_is_refused(base: Path) -> None:
    replace(
        base / "CHANGELOG.md", "Made up for tests.", "Made up.\n\n## 0.1.0 (2026-01-30)\n\nOld."
    )
    build_and_commit(base)
    outcome = winnow("release", "--first", "--format", "json", "--root", base)
    assert outcome.rules == {"version-taken"}


def test_a_changelog_that_lags_behind_does_not_mean_that_the_version_is_taken(
    base_released: Path,
) -> None:
    replace(base_released / "dataset/metadata.json", '"version": "0.1.0"', '"version": "0.1.1"')
    build_and_commit(base_released)
    outcome = winnow("release", "--format", "json", "--root", base_released)
    assert outcome.rules == {"changelog-differs"}
    (problem,) = outcome.problems
    assert problem["file"] == "CHANGELOG.md"
    assert "begins with 0.1.0" in problem["message"]
    assert "has 0.1.1" in problem["message"]
    assert "raise the version" not in problem["remedy"]


def test_what_fails_while_it_is_written_leaves_nothing(
    base_committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target.name.endswith("-standoff.tar.gz"):
            raise OSError(28, "No space left on device", str(target))
        return renamed(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    outcome = winnow("release", "--first", "--root", base_committed)
    assert outcome.code == 1
    assert "Nothing was released" in outcome.err
    assert list((base_committed / "dist").iterdir()) == []


def test_files_that_appear_meanwhile_are_not_removed(
    base_committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = Path.rename

    def overtaken(self: Path, target: Path) -> Path:
        if target.name.endswith("-standoff.tar.gz"):
            target.write_text("Another one.")
            raise OSError(17, "File exists", str(target))
        return renamed(self, target)

    monkeypatch.setattr(Path, "rename", overtaken)
    assert winnow("release", "--first", "--root", base_committed).code == 1
    (left,) = (base_committed / "dist").iterdir()
    assert left.read_text() == "Another one."


def test_first_does_not_hide_a_release_that_is_there(base_released: Path) -> None:
    gold = base_released / "dataset/annotations/gold/storm.json"
    replace(gold, '"kind": "comments"', '"kind": "promotion"')
    next_version(base_released, "0.1.1")
    build_and_commit(base_released)
    outcome = winnow("release", "--first", "--format", "json", "--root", base_released)
    assert outcome.rules == {"step-too-small"}


def test_a_tagged_version_is_made_anew_from_its_commit_alone(base_released: Path) -> None:
    before = digests(base_released / "dist")
    subprocess.run(["git", "tag", "v0.1.0"], cwd=base_released, check=True)
    shutil.rmtree(base_released / "dist")
    assert winnow("release", "--first", "--root", base_released).code == 0
    assert digests(base_released / "dist") == before
    shutil.rmtree(base_released / "dist")
    git_commit(base_released)
    outcome = winnow("release", "--first", "--format", "json", "--root", base_released)
    assert outcome.rules == {"version-taken"}


def test_without_a_change_a_patch_will_do(base_released: Path) -> None:
    next_version(base_released, "0.1.1")
    build_and_commit(base_released)
    assert winnow("release", "--root", base_released).code == 0
    assert len(list((base_released / "dist").iterdir())) == 12


def test_the_release_before_is_found_under_its_tag(base_released: Path) -> None:
    shutil.rmtree(base_released / "dist")
    subprocess.run(["git", "tag", "v0.1.0"], cwd=base_released, check=True)
    gold = base_released / "dataset/annotations/gold/storm.json"
    replace(gold, '"kind": "comments"', '"kind": "promotion"')
    next_version(base_released, "0.1.1")
    build_and_commit(base_released)
    outcome = winnow("release", "--format", "json", "--root", base_released)
    assert outcome.rules == {"step-too-small"}
    assert "to 0.2.0 at least" in outcome.problems[0]["message"]
    outcome = winnow("release", "--previous", "v0.1.0", "--format", "json", "--root", base_released)
    assert outcome.rules == {"step-too-small"}


def test_a_release_before_that_cannot_be_read_is_a_wrong_call(base_committed: Path) -> None:
    outcome = winnow("release", "--previous", "no-such-thing", "--root", base_committed)
    assert outcome.code == 2
    assert "not a folder, not an archive, and not a git revision" in outcome.err


def test_version_date_title_creators_and_licences_agree_everywhere(released: Path) -> None:
    """``winnow verify`` compares the forms; other files of the repository are compared here."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == METADATA["version"]
    assert [author["name"] for author in project["authors"]] == [
        creator["name"] for creator in METADATA["creators"]
    ]
    spdx = {licence["applies_to"]: licence["spdx"] for licence in METADATA["licences"]}
    assert project["license"] == spdx["code"]
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    for form in FORMS:
        card = (released / form / "README.md").read_text("utf-8")
        assert METADATA["title"] in card
        assert f"(Version {METADATA['version']})" in card
        for creator in METADATA["creators"]:
            assert creator["name"] in card
    front = (released / NAME / "README.md").read_text("utf-8").split("---\n")[1]
    assert f"license_name: {str(spdx['annotations']).lower()}-annotations-only" in front
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert re.search(rf"^## {METADATA['version']} \({METADATA['date']}\)$", changelog, re.M)
    assert json.loads((released / NAME / "manifest.json").read_text())["version"] in NAME


def test_another_corpus_is_released_like_the_real_one(base_released: Path) -> None:
    for name in ("daybook-0.1.0", "daybook-0.1.0-standoff"):
        assert winnow("verify", base_released / "dist" / f"{name}.tar.gz").code == 0
