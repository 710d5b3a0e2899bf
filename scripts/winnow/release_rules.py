"""The rules for releases (level 6): what seals one, and what must hold before one is made."""

from __future__ import annotations

from winnow.problems import Rule

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

RULES: tuple[Rule, ...] = tuple(each for each in globals().values() if isinstance(each, Rule))
"""All rules of releases, in the order in which they stand here."""
