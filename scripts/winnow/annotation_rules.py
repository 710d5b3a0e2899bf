"""The rules for mentions, quotations, stances, the registry and the log of adjudication."""

from __future__ import annotations

from winnow.problems import Rule

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

RULES: tuple[Rule, ...] = tuple(each for each in globals().values() if isinstance(each, Rule))
"""The rules of this module, in the order in which they stand here."""
