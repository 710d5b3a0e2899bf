"""The rules for predictions (level 7): what scorers are given by users of the dataset."""

from __future__ import annotations

from winnow.problems import Rule

FORM_UNKNOWN = Rule(
    "prediction-form",
    7,
    "Each line of a predictions file has the keys of a form that its task knows.",
    "write it in one of the forms that docs/reference/predictions.md shows",
)
ID_UNKNOWN = Rule(
    "prediction-id-unknown",
    7,
    "Each id in a predictions file is one of the gold standard's: a page, a sentence, a row, or an "
    "entry of the registry.",
    "take ids from the rows of the same version of the dataset, and remove what is about others",
)
REPEATED = Rule(
    "prediction-repeated",
    7,
    "Nothing is predicted twice: no page, sentence, row or line.",
    "keep one of the two",
)
SPAN_OUTSIDE = Rule(
    "prediction-span",
    7,
    "Each predicted span lies in the text that it is of and is not empty; a mention or a quotation "
    "neither begins nor ends with white space.",
    "count code points of that text, the end not included: those of the page where the line has a "
    "page_id, and else those of the sentence",
)
OVERLAP = Rule(
    "prediction-overlap",
    7,
    "Predicted spans of one text do not overlap.",
    "keep one of the two, such as the longer; nothing is chosen for you",
)
RUN_OUTSIDE = Rule(
    "prediction-run",
    7,
    "A run of a pipeline says something only of what was kept, and a run on content keeps all of "
    "the content of the gold standard.",
    "give what tagger and stance model said of the stretches in kept, and nothing else; winnow "
    "predict pipeline does",
)
TAGS_WRONG = Rule(
    "prediction-tags",
    7,
    "There is a tag for each token of the row, and each I- continues a span of its type.",
    "tag the tokens of the row, in IOB2; a span begins with B-. Where a tagger's I- continues "
    "nothing, decide whether it begins a span (write B-) or none (write O), and say which",
)

RULES = tuple(each for each in globals().values() if isinstance(each, Rule))
