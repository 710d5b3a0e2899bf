"""Models of other libraries as plain functions: spaCy, and Transformers (``make adapters``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

from support import ROOT
from winnow.model.spans import trimmed
from winnow.score.systems import huggingface
from winnow.score.systems import spacy as spacy_pipelines
from winnow.score.systems.common import UnusableError, highest, without_overlaps

TEXT = "  Ann 😀 went to São Paulo.\n\n\tBob stayed, in Nîmes.  "


def _saved(nlp: Language, folder: Path) -> str:
    nlp.to_disk(folder)
    return str(folder)


def _ruled(folder: Path, **patterns: str) -> str:
    """A pipeline that marks some words as entities."""
    nlp = spacy.blank("en")
    rules = [{"label": label, "pattern": words} for label, words in patterns.items()]
    nlp.add_pipe("entity_ruler").add_patterns(rules)  # type: ignore[attr-defined]
    return _saved(nlp, folder)


def _trained(folder: Path, component: str, labels: tuple[str, ...] = (), rounds: int = 0) -> str:
    """A pipeline with one component that learned next to nothing: that Ann has the first label."""
    fix_random_seed(0)
    nlp = spacy.blank("en")
    added = nlp.add_pipe(component)
    for label in labels:
        added.add_label(label)  # type: ignore[attr-defined]
    facts: dict[str, dict[str, Any]] = {
        "ner": {"entities": [(0, 3, label) for label in labels[:1]]},
        "textcat": {"cats": {label: float(label == labels[0]) for label in labels}},
    }
    example = Example.from_dict(nlp.make_doc("Ann went"), facts.get(component, {}))
    nlp.initialize(lambda: [example])
    for _ in range(rounds):
        nlp.update([example])
    return _saved(nlp, folder)


def test_a_ruler_of_spacy_gives_code_points_and_labels(tmp_path: Path) -> None:
    tag = spacy_pipelines.tagger(_ruled(tmp_path, PERSON="Ann", GPE="São Paulo", fac="Nîmes"))
    found = tag(TEXT)
    assert [(TEXT[start:end], label) for start, end, label in found] == [
        ("Ann", "PERSON"),
        ("São Paulo", "GPE"),
        ("Nîmes", "fac"),
    ]
    assert tag("") == tag(" \n ") == []


def test_white_space_at_the_edge_of_an_entity_of_spacy_is_left_out(tmp_path: Path) -> None:
    name = _ruled(tmp_path, PERSON="Bob \n", DATE="  ")
    assert [each.text for each in spacy.load(name)("Bob \nor   b").ents] == ["Bob \n", "  "]
    assert spacy_pipelines.tagger(name)("Bob \nor   b") == [(0, 3, "PERSON")]


def test_a_statistical_tagger_of_spacy_keeps_to_the_text(tmp_path: Path) -> None:
    labels = ("PERSON", "GPE", "WORK_OF_ART")
    tag = spacy_pipelines.tagger(_trained(tmp_path, "ner", labels, rounds=20))
    found = tag(TEXT * 5)
    assert (2, 5, "PERSON") in found
    assert found == tag(TEXT * 5) == without_overlaps(found, TEXT * 5)
    assert {label for _, _, label in found} <= set(labels)


@pytest.mark.parametrize("component", ["sentencizer", "senter"])
def test_a_splitter_of_spacy_trims_sentences(component: str, tmp_path: Path) -> None:
    split = spacy_pipelines.splitter(_trained(tmp_path, component))
    found = split(TEXT)
    assert all(TEXT[start:end] == TEXT[start:end].strip() != "" for start, end in found)
    assert split("") == split(" \n ") == []
    if component == "sentencizer":
        sentences = ["Ann 😀 went to São Paulo.", "Bob stayed, in Nîmes."]
        assert [TEXT[start:end] for start, end in found] == sentences


def test_a_classifier_of_spacy_gives_its_best_label_in_lower_case(tmp_path: Path) -> None:
    name = _trained(tmp_path, "textcat", ("none", "against", "FAVOR"), rounds=5)
    assert spacy_pipelines.classifier(name)("went", "Ann") == "none"
    name = _trained(tmp_path, "textcat", ("FAVOR", "against", "none"), rounds=5)
    assert spacy_pipelines.classifier(name)("went", "Ann") == "favor"


@Language.component("winnow_echo", assigns=["doc.cats"])
def _echo(doc: Doc) -> Doc:
    """Gives the text as the one label, and a blank text none."""
    doc.cats = {doc.text: 1.0} if doc.text != ": " else {}
    return doc


def test_a_classifier_of_spacy_is_given_target_and_text(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("winnow_echo")
    classify = spacy_pipelines.classifier(_saved(nlp, tmp_path))
    assert classify("Bob stayed.", "Ann") == "ann: bob stayed."
    with pytest.raises(UnusableError, match="gives no label"):
        classify("", "")


def test_of_equal_scores_the_first_name_wins_in_lower_case() -> None:
    assert highest({"none": 0.4, "Favor": 0.4, "against": 0.2}) == "favor"


@pytest.mark.parametrize(
    ("factory", "task"),
    [
        (spacy_pipelines.tagger, "finds entities"),
        (spacy_pipelines.splitter, "splits sentences"),
        (spacy_pipelines.classifier, "classifies texts"),
    ],
)
def test_a_pipeline_of_spacy_without_the_component_is_refused(
    factory: Callable[[str], object], task: str, tmp_path: Path
) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("merge_entities")
    with pytest.raises(UnusableError, match=f"no component that {task}.*it has merge_entities"):
        factory(_saved(nlp, tmp_path))


def test_a_disabled_component_of_spacy_does_not_count(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.disable_pipe("sentencizer")
    with pytest.raises(UnusableError, match="it has none"):
        spacy_pipelines.splitter(_saved(nlp, tmp_path))


@pytest.mark.parametrize("name", ["missing", "xx_no_such_package", ""])
def test_a_pipeline_that_spacy_cannot_load_is_refused(name: str, tmp_path: Path) -> None:
    name = str(tmp_path / name) if name != "xx_no_such_package" else name
    with pytest.raises(UnusableError, match=r"^spaCy cannot load .*; install the model or name"):
        spacy_pipelines.tagger(name)


def test_a_text_that_spacy_would_not_take_is_refused(tmp_path: Path) -> None:
    split = spacy_pipelines.splitter(_trained(tmp_path, "sentencizer"))
    with pytest.raises(UnusableError, match=r"1000001 code points.* no more than 1000000"):
        split("a" * 1_000_001)


@pytest.mark.parametrize(
    ("missing", "factory", "message"),
    [
        ("spacy", spacy_pipelines.tagger, "install spacy"),
        ("torch", huggingface.tagger, "install transformers and torch"),
        ("transformers", huggingface.classifier, "install transformers and torch"),
    ],
)
def test_a_package_that_is_not_installed_is_named(
    missing: str,
    factory: Callable[[str], object],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UnusableError, match=message):
        factory(str(tmp_path))


def test_spans_are_trimmed_ordered_and_kept_without_overlaps() -> None:
    spans = [(6, 9, "C"), (0, 3, "A"), (0, 5, "B"), (4, 7, "A"), (5, 6, "D"), (9, 9, "E")]
    assert without_overlaps(spans, " ab c def ") == [(1, 5, "B"), (6, 9, "C")]
    assert trimmed(" \n ", 0, 3) == (3, 3)


NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen zz"
QUESTIONS = {
    "random": ["tagger", "random", TEXT],
    "random long": ["tagger", "random", TEXT * 20],
    "every": ["tagger", "every", "  a😀b cd. "],
    "blank": ["tagger", "every", " \n "],
    "empty text": ["tagger", "every", ""],
    "long": ["tagger", "letters", f"{NUMBERS} a " * 8],
    "limit unstated": ["tagger", "unstated", NUMBERS],
    "words": ["tagger", "letters", "abz xb c. 😀 Àbz"],
    "soft hyphen": ["tagger", "letters", "x\u00adz a xb"],
    "bytes": ["tagger", "bytes", " Ann, 😀  é"],
    "bytes long": ["tagger", "bytes", "Ann " * 20],
    "cached": ["tagger", "some/model", "a"],
    "polarity": ["classifier", "polarity", "a b", "c"],
    "polarity turned": ["classifier", "polarity", "c", "a b"],
    "even": ["classifier", "even", "a", "b"],
    "no padding": ["tagger", "unpadded", "a"],
    "slow": ["tagger", "slow", "a"],
    "bare": ["tagger", "base", "a"],
    "tagger as classifier": ["classifier", "every", "a", "b"],
    "classifier as tagger": ["tagger", "polarity", "a"],
    "one label": ["classifier", "single", "a", "b"],
    "too long": ["classifier", "polarity", "abcdefghijklmnop", "b"],
    "no model": ["tagger", "empty", "a"],
    "broken": ["tagger", "broken", "a"],
    "no folder": ["tagger", "missing", "a"],
    "not cached": ["classifier", "some/other", "a", "b"],
    "no name": ["classifier", "no/such model/x", "a", "b"],
}
"""What is asked of Transformers: task, model (see ``adapter_models.py``), and texts."""

Said = dict[str, Any]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with Winnow, transformers and torch."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    uv: list[str | Path] = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, folder], check=True)
    interpreter = folder / "bin" / "python"
    install = [*uv, "pip", "install", "--python", interpreter]
    subprocess.run([*install, "transformers==5.*", "torch==2.*"], check=True)
    subprocess.run([*install, "--editable", ROOT], check=True)
    return interpreter


@pytest.fixture(scope="module")
def replies(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What the adapters said, and what they tried to reach."""
    folder = tmp_path_factory.mktemp("models")
    script = Path(__file__).with_name("adapter_models.py")
    done = subprocess.run(
        [python, script, folder, json.dumps(QUESTIONS)],
        capture_output=True,
        text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "0", "HF_HUB_CACHE": str(folder / "cache")},
    )
    assert done.returncode == 0, done.stderr
    found: Said = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def said(replies: Said) -> Said:
    """What the adapters said to each question."""
    answers: Said = replies["answers"]
    return answers


def _marked(said: Said, name: str) -> list[tuple[str, str]]:
    """The words and labels that a tagger gave."""
    text = QUESTIONS[name][2]
    return [(text[start:end], label) for start, end, label in said[name]]


@pytest.mark.adapters
@pytest.mark.parametrize("name", ["random", "random long"])
def test_spans_of_a_random_model_keep_to_the_text(said: Said, name: str) -> None:
    spans = [tuple(each) for each in said[name]]
    assert spans
    assert without_overlaps(spans, QUESTIONS[name][2]) == spans
    assert {label for _, _, label in spans} <= {"PERSON", "GPE"}


@pytest.mark.adapters
def test_offsets_are_code_points_of_the_text(said: Said) -> None:
    assert said["every"] == [[2, 9, "GPE"]]
    assert said["blank"] == said["empty text"] == []


@pytest.mark.adapters
def test_words_take_the_label_of_their_first_piece(said: Said) -> None:
    assert _marked(said, "words") == [("abz", "PERSON"), ("c", "GPE"), ("Àbz", "PERSON")]


@pytest.mark.adapters
def test_where_words_are_in_doubt_each_piece_has_its_own_label(said: Said) -> None:
    assert _marked(said, "soft hyphen") == [("a", "PERSON"), ("b", "GPE")]


@pytest.mark.adapters
def test_tokens_that_share_a_character_give_one_span(said: Said) -> None:
    assert [word for word, _ in _marked(said, "bytes")] == ["A", "n", "n", ",", "😀", "é"]


@pytest.mark.adapters
def test_a_text_longer_than_the_model_takes_is_read_to_its_end(said: Said) -> None:
    text = QUESTIONS["long"][2]
    words = [(start, start + 1) for start in range(len(text)) if text[start : start + 1] == "a"]
    assert len(words) == 8
    assert [(start, end) for start, end, _ in said["long"]] == words
    assert len(said["bytes long"]) == 60
    assert said["limit unstated"][-1][1] == len(NUMBERS)


@pytest.mark.adapters
def test_a_model_in_the_cache_is_used_and_no_hub_is_asked(replies: Said) -> None:
    assert replies["answers"]["cached"] == [[0, 1, "GPE"]]
    assert replies["reached"] == []


@pytest.mark.adapters
def test_a_polarity_is_the_highest_label_in_lower_case(said: Said) -> None:
    assert {said["polarity"], said["polarity turned"]} <= {"against", "favor", "none"}
    assert said["even"] == "favor"


@pytest.mark.adapters
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no padding", "no padding token"),
        ("slow", "take a model with a fast tokenizer"),
        ("bare", "not trained for token-classification"),
        ("tagger as classifier", "not trained for text-classification"),
        ("classifier as tagger", "not trained for token-classification"),
        ("one label", "take a model with two or more"),
        ("too long", "have 20 tokens, and '/polarity' takes no more than 16"),
        ("no model", "has no config.json"),
        ("broken", "Transformers cannot load '/broken'"),
        ("no folder", "neither a folder nor a model in the local cache"),
        ("not cached", "neither a folder nor a model in the local cache"),
        ("no name", "neither a folder nor a model in the local cache"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused(said: Said, name: str, message: str) -> None:
    assert message in said[name]["error"]
