"""Run the command line as ``python -m winnow``."""

from __future__ import annotations

from winnow.cli.app import main

main()
