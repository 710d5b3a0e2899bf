"""Load systems by name, and run them: a spaCy or Hugging Face model, or any Python callable."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from winnow.model.json import Json
from winnow.model.problem import shortened
from winnow.score.gold import Gold
from winnow.score.systems.common import System, UnusableError
from winnow.score.systems.interface import Interface
from winnow.score.tasks import TASKS


def run(task: str, systems: Sequence[System], gold: Gold) -> list[Json]:
    """The records of a system for a task; a pipeline has three systems, other tasks have one.

    Offsets that a system returns count code points from the start of the text that it is called
    with. Raises ``UnusableError`` if a system fails or returns a value of another type; spans and
    labels are checked by ``predictions.check_values``.
    """
    return TASKS[task].finished(list(TASKS[task].predict(gold, *systems)), gold)


def system(name: str, interface: Interface) -> System:
    """The system of a name: ``spacy:MODEL``, ``huggingface:MODEL``, ``module:function``.

    A module can be a file, as in ``file.py:function``. Raises ``UnusableError`` if there is no such
    system, or none for the task.
    """
    library, _, rest = name.partition(":")
    if not library or not rest:
        raise UnusableError(
            f"{name!r} names no system; write spacy:MODEL, huggingface:MODEL or module:function"
        )
    if library in interface.loaders:
        return interface.loaders[library](rest)
    steps = {step.task: step for task in TASKS.values() for step in task.steps}
    supported = [task for task, step in steps.items() if library in step.loaders]
    if supported:
        raise UnusableError(
            f"models of {library} are run for {', '.join(supported)}, not for {interface.task}; "
            "write a function of your own and name it as module:function"
        )
    if library.endswith(".py"):
        library = ".".join(Path(library).with_suffix("").parts)
    return _imported(library, rest)


def _imported(module: str, path: str) -> System:
    try:
        value: Any = importlib.import_module(module)
    except (Exception, SystemExit) as error:  # a module can raise anything
        cause = shortened(f"{type(error).__name__}: {error}", 200)
        raise UnusableError(
            f"the module {module} cannot be imported ({cause}); name one in this folder or one "
            "that is installed"
        ) from error
    for part in path.split("."):
        if not hasattr(value, part):
            raise UnusableError(f"{module} has no {path}; name a function in it as {module}:NAME")
        value = getattr(value, part)
    if not callable(value):
        raise UnusableError(f"{module}:{path} is {type(value).__name__}, and cannot be called")
    return value  # type: ignore[no-any-return]
