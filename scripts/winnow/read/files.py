"""Files as they are read: bytes to text, text to JSON, with every fault in them named."""

from __future__ import annotations

import codecs
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from winnow.model.json import Json
from winnow.model.problem import Problem, excerpt, json_path, line_and_column
from winnow.model.rules import RULES

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters (Unicode category Cc) except tab, newline and carriage return."""

LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

ESCAPED_SURROGATE = re.compile(r"\\u[Dd][89A-Fa-f]")


@dataclass(frozen=True)
class JsonFile:
    """What became of a file; where it could not be read, ``known`` is false and ``value`` None."""

    value: Json
    problems: tuple[Problem, ...]
    known: bool


def read_bytes(path: Path, file: str) -> tuple[bytes | None, Problem | None]:
    """The file's bytes, or the problem that kept them from being read; an empty file is one."""
    data, problem = read_possibly_empty(path, file)
    if data == b"":
        return None, RULES["file-empty"].at(file, "", "this file is empty")
    return data, problem


def read_possibly_empty(path: Path, file: str) -> tuple[bytes | None, Problem | None]:
    """The same for a file that may be empty."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None, RULES["file-unreadable"].at(
                file, "", "cannot be read: it is no plain file"
            )
        return path.read_bytes(), None
    except FileNotFoundError:
        return None, RULES["file-missing"].at(file, "", "this file does not exist")
    except OSError as error:
        return None, RULES["file-unreadable"].at(file, "", f"cannot be read: {error.strerror}")
    except ValueError:  # a NUL or half a surrogate pair, which no file name can hold
        return None, RULES["file-unreadable"].at(file, "", "cannot be read: it is no file name")


def is_missing(path: Path) -> bool:
    """Whether nothing is at a path, as opposed to something that cannot be read."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder, sorted, without hidden ones and those in hidden folders."""
    return (path for path in visible_below(folder) if path.is_file())


def visible_below(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not hidden, sorted: folders, files, links and devices."""
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def list_optional_folder(path: Path, file: str) -> tuple[list[Path], Problem | None]:
    """The same as ``list_folder``, but a folder that is not there is as good as an empty one."""
    found, problem = list_folder(path, file)
    absent = problem and problem.rule == RULES["file-missing"].id and not path.is_symlink()
    return found, None if absent else problem


def list_folder(path: Path, file: str) -> tuple[list[Path], Problem | None]:
    """What is in a folder, sorted, without hidden files; or the problem with reading it."""
    try:
        return sorted(each for each in path.iterdir() if not each.name.startswith(".")), None
    except FileNotFoundError:
        return [], RULES["file-missing"].at(file, "", "this folder does not exist")
    except OSError as error:
        return [], RULES["file-unreadable"].at(file, "", f"cannot be read: {error.strerror}")


def decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """UTF-8 bytes as text, untouched; None where they are not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = line_and_column(before, len(before))
        byte = f"byte 0x{data[error.start]:02x} at position {error.start}"
        guess, remedy = _guess(data)
        return None, [
            RULES["text-not-utf8"].at(file, place, f"{byte} is not UTF-8; {guess}", remedy)
        ]
    if text.startswith("\ufeff"):
        return text, [
            RULES["text-byte-order-mark"].at(file, "1:1", "the file begins with a byte-order mark")
        ]
    return text, []


def _guess(data: bytes) -> tuple[str, str | None]:
    """What a file that is not UTF-8 looks like, and what to do then, if not the usual."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "the file looks like UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"
    if data.startswith(b"\x1f\x8b"):
        return "the file is compressed by gzip", "unpack it: gunzip"
    try:
        data.decode("windows-1252")
    except UnicodeDecodeError:
        return "its encoding is not known", None
    return "the file looks like Windows-1252 or Latin-1", None


def text_problems(text: str, file: str) -> Iterator[Problem]:
    """Characters that a page's text must not hold; each kind is named where it first stands."""
    for rule, pattern, name in (
        (RULES["text-carriage-return"], re.compile("\r"), "carriage return"),
        (RULES["text-control-character"], CONTROL, "control character"),
    ):
        if first := _first(pattern, name, text):
            yield rule.at(file, *first)


def _first(pattern: re.Pattern[str], name: str, text: str) -> tuple[str, str] | None:
    """Place and description of the first character of a kind, with their number."""
    matches = list(pattern.finditer(text))
    if not matches:
        return None
    more = f", the first of {len(matches)}" if len(matches) > 1 else ""
    place = line_and_column(text, matches[0].start())
    return place, f"{name} U+{ord(matches[0].group()):04X}{more}"


def prose_problems(path: Path, file: str) -> list[Problem]:
    """What is wrong with a file of notes: it is UTF-8 text of any content and line ends."""
    data, problem = read_bytes(path, file)
    if data is None:
        return [problem] if problem else []
    text, problems = decode(data, file)
    if first := _first(CONTROL, "control character", text or ""):
        problems.append(RULES["text-control-character"].at(file, *first, "remove it"))
    return problems


def read_json(path: Path, file: str) -> JsonFile:
    """A JSON file, held to RFC 8259 and, besides, to unique keys and to whole characters."""
    text, problems = _read_text(path, file)
    if text is None:
        return JsonFile(None, tuple(problems), known=False)
    value, faults = parse_json(text, file)
    return _reading(value, (*problems, *faults))


def read_json_lines(path: Path, file: str) -> JsonFile:
    """A file of one JSON object a line as a list, held to what ``read_json`` holds a file to.

    An empty file is an empty list, and so is one that is not there.
    """
    text, problems = _read_text(path, file)
    if text is None and problems[0].rule == RULES["file-empty"].id:
        return JsonFile([], (), known=True)
    if text is None:
        there = problems[0].rule != RULES["file-missing"].id or path.is_symlink()
        return JsonFile(None if there else [], tuple(problems) if there else (), known=not there)
    values = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        value, faults = parse_json(line, file) if line.strip() else (None, [_blank(file)])
        values.append(value)
        problems.extend(_on_line(fault, number) for fault in faults)
    return _reading(values, tuple(problems))


def _blank(file: str) -> Problem:
    return RULES["json-syntax"].at(file, "1:1", "this line is blank", "remove it")


def json_bytes(value: Json) -> bytes:
    """A JSON file as everything that is made here is written: indented, characters as they are."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _read_text(path: Path, file: str) -> tuple[str | None, list[Problem]]:
    """The text of a file without its byte-order mark; None, with a problem, where there is none."""
    data, problem = read_bytes(path, file)
    if data is None:
        return None, [problem] if problem else []
    text, problems = decode(data, file)
    return None if text is None else text.removeprefix("\ufeff"), problems


def _reading(value: Json, problems: tuple[Problem, ...]) -> JsonFile:
    broken = any(problem.rule == RULES["json-syntax"].id for problem in problems)
    return JsonFile(value, problems, known=not broken)


def _on_line(fault: Problem, number: int) -> Problem:
    """A problem of one line of a file, where its line and column count within that line."""
    column = fault.place.partition(":")[2] if re.fullmatch(r"1:\d+", fault.place) else "1"
    return replace(fault, place=f"{number}:{column}")


def parse_json(text: str, file: str) -> tuple[Json, list[Problem]]:
    """JSON text as a value; None, with the problems, where it is not JSON."""
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Json]]) -> dict[str, Json]:
        record: dict[str, Json] = {}
        for key, value in items:
            if key in record:
                holder = excerpt(record.get("id", items[0][1]))
                message = f"the key {excerpt(key)} stands twice in the object that begins {holder}"
                problems.append(
                    RULES["json-duplicate-key"].at(file, _line_of_key(text, key), message)
                )
            record[key] = value
        return record

    def constant(name: str) -> None:
        place = line_and_column(text, text.index(name)) if text.count(name) == 1 else ""
        problems.append(RULES["json-syntax"].at(file, place, f"{name} is not a JSON value"))

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        message = f"not JSON: {_syntax(error)}"
        return None, [
            *problems,
            RULES["json-syntax"].at(file, f"{error.lineno}:{error.colno}", message),
        ]
    except RecursionError:
        return None, [*problems, RULES["json-syntax"].at(file, "", "nested too deeply to be read")]
    except ValueError:
        return None, [
            *problems,
            RULES["json-syntax"].at(file, "", "holds a number too long to be read"),
        ]
    if LONE_SURROGATE.search(text) or ESCAPED_SURROGATE.search(text):
        problems.extend(surrogates(value, file))
    return value, problems


def _syntax(error: json.JSONDecodeError) -> str:
    line = error.doc.split("\n")[error.lineno - 1]
    start = max(error.colno - 1 - EXCERPT_BEFORE, 0)
    near = excerpt(line[start : error.colno - 1 + EXCERPT_BEFORE].strip())
    return f"{error.msg[0].lower()}{error.msg[1:]}, near {near}"


EXCERPT_BEFORE = 18


def _line_of_key(text: str, key: str) -> str:
    """Line of the first object on whose line the key stands twice, as ours are written."""
    typed = json.dumps(key, ensure_ascii=False) + ":"
    for number, line in enumerate(text.split("\n"), start=1):
        if line.replace('" :', '":').count(typed) > 1:
            return f"{number}:{line.replace(chr(34) + ' :', chr(34) + ':').rfind(typed) + 1}"
    return ""


def surrogates(value: Json, file: str, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Strings in a value that hold half of a surrogate pair."""
    if isinstance(value, str):
        if LONE_SURROGATE.search(value):
            message = f"{excerpt(value)} holds half of a surrogate pair"
            yield RULES["json-lone-surrogate"].at(file, json_path(path), message)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from surrogates(key, file, path)
            yield from surrogates(item, file, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from surrogates(item, file, (*path, index))
