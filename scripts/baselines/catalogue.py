"""The baselines of each task, with the descriptions that the docs have of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from baselines import extractors, quotations, splitters, stance, taggers
from baselines.common import Json
from winnow.score import Gold


@dataclass(frozen=True)
class Baseline:
    """A simple system for a task: its name in tables and its description in the docs.

    ``packages`` are the distributions that it needs; ``predict`` gives records as
    ``schema/predictions.schema.json`` has them. The scores of a ``trained`` baseline can differ
    between processors.
    """

    task: str
    name: str
    description: str
    packages: tuple[str, ...]
    predict: Callable[[Gold], list[Json]]
    trained: bool = False


BASELINES: tuple[Baseline, ...] = (
    Baseline(
        "boilerplate",
        "keep all",
        "Keeps every line that is not blank, as if nothing were removed.",
        (),
        extractors.keep_all,
    ),
    Baseline(
        "boilerplate",
        "long lines",
        "Keeps lines of more than 16 words: above this threshold Kohlschütter, Fankhauser and "
        "Nejdl (2010, algorithm 2) classify a block without links as content, whatever its "
        "neighbours are. The threshold was learned on other pages and not tuned on these.",
        (),
        extractors.long_lines,
    ),
    Baseline(
        "boilerplate",
        "jusText",
        "jusText with its defaults and its English stop list. It expects HTML and the pages are "
        "text, so each line is wrapped in a `<p>`. Link density and headings, which the method "
        "relies on, are missing; it decides by the length of a line, its share of stop words and "
        "its neighbours.",
        ("justext",),
        extractors.justext,
    ),
    Baseline(
        "boilerplate",
        "trafilatura",
        "trafilatura with its defaults (balanced, with fallback, tables, no deduplication), but "
        "without comments. Here, too, each line is wrapped in a `<p>`. Without elements, classes "
        "and ids it falls back to extracting all paragraphs, each text once, so it only removes "
        "repeated lines.",
        ("trafilatura",),
        extractors.trafilatura,
    ),
    Baseline(
        "boilerplate",
        "C4 rules",
        "The rules of C4 in DataTrove with their defaults, on whole pages; they discard lines, "
        "and none of these pages. A line must end in one of `. ? ! \" '`, so lines that end in a "
        "curly quotation mark are discarded. DataTrove does not apply the word list of C4.",
        ("datatrove", "spacy"),
        extractors.c4,
    ),
    Baseline(
        "boilerplate",
        "Gopher rules, line by line",
        "The rules of Gopher on repetition and quality in DataTrove with their defaults, applied "
        "to each line as a document. They were made for whole documents: a line of fewer than 50 "
        "words fails for its length alone, content or not. Applied to whole pages they reject "
        "none.",
        ("datatrove", "spacy"),
        extractors.gopher,
    ),
    Baseline(
        "boilerplate",
        "FineWeb rules, line by line",
        "The rules that FineWeb adds, in DataTrove with their defaults, applied to each line as a "
        "document. They were made for whole documents: a single line must end in terminal "
        "punctuation, which a closing quotation mark is not, and have more than 30 characters. "
        "Applied to whole pages they reject one, for its share of characters in repeated lines.",
        ("datatrove", "spacy"),
        extractors.fineweb,
    ),
    Baseline(
        "sentences",
        "regular expression",
        "Splits each line at `.`, `?`, `!` or `…`, with closing quotation marks and brackets, "
        "if white space and an upper-case letter or an opening mark follow. It has no list of "
        "abbreviations.",
        (),
        splitters.expression,
    ),
    Baseline(
        "sentences",
        "spaCy sentencizer",
        "Splits each line with the rule-based component `sentencizer` of spaCy for English, "
        "without a model.",
        ("spacy",),
        splitters.sentencizer,
    ),
    Baseline(
        "sentences",
        "pySBD",
        "Splits each line with the rules of pySBD for English, without cleaning. The texts that "
        "it returns are looked up in the line; its offsets are not used.",
        ("pysbd",),
        splitters.pysbd,
    ),
    Baseline(
        "entities",
        "gazetteer",
        "Marks each form that is a mention on the other two pages, longest first, with its most "
        "frequent type there. Its score shows how much the pages have in common.",
        (),
        taggers.gazetteer,
    ),
    Baseline(
        "entities",
        "capital letters",
        "Marks each run of capitalised words, without a stop word that begins the sentence, with "
        "the most frequent type on the other two pages.",
        ("scikit-learn",),
        taggers.capitals,
    ),
    Baseline(
        "entities",
        "spaCy, trained on two pages",
        "The entity recogniser of spaCy for English, without pretrained vectors, trained for each "
        "page on the other two with fixed seeds: 30 epochs, after which it makes no mistake on "
        "them. Three mentions begin or end within a token of spaCy (the glued `time2 hours ago`) "
        "and are left out of the training. Two pages are far too few to train a model; the scores "
        "show how far they get.",
        ("spacy",),
        taggers.recogniser,
        trained=True,
    ),
    Baseline(
        "stance",
        "majority",
        "Answers with the most frequent polarity on the other two pages, which is `none`.",
        (),
        stance.majority,
    ),
    Baseline(
        "stance",
        "VADER",
        "The sentiment of the sentence: `favor` if its compound score is at least 0.05, `against` "
        "if it is at most -0.05, as its authors advise, otherwise `none`. The target is ignored, "
        "so a sentence has the same stance on all its targets, and praise or a reported "
        "misfortune counts as a stance.",
        ("vaderSentiment",),
        stance.vader,
    ),
    Baseline(
        "stance",
        "bag of words",
        "Logistic regression on the words of the sentence and of the target's name, weighted by "
        "tf-idf and marked as one or the other, trained for each page on the rows of the other "
        "two, with balanced classes.",
        ("scikit-learn",),
        stance.bag_of_words,
    ),
    Baseline(
        "quotations",
        "quotation marks",
        "Marks the text between quotation marks. The speaker is the person whose name is nearest "
        "outside quotations, or null if there is none. Names are the forms of persons' mentions "
        "on the other two pages, so a person who is on no other page is never the speaker.",
        (),
        quotations.marks,
    ),
)
"""Every baseline, by task in the order of the tasks."""
