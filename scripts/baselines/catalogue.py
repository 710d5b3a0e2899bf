"""The baselines: which there are, what each does, and what its figures mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from baselines import extractors, quotations, splitters, stance, taggers
from winnow.model.json import Json
from winnow.score.gold import Gold


@dataclass(frozen=True)
class Baseline:
    """A simple system for a task: its name in tables, and what is said of it in the docs.

    ``packages`` are the distributions that it runs, ``predict`` gives records as
    ``schema/predictions.schema.json`` has them. What is ``trained`` may come out otherwise on
    another processor.
    """

    task: str
    name: str
    said: str
    packages: tuple[str, ...]
    predict: Callable[[Gold], list[Json]]
    trained: bool = False


BASELINES: tuple[Baseline, ...] = (
    Baseline(
        "boilerplate",
        "keep all",
        "Keeps every line that is not blank: what comes of it if nothing is removed.",
        (),
        extractors.keep_all,
    ),
    Baseline(
        "boilerplate",
        "long lines",
        "Keeps lines of more than 16 words, the threshold from which on Kohlschütter, Fankhauser "
        "and Nejdl (2010, algorithm 2) take a block without links for content whatever stands "
        "around it. It was learned on other pages and not tuned on these.",
        (),
        extractors.long_lines,
    ),
    Baseline(
        "boilerplate",
        "jusText",
        "jusText with its defaults and its English stop list. It wants HTML, and the pages are "
        "text, so each line is wrapped in a `<p>`: link density and headings, which the method "
        "relies on, are absent, and what is left to it is the length of a line, its share of stop "
        "words and its neighbours.",
        ("justext",),
        extractors.justext,
    ),
    Baseline(
        "boilerplate",
        "trafilatura",
        "trafilatura with its defaults (balanced, with fallback, tables, no deduplication), but "
        "without comments. Here too each line is wrapped in a `<p>`. Without elements, classes "
        "and ids to go by it falls back on taking all paragraphs, each text once: what it leaves "
        "out is the repetition of lines.",
        ("trafilatura",),
        extractors.trafilatura,
    ),
    Baseline(
        "boilerplate",
        "C4 rules",
        "The rules of C4 in DataTrove with their defaults, on whole pages; they discard lines, "
        "and here no page. A line must end in one of `. ? ! \" '`, so those that end in a curly "
        "quotation mark go. DataTrove does not apply the list of words of C4.",
        ("datatrove", "spacy"),
        extractors.c4,
    ),
    Baseline(
        "boilerplate",
        "Gopher rules, line by line",
        "The rules of Gopher on repetition and quality in DataTrove with their defaults, each "
        "line given to them as a document of its own. They were made for whole documents: a line "
        "of fewer than 50 words fails for that alone, content or not. Of the whole pages they "
        "reject none.",
        ("datatrove", "spacy"),
        extractors.gopher,
    ),
    Baseline(
        "boilerplate",
        "FineWeb rules, line by line",
        "The rules that FineWeb adds, in DataTrove with their defaults, each line given to them "
        "as a document of its own. They were made for whole documents: of one line they ask that "
        "it end in terminal punctuation, which a closing quotation mark is not, and have more "
        "than 30 characters. Of the whole pages they reject one, for the characters in lines "
        "that are repeated.",
        ("datatrove", "spacy"),
        extractors.fineweb,
    ),
    Baseline(
        "sentences",
        "regular expression",
        "Splits each line at `.`, `?`, `!` or `…`, with closing quotation marks and brackets, "
        "where white space and an upper-case letter or an opening mark follow. It knows no "
        "abbreviations.",
        (),
        splitters.expression,
    ),
    Baseline(
        "sentences",
        "spaCy sentencizer",
        "Splits each line with the rule-based component `sentencizer` of spaCy for English, "
        "without any model.",
        ("spacy",),
        splitters.sentencizer,
    ),
    Baseline(
        "sentences",
        "pySBD",
        "Splits each line with the rules of pySBD for English, without cleaning. Of what it "
        "returns the texts are used and looked up in the line, not its offsets.",
        ("pysbd",),
        splitters.pysbd,
    ),
    Baseline(
        "entities",
        "gazetteer",
        "Marks each form that is a mention on the other two pages, the longest first, as what it "
        "most often is there. How far it gets is how much the pages have in common.",
        (),
        taggers.gazetteer,
    ),
    Baseline(
        "entities",
        "capital letters",
        "Marks each run of capitalised words, but for a stop word that begins the sentence, all "
        "as the type that is commonest on the other two pages.",
        ("scikit-learn",),
        taggers.capitals,
    ),
    Baseline(
        "entities",
        "spaCy, trained on two pages",
        "The recogniser of entities of spaCy for English, without pretrained vectors, trained for "
        "each page on the other two: 30 epochs, which is until it makes no mistake on them, with "
        "fixed seeds. Three mentions have an edge within a token of spaCy (the glued "
        "`time2 hours ago`) and are left out of the training. Two pages are far too few for a "
        "model; the figures say what they suffice for.",
        ("spacy",),
        taggers.recogniser,
        trained=True,
    ),
    Baseline(
        "stance",
        "majority",
        "Answers with the polarity that is commonest on the other two pages, which is `none`.",
        (),
        stance.majority,
    ),
    Baseline(
        "stance",
        "VADER",
        "The sentiment of the sentence: `favor` from a compound score of 0.05 on, `against` from "
        "-0.05 down, as its authors advise, otherwise `none`. The target is not looked at, so a "
        "sentence says the same on all its targets; so praise, or a misfortune that is reported, "
        "is taken for a stance.",
        ("vaderSentiment",),
        stance.vader,
    ),
    Baseline(
        "stance",
        "bag of words",
        "Logistic regression on the words of the sentence and those of the target's name, weighted "
        "by tf-idf and marked for which of the two they are in, trained for each page on the rows "
        "of the other two, classes weighted alike.",
        ("scikit-learn",),
        stance.bag_of_words,
    ),
    Baseline(
        "quotations",
        "quotation marks",
        "Takes what stands between quotation marks. The speaker is the person whose name stands "
        "nearest outside of quotations; names are the forms of persons' mentions on the other two "
        "pages, so a person who is on no other page is never found, and where nobody is found "
        "the speaker is null.",
        (),
        quotations.marks,
    ),
)
"""Every baseline, by task in the order of the tasks."""
