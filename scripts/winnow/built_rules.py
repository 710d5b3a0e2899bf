"""The rules for what is built (level 6), and the catalogue of all rules."""

from __future__ import annotations

from winnow import annotation_rules, prediction_rules, release_rules, rules
from winnow.problems import Rule

LEVELS = {
    1: "File: a file is there, can be read and is what it claims to be.",
    2: "Schema: a file has the shape and the values that its schema asks for.",
    3: "Span: offsets, quotes and partitions fit the text.",
    4: "Reference: what one annotation says of another holds.",
    5: "Corpus: pages, sources and rows fit together.",
    6: "Built files and releases: what was built is whole and current, and so is what is released.",
    7: "Predictions: what a scorer is given fits the gold standard.",
}

BUILD_ABSENT = Rule(
    "build-absent", 6, "A dataset folder holds a built dataset.", "build it: winnow build"
)
BUILD_STALE = Rule(
    "build-stale",
    6,
    "What was built equals what sources, annotations, schemas and card give.",
    "build again: winnow build",
)
BUILD_INTERRUPTED = Rule(
    "build-interrupted", 6, "No build was cut short.", "build again: winnow build"
)
BUILT_CARD_UNREADABLE = Rule(
    "built-card-unreadable",
    6,
    "README.md of a dataset folder lists its configs and files in a front matter.",
    "build again: winnow build",
)
BUILT_FILE_MISSING = Rule(
    "built-file-missing",
    6,
    "Each file that the card or the manifest lists is there.",
    "build again: winnow build, or fetch the release anew",
)
BUILT_FILE_DIFFERS = Rule(
    "built-file-differs",
    6,
    "Each file has the SHA-256 that the manifest states, and that its own name begins with.",
    "build again: winnow build, or fetch the release anew",
)
BUILT_FILE_UNEXPECTED = Rule(
    "built-file-unexpected",
    6,
    "dataset/data holds the files that the card lists and nothing else.",
    "move it elsewhere; a build removes Parquet files that it did not write",
)
ROWS_DIFFER = Rule(
    "rows-differ",
    6,
    "The rows in a config's files have the number and logical hash that card and manifest state.",
    "build again: winnow build, or fetch the release anew",
)
MANIFEST_DIFFERS = Rule(
    "manifest-differs",
    6,
    "manifest.json can be read and describes the same build as the card.",
    "build again: winnow build, or fetch the release anew",
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *rules.RULES,
            *annotation_rules.RULES,
            *(each for each in globals().values() if isinstance(each, Rule)),
            *release_rules.RULES,
            *prediction_rules.RULES,
        ),
        key=lambda rule: rule.level,
    )
)
"""The catalogue: all rules, by level."""
