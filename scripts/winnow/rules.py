"""The rules for what is authored. Ids are permanent; that of a rule that goes is not reused."""

from __future__ import annotations

from winnow.problems import Rule

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

RULES: tuple[Rule, ...] = tuple(each for each in globals().values() if isinstance(each, Rule))
"""All rules of levels 1 to 5, in the order in which they stand here."""
