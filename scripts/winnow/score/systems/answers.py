"""Answers of systems, saved one by one, so that a run that failed can be resumed."""

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
from winnow.score.systems.common import PartialFileError, System
from winnow.score.systems.interface import returned

FORMAT = "answers of winnow predict 1"
"""Identifies a partial file in its first line."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a system returned for a step of a task; ``texts_hash`` is that of its arguments."""

    step: str
    texts_hash: str
    value: Json


def header(task: str, names: Iterable[str], logical_hashes: Mapping[str, str]) -> Json:
    """The first line of a partial file, which a run shares with the run that it continues."""
    return {
        "format": FORMAT,
        "task": task,
        "systems": list(names),
        "logical_hashes": dict(logical_hashes),
    }


def differences(old: Json, new: Json) -> list[str]:
    """How two runs differ, by their headers, as messages."""
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
    """Header and answers of a partial file; an unfinished last line is left out.

    Raises ``PartialFileError`` if the file is not a partial file or is damaged.
    """
    try:
        first, *lines = path.read_bytes().split(b"\n")[:-1]
        head = json.loads(first)
    except OSError as error:
        raise PartialFileError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError:  # no line, not UTF-8, or not JSON
        head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
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
    """The answers of a run; ``earlier`` ones are reused without a call.

    New answers are appended to the file ``path``, if there is one. ``progress`` is called after
    each answer.
    """

    def __init__(self, path: Path | None, head: Json, earlier: Iterable[Answer] = ()) -> None:
        self.path = path
        self.head = head
        self.saved = list(earlier)
        self.progress: Callable[[], None] = lambda: None
        self._reusable: defaultdict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        for answer in self.saved:
            self._reusable[answer.step, answer.texts_hash].append(answer)
        self._last: Answer | None = None
        self._taken: list[Answer] = []
        self._file: IO[str] | None = None

    def start(self) -> None:
        """Write the file before the first call, which fails early if it cannot be written."""
        self._rewrite(self.saved)

    def system(self, step: str, system: System) -> System:
        """A system whose answers are saved."""

        def answered(*texts: str) -> Any:
            self._last = None
            texts_hash = sha256(json.dumps(texts).encode())
            if earlier := self._reusable[step, texts_hash]:
                answer = earlier.popleft()
            else:
                answer = Answer(step, texts_hash, returned(system, *texts))
                self._save(answer)
            self._last = answer
            self._taken.append(answer)
            self.progress()
            return answer.value

        return answered

    def taken(self) -> list[Answer]:
        """The answers since the last call of this method."""
        taken, self._taken = self._taken, []
        return taken

    def drop_last(self) -> None:
        """Remove the last answer, which is wrong, from the file, unless the last call failed."""
        if self._last is not None:
            self.drop([self._last])

    def drop(self, answers: Iterable[Answer]) -> None:
        """Remove answers from the file, so that a resumed run asks for them again."""
        dropped = set(answers)
        self._rewrite([answer for answer in self.saved if answer not in dropped])

    def close(self) -> int:
        """Close the file, or remove it if it has no answers; returns the number of answers."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self.path is not None and not self.saved:
            self.path.unlink(missing_ok=True)
        return len(self.saved) if self.path is not None else 0

    def remove(self) -> None:
        """Remove the file, once predictions are written."""
        self.saved = []
        self.close()

    def _save(self, answer: Answer) -> None:
        if self._file is None:
            return
        try:
            line = _line(answer)
        except (AttributeError, TypeError, ValueError, RecursionError):
            return  # not JSON: it is reported as wrong, or asked for again
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error
        self.saved.append(answer)

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
        self.saved = answers

    def _unwritable(self, error: OSError) -> PartialFileError:
        return PartialFileError(f"{self.path}: cannot be written: {error.strerror or error}")


def _line(answer: Answer) -> str:
    record = {"step": answer.step, "given": answer.texts_hash, "answer": answer.value}
    return json.dumps(record, default=lambda value: value.tolist()) + "\n"  # numpy, torch
