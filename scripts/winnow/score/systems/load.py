"""Systems by name: a spaCy pipeline, a Hugging Face pipeline, or any Python callable."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from winnow.model.problem import shortened
from winnow.score.systems import huggingface, spacy
from winnow.score.systems.common import UnusableError

System = Callable[..., Any]
"""What is called with a text (and a target), and returns what it finds."""

PIPELINE = ("boilerplate", "entities", "stance")
"""The tasks of the steps of a pipeline, in their order."""

LOADERS: dict[str, dict[str, Callable[[str], System]]] = {
    "spacy": {
        "sentences": spacy.splitter,
        "entities": spacy.tagger,
        "stance": spacy.classifier,
    },
    "huggingface": {
        "entities": huggingface.tagger,
        "stance": huggingface.classifier,
    },
}
"""What loads a model of a library for a task."""


def system(name: str, task: str) -> System:
    """The system that a name stands for: ``spacy:MODEL``, ``huggingface:MODEL``, ``module:name``.

    Raises ``UnusableError`` where there is none, or it is not for this task.
    """
    library, colon, rest = name.partition(":")
    if not (library and colon and rest):
        raise UnusableError(
            f"{name!r} names no system; write spacy:MODEL, huggingface:MODEL or module:function"
        )
    if library in LOADERS:
        if task not in LOADERS[library]:
            able = ", ".join(LOADERS[library])
            raise UnusableError(
                f"models of {library} are run for {able}, not for {task}; write a function of "
                "your own and name it as module:function"
            )
        return LOADERS[library][task](rest)
    return _imported(library, rest)


def _imported(module: str, path: str) -> System:
    try:
        found: Any = importlib.import_module(module)
    except (Exception, SystemExit) as error:  # whatever a module does when it is imported
        said = shortened(f"{type(error).__name__}: {error}", 200)
        raise UnusableError(
            f"the module {module} cannot be imported ({said}); name one in this folder or one "
            "that is installed"
        ) from error
    for part in path.split("."):
        if not hasattr(found, part):
            raise UnusableError(f"{module} has no {path}; name a function in it as {module}:NAME")
        found = getattr(found, part)
    if not callable(found):
        raise UnusableError(f"{module}:{path} is {type(found).__name__}, and cannot be called")
    return found  # type: ignore[no-any-return]
