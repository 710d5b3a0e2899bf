"""Run the command line as ``python -m winnow``."""

from winnow.cli import main

main()
