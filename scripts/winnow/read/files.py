"""Read files: bytes as UTF-8 text, text as JSON; what is wrong with a file is a problem."""

from __future__ import annotations

import codecs
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from winnow.model.json import Json
from winnow.model.problem import Problem, Rule, excerpt, json_path, line_and_column
from winnow.model.rules import RULES

CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
"""Control characters (Unicode category Cc) except tab, newline and carriage return."""

LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

ESCAPED_SURROGATE = re.compile(r"\\u[Dd][89A-Fa-f]")


@dataclass(frozen=True)
class JsonFile:
    """The value of a JSON file and the problems in it.

    ``known`` is false if the file cannot be read or parsed; ``value`` is then None, or what could
    be parsed.
    """

    value: Json
    problems: tuple[Problem, ...]
    known: bool


def is_missing(path: Path) -> bool:
    """Whether there is no file or folder at ``path``, or a link to nowhere."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False


def read_bytes(path: Path, file: str) -> tuple[bytes | None, Problem | None]:
    """The bytes of a file, or the problem with it; an empty file is a problem."""
    data, problem = read_possibly_empty(path, file)
    if data == b"":
        return None, RULES["file-empty"].at(file, "", "this file is empty")
    return data, problem


def read_possibly_empty(path: Path, file: str) -> tuple[bytes | None, Problem | None]:
    """The bytes of a file, which may be empty, or the problem with it."""
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return path.read_bytes(), None
        reason = "not a regular file"
    except FileNotFoundError:
        return None, RULES["file-missing"].at(file, "", "this file does not exist")
    except OSError as error:
        reason = f"{error.strerror}"
    except ValueError:  # a NUL or half a surrogate pair
        reason = "not a valid file name"
    return None, RULES["file-unreadable"].at(file, "", f"cannot be read: {reason}")


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder, sorted, without hidden files and folders."""
    return (path for path in visible_below(folder) if path.is_file())


def visible_below(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not hidden, sorted: folders, files, links and devices."""
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def list_folder(path: Path, file: str) -> tuple[list[Path], Problem | None]:
    """The paths in a folder, sorted, without hidden ones, and the problem with the folder."""
    try:
        return sorted(child for child in path.iterdir() if not child.name.startswith(".")), None
    except FileNotFoundError:
        return [], RULES["file-missing"].at(file, "", "this folder does not exist")
    except OSError as error:
        return [], RULES["file-unreadable"].at(file, "", f"cannot be read: {error.strerror}")


def list_optional_folder(path: Path, file: str) -> tuple[list[Path], Problem | None]:
    """``list_folder``, but a missing folder is treated as empty."""
    return ([], None) if _is_absent(path) else list_folder(path, file)


def _is_absent(path: Path) -> bool:
    """Whether there is nothing at ``path``, not even a link to nowhere."""
    return is_missing(path) and not path.is_symlink()


def decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """UTF-8 bytes as text, unmodified; None if they are not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = line_and_column(before, len(before))
        byte = f"byte 0x{data[error.start]:02x} at position {error.start}"
        guess, remedy = _guess(data)
        message = f"{byte} is not UTF-8; {guess}"
        return None, [RULES["text-not-utf8"].at(file, place, message, remedy)]
    if text.startswith("\ufeff"):
        message = "the file begins with a byte-order mark"
        return text, [RULES["text-byte-order-mark"].at(file, "1:1", message)]
    return text, []


def _guess(data: bytes) -> tuple[str, str | None]:
    """The probable encoding of a file that is not UTF-8, with a remedy if the usual one fails."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "the file looks like UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"
    if data.startswith(b"\x1f\x8b"):
        return "the file is compressed by gzip", "unpack it: gunzip"
    try:
        data.decode("windows-1252")
    except UnicodeDecodeError:
        return "its encoding is unknown", None
    return "the file looks like Windows-1252 or Latin-1", None


def text_problems(text: str, file: str) -> list[Problem]:
    """Characters that the text of a page must not contain: the first of each kind."""
    return [
        *_forbidden("\r", "carriage return", RULES["text-carriage-return"], text, file),
        *_forbidden(CONTROL, "control character", RULES["text-control-character"], text, file),
    ]


def _forbidden(
    pattern: str, name: str, rule: Rule, text: str, file: str, remedy: str | None = None
) -> Iterator[Problem]:
    """One problem for all matches of a pattern, at the place of the first."""
    matches = list(re.finditer(pattern, text))
    if matches:
        more = f", the first of {len(matches)}" if len(matches) > 1 else ""
        message = f"{name} U+{ord(matches[0].group()):04X}{more}"
        yield rule.at(file, line_and_column(text, matches[0].start()), message, remedy)


def prose_problems(path: Path, file: str) -> list[Problem]:
    """The problems of a file of notes, which is UTF-8 text with any line ends."""
    text, problems = _read_text(path, file)
    rule = RULES["text-control-character"]
    problems.extend(
        _forbidden(CONTROL, "control character", rule, text or "", file, remedy="remove it")
    )
    return problems


def read_json(path: Path, file: str) -> JsonFile:
    """A JSON file as RFC 8259 defines it, with unique keys and without lone surrogates."""
    text, problems = _read_text(path, file)
    if text is None:
        return JsonFile(None, tuple(problems), known=False)
    parsed = parse_json(text, file)
    return replace(parsed, problems=(*problems, *parsed.problems))


def read_json_lines(path: Path, file: str) -> JsonFile:
    """A file with one JSON value a line as a list, under the rules of ``read_json``.

    A missing or empty file is an empty list.
    """
    if _is_absent(path):
        return JsonFile([], (), known=True)
    text, problems = _read_text(path, file, may_be_empty=True)
    if text is None:
        return JsonFile(None, tuple(problems), known=False)
    values, known = [], True
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), start=1):
        parsed = parse_json(line, file) if line.strip() else _blank(file)
        values.append(parsed.value)
        problems.extend(_on_line(problem, number) for problem in parsed.problems)
        known = known and parsed.known
    return JsonFile(values, tuple(problems), known)


def _blank(file: str) -> JsonFile:
    problem = RULES["json-syntax"].at(file, "1:1", "this line is blank", "remove it")
    return JsonFile(None, (problem,), known=False)


def json_bytes(value: Json) -> bytes:
    """The content of a JSON file: indented by two spaces, in UTF-8 without escapes."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _read_text(
    path: Path, file: str, *, may_be_empty: bool = False
) -> tuple[str | None, list[Problem]]:
    """The text of a file without its byte-order mark; None if it cannot be read or decoded."""
    read = read_possibly_empty if may_be_empty else read_bytes
    data, problem = read(path, file)
    if data is None:
        return None, [problem] if problem else []
    text, problems = decode(data, file)
    return None if text is None else text.removeprefix("\ufeff"), problems


def _on_line(problem: Problem, number: int) -> Problem:
    """A problem of a line that was parsed by itself, with its place in the file."""
    column = problem.place.partition(":")[2] if re.fullmatch(r"1:\d+", problem.place) else "1"
    return replace(problem, place=f"{number}:{column}")


def parse_json(text: str, file: str) -> JsonFile:
    """JSON text as a value; None, with the problems, if it cannot be parsed."""
    problems: list[Problem] = []
    syntax_errors: list[tuple[str, str]] = []

    def pairs(items: list[tuple[str, Json]]) -> dict[str, Json]:
        record: dict[str, Json] = {}
        for key, value in items:
            if key in record:
                owner = excerpt(record.get("id", items[0][1]))
                message = f"the key {excerpt(key)} occurs twice in the object that begins {owner}"
                place = _line_of_key(text, key)
                problems.append(RULES["json-duplicate-key"].at(file, place, message))
            record[key] = value
        return record

    def constant(name: str) -> None:
        place = line_and_column(text, text.index(name)) if text.count(name) == 1 else ""
        syntax_errors.append((place, f"{name} is not a JSON value"))

    value = None
    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        syntax_errors.append((f"{error.lineno}:{error.colno}", f"not JSON: {_syntax(error)}"))
    except RecursionError:
        syntax_errors.append(("", "nested too deeply to be read"))
    except ValueError:
        syntax_errors.append(("", "contains a number too long to be read"))
    for place, message in syntax_errors:
        problems.append(RULES["json-syntax"].at(file, place, message))
    if LONE_SURROGATE.search(text) or ESCAPED_SURROGATE.search(text):
        problems.extend(surrogates(value, file))
    return JsonFile(value, tuple(problems), known=not syntax_errors)


NEAR = 18
"""Characters before and after a syntax error that its message quotes."""


def _syntax(error: json.JSONDecodeError) -> str:
    line = error.doc.split("\n")[error.lineno - 1]
    start = max(error.colno - 1 - NEAR, 0)
    near = excerpt(line[start : error.colno - 1 + NEAR].strip())
    return f"{error.msg[0].lower()}{error.msg[1:]}, near {near}"


def _line_of_key(text: str, key: str) -> str:
    """The first line on which a key occurs twice, in files with one object a line."""
    name = json.dumps(key, ensure_ascii=False) + ":"
    for number, line in enumerate(text.split("\n"), start=1):
        compact = line.replace('" :', '":')
        if compact.count(name) > 1:
            return f"{number}:{compact.rfind(name) + 1}"
    return ""


def surrogates(value: Json, file: str, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Strings in a value with half of a surrogate pair."""
    if isinstance(value, str):
        if LONE_SURROGATE.search(value):
            message = f"{excerpt(value)} contains half of a surrogate pair"
            yield RULES["json-lone-surrogate"].at(file, json_path(path), message)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from surrogates(key, file, path)
            yield from surrogates(item, file, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from surrogates(item, file, (*path, index))
