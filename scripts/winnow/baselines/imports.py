"""What a library warns of by its mere import, and what can be done about it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unescaped() -> Iterator[None]:
    """Let pass that pysbd 0.3.4 writes some regular expressions as plain strings.

    Python says so when it compiles the package, once. spaCy loads pysbd wherever both are
    installed, for pysbd registers a component with it, and DataTrove loads spaCy.
    """
    message = r'invalid escape sequence|"?\\.*is an invalid escape sequence'
    with warnings.catch_warnings():
        for category in (DeprecationWarning, SyntaxWarning):  # the latter from Python 3.12 on
            warnings.filterwarnings("ignore", message, category)
        yield
