"""The table of rules, in ``rules.json``; the id of a withdrawn rule is never reused."""

from __future__ import annotations

import json
from importlib.resources import files

from winnow.model.problem import Rule

_TABLE = json.loads(files("winnow.model").joinpath("rules.json").read_text("utf-8"))

LEVELS: dict[int, str] = {int(level): meaning for level, meaning in _TABLE["levels"].items()}
"""What the rules of each level are about."""

RULES: dict[str, Rule] = {row["id"]: Rule(**row) for row in _TABLE["rules"]}
"""Every rule by its id, in order of level."""
