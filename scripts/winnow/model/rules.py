"""Every rule, with its permanent id; the id of a withdrawn rule is never reused."""

from __future__ import annotations

from winnow.model.problem import Rule

# Level 1: files

FILE_MISSING = Rule(
    "file-missing",
    1,
    "Each file that a dataset needs is there.",
    "restore it from version control, or create it as docs/how-to/add-a-page.md says",
)
FILE_UNREADABLE = Rule(
    "file-unreadable", 1, "Each file can be read.", "make it a plain file that this user may read"
)
FILE_EMPTY = Rule("file-empty", 1, "No file is empty.", "restore its content from version control")
FILE_UNEXPECTED = Rule(
    "file-unexpected",
    1,
    "The folders of sources, gold and passes hold pages and nothing else.",
    "move it elsewhere, or name it as a page is named",
)
TEXT_NOT_UTF8 = Rule(
    "text-not-utf8",
    1,
    "Each file is encoded in UTF-8.",
    "save it as UTF-8; for a file in Windows-1252: iconv -f WINDOWS-1252 -t UTF-8",
)
TEXT_BYTE_ORDER_MARK = Rule(
    "text-byte-order-mark",
    1,
    "No file begins with a byte-order mark.",
    "save it as UTF-8 without a byte-order mark",
)
TEXT_CARRIAGE_RETURN = Rule(
    "text-carriage-return",
    1,
    "A page's text holds no carriage return: its lines end at a newline alone.",
    "restore the file from version control with its line ends untouched, "
    "or convert a new page before it is annotated",
)
TEXT_CONTROL_CHARACTER = Rule(
    "text-control-character",
    1,
    "A page's text holds no control character but tab and newline, nor do notes and readings but "
    "for carriage returns.",
    "find out where the character came from, and clean a new page before it is annotated",
)
JSON_SYNTAX = Rule(
    "json-syntax",
    1,
    "Each .json file is JSON as RFC 8259 defines it.",
    "look just before this place for a missing comma, quotation mark or bracket",
)
JSON_DUPLICATE_KEY = Rule(
    "json-duplicate-key", 1, "No object in a JSON file has a key twice.", "remove one of the two"
)
JSON_LONE_SURROGATE = Rule(
    "json-lone-surrogate",
    1,
    "Strings in JSON files hold whole characters.",
    "write the character itself instead of the \\u escapes",
)
SOURCE_MISSING = Rule(
    "source-missing",
    1,
    "Each page in sources.json has its text in dataset/sources/.",
    "restore the text, or withdraw the page from sources.json, gold and ids.json",
)
SOURCE_UNLISTED = Rule(
    "source-unlisted",
    1,
    "Each text in dataset/sources/ has its entry in sources.json.",
    "add an entry with its bytes and sha256",
)
SOURCE_DIGEST_DIFFERS = Rule(
    "source-digest-differs",
    1,
    "A source file has the size and SHA-256 that sources.json states.",
    "restore the file; if the page was meant to change, it is another page and takes another id",
)
GOLD_MISSING = Rule(
    "gold-missing",
    1,
    "Each page in sources.json has its gold annotations.",
    "annotate the page in dataset/annotations/gold/",
)
GOLD_WITHOUT_SOURCE = Rule(
    "gold-without-source",
    1,
    "Each file of annotations is of a page in sources.json.",
    "add the page to sources.json, or correct the file's name",
)
GUIDELINES_MISSING = Rule(
    "guidelines-missing",
    1,
    "The guidelines that a pass was made under are kept in dataset/annotations/guidelines/.",
    "add them as they were given, named after the first 12 digits of their SHA-256",
)
PASS_NAME_DIFFERS = Rule(
    "pass-name-differs",
    1,
    "name in pass.json is that of the pass's folder, and no reserved one.",
    "correct the name, or rename the folder",
)

# Level 2: schemas

SCHEMA_PROFILE = Rule(
    "schema-profile",
    2,
    "Each schema keeps to schema/profile.schema.json and requires all of its properties.",
    "write the schema within the profile",
)
SCHEMA_REFERENCE = Rule(
    "schema-reference",
    2,
    "Each $ref in a schema leads to a definition in schema/.",
    "correct the reference, or add the definition",
)
LABELS_CHANGED = Rule(
    "labels-changed",
    2,
    "Label lists keep the order in schema/labels.lock.json; new labels come at the end.",
    "restore the order; only a new major version may change it",
)
LABELS_LOCK_OUTDATED = Rule(
    "labels-lock-outdated",
    2,
    "schema/labels.lock.json pins the order of labels for the dataset's major version.",
    "for a new major version, settle the label lists in schema/labels.schema.json, then copy their "
    "order into the lock and set its version to the dataset's; otherwise correct the version",
)
LABELS_UNLOCKED = Rule(
    "labels-unlocked",
    2,
    "Each label stands in schema/labels.lock.json.",
    "add it at the end of its list in the lock",
)
KEY_MISSING = Rule(
    "key-missing",
    2,
    "Each object has every key that its schema names.",
    "add the key with its value, as docs/reference/files.md describes it",
)
KEY_UNKNOWN = Rule(
    "key-unknown",
    2,
    "No object has a key that its schema does not name.",
    "remove the key, or correct its spelling",
)
TYPE_WRONG = Rule(
    "type-wrong",
    2,
    "Each value has the type that its schema names.",
    "write the value in that type; numbers stand without quotation marks",
)
LABEL_UNKNOWN = Rule(
    "label-unknown",
    2,
    "Each label stands in its list in schema/labels.schema.json.",
    "use a label of the list",
)
VALUE_MALFORMED = Rule(
    "value-malformed",
    2,
    "Each value keeps the form and bounds that its schema names.",
    "correct the value",
)

# Level 3: spans

TEXT_DIGEST_DIFFERS = Rule(
    "text-digest-differs",
    3,
    "text_sha256 of a page's annotations is the SHA-256 of the page that they were made on.",
    "make sure that the page is the one that was annotated, then correct text_sha256",
)
SPAN_REVERSED = Rule("span-reversed", 3, "A span starts before it ends.", "correct start and end")
SPAN_OUT_OF_BOUNDS = Rule(
    "span-out-of-bounds",
    3,
    "A span lies within its page.",
    "count the offsets again, in code points",
)
SPAN_QUOTE_DIFFERS = Rule(
    "span-quote-differs",
    3,
    "A span's quote is the text from start to end, to the character.",
    "count the offsets again, in code points, or correct the quote",
)
SPAN_WHITE_SPACE = Rule(
    "span-white-space",
    3,
    "A span neither begins nor ends with white space.",
    "move the offset to the nearest other character and cut the quote",
)
SEGMENT_OVERLAP = Rule(
    "segment-overlap", 3, "Segments do not overlap.", "end the first one before the second begins"
)
SEGMENT_CROSSES_LINE = Rule(
    "segment-crosses-line", 3, "A segment lies within one line.", "make one segment of each line"
)
SEGMENT_GAP = Rule(
    "segment-gap",
    3,
    "Each character that is not white space lies in a segment.",
    "add a segment, or widen the one beside it",
)
SEGMENT_NEEDLESS_SPLIT = Rule(
    "segment-needless-split",
    3,
    "A line is split only where its kind or article changes, or between two source credits.",
    "join the two segments and withdraw the second one's id in ids.json",
)
SENTENCE_OVERLAP = Rule(
    "sentence-overlap", 3, "Sentences do not overlap.", "end the first one before the second begins"
)
SENTENCE_OUTSIDE_SEGMENT = Rule(
    "sentence-outside-segment",
    3,
    "Each sentence lies within one segment.",
    "split the sentence where the segment ends, or correct the segment",
)
SENTENCE_GAP = Rule(
    "sentence-gap",
    3,
    "Each character of a segment that is not white space lies in a sentence.",
    "add a sentence, or widen the one beside it",
)

# Level 4: references

PAGE_ID_DIFFERS = Rule(
    "page-id-differs",
    4,
    "page_id in a file of annotations is the file's name without .json.",
    "correct page_id, or rename the file",
)
ID_DUPLICATE = Rule(
    "id-duplicate",
    4,
    "An id stands once in its file.",
    "give one of the two the next number of ids.json, and raise that number",
)
ID_NOT_ISSUED = Rule(
    "id-not-issued",
    4,
    "Each annotation id is within the numbers that ids.json says were issued.",
    "correct the id; if it is new, raise the number under issued in dataset/annotations/ids.json",
)
ID_WITHDRAWN = Rule(
    "id-withdrawn",
    4,
    "A withdrawn id is not used again.",
    "give the annotation the next free number",
)
ID_VANISHED = Rule(
    "id-vanished",
    4,
    "Each id that was issued is in use or withdrawn.",
    "restore the annotation, or list its id under withdrawn with version and reason",
)
ARTICLE_UNKNOWN = Rule(
    "article-unknown",
    4,
    "The article that a segment names stands in the page's list of articles.",
    "correct the id, or add the article to the list",
)
ARTICLE_NOT_NAMED = Rule(
    "article-not-named",
    4,
    "Segments of content, metadata and duplicates name their article.",
    "name the article that the segment belongs to",
)
ARTICLE_NAMED = Rule(
    "article-named",
    4,
    "Segments that belong to the page as a whole name no article.",
    "set article to null",
)
ARTICLE_WITHOUT_CONTENT = Rule(
    "article-without-content",
    4,
    "Each article has at least one content segment.",
    "mark its headline or body, or withdraw the article",
)
ARTICLE_ORDER = Rule(
    "article-order",
    4,
    "Articles are numbered in the order in which they begin on the page.",
    "number the articles in page order",
)
MAIN_ARTICLE_COUNT = Rule(
    "main-article-count",
    4,
    "A page that has articles has exactly one main article.",
    "give the role main to the article that the page is about, and related to the others",
)
ARTICLE_LABEL_REPEATED = Rule(
    "article-label-repeated",
    4,
    "An article has at most one headline and one publisher: their first occurrence.",
    "mark the further occurrence as duplicate",
)
DUPLICATE_WITHOUT_ORIGINAL = Rule(
    "duplicate-without-original",
    4,
    "A duplicate repeats a headline or publisher that its article has earlier on the page.",
    "mark the first occurrence as headline or publisher, or choose another kind",
)
DATELINE_WITHOUT_BODY = Rule(
    "dateline-without-body",
    4,
    "A dateline is followed, in its line, by a paragraph of the same article.",
    "mark the text after the dateline as paragraph, or choose another kind",
)
STANDFIRST_AFTER_BODY = Rule(
    "standfirst-after-body",
    4,
    "A standfirst comes before the first paragraph of its article.",
    "mark it as paragraph if it belongs to the body, or choose another kind",
)

# Level 5: the corpus

PAGE_REPEATED = Rule(
    "page-repeated", 5, "No two pages have the same text.", "withdraw one of the two"
)
ENTRY_REPEATED = Rule(
    "entry-repeated",
    5,
    "sources.json, ids.json, the registry and the log of adjudication have one entry for each id.",
    "remove one of the entries",
)
IDS_MISSING = Rule(
    "ids-missing",
    5,
    "Each page has an entry in ids.json, and each entry a page.",
    "add the entry for the page, or restore the page",
)
SITE_NOT_ON_PAGE = Rule(
    "site-not-on-page",
    5,
    "The site in sources.json is named on the page itself.",
    "write the name as the page has it, or null",
)
PUBLISHERS_DIFFER = Rule(
    "publishers-differ",
    5,
    "The publishers in sources.json are those of the page's publisher segments, in page order.",
    "list the text of each publisher segment, once each",
)
ROW_MALFORMED = Rule(
    "row-malformed",
    5,
    "Each row of a config keeps its schema in schema/rows/.",
    "correct the annotation behind the row, or the row's schema",
)
CARD_BROKEN = Rule(
    "card-broken",
    5,
    "dataset_card.md has a YAML front matter and is a template that can be filled in.",
    "correct the card at this place",
)

MENTION_OVERLAP = Rule(
    "mention-overlap",
    3,
    "Mentions do not overlap.",
    "keep the longer name, and withdraw the other one's id in ids.json",
)
MENTION_OFF_TOKEN = Rule(
    "mention-off-token",
    3,
    "A mention begins and ends where a token does.",
    "move the edge to that of the token",
)
MENTION_OUTSIDE_SENTENCE = Rule(
    "mention-outside-sentence",
    3,
    "Each mention lies within one sentence.",
    "correct the mention, or the sentence",
)
QUOTATION_OVERLAP = Rule(
    "quotation-overlap",
    3,
    "Quotations do not overlap, unless one lies within the other.",
    "end the first one where its mark closes",
)
QUOTATION_OUTSIDE_SEGMENT = Rule(
    "quotation-outside-segment",
    3,
    "Each quotation lies within one segment.",
    "make one span for each segment",
)
CUE_MISPLACED = Rule(
    "cue-misplaced",
    3,
    "A cue stands in a sentence of its quotation, outside the quotation itself.",
    "choose the reporting word beside the quotation, or null",
)
STANCE_OUTSIDE_SENTENCE = Rule(
    "stance-outside-sentence",
    3,
    "Evidence, holder and target of a stance are marked within one sentence.",
    "mark them in the sentence of the evidence, or set the span to null",
)
MENTION_ENTITY = Rule(
    "mention-entity",
    4,
    "Mentions of named types name their entity, dates and numbers none.",
    "name the entity of a named type; set it to null for a date or number",
)
MENTION_OF_UNNAMED = Rule(
    "mention-of-unnamed",
    4,
    "The entity of a mention is a named one.",
    "name another entity, or withdraw the mention: what has no name is not mentioned by it",
)
REGISTRY_UNKNOWN = Rule(
    "registry-unknown",
    4,
    "Each entity, speaker, holder and target has an entry in the registry.",
    "correct the id, or add an entry to the registry",
)
REGISTRY_TYPE = Rule(
    "registry-type",
    4,
    "A named entry has the type of a name, any other none.",
    "give a named entity its type; set it to null for an actor without a name or an issue",
)
REGISTRY_RESERVED = Rule(
    "registry-reserved",
    4,
    "author stands for the writer's voice and has no entry.",
    "give the entry another id",
)
MARKED_IN_DUPLICATE = Rule(
    "marked-in-duplicate",
    4,
    "Quotations and stances are not marked in duplicates.",
    "withdraw it: its original is marked already",
)
TERM_WITH_SPEAKER = Rule(
    "term-with-speaker",
    4,
    "A quotation of the kind term has no speaker.",
    "set the speaker to null, or choose another kind",
)
STANCE_OUTSIDE_CONTENT = Rule(
    "stance-outside-content",
    4,
    "Stances stand in content segments.",
    "withdraw it, or correct the kind of its segment",
)
STANCE_HOLDER_IS_TARGET = Rule(
    "stance-holder-is-target",
    4,
    "Nobody holds a stance on themselves.",
    "correct holder or target",
)
STANCE_REPEATED = Rule(
    "stance-repeated",
    4,
    "A sentence has one record for each holder, target and polarity.",
    "keep the one with the clearer evidence",
)
STANCE_AUTHOR = Rule(
    "stance-author",
    4,
    "The author holds what is narrated, and nothing else.",
    "choose another holder, or another basis",
)
STANCE_QUOTED = Rule(
    "stance-quoted",
    4,
    "The basis is quoted where the evidence lies in a quotation, unless it is narrated, and "
    "only there.",
    "choose the basis by where the evidence stands, or correct the evidence",
)
REGISTRY_UNUSED = Rule(
    "registry-unused",
    5,
    "Each entry of the registry is used by an annotation.",
    "remove the entry, or mark what it stands for",
)
NAME_TWO_ENTITIES = Rule(
    "name-two-entities",
    5,
    "A name has one entity in all places, unless an exception upholds the difference.",
    "correct the entity, or uphold it in dataset/annotations/exceptions.jsonl with a reason",
)
NAME_UNMARKED = Rule(
    "name-unmarked",
    5,
    "A name that is marked in one place is marked in all, unless an exception upholds the "
    "difference.",
    "mark it, or uphold it in dataset/annotations/exceptions.jsonl with a reason",
)
EXCEPTION_UNUSED = Rule(
    "exception-unused",
    5,
    "Each exception upholds something that its rule flags.",
    "remove the exception, or correct its rule, ids or quote",
)
CITED_RULE_UNKNOWN = Rule(
    "cited-rule-unknown",
    5,
    "A guideline rule that is cited stands in docs/guidelines/.",
    "cite a rule that exists, or silent with a note",
)
EXAMPLE_UNKNOWN = Rule(
    "example-unknown",
    5,
    "Each example in the guidelines is an annotation of the gold standard.",
    "choose another example",
)
LINE_MISPLACED = Rule(
    "line-misplaced",
    5,
    "A line of the log is on a page, or on the registry, and on something that a pass or gold has.",
    "correct page_id and layer: a page id for a layer of a page, null for the registry",
)
NOTE_MISSING = Rule(
    "note-missing",
    5,
    "A decision on which the guidelines are silent has a note.",
    "say in a sentence why",
)
READING_DIFFERS = Rule(
    "reading-differs",
    5,
    "A line of the log has the reading of each pass that covers its page, as the pass has it.",
    "quote the pass as it was given; it is never edited",
)
DECISION_DIFFERS = Rule(
    "decision-differs",
    5,
    "The last decision on an annotation is what the gold standard has, and the reading that "
    "it says was taken.",
    "bring the gold standard in line, or add a line with the new decision",
)
ADJUDICATION_MISSING = Rule(
    "adjudication-missing",
    5,
    "Where two passes cover a page, each annotation that they and the gold standard do not "
    "all share has its line in the log.",
    "restore what the passes have, or add a line with the decision to adjudication.jsonl",
)
VERDICT_MISPLACED = Rule(
    "verdict-misplaced",
    5,
    "A verdict is one of a known audit, on something of its layer that was issued, given once.",
    "add the audit to audits.jsonl; correct page_id, layer or id; or remove the repetition",
)
VERDICT_INCOMPLETE = Rule(
    "verdict-incomplete",
    5,
    "A verdict fits what it is on, cites a rule unless nothing is missing, and says what is not "
    "right.",
    "choose missing for sentences and wrong for annotations; add the rule and a note",
)
VERDICT_UNANSWERED = Rule(
    "verdict-unanswered",
    5,
    "What an audit calls wrong or missing is answered by a line of the log.",
    "add a line with the verdict among its findings, whether the annotation changes or stays",
)
FINDING_UNKNOWN = Rule(
    "finding-unknown",
    5,
    "A line of the log that answers an audit names one of its verdicts on the same page and layer.",
    "correct the finding (the audit's name, a slash, and the id that was judged) or remove it",
)

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

FETCH = "fetch the release anew"

ARCHIVE_DAMAGED = Rule(
    "archive-damaged",
    6,
    "An archive can be unpacked to its end, holds one folder of plain files and nothing else, and "
    "keeps the limits of docs/releasing.md.",
    FETCH,
)
CHECKSUMS_MALFORMED = Rule(
    "checksums-malformed",
    6,
    "SHA256SUMS has a line for each file, sorted by name, as sha256sum writes it.",
    FETCH,
)
RELEASE_FILE_MISSING = Rule(
    "release-file-missing", 6, "Each file that SHA256SUMS lists is in the release.", FETCH
)
RELEASE_FILE_DIFFERS = Rule(
    "release-file-differs",
    6,
    "Each file of a release has the SHA-256 that SHA256SUMS states.",
    FETCH,
)
RELEASE_FILE_UNEXPECTED = Rule(
    "release-file-unexpected",
    6,
    "A release holds the files that SHA256SUMS lists and no others.",
    "move it elsewhere, or fetch the release anew",
)
METADATA_DIFFERS = Rule(
    "metadata-differs",
    6,
    "Every form of the metadata states the version, date, title, creators, licences and DOI of "
    "metadata.json.",
    FETCH,
)
TREE_DIRTY = Rule(
    "tree-dirty",
    6,
    "What is released is committed in git, to the last file.",
    "commit it, or remove what does not belong there",
)
VERSION_TAKEN = Rule(
    "version-taken",
    6,
    "A version is released once.",
    "raise the version and begin its section in CHANGELOG.md, as docs/releasing.md says; what "
    "nobody was given yet may be deleted from dist/ by hand",
)
CHANGELOG_DIFFERS = Rule(
    "changelog-differs",
    6,
    "CHANGELOG.md begins with a section on the version and date in metadata.json, and its sections "
    "are headed VERSION (DATE).",
    "write that section on top, as docs/releasing.md says, or correct metadata.json",
)
PREVIOUS_UNKNOWN = Rule(
    "previous-unknown",
    6,
    "A release is compared with the one before it.",
    "fetch its tag, or name it with --previous (a folder, an archive or a git revision); where "
    "nothing was released before, say --first",
)
STEP_TOO_SMALL = Rule(
    "step-too-small",
    6,
    "The version rises by the step that the changes ask for: major, minor or patch.",
    "raise the version as the message says; winnow diff lists the changes",
)
ID_REUSED = Rule(
    "id-reused",
    6,
    "An id that a release gave never stands for something else.",
    "give the annotation the next number, and withdraw the old id in ids.json",
)
ID_LOST = Rule(
    "id-lost",
    6,
    "An id that a release gave is on its page or among the withdrawn ids in ids.json.",
    "list it in ids.json under withdrawn, with version and reason",
)
TEXT_LEFT = Rule(
    "text-left",
    6,
    "No file of a release has text of a page that went since the one before, and the standoff form "
    "has none of any page.",
    "take the text out, as docs/releasing.md says under Takedown",
)
TEXT_DIFFERS = Rule(
    "text-differs",
    6,
    "The texts given to a standoff release are its pages, to the last byte.",
    "use the untouched text of the page",
)

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

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for rule in list(globals().values()) if isinstance(rule, Rule)),
        key=lambda rule: rule.level,
    )
)
"""The catalogue: all rules, by level."""
