"""How a system is called for a task, and what it must return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from winnow.model.json import Json
from winnow.model.problem import excerpt, shortened
from winnow.score.systems.common import PartialFileError, System, UnusableError


@dataclass(frozen=True)
class Interface:
    """The calls of a system for a task.

    ``arguments`` and ``returns`` describe a call in messages. ``loaders`` make a system from the
    name of a model, by library.
    """

    task: str
    arguments: str
    returns: str
    loaders: Mapping[str, Callable[[str], System]] = field(default_factory=dict)

    def call(self, system: System, where: str, *texts: str) -> Any:
        """What a system returns, as a list if it is a collection; ``where`` is for messages.

        Raises ``UnusableError`` if the system raises anything, and ``KeyboardInterrupt`` with the
        place of the call.
        """
        try:
            return returned(system, *texts)
        except KeyboardInterrupt as error:
            message = f"interrupted on {where} in the system for {self.task}"
            raise KeyboardInterrupt(message) from error
        except PartialFileError:
            raise
        except UnusableError as error:
            raise UnusableError(f"on {where}: {error}") from error
        except (Exception, SystemExit) as error:
            cause = self._cause(error)
            raise UnusableError(f"on {where} the system for {self.task} failed: {cause}") from error

    def wrong_value(self, where: str, value: Any) -> UnusableError:
        """The error to raise if a system returned something of another type."""
        try:
            shown = excerpt(value, 80)
        except Exception:  # a value that cannot be printed
            shown = f"something of the type {type(value).__name__}"
        return UnusableError(
            f"on {where} the system for {self.task} returned {shown}; it must return {self.returns}"
        )

    def _cause(self, error: BaseException) -> str:
        """The exception and its line in the system, or the arguments that it does not take."""
        try:
            message = shortened(f"{type(error).__name__}: {error}", 200)
        except Exception:  # an exception that cannot be printed
            message = type(error).__name__
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is None or trace.tb_frame.f_code.co_filename == __file__:
            return f"{message} (it is called with {self.arguments})"
        return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}: {message}"


def returned(system: System, *texts: str) -> Any:
    """What a system returns, as a list if it is a collection."""
    value = system(*texts)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return list(value)
    return value


def tuples(value: Any, *forms: tuple[Any, ...]) -> list[tuple[Any, ...]] | None:
    """A list whose items all have the types of one of the forms, as tuples; else None."""
    if not isinstance(value, list) or any(isinstance(item, str) for item in value):
        return None
    try:
        rows = [tuple(map(_without_numpy, item)) for item in value]
    except (TypeError, ValueError):
        return None
    for form in forms:
        if all(len(row) == len(form) and all(map(isinstance, row, form)) for row in rows):
            return rows
    return None


def _without_numpy(value: Any) -> Any:
    """A number of numpy, as models return them, as a number of Python."""
    return value.item() if hasattr(value, "item") else value


def span(row: tuple[Any, ...], origin: int = 0) -> Json:
    """Start and end of a row, counted from the start of the page, as a record has them."""
    return {"start": origin + row[0], "end": origin + row[1]}
