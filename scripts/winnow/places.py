"""Where in the text of a JSON file the value at a path begins."""

from __future__ import annotations

import json
import re

STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
"""A step of a JSON path: an index or a key."""


class Places:
    """A JSON text in which each object and list is looked through once, when it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self._members: dict[int, dict[str | int, int]] = {}

    def line(self, place: str) -> int | None:
        """The line (from 1) on which the value at a JSON path begins, or the object without it.

        None where the text holds no value.
        """
        at = self._skip(0)
        if at == len(self._text):
            return None
        for index, key in STEP.findall(place):
            found = self._members_of(at).get(int(index) if index else key)
            if found is None:
                break
            at = found
        return self._text.count("\n", 0, at) + 1

    def _members_of(self, start: int) -> dict[str | int, int]:
        """Where each member of the object or list at ``start`` begins; the first of equal keys."""
        if start not in self._members:
            self._members[start] = self._look_through(start)
        return self._members[start]

    def _look_through(self, start: int) -> dict[str | int, int]:
        found: dict[str | int, int] = {}
        opening, at = self._text[start], self._skip(start + 1)
        if opening not in "{[":
            return found
        while self._text[at] not in "]}":
            key: str | int = len(found)
            if opening == "{":
                key, at = self._decoder.raw_decode(self._text, at)
                at = self._skip(self._skip(at) + 1)
            found.setdefault(key, at)
            _, at = self._decoder.raw_decode(self._text, at)
            at = self._skip(at)
            at = self._skip(at + 1) if self._text[at] == "," else at
        return found

    def _skip(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in " \t\n\r":
            at += 1
        return at
