"""Running systems on what they may see of the gold standard, to get records of predictions.

A system is called with text alone: that of a page, of a line, of a sentence, and of a row of stance
the name of the target. What comes from the gold standard is where sentences begin and end, which
rows there are, and in a pipeline which of the mentions found are of a row's target.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from winnow.model.json import Json
from winnow.model.page import Page
from winnow.model.problem import excerpt, shortened
from winnow.score.alignment import on_page, stretches
from winnow.score.boilerplate import lines
from winnow.score.entities import CONLL
from winnow.score.gold import Gold
from winnow.score.predictions import check
from winnow.score.records import CONTENT, SCRAPED
from winnow.score.systems import answers
from winnow.score.systems.common import UnusableError
from winnow.score.systems.load import System

Stretch = tuple[int, int]

OWN = ("PER", "MISC")
"""Types that only CoNLL-2003 has: they tell which inventory a tagger was trained on."""

EXPECTED = {
    "boilerplate": "the extracted text, or a list of (start, end), (start, end, kind) or "
    "(line, class)",
    "sentences": "a list of (start, end)",
    "entities": "a list of (start, end, type), or a tag for each token",
    "stance": "a polarity",
    "quotations": "a list of (start, end, speaker)",
}
"""What a system returns for each task."""


def run(task: str, systems: Sequence[System], gold: Gold) -> list[Json]:
    """The records of a system for a task; a pipeline has three, the other tasks one.

    It is called, with code points counted from the start of what it is given,

    - for ``boilerplate`` and ``quotations`` with the text of each page,
    - for ``sentences`` with each line of a page,
    - for ``entities`` with each sentence of the gold standard,
    - for ``stance`` with the sentence and the name of the target of each row,

    and returns what ``EXPECTED`` says. Raises ``UnusableError`` where it fails or returns
    something else; whether spans and labels are in order is for ``predictions.check`` to say.
    """
    return in_inventory(list(records(task, systems, gold)))


def records(task: str, systems: Sequence[System], gold: Gold) -> Iterator[Json]:
    """The records one by one, as the system answers, before ``in_inventory``."""
    if task == "pipeline":
        for page in gold.pages.values():
            yield from pipeline(systems, gold, page)
        return
    (system,) = systems
    if task == "stance":
        for row in gold.targets.values():
            said = polarity(system, row.text, row.target_name, row.id)
            yield {"id": row.id, "polarity": said}
    elif task == "entities":
        yield from _entities(system, gold)
    else:
        made = {"boilerplate": _extracted, "sentences": _sentences, "quotations": _quotations}[task]
        yield from (made(system, page) for page in gold.pages.values())


def calls(task: str, gold: Gold) -> int | None:
    """How often a system is called; None for a pipeline, where that depends on the answers."""
    if task == "pipeline":
        return None
    if task == "sentences":
        return sum(len(_lines(page.text)) for page in gold.pages.values())
    return {"stance": len(gold.targets), "entities": len(gold.units)}.get(task, len(gold.pages))


def _called(task: str, system: System, where: str, *given: str) -> Any:
    """What a system returns, as a list where it is a collection.

    Whatever it raises is told with the place it was raised at.
    """
    try:
        return answers.returned(system, *given)
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(f"interrupted on {where} in the system for {task}") from error
    except answers.PartialFileError:
        raise
    except UnusableError as error:
        raise UnusableError(f"on {where}: {error}") from error
    except (Exception, SystemExit) as error:
        said = _raised(error, len(given))
        raise UnusableError(f"on {where} the system for {task} failed: {said}") from error


def _raised(error: BaseException, given: int) -> str:
    """What was raised, and where: in the system, or by calling it as it cannot be called."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    try:
        said = shortened(f"{type(error).__name__}: {error}", 200)
    except Exception:  # an exception that cannot be printed
        said = type(error).__name__
    if trace is None or trace.tb_frame.f_code.co_filename == answers.__file__:
        arguments = "a text" if given == 1 else "a text and a target"
        return f"{said} (it is called with {arguments})"
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}: {said}"


def _wrong(task: str, where: str, found: Any) -> UnusableError:
    try:
        shown = excerpt(found, 80)
    except Exception:  # a value that cannot be printed
        shown = f"something of the type {type(found).__name__}"
    return UnusableError(
        f"on {where} the system for {task} returned {shown}; it must return {EXPECTED[task]}"
    )


def _tuples(found: Any, *forms: tuple[Any, ...]) -> list[tuple[Any, ...]] | None:
    """A list of tuples that all have one of the forms, or None."""
    if not isinstance(found, list) or any(isinstance(each, str) for each in found):
        return None
    try:
        rows = [tuple(map(_plain, each)) for each in found]
    except (TypeError, ValueError):
        return None
    for form in forms:
        if all(len(row) == len(form) and all(map(isinstance, row, form)) for row in rows):
            return rows
    return None


def _plain(value: Any) -> Any:
    """A number of numpy, as models return them, as Python's own."""
    return value.item() if hasattr(value, "item") else value


def _extracted(system: System, page: Page) -> Json:
    found = _called("boilerplate", system, page.id, page.text)
    if isinstance(found, str):
        return {"page_id": page.id, "text": found}
    if (rows := _tuples(found, (int, int))) is not None:
        return {"page_id": page.id, "kept": [_span(row) for row in rows]}
    if (rows := _tuples(found, (int, int, str))) is not None:
        return {"page_id": page.id, "segments": [_span(row) | {"kind": row[2]} for row in rows]}
    if (rows := _tuples(found, (int, str))) is not None:
        labelled = [{"line": line, "class": name} for line, name in rows]
        return {"page_id": page.id, "lines": labelled}
    raise _wrong("boilerplate", page.id, found)


def _span(row: Sequence[Any], origin: int = 0) -> Json:
    return {"start": origin + row[0], "end": origin + row[1]}


def _sentences(system: System, page: Page) -> Json:
    found: list[Json] = []
    for start, end in _lines(page.text):
        where = f"{page.id}, at {start}"
        given = _called("sentences", system, where, page.text[start:end])
        rows = _tuples(given, (int, int))
        if rows is None:
            raise _wrong("sentences", where, given)
        found += [_span(row, start) for row in rows]
    return {"page_id": page.id, "sentences": found}


def _lines(text: str) -> list[Stretch]:
    """The lines that are not blank."""
    return [(start, end) for start, end in lines(text) if text[start:end].strip()]


def _entities(system: System, gold: Gold) -> Iterator[Json]:
    for page, sentence in gold.sentences():
        where = f"{page.id}#{sentence.id}"
        found = _called("entities", system, where, sentence.quote)
        if isinstance(found, list) and found and all(isinstance(e, str) for e in found):
            yield {"id": where, "tags": found}
        else:
            yield {"id": where, "mentions": mentions(found, where)}


def in_inventory(records: list[Json]) -> list[Json]:
    """Records with mentions under ``conll`` where their types are those of CoNLL-2003."""
    types = {each["type"] for record in records for each in record.get("mentions", ())}
    if types <= set(CONLL) and types & set(OWN) and all("mentions" in each for each in records):
        return [{"id": record["id"], "conll": record["mentions"]} for record in records]
    return records


def mentions(found: Any, where: str, origin: int = 0) -> list[Json]:
    """What a tagger returned as mentions. Raises ``UnusableError`` where it is something else."""
    rows = _tuples(found, (int, int, str))
    if rows is None:
        raise _wrong("entities", where, found)
    return [_span(row, origin) | {"type": row[2]} for row in rows]


def polarity(system: System, text: str, target: str, where: str) -> str:
    """What a system says of a text on a target."""
    found = _called("stance", system, where, text, target)
    if not isinstance(found, str):
        raise _wrong("stance", where, found)
    return found


def _quotations(system: System, page: Page) -> Json:
    found = _called("quotations", system, page.id, page.text)
    rows = _tuples(found, (int, int, str | None))
    if rows is None:
        raise _wrong("quotations", page.id, found)
    quoted = [_span(row) | {"speaker": row[2]} for row in rows]
    return {"page_id": page.id, "quotations": quoted}


def pipeline(systems: Sequence[System], gold: Gold, page: Page) -> Iterator[Json]:
    """The two records of a pipeline on a page: on what its extractor keeps, and on gold content.

    The systems are an extractor, a tagger and a stance model. The tagger is given each stretch
    that was kept, line by line. The stance model is given a row where something of its sentence
    was kept, with that part of the sentence; and only if the tagger found one of the target's
    mentions in the sentence, span and type, where it has any.
    """
    extractor, tagger, model = systems
    content = [(each.start, each.end) for each in gold.content(page)]
    for given, kept in ((SCRAPED, kept_of(extractor, gold, page)), (CONTENT, content)):
        pieces = list(_in_lines(page.text, kept))
        found = []
        for start, end in pieces:
            where = f"{page.id}, at {start}"
            said = _called("entities", tagger, where, page.text[start:end])
            marked = mentions(said, where, start)
            if any(each["type"] in OWN for each in marked):
                raise UnusableError(
                    f"on {where} the tagger has types of CoNLL-2003; a pipeline is scored on the "
                    "18 types of OntoNotes, so map them"
                )
            found += marked
        yield {
            "page_id": page.id,
            "given": given,
            "kept": [_span(each) for each in pieces],
            "mentions": found,
            "polarities": list(_polarities(model, gold, page, pieces, found)),
        }


ALIEN = 0.5
"""Share of an extractor's words that must be on the page, for its text to be looked up there."""


def kept_of(extractor: System, gold: Gold, page: Page) -> list[Stretch]:
    """The stretches of a page that an extractor keeps; text that it returns is looked up there.

    Raises ``UnusableError`` for what predictions of boilerplate could not have, and for text of
    which too little is on the page.
    """
    record = _extracted(extractor, page)
    _, problems = check([(1, record)], "boilerplate", gold, "")
    if problems:
        first = problems[0]
        raise UnusableError(f"on {page.id} the extractor is wrong: {first.message}; {first.remedy}")
    if "text" in record:
        share = on_page(page.text, record["text"])
        if share < ALIEN:
            raise UnusableError(
                f"on {page.id} only {share:.0%} of the words that the extractor returned are on "
                "the page; let it return the text as it stands there, or a list of (start, end)"
            )
        return stretches(page.text, record["text"])
    if "kept" in record:
        return [(each["start"], each["end"]) for each in record["kept"]]
    raise UnusableError(
        f"on {page.id} the extractor returned labels; in a pipeline it must return the text, or a "
        "list of (start, end)"
    )


def _in_lines(text: str, kept: Sequence[Stretch]) -> Iterator[Stretch]:
    """Stretches without those of white space, cut where a line ends."""
    for line_start, line_end in lines(text):
        for start, end in sorted(kept):
            inside = max(start, line_start), min(end, line_end)
            if text[slice(*inside)].strip():
                yield inside


def _polarities(
    model: System, gold: Gold, page: Page, kept: Sequence[Stretch], found: Sequence[Json]
) -> Iterator[Json]:
    spans = {(each["start"], each["end"], each["type"]) for each in found}
    sentences = {each.id: each for each in page.sentences}
    for row in gold.targets_of[page.id]:
        sentence = sentences[row.sentence_id]
        parts = [
            page.text[max(start, sentence.start) : min(end, sentence.end)]
            for start, end in kept
            if start < sentence.end and end > sentence.start
        ]
        named = {
            (each.start, each.end, each.type)
            for each in page.mentions
            if each.entity == row.target_id and sentence.start <= each.start < sentence.end
        }
        if any(map(str.strip, parts)) and (not named or named & spans):
            said = polarity(model, " ".join(parts), row.target_name, row.id)
            yield {"id": row.id, "polarity": said}
