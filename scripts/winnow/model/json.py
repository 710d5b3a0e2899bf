"""JSON as Python values."""

from __future__ import annotations

from typing import Any

Json = Any
"""What ``json.loads`` returns; the schemas say what is in it."""
