"""The forms of the metadata: valid by their standards, and consistent with each other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from datacite import schema45

from support import ROOT
from winnow.dataset.metadata import cff, croissant, datacite, zenodo
from winnow.dataset.metadata.citation import apa, bibtex
from winnow.release import statements

METADATA = json.loads((ROOT / "dataset/metadata.json").read_text("utf-8"))
ADDRESSED = METADATA | {"doi": "10.5072/made.up", "url": "https://example.org/winnow"}

ZENODO_FIELDS = {
    *("upload_type", "publication_type", "image_type", "publication_date", "title", "creators"),
    *("description", "access_right", "license", "embargo_date", "access_conditions", "doi"),
    *("prereserve_doi", "keywords", "notes", "related_identifiers", "contributors", "references"),
    *("communities", "grants", "journal_title", "journal_volume", "journal_issue"),
    *("journal_pages", "conference_title", "conference_acronym", "conference_dates"),
    *("conference_place", "conference_url", "conference_session", "conference_session_part"),
    *("imprint_publisher", "imprint_isbn", "imprint_place", "partof_title", "partof_pages"),
    *("thesis_supervisors", "thesis_university", "subjects", "version", "language"),
    *("locations", "dates", "method"),
}
"""The metadata of a deposit that Zenodo's developers' pages document."""


@pytest.mark.parametrize("metadata", [METADATA, ADDRESSED])
def test_the_citation_file_is_valid(metadata: Any, tmp_path: Path) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_bytes(cff.citation(metadata))
    builtin = ["--builtin-schema", "vendor.citation-file-format"]
    command = [sys.executable, "-m", "check_jsonschema", *builtin, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    value = yaml.safe_load(path.read_bytes())
    assert value["cff-version"] == "1.2.0"
    assert value.get("doi") == metadata["doi"]
    assert value.get("url") == metadata["url"]


@pytest.mark.parametrize("metadata", [METADATA, ADDRESSED])
def test_the_datacite_record_is_valid(metadata: Any) -> None:
    value = json.loads(datacite.record(metadata))
    assert list(schema45.validator.iter_errors(value)) == []
    assert ("doi" in value) == bool(metadata["doi"])
    assert value["types"]["resourceTypeGeneral"] == "Dataset"
    assert len(value["rightsList"]) == 3


@pytest.mark.parametrize("texts", [True, False])
@pytest.mark.parametrize("metadata", [METADATA, ADDRESSED])
def test_the_deposit_has_only_fields_that_zenodo_documents(metadata: Any, texts: bool) -> None:
    value = json.loads(zenodo.deposit(metadata, texts=texts))
    assert set(value) <= ZENODO_FIELDS
    assert value["upload_type"] == "dataset"
    assert {"title", "creators", "description", "publication_date", "access_right"} <= set(value)
    assert all(
        set(creator) <= {"name", "affiliation", "orcid", "gnd"} for creator in value["creators"]
    )
    for identifier in value["related_identifiers"]:
        assert set(identifier) <= {"identifier", "relation", "resource_type"}
    if texts:
        assert value["access_right"] == "restricted"
        assert "no licence to them is given" in value["access_conditions"]
        assert "license" not in value
    else:
        assert value["access_right"] == "open"
        assert value["license"] == "cc-by-4.0"


def test_missing_doi_and_url_are_in_no_form() -> None:
    """No DOI or address, and no placeholder for one."""
    forms = [
        cff.citation(METADATA),
        datacite.record(METADATA),
        zenodo.deposit(METADATA, texts=True),
        (ROOT / "dataset/croissant.json").read_bytes(),
    ]
    for form in forms:
        assert b"10.5" not in form
        assert b"doi" not in form
        assert b": null" not in form
    assert "doi" not in bibtex(METADATA)
    assert "http" not in apa(METADATA)
    assert bibtex(ADDRESSED).count("10.5072/made.up") == 1
    assert apa(ADDRESSED).endswith("https://doi.org/10.5072/made.up")
    assert apa(METADATA | {"url": ADDRESSED["url"]}).endswith("https://example.org/winnow")


def test_creators_are_a_body_and_persons_can_be_named() -> None:
    assert json.loads(datacite.record(METADATA))["creators"] == [
        {"name": "Winnow contributors", "nameType": "Organizational"}
    ]
    person = METADATA | {"creators": [{"name": "Doe, Jo", "type": "person"}]}
    assert json.loads(datacite.record(person))["creators"][0]["nameType"] == "Personal"
    assert "author  = {Doe, Jo}" in bibtex(person)
    several = METADATA | {
        "creators": [{"name": name, "type": "person"} for name in ("A, B.", "C, D.", "E, F.")]
    }
    assert apa(several).startswith("A, B., C, D., & E, F. (")
    assert "author  = {A, B. and C, D. and E, F.}" in bibtex(several)
    assert "title   = {This \\& that}" in bibtex(METADATA | {"title": "This & that"})


def test_every_form_in_the_repository_states_what_the_metadata_do() -> None:
    places = {
        cff.FILE: ROOT,
        zenodo.FILE: ROOT,
        datacite.FILE: ROOT / "dataset",
        croissant.FILE: ROOT / "dataset",
        "manifest.json": ROOT / "dataset",
    }
    assert places.keys() | {"standoff.json"} == statements.FORMS.keys()
    for name, folder in places.items():
        data = (folder / name).read_bytes()
        assert list(statements.differences(name, data, METADATA)) == []
        assert statements.FORMS[name](data)["version"] == METADATA["version"]


def test_croissant_states_responsible_use() -> None:
    value = json.loads((ROOT / "dataset/croissant.json").read_text("utf-8"))
    stated = {key: text for key, text in value.items() if key.startswith("rai:")}
    assert len(stated) == len(METADATA["responsible_ai"])
    assert (
        stated["rai:annotatorDemographics"] == METADATA["responsible_ai"]["annotator_demographics"]
    )
