"""Answers of systems, kept in a file as they come, so that a run that failed can be resumed."""

from __future__ import annotations

import json
import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from winnow.dataset import write
from winnow.model.hashes import sha256
from winnow.model.json import Json
from winnow.score.systems.load import System

FORMAT = "answers of winnow predict 1"
"""Stated in the first line of a partial file, to tell it from other files."""


class PartialFileError(Exception):
    """A partial file that cannot be continued or written; says why."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a system returned for a step of a task; ``given`` is a digest of the texts it got."""

    step: str
    given: str
    value: Json


def header(task: str, names: Iterable[str], logical_hashes: Mapping[str, str]) -> Json:
    """The first line of a partial file: what a run must share with the one that it continues."""
    return {
        "format": FORMAT,
        "task": task,
        "systems": list(names),
        "logical_hashes": dict(logical_hashes),
    }


def differences(old: Json, new: Json) -> list[str]:
    """How the run of one header differs from that of another."""
    messages = []
    if old.get("task") != new["task"]:
        messages.append(f"its task is {old.get('task')}, not {new['task']}")
    if old.get("systems") != new["systems"]:
        systems = old.get("systems")
        names = ", ".join(map(str, systems)) if isinstance(systems, list) else systems
        messages.append(f"its system is {names}, not {', '.join(new['systems'])}")
    if old.get("logical_hashes") != new["logical_hashes"]:
        messages.append("its gold standard has other logical hashes")
    return messages


def read(path: Path) -> tuple[Json, list[Answer]]:
    """Header and answers of a partial file; a last line without its end is left out.

    Raises ``PartialFileError`` if it is not such a file or is damaged.
    """
    try:
        first, *lines = path.read_bytes().split(b"\n")[:-1]
        head = json.loads(first)
        known = isinstance(head, dict) and head.get("format") == FORMAT
    except OSError as error:
        raise PartialFileError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError:  # no line, not UTF-8, or not JSON
        known = False
    if not known:
        raise PartialFileError(f"{path} is not a file of answers of winnow predict")
    answers = []
    for number, line in enumerate(lines, start=2):
        try:
            record = json.loads(line)
            answers.append(Answer(record["step"], record["given"], record["answer"]))
        except (ValueError, TypeError, KeyError) as error:
            raise PartialFileError(
                f"{path} is damaged in line {number}; remove the line"
            ) from error
    return head, answers


class Answers:
    """The answers of a run; those that it continues from are given again without a call.

    They are written to ``path`` as they come, or kept nowhere if it is None. ``progress`` is
    called after each answer.
    """

    def __init__(self, path: Path | None, head: Json, earlier: Iterable[Answer] = ()) -> None:
        self.path = path
        self.head = head
        self.kept = list(earlier)
        self.progress: Callable[[], None] = lambda: None
        self._left: defaultdict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        for answer in self.kept:
            self._left[answer.step, answer.given].append(answer)
        self._last: Answer | None = None
        self._taken: list[Answer] = []
        self._file: IO[str] | None = None

    def start(self) -> None:
        """Write the file, so that it is clear before the first call that it can be written."""
        self._rewrite(self.kept)

    def system(self, step: str, system: System) -> System:
        """A system whose answers are kept."""

        def answered(*texts: str) -> Any:
            self._last = None
            given = sha256(json.dumps(texts).encode())
            if earlier := self._left[step, given]:
                answer = earlier.popleft()
            else:
                answer = Answer(step, given, returned(system, *texts))
                self._keep(answer)
            self._last = answer
            self._taken.append(answer)
            self.progress()
            return answer.value

        return answered

    def taken(self) -> list[Answer]:
        """The answers given since this was last asked."""
        taken, self._taken = self._taken, []
        return taken

    def drop_last(self) -> None:
        """Forget the last answer, which is wrong; nothing is forgotten if a call failed instead."""
        if self._last is not None:
            self.drop([self._last])

    def drop(self, answers: Iterable[Answer]) -> None:
        """Forget answers, so that they are asked for again."""
        dropped = set(answers)
        self._rewrite([answer for answer in self.kept if answer not in dropped])

    def close(self) -> int:
        """Close the file, or remove it if it holds no answers; gives their number."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self.path is not None and not self.kept:
            self.path.unlink(missing_ok=True)
        return len(self.kept) if self.path is not None else 0

    def remove(self) -> None:
        """Remove the file, once predictions are written."""
        self.kept = []
        self.close()

    def _keep(self, answer: Answer) -> None:
        if self._file is None:
            return
        try:
            line = _line(answer)
        except (AttributeError, TypeError, ValueError, RecursionError):
            return  # not JSON: either wrong, which is reported, or asked for again
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error
        self.kept.append(answer)

    def _rewrite(self, answers: list[Answer]) -> None:
        if self.path is None:
            return
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        lines = [json.dumps(self.head) + "\n", *map(_line, answers)]
        try:
            write.write(draft, "".join(lines).encode())
            if self._file is not None:
                self._file.close()
            write.move(draft, self.path)
            self._file = self.path.open("a", encoding="utf-8")
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise self._unwritable(error) from error
        self.kept = answers

    def _unwritable(self, error: OSError) -> PartialFileError:
        return PartialFileError(f"{self.path}: cannot be written: {error.strerror or error}")


def _line(answer: Answer) -> str:
    record = {"step": answer.step, "given": answer.given, "answer": answer.value}
    return json.dumps(record, default=lambda value: value.tolist()) + "\n"  # numpy, torch


def returned(system: System, *texts: str) -> Any:
    """What a system returns, as a list if it is a collection."""
    value = system(*texts)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return list(value) if isinstance(value, Iterable) and not _is_one(value) else value


def _is_one(value: Any) -> bool:
    return isinstance(value, str | bytes | Mapping)
